#include "stats/effect.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/check.h"
#include "stats/distributions.h"
#include "stats/mean_squares.h"

namespace tangram {
namespace {

/// A variance that was estimated, and how well.
struct Variance {
  double value = 0, df = 0;
};

/// The degrees of freedom of a sum of independent estimates (Satterthwaite 1946):
/// (sum v)^2 / sum(v^2 / df), on the scale of the largest so that nothing underflows. All 0: the
/// smallest df.
Variance sum_of(std::span<const Variance> parts) {
  double largest = 0, sum = 0, spread = 0, fewest = std::numeric_limits<double>::infinity();
  for (const Variance& v : parts) {
    largest = std::max(largest, v.value);
    fewest = std::min(fewest, v.df);
  }
  if (largest == 0) return {0, fewest};
  for (const Variance& v : parts) {
    const double share = v.value / largest;
    sum += share;
    spread += share * share / v.df;
  }
  return {sum * largest, sum * sum / spread};
}

/// The variance of the mean, times M Q, by the rule of two_way_effect.
Variance crossed_variance(const MeanSquares& ms) {
  const double df_draw = ms.n_draws - 1, df_query = ms.n_queries - 1;
  const double sum = ms.draw + ms.query - ms.residual;
  const double largest = std::max({sum, ms.draw, ms.query, ms.residual});
  if (largest == 0) return {0, std::min(df_draw, df_query)};
  if (largest == ms.residual) return {largest, df_draw * df_query};
  if (largest == ms.draw) return {largest, df_draw};
  if (largest == ms.query) return {largest, df_query};
  const double a = ms.draw / sum, b = ms.query / sum, e = ms.residual / sum;
  const double df = 1 / (a * a / df_draw + b * b / df_query + e * e / (df_draw * df_query));
  return {sum, std::max(df, std::min(df_draw, df_query))};
}

/// The one-sided p of t = distance / se at least this large. Units that are all the same, at a
/// ceiling say, do not show that the mean is known: the sign test is what is left.
double upper_tail(double distance, const Effect& effect) {
  if (effect.standard_error == 0) return distance > 0 ? std::exp2(-(effect.df + 1)) : 1;
  return t_cdf(-distance / effect.standard_error, effect.df);
}

}  // namespace

std::optional<Effect> t_effect(std::span<const double> values) {
  for (const double v : values) TANGRAM_CHECK(std::isfinite(v));
  if (values.size() < 2) return std::nullopt;
  const double n = static_cast<double>(values.size());
  const double origin = values.front();
  double shift = 0, squares = 0;
  for (const double v : values) shift += v - origin;
  const double mean = origin + shift / n;
  for (const double v : values) squares += (v - mean) * (v - mean);
  return Effect{mean, std::sqrt(squares / (n - 1) / n), n - 1, static_cast<int>(values.size())};
}

std::optional<Effect> two_way_effect(const Eigen::MatrixXd& y) {
  if (y.rows() < 2 || y.cols() == 0) return std::nullopt;
  if (y.cols() == 1) return t_effect({y.data(), static_cast<std::size_t>(y.rows())});
  const MeanSquares ms = mean_squares(y);
  const Variance v = crossed_variance(ms);
  const double cells = static_cast<double>(y.size());
  return Effect{ms.mean, std::sqrt(v.value / cells), v.df, ms.n_draws};
}

std::optional<Effect> jackknife_effect(std::span<const double> unit_values,
                                       std::span<const double> without_query) {
  std::optional<Effect> effect = t_effect(unit_values);
  if (!effect || without_query.empty()) return effect;
  TANGRAM_CHECK(without_query.size() >= 2);
  const double n_queries = static_cast<double>(without_query.size());
  double squares = 0;
  for (const double v : without_query) {
    TANGRAM_CHECK(std::isfinite(v));
    squares += (v - effect->mean) * (v - effect->mean);
  }
  const Variance parts[] = {{effect->standard_error * effect->standard_error, effect->df},
                            {(n_queries - 1) / n_queries * squares, n_queries - 1}};
  const Variance v = sum_of(parts);
  effect->standard_error = std::sqrt(v.value);
  effect->df = v.df;
  return effect;
}

Eigen::MatrixXd pseudo_values(std::span<const double> unit_values,
                              const Eigen::MatrixXd& without_query) {
  TANGRAM_CHECK(static_cast<std::size_t>(without_query.rows()) == unit_values.size());
  TANGRAM_CHECK(without_query.cols() >= 2);
  const Eigen::Map<const Eigen::VectorXd> values(unit_values.data(), without_query.rows());
  const double n_queries = static_cast<double>(without_query.cols());
  // Q v - (Q - 1) w, as v + (Q - 1) (v - w): equal scores stay equal to the last bit.
  return ((n_queries - 1) * (-(without_query.colwise() - values))).colwise() + values;
}

std::optional<Effect> jackknife_two_way_effect(std::span<const double> unit_values,
                                               const Eigen::MatrixXd& without_query) {
  const std::optional<Effect> units = t_effect(unit_values);
  if (!units) return std::nullopt;
  std::optional<Effect> effect = two_way_effect(pseudo_values(unit_values, without_query));
  effect->mean = units->mean;
  return effect;
}

Effect weighted_sum(std::span<const Effect> parts, std::span<const double> weights) {
  TANGRAM_CHECK(parts.size() == weights.size());
  Effect result;
  std::vector<Variance> variances;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (weights[i] == 0) continue;
    const double error = weights[i] * parts[i].standard_error;
    result.mean += weights[i] * parts[i].mean;
    result.n_units += parts[i].n_units;
    variances.push_back({error * error, parts[i].df});
  }
  TANGRAM_CHECK(!variances.empty());
  const Variance v = sum_of(variances);
  result.standard_error = std::sqrt(v.value);
  result.df = v.df;
  return result;
}

Bounds t_bounds(const Effect& effect, double level) {
  TANGRAM_CHECK(level > 0 && level < 1);
  if (effect.standard_error == 0) return {effect.mean, effect.mean};
  const double half = -t_quantile((1 - level) / 2, effect.df) * effect.standard_error;
  return {effect.mean - half, effect.mean + half};
}

double p_above(const Effect& effect, double margin) {
  return upper_tail(effect.mean - margin, effect);
}

double p_below(const Effect& effect, double margin) {
  return upper_tail(margin - effect.mean, effect);
}

double p_within(const Effect& effect, double margin) {
  TANGRAM_CHECK(margin > 0);
  return std::max(p_above(effect, -margin), p_below(effect, margin));
}

double minimum_detectable_effect(const Effect& effect, double alpha, double power) {
  TANGRAM_CHECK(alpha > 0 && alpha < 1 && power > 0 && power < 1);
  if (effect.standard_error == 0) return 0;
  return (t_quantile(power, effect.df) - t_quantile(alpha, effect.df)) * effect.standard_error;
}

}  // namespace tangram
