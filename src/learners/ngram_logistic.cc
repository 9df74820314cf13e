#include "learners/ngram_logistic.h"

#include <utility>

#include "base/check.h"
#include "learners/input_kernel.h"

namespace tangram {

void NgramLogisticOptions::visit(FieldVisitor& v) {
  counts.visit(v);
  linear.visit(v);
}

NgramLogistic::NgramLogistic(NgramLogisticOptions options) : options_(std::move(options)) {
  options_.linear.check("learner ngram_logistic");
}

std::string NgramLogistic::id() const {
  return fmt::format("ngram_logistic@1({})", options_text(options_));
}

std::vector<std::vector<Prediction>> NgramLogistic::answer(std::span<const Problem<Text>> problems,
                                                           std::stop_token stop) {
  std::vector<std::vector<Prediction>> out;
  for (const auto& problem : problems) {
    if (stop.stop_requested()) break;
    InputTable inputs;
    CountKernel counts(options_.counts);
    out.push_back(answer_by_lessons(problem, inputs, [&](const Lesson& lesson) {
      Kernel kernel = counts.products(inputs, lesson);
      kernel.gram.array() += 1;  // the bias: a feature that is 1 in every input
      kernel.cross.array() += 1;
      return linear_log_probabilities(lesson, {&kernel, 1}, options_.linear);
    }));
  }
  return out;
}

std::unique_ptr<Learner<Text>> make_ngram_logistic(const Value& options, const Resources&) {
  return std::make_unique<NgramLogistic>(
      parse_options<NgramLogisticOptions>(options, "learner ngram_logistic"));
}

}  // namespace tangram
