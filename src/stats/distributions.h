#pragma once

namespace tangram {

/// The distributions behind the intervals and tests of stats/: Boost.Math with errors that throw,
/// whatever the build defines, so that nothing is answered with NaN. Private to stats/.
///
/// x with T(x; df) = p of Student's t, and its inverse. 0 < p < 1, df > 0 (need not be whole; a
/// huge one gives the normal distribution). By symmetry the upper tail at x is t_cdf(-x, df): no
/// 1 - p, so that small p keep their digits.
double t_quantile(double p, double df);
double t_cdf(double x, double df);

/// The same of the standard normal distribution.
double normal_quantile(double p);
double normal_cdf(double x);

/// P(X >= x) of the F distribution, x >= 0, df1, df2 > 0 (need not be whole): small p keep their
/// digits.
double f_upper_tail(double x, double df1, double df2);

/// x with P(X <= x) = p of the F distribution, and of chi-squared over its degrees of freedom,
/// which is F(df, infinity). 0 < p < 1, df > 0.
double f_quantile(double p, double df1, double df2);
double mean_square_quantile(double p, double df);

}  // namespace tangram
