#pragma once

#include "metrics/scored.h"

namespace tangram {

/// Hand and Till's multi-class AUC on log-odds: for each pair of classes (i, j) the AUC of
/// log p_i - log p_j on the questions whose truth is i or j, averaged over the pairs of
/// which both classes occur. Ties count 1/2. In [0, 1]; a guess has .5 at any number of
/// classes. Adding a constant to a candidate's log p in every question changes nothing.
///
/// One question of each class: the pair's AUC is 1 where s_ii + s_jj > s_ij + s_ji (s_ab =
/// log p of label b at question a), so this is the share of such pairs.
///
/// Two impossible candidates (both -inf) tie. No value: no questions, fewer than two
/// classes among the truths, questions that differ in their number of candidates.
/// Source: Hand and Till 2001, Machine Learning 45, with p_i replaced by the log-odds of
/// the pair. O(K n log n) by mid-ranks.
Score hand_till_auc(std::span<const ScoredQuestion> questions);

/// hand_till_auc() of the questions without the i-th, for each i: what a jackknife needs. No
/// value where too few classes are left. O(K n^2) in all, where calling it n times would
/// cost n log n each and as many copies.
std::vector<Score> hand_till_auc_without_each(std::span<const ScoredQuestion> questions);

/// P(a > b) + P(a = b) / 2 for a of `positive`, b of `negative`; neither empty.
/// O(n log n).
double rank_auc(std::span<const double> positive, std::span<const double> negative);

}  // namespace tangram
