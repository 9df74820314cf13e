#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>

#include "stats/bounds.h"

namespace tangram {

/// An estimate with its standard error and degrees of freedom: all that a t interval or a t
/// test of it needs.
struct Effect {
  double mean = 0;
  double standard_error = 0;
  double df = 0;
  int n_units = 0;  // the unit of replication: draws
};

/// The mean of independent units (draws, repeats, seeds): se = sd / sqrt(n), df = n - 1.
/// Values finite. Below two values: nothing, since one unit says nothing about the spread.
/// Equal values: se exactly 0. Two passes around the first value: no cancellation far from 0.
std::optional<Effect> t_effect(std::span<const double> values);

/// The mean of a crossed design, y(draw, query), for new draws *and* new queries: two-way
/// random-effects ANOVA of M draws by Q queries. With the mean squares MSA of draws, MSB of
/// queries and MSE of what is left,
///   se^2 = max(MSA + MSB - MSE, MSA, MSB, MSE) / (M Q);
/// MSA + MSB - MSE estimates the variance without bias, and the maximum keeps a small
/// component from being answered with too small a variance. df: those of the mean square
/// chosen; for the sum Satterthwaite's,
///   (MSA + MSB - MSE)^2 / (MSA^2 / (M-1) + MSB^2 / (Q-1) + MSE^2 / ((M-1) )),
/// at least min(M, Q) - 1. Values finite. Below two rows, or no column: nothing. One column:
/// t_effect of it. Coverage by simulation: docs/statistics.md.
std::optional<Effect> two_way_effect(const Eigen::MatrixXd& y);

/// The mean over draws of a score that is no mean over queries (AUC): unit_values one a draw,
/// without_query[q] the same mean computed without query q. Delete-one-draw plus
/// delete-one-query jackknife,
///   se^2 = var(unit_values) / M + (Q - 1) / Q sum_q (without_query[q] - mean)^2,
/// Satterthwaite df over M - 1 and Q - 1. It counts the residual variance twice (for a plain
/// mean it is (MSA + MSB) / (M Q)): safe, too wide where draws and queries matter little.
/// Where the scores without each query are known by draw, jackknife_two_way_effect is sharper.
/// without_query empty: t_effect of the units; of size 1 it cannot exist. Below two units:
/// nothing.
std::optional<Effect> jackknife_effect(std::span<const double> unit_values,
                                       std::span<const double> without_query);

/// The jackknife's pseudo-values Q unit_values[m] - (Q - 1) without_query(m, q), draws by queries:
/// for a plain mean the observations themselves. Rows as many as units; at least two columns.
Eigen::MatrixXd pseudo_values(std::span<const double> unit_values,
                              const Eigen::MatrixXd& without_query);

/// The same from without_query(draw, query), the draw's score without that query: two_way_effect
/// of the jackknife's pseudo-values Q unit_values[m] - (Q - 1) without_query(m, q). For a plain
/// mean these are the observations themselves. The mean is that of unit_values, also where the
/// score is biased. Rows as many as units; at least two columns.
std::optional<Effect> jackknife_two_way_effect(std::span<const double> unit_values,
                                               const Eigen::MatrixXd& without_query);

/// sum_i w_i of independent effects: se^2 = sum w_i^2 se_i^2, Satterthwaite df, n_units the sum of
/// those whose weight is not 0. As many weights as parts, at least one of them not 0.
Effect weighted_sum(std::span<const Effect> parts, std::span<const double> weights);

/// mean +- t(1 - (1 - level) / 2; df) se. 0 < level < 1. se 0: both bounds are the mean. Not
/// cut at a metric's bounds.
Bounds t_bounds(const Effect& effect, double level);

/// One-sided p of the null "effect <= margin": small where the effect is above. se 0: 2^-(df + 1)
/// where the mean is strictly above the margin, else 1: what signs alone say of df + 1 units on one
/// side; of several parts those of the fewest units, as one part beyond the margin would be enough.
double p_above(const Effect& effect, double margin);

/// One-sided p of the null "effect >= margin": small where the effect is below. se 0: as above,
/// where the mean is strictly below.
double p_below(const Effect& effect, double margin);

/// Two one-sided tests: the p of the null "|effect| >= margin", small where the effect lies
/// within +-margin. margin > 0.
double p_within(const Effect& effect, double margin);

/// The effect beyond a margin that a one-sided test at alpha finds with this power, were the
/// standard error what it is: (t(1 - alpha) + t(power)) se. 0 < alpha < 1, 0 < power < 1.
double minimum_detectable_effect(const Effect& effect, double alpha, double power = 0.8);

}  // namespace tangram
