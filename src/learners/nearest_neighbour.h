#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/learner.h"
#include "core/resources.h"
#include "learners/text_counts.h"

namespace tangram {

struct NearestNeighbourOptions {
  int k = 1;
  CountOptions counts;
  double smoothing = 0.5;

  void visit(FieldVisitor& v);
};

/// The k most similar examples vote. Similarity: the cosine of n-gram counts (of token ids
/// where the input is ids), 0 where an input has no features. Examples as similar as the
/// k-th share the votes that are left between them, so the order of examples never decides.
/// p(c) = (votes_c + smoothing) / (votes + smoothing K): finite for classes not seen.
class NearestNeighbour final : public Learner<Text> {
 public:
  explicit NearestNeighbour(NearestNeighbourOptions options) : options_(options) {}

  std::string id() const override;
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  NearestNeighbourOptions options_;
};

/// Votes of the k most similar, by class. similarity: one per example.
Eigen::VectorXd neighbour_votes(const Eigen::VectorXd& similarity, std::span<const int> y,
                                int n_classes, int k);

std::unique_ptr<Learner<Text>> make_nearest_neighbour(const Value& options, const Resources&);

}  // namespace tangram
