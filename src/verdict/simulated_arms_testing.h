#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/rng.h"
#include "spec/scored_sum.h"
#include "verdict/arms.h"

// Arms with known effects, for the tests of effects and verdicts. Not part of the program.
namespace tangram::verdict_testing {

/// An arm of two labels, crossed, without its answers.
inline Arm bare_arm(const std::string& condition, int draws) {
  return {.block = "",
          .task = "sst2",
          .condition = condition,
          .learner = "llm",
          .axes = "",
          .shots = 4,
          .unit = "draw",
          .crossed = true,
          .declared = draws,
          .n_candidates = 2,
          .n_questions = draws,
          .draws = {}};
}

/// The score of such an arm, by itself.
inline ScoredSum score_of(const std::string& condition, const std::string& metric) {
  ScoredSum out{condition + "/llm", {}};
  out.score.effect.terms = {{1.0, ArmRef{"", condition, "llm", ""}}};
  out.score.metric = metric;
  out.score.shots = 4;
  return out;
}

/// A standard normal number named by a stream and a draw.
inline double normal(std::string_view stream, int i) {
  return Rng(3).at(stream).at(static_cast<std::uint64_t>(i)).normal();
}

/// How the log-odds of the truth of query q at draw i come about: separation + draw effect +
/// query effect + noise, beside an offset of the draw for one of the two labels.
struct Simulation {
  int draws = 12, queries = 48;
  double separation = 0;  // 0: no class information, AUC .5
  double draw_sd = 0.3, query_sd = 0.3, noise_sd = 1;
  double offset_sd = 2;  // of the label preference, which an AUC does not see
};

/// Two classes, half of the queries each. `queries`: the stream of the query effects, the same
/// in all arms; `rng`: the arm's own.
inline Arm simulated_arm(const std::string& condition, const std::string& learner,
                         const Simulation& s, Rng queries, Rng rng) {
  Arm arm = bare_arm(condition, s.draws);
  arm.learner = learner;
  arm.n_questions = s.draws * s.queries;
  for (int i = 0; i < s.draws; ++i) {
    ArmDraw draw;
    draw.draw = static_cast<std::uint64_t>(i);
    auto& answers = draw.variants.emplace_back();
    const double offset = s.offset_sd * rng.normal();
    const double drawn = s.draw_sd * rng.normal();
    for (int q = 0; q < s.queries; ++q) {
      const int truth = q % 2;
      Rng of_query = queries.at(static_cast<std::uint64_t>(q));
      // Separation, draw and query effects act only where there is class information.
      const double known =
          s.separation == 0 ? 0 : s.separation + drawn + s.query_sd * of_query.normal();
      const double odds = (truth == 1 ? known : -known) + offset + s.noise_sd * rng.normal();
      answers.push_back({static_cast<std::uint64_t>(q), {truth, {-1 - odds / 2, -1 + odds / 2}}});
    }
    arm.draws.push_back(std::move(draw));
  }
  return arm;
}

}  // namespace tangram::verdict_testing
