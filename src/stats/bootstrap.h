#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "base/rng.h"
#include "stats/bounds.h"

namespace tangram {

/// The bias-corrected and accelerated bootstrap interval for the mean of independent units, beside
/// the t interval. Efron 1987 (JASA 82), acceleration from the jackknife,
///   a = sum d_i^3 / (6 (sum d_i^2)^(3/2)), d_i = x_i - mean,
/// and the bias z0 from the share of resampled means below the mean, ties half. The plain rule is
/// too narrow for few units (at 10 it covers 90 %), so z is replaced by
/// sqrt(n / (n - 1)) t(.; n - 1), the expansion of Hesterberg 2015 (Amer. Statist. 69, sec. 5.3):
/// on symmetric data the result is then close to the t interval.
///
/// Values finite, 0 < level < 1, n_resamples >= 100 (2,000 for a 95 % interval). Below two values:
/// nothing. All equal: width exactly 0. It never reaches outside the resampled means: few units at
/// a high level get their range. O(n_resamples n).
std::optional<Bounds> bca_interval(std::span<const double> values, double level, int n_resamples,
                                   Rng rng);

/// A statistic of some of n units, given by their numbers in [0, n), with repeats; nothing where it
/// is not defined.
using UnitStatistic = std::function<std::optional<double>(std::span<const std::size_t> units)>;

/// The same interval for any statistic of n independent units, its bias and quantiles from
/// n_resamples bootstrap resamples, its acceleration from the delete-one jackknife. Resamples
/// without a value are left out. Nothing below 5 units, where the statistic of all units is not
/// defined, and where that of a jackknife sample or of more than one resample in ten is not. Cost:
/// n + n_resamples calls.
std::optional<Bounds> bca_interval(std::size_t n, const UnitStatistic& statistic, double level,
                                   int n_resamples, Rng rng);

/// The pigeonhole bootstrap of a crossed design's mean, y(draw, query): rows and columns resampled
/// independently, percentile interval. Conservative: it counts the residual variance three times
/// where draws and queries matter little. A cross-check of two_way_effect. Source: Owen 2007,
/// Ann. Appl. Stat. 1.
/// Values finite, 0 < level < 1, n_resamples >= 100. Below two rows, or no column: nothing; one
/// column: the percentile bootstrap of its rows. O(n_resamples M Q).
std::optional<Bounds> pigeonhole_interval(const Eigen::MatrixXd& y, double level, int n_resamples,
                                          Rng rng);

}  // namespace tangram
