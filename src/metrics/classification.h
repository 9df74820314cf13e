#pragma once

#include "metrics/scored.h"

namespace tangram {

/// Metrics of the arg-max. Where m candidates tie exactly for the largest log p, each of
/// them is predicted to 1/m: so a learner that prefers nothing scores what a uniform guess
/// scores in the mean, and not what the order of the candidates happens to be.

/// Share of questions whose truth is predicted. No value without questions.
Score accuracy(std::span<const ScoredQuestion> questions);

/// Mean over the classes that occur among the truths of F1 = 2 TP / (predicted + true). A
/// class never predicted has F1 0; classes absent from the truths are left out of the mean
/// and counted.
struct MacroF1 {
  Score score;
  int n_absent_classes = 0;
};
MacroF1 macro_f1(std::span<const ScoredQuestion> questions);

/// macro_f1() of the questions without the i-th, for each i: what a jackknife needs. O(K n).
std::vector<Score> macro_f1_without_each(std::span<const ScoredQuestion> questions);

/// Entropy in nats of the distribution of predicted labels over the questions: 0 for a
/// learner that always says the same, log K for one that says all equally often.
Score label_entropy(std::span<const ScoredQuestion> questions);

/// label_entropy() of the questions without the i-th, for each i. O(K n).
std::vector<Score> label_entropy_without_each(std::span<const ScoredQuestion> questions);

/// Mean over questions of the truth's place by falling log p, from 1 (best) to K; tied
/// candidates share the mean of their places.
Score mean_truth_rank(std::span<const ScoredQuestion> questions);

/// What macro-F1 a learner has that knows nothing, on balanced classes: the one that says a
/// fixed label, 2 / (K (K + 1)), and the one that guesses uniformly, 1 / K. K >= 1.
double constant_macro_f1(int n_candidates);
double guess_macro_f1(int n_candidates);

}  // namespace tangram
