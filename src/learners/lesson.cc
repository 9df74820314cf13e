#include "learners/lesson.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "base/check.h"

namespace tangram {
namespace {

std::string content_key(const TextInput& x) {
  if (const auto* text = std::get_if<std::string>(&x)) return "t" + *text;
  const auto& segment = std::get<TokenSegment>(x);
  std::string key = "i" + segment.tokenizer;
  for (Token id : segment.ids) key += fmt::format(" {}", id);
  return key;
}

/// The class of an example's answer among `offered`; -1: it is not offered.
int class_of(const Text::Example& example, const Candidates& offered) {
  TANGRAM_CHECK(example.y >= 0 && example.y < static_cast<int>(example.candidates->size()));
  if (example.candidates == offered || *example.candidates == *offered) return example.y;
  const auto& word = (*example.candidates)[static_cast<std::size_t>(example.y)];
  const auto found = std::find(offered->begin(), offered->end(), word);
  return found == offered->end() ? -1 : static_cast<int>(found - offered->begin());
}

Lesson make_lesson(const Problem<Text>& problem, const Text::Question& question,
                   InputTable& inputs) {
  TANGRAM_CHECK(question.shots >= 0 &&
                question.shots <= static_cast<int>(problem.demonstration.size()));
  Lesson lesson;
  lesson.n_classes = static_cast<int>(question.candidates->size());
  lesson.candidates = question.candidates;
  for (int i = 0; i < question.shots; ++i) {
    const auto& example = problem.demonstration[static_cast<std::size_t>(i)];
    const int y = class_of(example, question.candidates);
    if (y < 0) continue;
    lesson.x.push_back(inputs.number(example.x));
    lesson.y.push_back(y);
  }
  return lesson;
}

}  // namespace

int InputTable::number(const TextInput& x) {
  const auto [entry, is_new] =
      numbers_.try_emplace(content_key(x), static_cast<int>(inputs_.size()));
  if (is_new) inputs_.push_back(&x);
  return entry->second;
}

std::vector<int> Lesson::counts() const {
  std::vector<int> out(static_cast<std::size_t>(n_classes));
  for (int c : y) ++out[static_cast<std::size_t>(c)];
  return out;
}

std::vector<Prediction> answer_by_lessons(const Problem<Text>& problem, InputTable& inputs,
                                          const Classify& classify) {
  std::map<std::pair<int, std::vector<std::string>>, std::vector<std::size_t>> lessons;
  for (std::size_t q = 0; q < problem.questions.size(); ++q) {
    const auto& question = problem.questions[q];
    TANGRAM_CHECK(question.candidates && !question.candidates->empty());
    lessons[{question.shots, *question.candidates}].push_back(q);
  }
  std::vector<Prediction> out(problem.questions.size());
  for (const auto& [key, questions] : lessons) {
    Lesson lesson = make_lesson(problem, problem.questions[questions.front()], inputs);
    for (std::size_t q : questions) lesson.query.push_back(inputs.number(problem.questions[q].x));
    const Eigen::MatrixXd log_p = classify(lesson);
    TANGRAM_CHECK(log_p.rows() == lesson.n_classes &&
                  log_p.cols() == static_cast<Eigen::Index>(questions.size()));
    for (std::size_t i = 0; i < questions.size(); ++i)
      for (double value : log_p.col(static_cast<Eigen::Index>(i)))
        out[questions[i]].candidate_logps.push_back({value});
  }
  return out;
}

std::vector<std::vector<Prediction>> answer_by_lessons(std::span<const Problem<Text>> problems,
                                                       std::stop_token stop,
                                                       const Classify& classify) {
  std::vector<std::vector<Prediction>> out;
  for (const auto& problem : problems) {
    if (stop.stop_requested()) break;
    InputTable inputs;
    out.push_back(answer_by_lessons(problem, inputs, classify));
  }
  return out;
}

Eigen::MatrixXd same_for_all(const Eigen::VectorXd& log_p, const Lesson& lesson) {
  return log_p.replicate(1, static_cast<Eigen::Index>(lesson.query.size()));
}

Eigen::VectorXd smoothed_log_p(const Eigen::VectorXd& votes, double smoothing) {
  TANGRAM_CHECK(smoothing > 0 && votes.size() > 0);
  const Eigen::VectorXd raised = votes.array() + smoothing;
  return (raised / raised.sum()).array().log();
}

}  // namespace tangram
