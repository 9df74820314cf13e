#include "metrics/probability.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "math/log_space.h"
#include "metrics/classification.h"

namespace tangram {
namespace {

constexpr const char* kNoQuestions = "no questions";

/// Over the questions, candidate by candidate; all have the same number.
std::vector<double> sum_of_normalised(std::span<const ScoredQuestion> questions) {
  std::vector<double> sum(questions.front().candidate_log_p.size());
  for (const ScoredQuestion& q : questions) {
    const std::vector<double> p = normalised(q.candidate_log_p);
    for (std::size_t c = 0; c < p.size(); ++c) sum[c] += p[c];
  }
  return sum;
}

/// Half the distance of sum / n from the uniform distribution.
double bias_of(const std::vector<double>& sum, double n) {
  double distance = 0;
  for (const double s : sum) distance += std::abs(s / n - 1 / static_cast<double>(sum.size()));
  return distance / 2;
}

double total_gap(const std::vector<double>& gaps) {
  double sum = 0;
  for (const double g : gaps) sum += std::abs(g);
  return sum;
}

}  // namespace

Score candidate_mass(std::span<const ScoredQuestion> questions) {
  if (questions.empty()) return Score::none(kNoQuestions);
  double sum = 0;
  for (const ScoredQuestion& q : questions) sum += std::exp(log_sum_exp(q.candidate_log_p));
  return Score::of(sum / static_cast<double>(questions.size()));
}

Score truth_mass(std::span<const ScoredQuestion> questions) {
  if (questions.empty()) return Score::none(kNoQuestions);
  double sum = 0;
  for (const ScoredQuestion& q : questions)
    sum += std::exp(q.candidate_log_p[static_cast<std::size_t>(q.truth)]);
  return Score::of(sum / static_cast<double>(questions.size()));
}

Score label_bias(std::span<const ScoredQuestion> questions) {
  if (common_candidates(questions) == 0)
    return Score::none(questions.empty() ? kNoQuestions
                                         : "the questions offer different candidates");
  return Score::of(bias_of(sum_of_normalised(questions), static_cast<double>(questions.size())));
}

std::vector<Score> label_bias_without_each(std::span<const ScoredQuestion> questions) {
  if (questions.size() < 2 || common_candidates(questions) == 0)
    return std::vector<Score>(questions.size(), Score::none("too few questions"));
  const std::vector<double> sum = sum_of_normalised(questions);
  std::vector<Score> out;
  for (const ScoredQuestion& q : questions) {
    std::vector<double> rest = sum;
    const std::vector<double> p = normalised(q.candidate_log_p);
    for (std::size_t c = 0; c < p.size(); ++c) rest[c] -= p[c];
    out.push_back(Score::of(bias_of(rest, static_cast<double>(questions.size() - 1))));
  }
  return out;
}

Score log_loss(std::span<const ScoredQuestion> questions) {
  if (questions.empty()) return Score::none(kNoQuestions);
  double sum = 0;
  int n_impossible = 0;
  for (const ScoredQuestion& q : questions) {
    const double total = log_sum_exp(q.candidate_log_p);
    const double truth = q.candidate_log_p[static_cast<std::size_t>(q.truth)];
    if (std::isinf(total))
      sum += std::log(static_cast<double>(q.candidate_log_p.size()));  // normalised(): uniform
    else if (std::isinf(truth))
      ++n_impossible;
    else
      sum += total - truth;
  }
  if (n_impossible > 0)
    return Score::none(
        fmt::format("{} of {} truths have probability 0", n_impossible, questions.size()));
  return Score::of(sum / static_cast<double>(questions.size()));
}

Score brier_score(std::span<const ScoredQuestion> questions) {
  if (questions.empty()) return Score::none(kNoQuestions);
  double sum = 0;
  for (const ScoredQuestion& q : questions) {
    const std::vector<double> p = normalised(q.candidate_log_p);
    for (std::size_t c = 0; c < p.size(); ++c) {
      const double miss = p[c] - (static_cast<int>(c) == q.truth ? 1.0 : 0.0);
      sum += miss * miss;
    }
  }
  return Score::of(sum / static_cast<double>(questions.size()));
}

Confidence confidence_of(const ScoredQuestion& question, int n_bins) {
  TANGRAM_CHECK(n_bins >= 1);
  const std::vector<double> p = normalised(question.candidate_log_p);
  const double confidence = *std::max_element(p.begin(), p.end());
  const int bin = std::min(static_cast<int>(confidence * n_bins), n_bins - 1);
  return {static_cast<std::size_t>(bin), confidence, *accuracy({&question, 1}).value};
}

Score calibration_error(std::span<const ScoredQuestion> questions, int n_bins) {
  TANGRAM_CHECK(n_bins >= 1);
  if (questions.empty()) return Score::none(kNoQuestions);
  std::vector<double> gap(static_cast<std::size_t>(n_bins), 0.0);
  for (const ScoredQuestion& q : questions) {
    const Confidence c = confidence_of(q, n_bins);
    gap[c.bin] += c.confidence - c.credit;
  }
  return Score::of(total_gap(gap) / static_cast<double>(questions.size()));
}

std::vector<Score> calibration_error_without_each(std::span<const ScoredQuestion> questions,
                                                  int n_bins) {
  TANGRAM_CHECK(n_bins >= 1);
  const std::size_t n = questions.size();
  if (n < 2) return std::vector<Score>(n, Score::none(kNoQuestions));
  std::vector<Confidence> all;
  std::vector<double> gap(static_cast<std::size_t>(n_bins), 0.0);
  for (const ScoredQuestion& q : questions) {
    const Confidence& c = all.emplace_back(confidence_of(q, n_bins));
    gap[c.bin] += c.confidence - c.credit;
  }
  std::vector<Score> out;
  for (const Confidence& c : all) {
    gap[c.bin] -= c.confidence - c.credit;
    out.push_back(Score::of(total_gap(gap) / static_cast<double>(n - 1)));
    gap[c.bin] += c.confidence - c.credit;
  }
  return out;
}

}  // namespace tangram
