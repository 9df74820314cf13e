#include "learners/reference_learners.h"

#include <cmath>

#include "base/check.h"
#include "learners/lesson.h"

namespace tangram {

void MajorityOptions::visit(FieldVisitor& v) {
  v({.name = "smoothing", .help = "Pseudo-count of every class (Laplace: 1).", .min = 1e-6},
    smoothing);
}

void ConstantOptions::visit(FieldVisitor& v) {
  v({.name = "candidate", .help = "Which one, counted from 0.", .min = 0}, candidate);
  v({.name = "probability", .help = "What it gets.", .min = 1e-6, .max = 1 - 1e-6}, probability);
}

std::vector<std::vector<Prediction>> UniformGuess::answer(std::span<const Problem<Text>> problems,
                                                          std::stop_token stop) {
  return answer_by_lessons(problems, stop, [](const Lesson& lesson) {
    return same_for_all(smoothed_log_p(Eigen::VectorXd::Zero(lesson.n_classes), 1), lesson);
  });
}

std::string MajorityOfDemonstration::id() const {
  return fmt::format("majority_of_demonstration@1({})", options_text(options_));
}

std::vector<std::vector<Prediction>> MajorityOfDemonstration::answer(
    std::span<const Problem<Text>> problems, std::stop_token stop) {
  return answer_by_lessons(problems, stop, [this](const Lesson& lesson) {
    Eigen::VectorXd votes = Eigen::VectorXd::Zero(lesson.n_classes);
    for (int c : lesson.y) votes(c) += 1;
    return same_for_all(smoothed_log_p(votes, options_.smoothing), lesson);
  });
}

std::string Constant::id() const { return fmt::format("constant@1({})", options_text(options_)); }

std::vector<std::vector<Prediction>> Constant::answer(std::span<const Problem<Text>> problems,
                                                      std::stop_token stop) {
  return answer_by_lessons(problems, stop, [this](const Lesson& lesson) {
    require(options_.candidate < lesson.n_classes,
            "learner constant: candidate is {}, and a question has {} candidates; give one in "
            "[0, {})",
            options_.candidate, lesson.n_classes, lesson.n_classes);
    if (lesson.n_classes == 1) return same_for_all(Eigen::VectorXd::Zero(1), lesson);
    const double rest = (1 - options_.probability) / (lesson.n_classes - 1);
    Eigen::VectorXd log_p = Eigen::VectorXd::Constant(lesson.n_classes, std::log(rest));
    log_p(options_.candidate) = std::log(options_.probability);
    return same_for_all(log_p, lesson);
  });
}

std::unique_ptr<Learner<Text>> make_uniform_guess(const Value& options, const Resources&) {
  parse_options<NoOptions>(options, "learner uniform_guess");
  return std::make_unique<UniformGuess>();
}

std::unique_ptr<Learner<Text>> make_majority(const Value& options, const Resources&) {
  return std::make_unique<MajorityOfDemonstration>(
      parse_options<MajorityOptions>(options, "learner majority_of_demonstration"));
}

std::unique_ptr<Learner<Text>> make_constant(const Value& options, const Resources&) {
  return std::make_unique<Constant>(parse_options<ConstantOptions>(options, "learner constant"));
}

}  // namespace tangram
