#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/open_model.h"
#include "core/resources.h"
#include "learners/linear_fit.h"

namespace tangram {

struct LinearOnHiddenOptions {
  std::vector<std::int64_t> layers;  // empty: L/4, L/2, 3L/4, L
  LinearOptions linear{.grid = {0.1, 1, 10, 100, 1000}};

  void visit(FieldVisitor& v);
};

/// A linear learner with a language model's features but without its context: the residual
/// stream at the last token of x alone (BOS and the text of x, or BOS and x's ids), layer
/// and penalty chosen by folds on the demonstration. Each feature is standardised on the
/// shown examples; inner products are divided by the width, so that a grid means the same
/// for every model. All distinct inputs of all problems are read in one call.
class LinearOnHidden final : public Learner<Text> {
 public:
  /// The models must outlive this; open and model are two faces of one model. Throws Error
  /// on an empty grid or a layer that the model has not.
  LinearOnHidden(LinearOnHiddenOptions options, OpenModel& open, const LanguageModel& model);

  std::string id() const override;
  bool reads_model() const override { return true; }

  /// Throws Error where ids belong to another tokenizer and where an input has no token.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  std::vector<Token> path_of(const TextInput& x) const;

  LinearOnHiddenOptions options_;
  OpenModel& open_;
  const LanguageModel& model_;
  std::vector<Site> sites_;
};

/// L/4, L/2, 3L/4, L, rounded down, at least 1, each once, ascending.
std::vector<std::int64_t> default_layers(int n_layers);

/// Inner products of standardised features over the width, plus 1 for the bias. shown:
/// width x n, asked: width x q. A feature that does not vary over the shown is left out.
Kernel standardised_kernel(const Eigen::MatrixXd& shown, const Eigen::MatrixXd& asked);

/// For the catalog. Throws Error without a model that can be read.
std::unique_ptr<Learner<Text>> make_linear_on_hidden(const Value& options,
                                                     const Resources& resources);

}  // namespace tangram
