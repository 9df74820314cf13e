#include "stats/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "base/check.h"
#include "stats/distributions.h"
#include "stats/effect.h"

namespace tangram {
namespace {

constexpr int kFewestResamples = 100;
constexpr std::size_t kFewestUnitsOfStatistic = 5;

/// The p-quantile of B sorted values: the (B + 1) p-th, between two by a straight line, and the
/// first or last beyond.
double quantile_of(const std::vector<double>& sorted, double p) {
  const double last = static_cast<double>(sorted.size() - 1);
  const double place = std::clamp((last + 2) * p - 1, 0.0, last);
  const std::size_t below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// Means of resampled deviations from the mean, sorted: 0 is the mean itself.
std::vector<double> resampled_means(const std::vector<double>& deviations, int n_resamples,
                                    Rng& rng) {
  std::vector<double> means(static_cast<std::size_t>(n_resamples));
  const double n = static_cast<double>(deviations.size());
  for (double& mean : means) {
    double sum = 0;
    for (std::size_t i = 0; i < deviations.size(); ++i)
      sum += deviations[rng.below(deviations.size())];
    mean = sum / n;
  }
  std::sort(means.begin(), means.end());
  return means;
}

/// z0: the normal quantile of the share of resamples below 0, ties half; a share of 0 or 1 counts
/// as half a resample.
double bias(const std::vector<double>& sorted, double tie) {
  const auto first = std::lower_bound(sorted.begin(), sorted.end(), -tie);
  const auto last = std::upper_bound(sorted.begin(), sorted.end(), tie);
  const double n = static_cast<double>(sorted.size());
  const double below = static_cast<double>(first - sorted.begin());
  const double equal = static_cast<double>(last - first);
  return normal_quantile(std::clamp((below + equal / 2) / n, 0.5 / n, 1 - 0.5 / n));
}

/// What an interval is read with: units, level, and below what a difference from 0 is rounding.
struct BcaReading {
  std::size_t n = 0;
  double level = 0.95, tie = 0;
};

/// The probability at which the resampled means are read: Phi(z0 + (z0 + z) / (1 - a (z0 + z))).
double adjusted_probability(double z0, double acceleration, double z) {
  const double bent = 1 - acceleration * (z0 + z);
  if (bent <= 0) return z0 + z > 0 ? 1 : 0;  // beyond the pole: the end of the range
  return normal_cdf(z0 + (z0 + z) / bent);
}

/// The interval about `centre`, from what n units leave of it in resamples, sorted.
Bounds read_bca(const std::vector<double>& sorted, double centre, double acceleration,
                const BcaReading& reading) {
  const double n = static_cast<double>(reading.n);
  const double z0 = bias(sorted, reading.tie);
  const double z = -std::sqrt(n / (n - 1)) * t_quantile((1 - reading.level) / 2, n - 1);
  return {centre + quantile_of(sorted, adjusted_probability(z0, acceleration, -z)),
          centre + quantile_of(sorted, adjusted_probability(z0, acceleration, z))};
}

/// The acceleration of the jackknife: sum d^3 / (6 (sum d^2)^(3/2)), d = mean - value.
/// No spread: 0.
double jackknife_acceleration(const std::vector<double>& values) {
  double mean = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  double squares = 0, cubes = 0;
  for (const double v : values) {
    squares += (mean - v) * (mean - v);
    cubes += std::pow(mean - v, 3);
  }
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

/// How often each of n items comes in each of n_resamples resamples: (resample, item).
Eigen::MatrixXd resample_counts(Eigen::Index n, int n_resamples, Rng rng) {
  Eigen::MatrixXd counts = Eigen::MatrixXd::Zero(n, n_resamples);
  for (Eigen::Index r = 0; r < n_resamples; ++r)
    for (Eigen::Index i = 0; i < n; ++i)
      ++counts(static_cast<Eigen::Index>(rng.below(static_cast<std::uint64_t>(n))), r);
  return counts;
}

}  // namespace

std::optional<Bounds> bca_interval(std::span<const double> values, double level, int n_resamples,
                                   Rng rng) {
  TANGRAM_CHECK(level > 0 && level < 1 && n_resamples >= kFewestResamples);
  if (values.size() < 2) return std::nullopt;
  const double n = static_cast<double>(values.size());
  const double origin = values.front();  // deviations from it keep their digits far from 0
  std::vector<double> deviations;
  for (const double v : values) deviations.push_back(v - origin);
  const Effect effect = *t_effect(deviations);
  const double mean = origin + effect.mean;
  if (effect.standard_error == 0) return Bounds{mean, mean};
  const double sd = effect.standard_error * std::sqrt(n);
  double cubes = 0, largest = 0;
  for (double& d : deviations) {
    d -= effect.mean;
    cubes += std::pow(d / sd, 3);
    largest = std::max(largest, std::abs(d));
  }
  const double acceleration = cubes / (6 * std::pow(n - 1, 1.5));
  const std::vector<double> means = resampled_means(deviations, n_resamples, rng);
  return read_bca(means, mean, acceleration, {values.size(), level, 1e-14 * n * largest});
}

std::optional<Bounds> bca_interval(std::size_t n, const UnitStatistic& statistic, double level,
                                   int n_resamples, Rng rng) {
  TANGRAM_CHECK(level > 0 && level < 1 && n_resamples >= kFewestResamples);
  if (n < kFewestUnitsOfStatistic) return std::nullopt;
  std::vector<std::size_t> units(n);
  std::iota(units.begin(), units.end(), std::size_t{0});
  const std::optional<double> centre = statistic(units);
  if (!centre) return std::nullopt;
  std::vector<double> left_out;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<std::size_t> rest = units;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    const std::optional<double> value = statistic(rest);
    if (!value) return std::nullopt;
    left_out.push_back(*value);
  }
  std::vector<double> deviations;
  for (int r = 0; r < n_resamples; ++r) {
    for (std::size_t& unit : units) unit = rng.below(n);
    if (const std::optional<double> value = statistic(units))
      deviations.push_back(*value - *centre);
  }
  if (10 * deviations.size() < 9 * static_cast<std::size_t>(n_resamples)) return std::nullopt;
  std::sort(deviations.begin(), deviations.end());
  return read_bca(deviations, *centre, jackknife_acceleration(left_out), {n, level, 0});
}

std::optional<Bounds> pigeonhole_interval(const Eigen::MatrixXd& y, double level, int n_resamples,
                                          Rng rng) {
  TANGRAM_CHECK(level > 0 && level < 1 && n_resamples >= kFewestResamples && y.allFinite());
  if (y.rows() < 2 || y.cols() == 0) return std::nullopt;
  const double origin = y(0, 0);
  const Eigen::MatrixXd shifted = y.array() - origin;
  const Eigen::MatrixXd rows = resample_counts(y.rows(), n_resamples, rng.at("rows"));
  const Eigen::MatrixXd columns = resample_counts(y.cols(), n_resamples, rng.at("columns"));
  // All resamples at once: sum_mq rows(m, r) y(m, q) columns(q, r).
  const Eigen::MatrixXd by_column = shifted.transpose() * rows;
  const Eigen::VectorXd sums = by_column.cwiseProduct(columns).colwise().sum().transpose();
  std::vector<double> means(sums.data(), sums.data() + sums.size());
  for (double& mean : means) mean = origin + mean / static_cast<double>(y.size());
  std::sort(means.begin(), means.end());
  return Bounds{quantile_of(means, (1 - level) / 2), quantile_of(means, (1 + level) / 2)};
}

}  // namespace tangram
