#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tangram {

/// One question after a reading: what the metrics see. They are pure functions of a list of
/// these, all with the same candidates.
struct ScoredQuestion {
  int truth = 0;                        // index of the right candidate
  std::vector<double> candidate_log_p;  // nats; -inf allowed, NaN and +inf not
};

/// A metric's value, or why there is none: never 0 and never NaN for "nothing to measure".
struct Score {
  std::optional<double> value;
  std::string why_not;  // empty where there is a value

  static Score of(double v) { return {v, {}}; }
  static Score none(std::string reason) { return {std::nullopt, std::move(reason)}; }
  bool operator==(const Score&) const = default;
};

/// The number of candidates that all questions share; 0: they differ, or there is no question.
int common_candidates(std::span<const ScoredQuestion> questions);

/// Why a metric over classes cannot be computed; empty: it can.
std::string why_no_classes(std::span<const ScoredQuestion> questions);

/// softmax(log p): the candidates' probabilities given that one of them comes. Uniform
/// where every candidate is impossible: nothing is preferred.
std::vector<double> normalised(std::span<const double> log_p);

/// The largest entry, and how many tie for it exactly.
struct Best {
  double log_p = 0, n = 0;
};
Best best_of(std::span<const double> log_p);

}  // namespace tangram
