#include "metrics/auc.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

/// log p_i - log p_j, where -inf against -inf prefers neither.
double log_odds(const ScoredQuestion& q, std::size_t i, std::size_t j) {
  const double a = q.candidate_log_p[i], b = q.candidate_log_p[j];
  return a == b ? 0.0 : a - b;
}

}  // namespace

double rank_auc(std::span<const double> positive, std::span<const double> negative) {
  TANGRAM_CHECK(!positive.empty() && !negative.empty());
  std::vector<std::pair<double, bool>> all;  // value, is positive
  all.reserve(positive.size() + negative.size());
  for (const double v : positive) all.emplace_back(v, true);
  for (const double v : negative) all.emplace_back(v, false);
  std::sort(all.begin(), all.end());
  double wins = 0;  // pairs won by a positive; exact in double: multiples of 1/2
  double below = 0;
  for (std::size_t begin = 0; begin < all.size();) {
    std::size_t end = begin;
    double tied_positive = 0, tied_negative = 0;
    for (; end < all.size() && all[end].first == all[begin].first; ++end)
      ++(all[end].second ? tied_positive : tied_negative);
    wins += tied_positive * (below + tied_negative / 2);
    below += tied_negative;
    begin = end;
  }
  return wins / static_cast<double>(positive.size()) / static_cast<double>(negative.size());
}

Score hand_till_auc(std::span<const ScoredQuestion> questions) {
  if (const std::string reason = why_no_classes(questions); !reason.empty())
    return Score::none(reason);
  const auto k = static_cast<std::size_t>(common_candidates(questions));
  std::vector<std::vector<const ScoredQuestion*>> of_class(k);
  for (const ScoredQuestion& q : questions)
    of_class[static_cast<std::size_t>(q.truth)].push_back(&q);

  double sum = 0;
  int n_pairs = 0;
  std::vector<double> of_i, of_j;
  for (std::size_t i = 0; i < k; ++i)
    for (std::size_t j = i + 1; j < k; ++j) {
      if (of_class[i].empty() || of_class[j].empty()) continue;
      of_i.clear();
      of_j.clear();
      for (const ScoredQuestion* q : of_class[i]) of_i.push_back(log_odds(*q, i, j));
      for (const ScoredQuestion* q : of_class[j]) of_j.push_back(log_odds(*q, i, j));
      sum += rank_auc(of_i, of_j);
      ++n_pairs;
    }
  if (n_pairs == 0) return Score::none("fewer than two classes among the queries");
  return Score::of(sum / n_pairs);
}

}  // namespace tangram
