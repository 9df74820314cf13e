#pragma once

#include <Eigen/Dense>
#include <optional>

namespace tangram {

/// Variances of the random effects of a crossed design: y = mean + draw + query + residual.
struct VarianceComponents {
  double draw = 0, query = 0, residual = 0;
  bool draw_was_negative = false;   // the estimate was below 0 and stands as 0
  bool query_was_negative = false;  // the same; to be said wherever the component is shown
};

/// By the moments of the two-way ANOVA of y(draw, query), M by Q: residual = MSE,
/// draw = (MSA - MSE) / Q, query = (MSB - MSE) / M; negative estimates are cut to 0 and marked.
/// Values finite. Below two draws or two queries: nothing, the effects cannot be told apart.
std::optional<VarianceComponents> variance_components(const Eigen::MatrixXd& y);

/// Of the mean over a design of that size: draw / M + query / Q + residual / (M Q). Sizes >= 1.
double variance_of_mean(const VarianceComponents& components, int draws, int queries);

}  // namespace tangram
