#pragma once

#include <cstddef>

#include "metrics/scored.h"

namespace tangram {

/// Metrics of the probabilities. Absolute ones need the reading `sum`; the others are of the
/// candidates normalised to 1 (softmax of log p).

/// Mean over questions of sum_c exp(log p_c): the absolute probability that one of the
/// candidates comes. Near 0: the model does not see that it is asked for a label.
Score candidate_mass(std::span<const ScoredQuestion> questions);

/// Mean over questions of exp(log p) of the truth: the absolute probability that the right
/// candidate comes, whatever the others get.
Score truth_mass(std::span<const ScoredQuestion> questions);

/// How far the learner leans to some candidates, whatever is asked: half the sum over candidates of
/// |mean over questions of p_c - 1/K|, normalised; in [0, 1 - 1/K]. Of balanced queries this is the
/// label prior that batch calibration takes away.
Score label_bias(std::span<const ScoredQuestion> questions);

/// label_bias() of the questions without the i-th, for each i. O(K n).
std::vector<Score> label_bias_without_each(std::span<const ScoredQuestion> questions);

/// Mean of -log p(truth), normalised, nats. No value where a truth is impossible (it would
/// be infinite): the reason counts them.
Score log_loss(std::span<const ScoredQuestion> questions);

/// Mean of sum_c (p_c - [c is the truth])^2, normalised: 0 right and sure, 2 wrong and sure.
Score brier_score(std::span<const ScoredQuestion> questions);

/// What a question adds to the calibration: its bin of equal width by its largest normalised
/// probability, that probability, and the share of its prediction that is right. n_bins >= 1.
struct Confidence {
  std::size_t bin = 0;
  double confidence = 0, credit = 0;
};
Confidence confidence_of(const ScoredQuestion& question, int n_bins);

/// Expected calibration error: questions are put into `n_bins` bins of equal width by their
/// largest normalised probability; the mean over questions of |confidence - accuracy| of
/// their bin. Ties of the arg-max count as in accuracy(). n_bins >= 1.
Score calibration_error(std::span<const ScoredQuestion> questions, int n_bins = 10);

/// calibration_error() of the questions without the i-th, for each i. O((K + n_bins) n).
std::vector<Score> calibration_error_without_each(std::span<const ScoredQuestion> questions,
                                                  int n_bins = 10);

}  // namespace tangram
