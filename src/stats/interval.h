#pragma once

#include <optional>
#include <span>
#include <string>

namespace tangram {

/// A mean over units with the half-width of its two-sided interval. What does not exist is
/// absent with the reason in `note`, never 0 and never NaN.
struct Interval {
  std::optional<double> mean;
  std::optional<double> half_width;
  int n = 0;         // units
  std::string note;  // why mean or half_width is missing
};

/// Student's t interval for the mean of independent units (draws, repeats, seeds):
/// mean +- t(1 - (1 - level) / 2; n - 1) sd / sqrt(n). Values finite; 0 < level < 1.
///
/// No values: no mean. One value: no interval, since one unit says nothing about the
/// spread. All values equal: width exactly 0 - the rule's answer, and no proof that the
/// mean is known (docs/statistics.md). The interval is not cut at the metric's bounds.
/// Two passes around the first value: no cancellation far from 0. Checked against Boost.Math
/// quantiles and, for coverage, by simulation.
Interval t_interval(std::span<const double> values, double level = 0.95);

}  // namespace tangram
