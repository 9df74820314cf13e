#include "verdict/correlations.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/rng.h"
#include "verdict/draw_scores.h"
#include "verdict/effect_of.h"
#include "verdict/resampled.h"

namespace tangram {
namespace {

constexpr double kLevel = 0.05;
constexpr int kBins = 10;
constexpr int kFewestInBin = 3;

/// The scores of both sides for the same functions, and what may explain them.
struct PairedFunctions {
  DrawScores x, y;
  Eigen::VectorXd x_mean, y_mean;
  Eigen::MatrixXd covariates;  // functions x 2 covariates: mean and spread of each
  Rng rng{0};
};

std::span<const double> span_of(const Eigen::VectorXd& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}

/// A statistic of the functions, with its interval.
Estimate estimate(const PairedFunctions& table, const UnitStatistic& statistic,
                  std::string_view stream) {
  return resampled_estimate(table.x.draws.size(), statistic, "function", table.rng.at(stream));
}

void read_reliability(const PairedFunctions& table, CorrelationResult& result) {
  result.reliability_x = reliability_of_means(table.x.by_demonstration());
  result.reliability_y = reliability_of_means(table.y.by_demonstration());
  if (table.x.demonstrations == table.y.demonstrations)
    result.across_halves =
        across_halves_correlation(table.x.by_demonstration(), table.y.by_demonstration());
  if (!result.reliability_x || !result.reliability_y) return;
  const double product =
      std::max(*result.reliability_x, 0.0) * std::max(*result.reliability_y, 0.0);
  result.ceiling = std::sqrt(product);
  if (result.pearson.value && *result.reliability_x >= kReliable &&
      *result.reliability_y >= kReliable)
    result.disattenuated = *result.pearson.value / *result.ceiling;
}

void read_assignments(const PairedFunctions& table, CorrelationResult& result) {
  if (table.x.rotations < 2 || table.x.rotations != table.y.rotations) {
    result.assignments.note = result.specificity.note =
        "the two sides are not asked with the same rotations";
    return;
  }
  const Eigen::MatrixXd x = table.x.by_rotation(), y = table.y.by_rotation();
  result.rotations = table.x.rotations;
  result.assignments = estimate(
      table,
      [&](std::span<const std::size_t> units) {
        return within_rows_correlation(x(units, Eigen::all), y(units, Eigen::all));
      },
      "assignments");
  const Eigen::VectorXd all_x = x.reshaped(), all_y = y.reshaped();
  result.same_assignment = pearson(span_of(all_x), span_of(all_y));
  result.other_assignment = other_columns_correlation(x, y);
  result.specificity = estimate(
      table,
      [&](std::span<const std::size_t> units) -> std::optional<double> {
        const Eigen::MatrixXd some_x = x(units, Eigen::all), some_y = y(units, Eigen::all);
        const Eigen::VectorXd flat_x = some_x.reshaped(), flat_y = some_y.reshaped();
        const auto same = pearson(span_of(flat_x), span_of(flat_y));
        const auto other = other_columns_correlation(some_x, some_y);
        return same && other ? std::optional(*same - *other) : std::nullopt;
      },
      "specificity");
}

void read_partial(const PairedFunctions& table, CorrelationResult& result) {
  if (table.covariates.cols() == 0) return;
  for (std::size_t c = 0; c < result.covariates.size(); ++c) {
    const Eigen::VectorXd column = table.covariates.col(static_cast<Eigen::Index>(c));
    result.covariates[c].x_r = pearson(span_of(table.x_mean), span_of(column));
    result.covariates[c].y_r = pearson(span_of(table.y_mean), span_of(column));
  }
  result.partial = estimate(
      table,
      [&](std::span<const std::size_t> units) {
        const Eigen::VectorXd x = table.x_mean(units), y = table.y_mean(units);
        return partial_correlation(span_of(x), span_of(y), table.covariates(units, Eigen::all));
      },
      "partial");
  if (!result.partial.value)
    result.partial.note = "too few functions, or the covariates explain a side entirely";
}

std::vector<CorrelationBin> bins_of(std::vector<FunctionPoint> points) {
  std::sort(points.begin(), points.end(), [](const FunctionPoint& a, const FunctionPoint& b) {
    return a.x != b.x ? a.x < b.x : a.draw < b.draw;
  });
  const std::size_t n = points.size();
  const std::size_t n_bins = std::clamp<std::size_t>(n / kFewestInBin, n > 0 ? 1 : 0, kBins);
  std::vector<CorrelationBin> bins;
  std::size_t begin = 0;
  for (std::size_t b = 0; b < n_bins; ++b) {
    std::size_t end = std::max(begin, (b + 1) * n / n_bins);
    while (end > 0 && end < n && points[end].x == points[end - 1].x) ++end;  // no tie is parted
    if (begin == end) continue;
    CorrelationBin bin;
    const double size = static_cast<double>(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      bin.x += points[i].x / size;
      bin.y += points[i].y / size;
    }
    double squares = 0;
    for (std::size_t i = begin; i < end; ++i) squares += std::pow(points[i].y - bin.y, 2);
    bin.n = static_cast<int>(end - begin);
    if (bin.n > 1) bin.y_error = std::sqrt(squares / (size - 1) / size);
    bins.push_back(bin);
    begin = end;
  }
  return bins;
}

std::string number(double r) { return fmt::format("{:.2f}", r); }

bool is_above_zero(const Estimate& e) { return e.low && *e.low > 0; }

/// What an estimate above 0 would still have to show; empty: all of it is there.
std::string unread(const CorrelationResult& r) {
  std::string out = r.spec.covariates.empty() ? "covariates" : "";
  if (r.rotations == 1) out += out.empty() ? "assignments" : " or assignments";
  return out;
}

std::string reading_of(const CorrelationResult& r) {
  if (!r.pearson.value)
    return fmt::format("no correlation: {}", r.pearson.note.empty() ? r.note : r.pearson.note);
  if (!r.null || r.null->p > kLevel || *r.pearson.value < 0)
    return fmt::format(
        "r = {} is not above what other functions' scores give: no evidence that they "
        "go together",
        number(*r.pearson.value));
  const std::string out = fmt::format("r = {}: the functions' scores on the two sides go together",
                                      number(*r.pearson.value));
  if (r.covariates.size() < 2 * r.spec.covariates.size())
    return out + "; how likely the words are is not known of all covariates: not decided";
  if (!r.covariates.empty() && !is_above_zero(r.partial))
    return out + "; but given how likely the words are it may be 0 or less: that may be all";
  if (r.rotations > 1 && !is_above_zero(r.assignments))
    return out +
           "; it is seen between sets of words, not between assignments of the same words: "
           "the words may be what is easy";
  if (const std::string rest = unread(r); !rest.empty())
    return out + "; without " + rest + " it is not decided whether the words are what is easy";
  return out +
         ", given how likely the words are, and between assignments of the same words: what "
         "they share is of the functions, not of their words";
}

void add_covariates(const std::vector<Arm>& arms, CorrelationResult& result, PairedFunctions& table,
                    std::vector<std::uint64_t>& draws) {
  std::vector<WordPriors> priors;
  for (const ScoredSum& side : result.spec.covariates) {
    WordPriors prior = word_priors(side, arms, result.task);
    if (prior.draws.empty()) {
      result.note = prior.note;
      continue;
    }
    draws = common_draws(draws, prior.draws);
    const std::string name = fmt::format("{} at {} shots", side.text, side.score.shots);
    result.covariates.push_back({name + ", mean log p of the words", {}, {}});
    result.covariates.push_back({name + ", spread of log p between the words", {}, {}});
    priors.push_back(std::move(prior));
  }
  table.covariates.resize(static_cast<Eigen::Index>(draws.size()),
                          static_cast<Eigen::Index>(result.covariates.size()));
  for (std::size_t c = 0; c < priors.size(); ++c)
    for (std::size_t i = 0; i < draws.size(); ++i) {
      const auto& of = priors[c].draws;
      const auto at =
          static_cast<std::size_t>(std::lower_bound(of.begin(), of.end(), draws[i]) - of.begin());
      const auto row = static_cast<Eigen::Index>(i), column = static_cast<Eigen::Index>(2 * c);
      table.covariates(row, column) = priors[c].mean[at];
      table.covariates(row, column + 1) = priors[c].spread[at];
    }
}

std::string why_no_correlation(const PairedFunctions& table, const CorrelationSpec& spec) {
  const auto n = table.x_mean.size();
  if (n < 3) return fmt::format("{} of the 3 functions that a correlation needs", n);
  const bool x_varies = pearson(span_of(table.x_mean), span_of(table.x_mean)).has_value();
  return fmt::format("'{}' scores the same for every function",
                     x_varies ? spec.y.text : spec.x.text);
}

void read_numbers(const PairedFunctions& table, CorrelationResult& result) {
  const auto paired = [&](auto&& of) {
    return [&, of](std::span<const std::size_t> units) {
      const Eigen::VectorXd x = table.x_mean(units), y = table.y_mean(units);
      return of(span_of(x), span_of(y));
    };
  };
  result.pearson = estimate(table, paired(pearson), "pearson");
  result.spearman = estimate(table, paired(spearman), "spearman");
  if (!result.pearson.value) {
    result.pearson.note = result.spearman.note = why_no_correlation(table, result.spec);
    if (result.note.empty()) result.note = result.pearson.note;
  } else {
    result.fisher = fisher_interval(*result.pearson.value, result.n, kShownLevel);
  }
  result.null = permuted_null(span_of(table.x_mean), span_of(table.y_mean), kPermutations,
                              table.rng.at("null"));
  read_reliability(table, result);
  read_assignments(table, result);
  read_partial(table, result);
}

/// Of the blocks of a side's arms; nothing where they differ.
std::optional<int> demonstrations_of(const Study& study, const ScoredSum& side) {
  std::optional<int> out;
  for (const auto& [weight, arm] : side.score.effect.terms)
    for (const Block& block : study.blocks) {
      if (block.id != arm.block) continue;
      if (out && *out != block.demonstrations) return std::nullopt;
      out = block.demonstrations;
    }
  return out;
}

DrawScores side_scores(const ScoredSum& side, const Study& study, const std::vector<Arm>& arms,
                       const std::string& task) {
  if (const auto demonstrations = demonstrations_of(study, side))
    return draw_scores(side, arms, task, *demonstrations);
  DrawScores none;
  none.note = fmt::format("the arms of '{}' have different demonstrations_per_draw", side.text);
  return none;
}

CorrelationResult correlation_of(const CorrelationSpec& spec, const Study& study,
                                 const std::vector<Arm>& arms, const std::string& task) {
  CorrelationResult result;
  result.spec = spec;
  result.task = task;
  PairedFunctions table;
  table.rng = Rng(study.seed).at("correlation").at(spec.id).at(task);
  table.x = side_scores(spec.x, study, arms, task);
  table.y = side_scores(spec.y, study, arms, task);
  result.demonstrations = table.x.demonstrations;
  result.declared = std::max(table.x.declared, table.y.declared);
  result.note = !table.x.note.empty() ? table.x.note : table.y.note;
  std::vector<std::uint64_t> draws = common_draws(table.x.draws, table.y.draws);
  if (!draws.empty()) {
    add_covariates(arms, result, table, draws);
    table.x = table.x.of(draws);
    table.y = table.y.of(draws);
    table.x_mean = table.x.means();
    table.y_mean = table.y.means();
    result.n = static_cast<int>(draws.size());
    for (std::size_t i = 0; i < draws.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      result.points.push_back({draws[i], table.x_mean(row), table.y_mean(row)});
    }
    result.bins = bins_of(result.points);
    read_numbers(table, result);
  }
  result.reading = reading_of(result);
  return result;
}

}  // namespace

std::vector<CorrelationResult> correlations_of(const Study& study, const std::vector<Arm>& arms) {
  std::vector<CorrelationResult> out;
  for (const CorrelationSpec& spec : study.correlations) {
    if (const std::string missing = spec.missing(); !missing.empty()) {
      CorrelationResult result;
      result.spec = spec;
      result.note = missing;
      result.reading = reading_of(result);
      out.push_back(std::move(result));
      continue;
    }
    for (const std::string& task : tasks_of(spec.x.score, arms))
      out.push_back(correlation_of(spec, study, arms, task));
  }
  return out;
}

}  // namespace tangram
