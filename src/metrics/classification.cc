#include "metrics/classification.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tangram {
namespace {

/// Per class: how often it is predicted, each question giving 1 in all.
std::vector<double> predicted_counts(std::span<const ScoredQuestion> questions, int k) {
  std::vector<double> counts(static_cast<std::size_t>(k), 0.0);
  for (const ScoredQuestion& q : questions) {
    const std::vector<int> best = best_candidates(q.candidate_log_p);
    for (const int c : best)
      counts[static_cast<std::size_t>(c)] += 1.0 / static_cast<double>(best.size());
  }
  return counts;
}

/// The share of this question's prediction that falls on its truth.
double credit(const ScoredQuestion& q) {
  const std::vector<int> best = best_candidates(q.candidate_log_p);
  const bool right = std::find(best.begin(), best.end(), q.truth) != best.end();
  return right ? 1.0 / static_cast<double>(best.size()) : 0.0;
}

template <class F>
Score mean_over(std::span<const ScoredQuestion> questions, F&& value) {
  if (questions.empty()) return Score::none("no questions");
  double sum = 0;
  for (const ScoredQuestion& q : questions) sum += value(q);
  return Score::of(sum / static_cast<double>(questions.size()));
}

}  // namespace

Score accuracy(std::span<const ScoredQuestion> questions) { return mean_over(questions, credit); }

MacroF1 macro_f1(std::span<const ScoredQuestion> questions) {
  if (const std::string reason = why_no_classes(questions); !reason.empty())
    return {Score::none(reason)};
  const int k = common_candidates(questions);
  const std::vector<double> predicted = predicted_counts(questions, k);
  std::vector<double> hits(predicted.size(), 0.0), truths(predicted.size(), 0.0);
  for (const ScoredQuestion& q : questions) {
    const auto truth = static_cast<std::size_t>(q.truth);
    hits[truth] += credit(q);
    ++truths[truth];
  }
  double sum = 0;
  int n_present = 0;
  for (std::size_t c = 0; c < predicted.size(); ++c) {
    if (truths[c] == 0) continue;
    sum += 2 * hits[c] / (predicted[c] + truths[c]);
    ++n_present;
  }
  return {Score::of(sum / n_present), k - n_present};
}

Score label_entropy(std::span<const ScoredQuestion> questions) {
  if (const std::string reason = why_no_classes(questions); !reason.empty())
    return Score::none(reason);
  double entropy = 0;
  for (const double count : predicted_counts(questions, common_candidates(questions))) {
    const double share = count / static_cast<double>(questions.size());
    if (share > 0) entropy -= share * std::log(share);
  }
  return Score::of(std::max(entropy, 0.0));  // -1 log 1 is -0
}

Score mean_truth_rank(std::span<const ScoredQuestion> questions) {
  return mean_over(questions, [](const ScoredQuestion& q) {
    const double truth = q.candidate_log_p[static_cast<std::size_t>(q.truth)];
    double rank = 0.5;  // the truth ties with itself: 1/2 + 1/2
    for (const double v : q.candidate_log_p) rank += v > truth ? 1.0 : v == truth ? 0.5 : 0.0;
    return rank;
  });
}

double constant_macro_f1(int n_candidates) {
  TANGRAM_CHECK(n_candidates >= 1);
  const double k = n_candidates;
  return 2 / (k * (k + 1));
}

double guess_macro_f1(int n_candidates) {
  TANGRAM_CHECK(n_candidates >= 1);
  return 1.0 / n_candidates;
}

}  // namespace tangram
