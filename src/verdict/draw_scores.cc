#include "verdict/draw_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>

#include "base/check.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

/// The metric of each variant; nothing where one has none (`why_not` says why).
std::optional<Eigen::RowVectorXd> scores_of(const MetricInfo& metric, const ArmDraw& draw,
                                            std::string& why_not) {
  Eigen::RowVectorXd out(static_cast<Eigen::Index>(draw.variants.size()));
  for (std::size_t v = 0; v < draw.variants.size(); ++v) {
    const Score score = variant_score(metric, draw.variants[v]);
    if (!score.value) {
      why_not = score.why_not;
      return std::nullopt;
    }
    out(static_cast<Eigen::Index>(v)) = *score.value;
  }
  return out;
}

/// A draw's weighted sum, as far as its arms have been met.
struct Sum {
  Eigen::RowVectorXd scores;
  std::size_t n_arms = 0;
};

/// Mean of the candidates' log-probabilities over the questions of a variant; empty: they offer
/// different numbers of candidates.
Eigen::VectorXd mean_log_p(const std::vector<Answer>& answers) {
  Eigen::VectorXd sum;
  for (const Answer& answer : answers) {
    const auto& log_p = answer.scored.candidate_log_p;
    const Eigen::Map<const Eigen::VectorXd> row(log_p.data(),
                                                static_cast<Eigen::Index>(log_p.size()));
    if (sum.size() == 0) sum = Eigen::VectorXd::Zero(row.size());
    if (row.size() != sum.size()) return {};
    sum += row;
  }
  return sum / std::max<double>(1, static_cast<double>(answers.size()));
}

}  // namespace

Eigen::MatrixXd DrawScores::by_demonstration() const {
  Eigen::MatrixXd out(scores.rows(), demonstrations);
  for (int d = 0; d < demonstrations; ++d)
    out.col(d) = scores.middleCols(Eigen::Index{d} * rotations, rotations).rowwise().mean();
  return out;
}

Eigen::MatrixXd DrawScores::by_rotation() const {
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(scores.rows(), rotations);
  for (int d = 0; d < demonstrations; ++d)
    out += scores.middleCols(Eigen::Index{d} * rotations, rotations) / demonstrations;
  return out;
}

Eigen::VectorXd DrawScores::means() const { return scores.rowwise().mean(); }

DrawScores DrawScores::of(const std::vector<std::uint64_t>& wanted) const {
  DrawScores out = *this;
  out.draws = wanted;
  out.scores.resize(static_cast<Eigen::Index>(wanted.size()), scores.cols());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto at = std::lower_bound(draws.begin(), draws.end(), wanted[i]);
    TANGRAM_CHECK(at != draws.end() && *at == wanted[i]);
    out.scores.row(static_cast<Eigen::Index>(i)) = scores.row(at - draws.begin());
  }
  return out;
}

DrawScores draw_scores(const ScoredSum& scored, const std::vector<Arm>& arms,
                       const std::string& task, int demonstrations) {
  DrawScores out;
  out.demonstrations = demonstrations;
  const MetricInfo& metric = find_metric(scored.score.metric);
  std::map<std::uint64_t, Sum> sums;
  const auto& terms = scored.score.effect.terms;
  for (const auto& [weight, ref] : terms) {
    const Arm* arm = find_arm(arms, ref, task, scored.score);
    if (arm == nullptr) {
      out.note = no_answers(ref, task, scored.score.shots);
      return out;
    }
    out.declared = std::max(out.declared, arm->declared);
    for (const ArmDraw& draw : arm->draws) {
      const auto scores = scores_of(metric, draw, out.note);
      if (!scores) continue;
      Sum& sum = sums[draw.draw];
      if (sum.n_arms == 0) sum.scores = Eigen::RowVectorXd::Zero(scores->size());
      if (sum.scores.size() != scores->size()) {
        out.note = fmt::format("the arms of '{}' have different numbers of rotations", scored.text);
        return out;
      }
      sum.scores += weight * *scores;
      ++sum.n_arms;
    }
  }
  Eigen::Index width = 0;
  for (const auto& [draw, sum] : sums) {
    if (sum.n_arms < terms.size()) continue;
    if (out.draws.empty()) width = sum.scores.size();
    if (sum.scores.size() != width || width % demonstrations != 0) {
      out.note = fmt::format("the draws of '{}' have different numbers of rotations", scored.text);
      out.draws.clear();
      out.scores.resize(0, 0);
      return out;
    }
    out.draws.push_back(draw);
    out.scores.conservativeResize(static_cast<Eigen::Index>(out.draws.size()), width);
    out.scores.bottomRows(1) = sum.scores;
  }
  out.rotations = std::max(1, static_cast<int>(width) / demonstrations);
  if (out.draws.empty() && out.note.empty()) out.note = "no draw is done";
  return out;
}

std::vector<std::uint64_t> common_draws(const std::vector<std::uint64_t>& a,
                                        const std::vector<std::uint64_t>& b) {
  std::vector<std::uint64_t> out;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(out));
  return out;
}

WordPriors word_priors(const ScoredSum& side, const std::vector<Arm>& arms,
                       const std::string& task) {
  WordPriors out;
  const ArmRef& ref = side.score.effect.terms.front().second;
  const Arm* arm = find_arm(arms, ref, task, side.score);
  if (arm == nullptr) {
    out.note = no_answers(ref, task, side.score.shots);
    return out;
  }
  for (const ArmDraw& draw : arm->draws) {
    double mean = 0, spread = 0;
    const double n = static_cast<double>(draw.variants.size());
    for (const std::vector<Answer>& answers : draw.variants) {
      const Eigen::VectorXd log_p = mean_log_p(answers);
      if (log_p.size() == 0 || !log_p.allFinite()) {
        out.note = fmt::format("{} gives some of its words no finite log-probability", ref.str());
        return out;
      }
      mean += log_p.mean() / n;
      spread += std::sqrt((log_p.array() - log_p.mean()).square().mean()) / n;
    }
    out.draws.push_back(draw.draw);
    out.mean.push_back(mean);
    out.spread.push_back(spread);
  }
  if (out.draws.empty()) out.note = fmt::format("{}: no draw is done", ref.str());
  return out;
}

}  // namespace tangram
