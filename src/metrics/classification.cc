#include "metrics/classification.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace tangram {
namespace {

/// Per class: how often it is predicted, is predicted rightly, is true. A question's prediction
/// is 1 in all, shared out where candidates tie.
struct ClassCounts {
  std::vector<double> predicted, hits, truths;
  double n = 0;

  ClassCounts(std::span<const ScoredQuestion> questions, int k)
      : predicted(static_cast<std::size_t>(k)), hits(predicted.size()), truths(predicted.size()) {
    for (const ScoredQuestion& q : questions) add(q, 1);
  }

  /// sign -1 takes the question out again.
  void add(const ScoredQuestion& q, double sign) {
    const auto [top, n_best] = best_of(q.candidate_log_p);
    const double share = sign / n_best;
    for (std::size_t c = 0; c < predicted.size(); ++c)
      if (q.candidate_log_p[c] == top) predicted[c] += share;
    if (q.candidate_log_p[static_cast<std::size_t>(q.truth)] == top)
      hits[static_cast<std::size_t>(q.truth)] += share;
    truths[static_cast<std::size_t>(q.truth)] += sign;
    n += sign;
  }

  MacroF1 macro_f1() const {
    double sum = 0;
    int n_present = 0;
    for (std::size_t c = 0; c < predicted.size(); ++c) {
      if (truths[c] == 0) continue;
      sum += 2 * hits[c] / (predicted[c] + truths[c]);
      ++n_present;
    }
    return {Score::of(sum / n_present), static_cast<int>(predicted.size()) - n_present};
  }

  Score entropy() const {
    double entropy = 0;
    for (const double count : predicted)
      // What is left of thirds that were added and taken out again is no prediction.
      if (const double share = count / n; share > 1e-12) entropy -= share * std::log(share);
    return Score::of(std::max(entropy, 0.0));  // -1 log 1 is -0
  }
};

/// `score` of the counts without each question.
template <class F>
std::vector<Score> without_each(std::span<const ScoredQuestion> questions, F&& score) {
  const std::size_t n = questions.size();
  if (const std::string reason = why_no_classes(questions); !reason.empty())
    return std::vector<Score>(n, Score::none(reason));
  if (n == 1) return {Score::none("no questions")};
  ClassCounts counts(questions, common_candidates(questions));
  std::vector<Score> out;
  out.reserve(n);
  for (const ScoredQuestion& q : questions) {
    counts.add(q, -1);
    out.push_back(score(counts));
    counts.add(q, 1);
  }
  return out;
}

/// The share of this question's prediction that falls on its truth.
double credit(const ScoredQuestion& q) {
  const auto [top, n_best] = best_of(q.candidate_log_p);
  return q.candidate_log_p[static_cast<std::size_t>(q.truth)] == top ? 1.0 / n_best : 0.0;
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
  return ClassCounts(questions, common_candidates(questions)).macro_f1();
}

std::vector<Score> macro_f1_without_each(std::span<const ScoredQuestion> questions) {
  return without_each(questions, [](const ClassCounts& c) { return c.macro_f1().score; });
}

Score label_entropy(std::span<const ScoredQuestion> questions) {
  if (const std::string reason = why_no_classes(questions); !reason.empty())
    return Score::none(reason);
  return ClassCounts(questions, common_candidates(questions)).entropy();
}

std::vector<Score> label_entropy_without_each(std::span<const ScoredQuestion> questions) {
  return without_each(questions, [](const ClassCounts& c) { return c.entropy(); });
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
