#include "stats/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/check.h"
#include "stats/distributions.h"

namespace tangram {
namespace {

constexpr std::size_t kFewestPairs = 3;
constexpr Eigen::Index kMostColumnsHalved = 8;

using ConstVector = Eigen::Map<const Eigen::VectorXd>;

ConstVector vector_of(std::span<const double> values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

std::span<const double> span_of(const Eigen::MatrixXd& values) {
  return {values.data(), static_cast<std::size_t>(values.size())};
}

/// The deviations' correlation; nothing where the spread of a side is rounding of its size.
std::optional<double> cosine(const Eigen::VectorXd& dx, const Eigen::VectorXd& dy, double x_size,
                             double y_size) {
  const double tiny =
      4 * std::sqrt(static_cast<double>(dx.size())) * std::numeric_limits<double>::epsilon();
  const double x_norm = dx.norm(), y_norm = dy.norm();
  if (x_norm <= tiny * x_size || y_norm <= tiny * y_size) return std::nullopt;
  return std::clamp((dx / x_norm).dot(dy / y_norm), -1.0, 1.0);
}

/// From 1; equal values share the mean of their ranks.
std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i)
      ranks[order[i]] = static_cast<double>(begin + end + 1) / 2;
    begin = end;
  }
  return ranks;
}

/// All ways to put n columns into two halves (as nearly), of at most 8; of more the even against
/// the odd ones.
std::vector<std::vector<bool>> halves(Eigen::Index n) {
  std::vector<bool> half(static_cast<std::size_t>(n));
  if (n > kMostColumnsHalved) {
    for (std::size_t i = 0; i < half.size(); i += 2) half[i] = true;
    return {half};
  }
  std::vector<std::vector<bool>> out;
  std::fill_n(half.rbegin(), n / 2, true);
  do out.push_back(half);
  while (std::next_permutation(half.begin(), half.end()));
  return out;
}

/// Row means over the columns of one half.
Eigen::VectorXd mean_where(const Eigen::MatrixXd& values, const std::vector<bool>& half,
                           bool which) {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(values.rows());
  int n = 0;
  for (std::size_t d = 0; d < half.size(); ++d)
    if (half[d] == which) {
      sum += values.col(static_cast<Eigen::Index>(d));
      ++n;
    }
  return sum / n;
}

}  // namespace

std::optional<double> pearson(std::span<const double> x, std::span<const double> y) {
  TANGRAM_CHECK(x.size() == y.size());
  if (x.size() < kFewestPairs) return std::nullopt;
  const ConstVector xs = vector_of(x), ys = vector_of(y);
  return cosine(xs.array() - xs.mean(), ys.array() - ys.mean(), xs.norm(), ys.norm());
}

std::optional<Bounds> fisher_interval(double r, int n, double level) {
  if (n < 4 || std::abs(r) >= 1) return std::nullopt;
  const double half = normal_quantile(0.5 + level / 2) / std::sqrt(n - 3.0);
  return Bounds{std::tanh(std::atanh(r) - half), std::tanh(std::atanh(r) + half)};
}

std::optional<double> spearman(std::span<const double> x, std::span<const double> y) {
  TANGRAM_CHECK(x.size() == y.size());
  return pearson(ranks_of(x), ranks_of(y));
}

std::optional<double> partial_correlation(std::span<const double> x, std::span<const double> y,
                                          const Eigen::MatrixXd& covariates) {
  const auto n = static_cast<Eigen::Index>(x.size());
  TANGRAM_CHECK(x.size() == y.size() && covariates.rows() == n && covariates.allFinite());
  if (x.size() < kFewestPairs) return std::nullopt;
  Eigen::MatrixXd design(n, covariates.cols() + 1);
  design.col(0).setOnes();
  // Centred and scaled, so that the rank does not depend on a covariate's unit.
  for (Eigen::Index c = 0; c < covariates.cols(); ++c) {
    const Eigen::VectorXd centred = covariates.col(c).array() - covariates.col(c).mean();
    const double norm = centred.norm();
    const bool varies = norm > 1e-12 * covariates.col(c).norm();
    design.col(c + 1) = varies ? Eigen::VectorXd(centred / norm) : Eigen::VectorXd::Zero(n);
  }
  const Eigen::CompleteOrthogonalDecomposition<Eigen::MatrixXd> fit(design);
  if (n < fit.rank() + 2) return std::nullopt;
  const auto rest = [&](std::span<const double> values) -> Eigen::VectorXd {
    const ConstVector all = vector_of(values);
    const Eigen::VectorXd centred = all.array() - all.mean();
    return centred - design * fit.solve(centred);
  };
  const auto spread = [](std::span<const double> values) {
    const ConstVector all = vector_of(values);
    return (all.array() - all.mean()).matrix().norm();
  };
  // 1e3: solving leaves more rounding than subtracting a mean does.
  return cosine(rest(x), rest(y), 1e3 * spread(x), 1e3 * spread(y));
}

std::optional<double> reliability_of_means(const Eigen::MatrixXd& scores) {
  const auto n = static_cast<double>(scores.rows()), k = static_cast<double>(scores.cols());
  if (scores.rows() < 2 || scores.cols() < 2) return std::nullopt;
  const Eigen::VectorXd means = scores.rowwise().mean();
  const double between = k * (means.array() - means.mean()).square().sum() / (n - 1);
  const double within = (scores.colwise() - means).squaredNorm() / (n * (k - 1));
  const double scale = scores.squaredNorm();
  if (between <= 1e-28 * scale) return std::nullopt;
  return 1 - within / between;
}

std::optional<PermutedNull> permuted_null(std::span<const double> x, std::span<const double> y,
                                          int n_random, Rng rng) {
  TANGRAM_CHECK(n_random >= 1);
  const std::optional<double> r = pearson(x, y);
  if (!r) return std::nullopt;
  const ConstVector xs = vector_of(x), ys = vector_of(y);
  const Eigen::VectorXd dx = (xs.array() - xs.mean()) / (xs.array() - xs.mean()).matrix().norm();
  const Eigen::VectorXd unit = (ys.array() - ys.mean()) / (ys.array() - ys.mean()).matrix().norm();
  std::vector<double> dy(unit.begin(), unit.end());
  std::vector<double> permuted;
  int count = 1;  // the observed order
  for (int i = 0; i < n_random; ++i) {
    rng.shuffle(dy);
    permuted.push_back(std::abs(dx.dot(vector_of(dy))));
    count += permuted.back() >= std::abs(*r) * (1 - 1e-12) ? 1 : 0;
  }
  const auto at = static_cast<std::ptrdiff_t>(0.95 * n_random);
  std::nth_element(permuted.begin(), permuted.begin() + at, permuted.end());
  return PermutedNull{count / (n_random + 1.0), permuted[static_cast<std::size_t>(at)]};
}

std::optional<double> within_rows_correlation(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y) {
  TANGRAM_CHECK(x.rows() == y.rows() && x.cols() == y.cols());
  if (x.cols() < 2 || x.rows() < 2) return std::nullopt;
  const Eigen::MatrixXd dx = x.colwise() - x.rowwise().mean();
  const Eigen::MatrixXd dy = y.colwise() - y.rowwise().mean();
  return cosine(dx.reshaped(), dy.reshaped(), x.norm(), y.norm());
}

std::optional<double> other_columns_correlation(const Eigen::MatrixXd& x,
                                                const Eigen::MatrixXd& y) {
  TANGRAM_CHECK(x.rows() == y.rows() && x.cols() == y.cols());
  if (x.cols() < 2 || x.rows() == 0) return std::nullopt;
  const Eigen::MatrixXd dx = x.array() - x.mean(), dy = y.array() - y.mean();
  // Each entry meets the k - 1 others of its row: their sum is the row's less its own.
  const Eigen::VectorXd y_sum = dy.rowwise().sum();
  const double xy = dx.cwiseProduct((-dy).colwise() + y_sum).sum();
  const double scale = static_cast<double>(x.cols() - 1) * dx.norm() * dy.norm();
  if (!cosine(dx.reshaped(), dy.reshaped(), x.norm(), y.norm())) return std::nullopt;
  return xy / scale;
}

std::optional<double> across_halves_correlation(const Eigen::MatrixXd& x,
                                                const Eigen::MatrixXd& y) {
  TANGRAM_CHECK(x.rows() == y.rows() && x.cols() == y.cols());
  if (x.cols() < 2) return std::nullopt;
  double sum = 0;
  int n = 0;
  for (const std::vector<bool>& half : halves(x.cols()))
    for (const bool which : {true, false}) {
      const Eigen::VectorXd of_x = mean_where(x, half, which), of_y = mean_where(y, half, !which);
      const auto r = pearson(span_of(of_x), span_of(of_y));
      if (!r) return std::nullopt;
      sum += *r;
      ++n;
    }
  return sum / n;
}

}  // namespace tangram
