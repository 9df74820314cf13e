#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/resources.h"
#include "learners/linear_fit.h"
#include "learners/text_counts.h"

namespace tangram {

struct NgramLogisticOptions {
  CountOptions counts;
  LinearOptions linear;

  void visit(FieldVisitor& v);
};

/// Logistic regression on counts of word and character n-grams, or of token ids where the
/// input is ids: what a plain learner makes of the same demonstration. Counts raw, bias
/// regularised, C by folds on the demonstration alone. Only n-grams of shown examples can
/// carry weight, so the vocabulary is theirs.
///
/// Li et al. 2024's baseline (specified by their code) fits 240 settings and reports the
/// best by test score; this one never sees a test label.
class NgramLogistic final : public Learner<Text> {
 public:
  explicit NgramLogistic(NgramLogisticOptions options);

  std::string id() const override;
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  NgramLogisticOptions options_;
};

std::unique_ptr<Learner<Text>> make_ngram_logistic(const Value& options, const Resources&);

}  // namespace tangram
