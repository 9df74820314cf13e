#include "metrics/auc.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

/// log p_i - log p_j, where -inf against -inf prefers neither.
double log_odds(const ScoredQuestion& q, std::size_t i, std::size_t j) {
  const double a = q.candidate_log_p[i], b = q.candidate_log_p[j];
  return a == b ? 0.0 : a - b;
}

/// The AUC of a pair of classes, and what becomes of it without each of their questions;
/// nullopt: one of the classes is gone.
struct PairAuc {
  double full = 0;
  std::vector<std::pair<std::size_t, std::optional<double>>> without;  // question, value
};

PairAuc pair_auc(std::span<const ScoredQuestion> questions, std::span<const std::size_t> of_i,
                 std::span<const std::size_t> of_j) {
  const auto i = static_cast<std::size_t>(questions[of_i.front()].truth);
  const auto j = static_cast<std::size_t>(questions[of_j.front()].truth);
  std::vector<double> won_i(of_i.size(), 0.0), won_j(of_j.size(), 0.0);  // pairs won, per question
  double won = 0;
  for (std::size_t a = 0; a < of_i.size(); ++a)
    for (std::size_t b = 0; b < of_j.size(); ++b) {
      const double x = log_odds(questions[of_i[a]], i, j), y = log_odds(questions[of_j[b]], i, j);
      const double wins = x > y ? 1.0 : x == y ? 0.5 : 0.0;
      won_i[a] += wins;
      won_j[b] += wins;
      won += wins;
    }
  PairAuc out;
  const auto n_i = static_cast<double>(of_i.size()), n_j = static_cast<double>(of_j.size());
  out.full = won / n_i / n_j;
  const auto less = [&](double without, double n, double other) -> std::optional<double> {
    return n < 2 ? std::nullopt : std::optional(without / (n - 1) / other);
  };
  for (std::size_t a = 0; a < of_i.size(); ++a)
    out.without.emplace_back(of_i[a], less(won - won_i[a], n_i, n_j));
  for (std::size_t b = 0; b < of_j.size(); ++b)
    out.without.emplace_back(of_j[b], less(won - won_j[b], n_j, n_i));
  return out;
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

std::vector<Score> hand_till_auc_without_each(std::span<const ScoredQuestion> questions) {
  const std::size_t n = questions.size();
  if (const std::string reason = why_no_classes(questions); !reason.empty())
    return std::vector<Score>(n, Score::none(reason));
  std::vector<std::vector<std::size_t>> of_class(
      static_cast<std::size_t>(common_candidates(questions)));
  for (std::size_t q = 0; q < n; ++q)
    of_class[static_cast<std::size_t>(questions[q].truth)].push_back(q);
  double sum = 0, n_pairs = 0;
  std::vector<double> change(n, 0.0), gone(n, 0.0);  // of sum and n_pairs without the question
  for (std::size_t i = 0; i < of_class.size(); ++i)
    for (std::size_t j = i + 1; j < of_class.size(); ++j) {
      if (of_class[i].empty() || of_class[j].empty()) continue;
      const PairAuc pair = pair_auc(questions, of_class[i], of_class[j]);
      sum += pair.full;
      ++n_pairs;
      for (const auto& [q, value] : pair.without) {
        change[q] += value.value_or(0.0) - pair.full;
        gone[q] += value ? 0.0 : 1.0;
      }
    }
  std::vector<Score> out;
  out.reserve(n);
  for (std::size_t q = 0; q < n; ++q)
    out.push_back(n_pairs - gone[q] < 0.5 ? Score::none("fewer than two classes among the queries")
                                          : Score::of((sum + change[q]) / (n_pairs - gone[q])));
  return out;
}

}  // namespace tangram
