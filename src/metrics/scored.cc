#include "metrics/scored.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "math/log_space.h"

namespace tangram {

int common_candidates(std::span<const ScoredQuestion> questions) {
  if (questions.empty()) return 0;
  const std::size_t k = questions.front().candidate_log_p.size();
  for (const ScoredQuestion& q : questions) {
    if (q.candidate_log_p.size() != k) return 0;
    TANGRAM_CHECK(q.truth >= 0 && static_cast<std::size_t>(q.truth) < k);
  }
  return static_cast<int>(k);
}

std::string why_no_classes(std::span<const ScoredQuestion> questions) {
  if (questions.empty()) return "no questions";
  if (common_candidates(questions) == 0) return "questions differ in their number of candidates";
  return "";
}

std::vector<double> normalised(std::span<const double> log_p) {
  const double total = log_sum_exp(log_p);
  std::vector<double> p(log_p.size(), 1.0 / static_cast<double>(log_p.size()));
  if (std::isinf(total)) return p;
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = std::exp(log_p[i] - total);
  return p;
}

Best best_of(std::span<const double> log_p) {
  TANGRAM_CHECK(!log_p.empty());
  const double top = *std::max_element(log_p.begin(), log_p.end());
  return {top, static_cast<double>(std::count(log_p.begin(), log_p.end(), top))};
}

}  // namespace tangram
