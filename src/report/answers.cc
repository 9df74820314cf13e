#include "report/answers.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "math/log_space.h"
#include "metrics/classification.h"
#include "metrics/probability.h"

namespace tangram {
namespace {

/// log p(truth) - log of what the other candidates have together; nullopt: not finite.
std::optional<double> truth_log_odds(const ScoredQuestion& question) {
  std::vector<double> others = question.candidate_log_p;
  const auto truth = others.begin() + question.truth;
  const double log_p = *truth;
  others.erase(truth);
  if (others.empty()) return std::nullopt;
  const double log_odds = log_p - log_sum_exp(others);
  return std::isfinite(log_odds) ? std::optional(log_odds) : std::nullopt;
}

std::optional<double> credit(const ScoredQuestion& question) {
  return accuracy({&question, 1}).value;
}

/// The mean over variants of a value of each query; nothing where one has none.
using QueryValues = std::map<std::uint64_t, double>;
template <class F>
std::optional<QueryValues> query_values(const ArmDraw& draw, F&& value_of) {
  std::map<std::uint64_t, std::pair<double, int>> sums;
  for (const std::vector<Answer>& variant : draw.variants)
    for (const Answer& answer : variant) {
      const std::optional<double> value = value_of(answer.scored);
      if (!value) return std::nullopt;
      auto& [sum, n] = sums[answer.query];
      sum += *value;
      ++n;
    }
  QueryValues means;
  for (const auto& [query, sum] : sums) means[query] = sum.first / sum.second;
  return means;
}

template <class F>
std::optional<std::vector<QueryValues>> draw_values(const Arm& arm, F&& value_of) {
  std::vector<QueryValues> draws;
  for (const ArmDraw& draw : arm.draws) {
    auto values = query_values(draw, value_of);
    if (!values) return std::nullopt;
    draws.push_back(std::move(*values));
  }
  return draws;
}

/// The queries that all draws have.
std::vector<std::uint64_t> shared_queries(const std::vector<QueryValues>& draws) {
  std::vector<std::uint64_t> shared;
  for (const auto& [query, value] : draws.front())
    if (std::all_of(draws.begin(), draws.end(),
                    [q = query](const QueryValues& draw) { return draw.contains(q); }))
      shared.push_back(query);
  return shared;
}

Eigen::MatrixXd matrix_of(const std::vector<QueryValues>& draws,
                          const std::vector<std::uint64_t>& queries) {
  Eigen::MatrixXd y(static_cast<Eigen::Index>(draws.size()),
                    static_cast<Eigen::Index>(queries.size()));
  for (Eigen::Index m = 0; m < y.rows(); ++m)
    for (Eigen::Index q = 0; q < y.cols(); ++q)
      y(m, q) = draws[static_cast<std::size_t>(m)].at(queries[static_cast<std::size_t>(q)]);
  return y;
}

}  // namespace

Calibration calibration_of(const Arm& arm) {
  std::vector<ScoredQuestion> questions;
  for (const ArmDraw& draw : arm.draws)
    for (const std::vector<Answer>& variant : draw.variants)
      for (const Answer& answer : variant) questions.push_back(answer.scored);
  Calibration result;
  result.n_questions = static_cast<int>(questions.size());
  result.error = calibration_error(questions, static_cast<int>(result.bins.size()));
  result.log_loss = log_loss(questions);
  result.brier = brier_score(questions);
  for (const ScoredQuestion& question : questions) {
    const Confidence c = confidence_of(question, static_cast<int>(result.bins.size()));
    ReliabilityBin& bin = result.bins[c.bin];
    ++bin.n;
    bin.confidence += c.confidence;
    bin.accuracy += c.credit;
  }
  for (ReliabilityBin& bin : result.bins) {
    if (bin.n == 0) continue;
    bin.confidence /= bin.n;
    bin.accuracy /= bin.n;
  }
  return result;
}

VarianceReading variance_of(const Arm& arm) {
  VarianceReading result;
  result.n_draws = static_cast<int>(arm.draws.size());
  if (!arm.crossed) {
    result.note = "each draw asks queries of its own: draw and query cannot be told apart";
    return result;
  }
  if (arm.draws.size() < 2) {
    result.note = "fewer than two draws are done";
    return result;
  }
  result.scale = "log-odds of the truth";
  auto values = draw_values(arm, truth_log_odds);
  if (!values) {
    result.scale = "accuracy";
    values = draw_values(arm, credit);
  }
  const std::vector<std::uint64_t> queries = shared_queries(*values);
  result.n_queries = static_cast<int>(queries.size());
  if (queries.size() < 2) {
    result.note = "fewer than two queries are in all draws";
    return result;
  }
  result.components = variance_components(matrix_of(*values, queries));
  return result;
}

std::vector<AnswersReading> read_answers(const std::vector<Arm>& arms) {
  std::map<std::string, const Arm*> largest;
  std::vector<std::string> order;
  for (const Arm& arm : arms) {
    const auto [at, is_new] = largest.try_emplace(cell_name(arm), &arm);
    if (is_new) order.push_back(cell_name(arm));
    if (arm.shots >= at->second->shots) at->second = &arm;
  }
  std::vector<AnswersReading> readings;
  for (const std::string& name : order) {
    const Arm& arm = *largest.at(name);
    readings.push_back({arm.block, arm.task, arm.condition, arm.learner, arm.axes, arm.shots,
                        calibration_of(arm), variance_of(arm)});
  }
  return readings;
}

}  // namespace tangram
