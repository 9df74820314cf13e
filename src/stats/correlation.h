#pragma once

#include <Eigen/Dense>
#include <optional>
#include <span>

#include "base/rng.h"
#include "stats/bounds.h"

namespace tangram {

/// Pearson's product-moment correlation of paired values. Nothing for fewer than 3 pairs or where
/// one side does not vary (beyond rounding). Values finite, spans of one length. Two passes: the
/// means are taken off first. O(n).
std::optional<double> pearson(std::span<const double> x, std::span<const double> y);

/// Fisher's interval for Pearson's r of n pairs, tanh(atanh r +- z / sqrt(n - 3)): exact in the
/// limit of bivariate normal values. Nothing below 4 pairs and where |r| is 1. 0 < level < 1.
std::optional<Bounds> fisher_interval(double r, int n, double level);

/// Pearson's correlation of ranks, ties sharing the mean of theirs (Spearman's rho). O(n log n).
std::optional<double> spearman(std::span<const double> x, std::span<const double> y);

/// The correlation of what is left of x and y after the linear regression of both on the columns
/// of `covariates` (n x c, an intercept is added; columns that say nothing new are dropped by
/// rank). Nothing for fewer than 3 + rank pairs, and where covariates explain a side entirely.
/// It corrects too little where covariates are measured with noise. O(n c^2).
std::optional<double> partial_correlation(std::span<const double> x, std::span<const double> y,
                                          const Eigen::MatrixXd& covariates);

/// Of scores (functions x repetitions), the reliability of the mean over repetitions: the one-way
/// intraclass correlation ICC(1, k) = 1 - within / between (mean squares; Shrout and Fleiss 1979),
/// which is the mean of all split-half values stepped up by Spearman and Brown where repetitions
/// are alike. May be negative (then there is nothing that repeats). Nothing for fewer than 2 rows
/// or columns, or where rows do not vary. O(n k).
std::optional<double> reliability_of_means(const Eigen::MatrixXd& scores);

/// The test of the null that y is assigned to x at random: of `n_random` permutations of y and the
/// observed order, the share whose |r| is at least the observed. `largest` is the 95 % point of |r|
/// under the permutations. Nothing where r is not defined. O(n_random n).
struct PermutedNull {
  double p = 1, largest = 0;
};
std::optional<PermutedNull> permuted_null(std::span<const double> x, std::span<const double> y,
                                          int n_random, Rng rng);

/// The correlation of deviations from the row means, over all entries: what x and y share beyond
/// what the rows differ by. With two columns it is that of the differences through the origin, and
/// the same whichever column stands first. Nothing for one column or without spread. O(n k).
std::optional<double> within_rows_correlation(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y);

/// r between x and y over all entries (i, v) and (i, w), v != w: what a row's other columns tell.
/// With one assignment of words a column, it is what the words have in common whatever their
/// assignment. Nothing for one column or without spread. O(n k^2).
std::optional<double> other_columns_correlation(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y);

/// r between the row means of x over one half of the columns and those of y over the other,
/// averaged over all halvings (above 8 columns: even against odd): what x and y share of the rows,
/// without the noise of a column that both see. Nothing below 2 columns or where a half does not
/// vary.
std::optional<double> across_halves_correlation(const Eigen::MatrixXd& x, const Eigen::MatrixXd& y);

}  // namespace tangram
