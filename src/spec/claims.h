#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/value.h"

namespace tangram {

/// One arm of a comparison, written "[block:]condition/learner[@reading]" or, where the study has
/// one condition, "learner". Without a block: the first block of the file that holds it.
struct ArmRef {
  std::string block;  // the id that was found; empty: the unnamed block
  std::string condition, learner;
  std::string versus;  // "learner~versus": the distance of two learners' answers; empty: a score
  std::string reading = {};  // a name of claim_readings(); empty: the sum of the log-probabilities
  bool operator==(const ArmRef&) const = default;

  /// "condition/learner", with block, versus and reading where they are given.
  std::string str() const;
};

/// A sum of arms and constants: "ra/llm - ra_shuffled/llm".
struct ArmSum {
  std::vector<std::pair<double, ArmRef>> terms;
  double constant = 0;

  /// Adds to the arm's weight, or adds the arm.
  void add(double weight, const ArmRef& arm);

  /// As it is written, sides and constants put together.
  std::string str() const;
};

/// Axes with the values that they are bound to.
using BoundAxes = std::vector<std::pair<std::string, std::string>>;

/// ", words = 12"; empty: none is bound.
std::string axes_text(const BoundAxes& axes);

/// What a claim says of an effect E = left - right, the mean over draws of a score, or of a
/// difference of scores of the same draws: above: E > by; below: E < by; within: |E| < by.
struct Statement {
  enum class Kind { above, below, within };
  Kind kind = Kind::above;
  ArmSum effect;
  double by = 0;
  std::string
      metric;        // of claim_metrics(); vectors: both of them, " and " between, in a sum of both
  int shots = -1;    // -1: not given (not in text): the mean over all that are asked
  std::string unit;  // of replication; empty: the design's (draw, repeat); else an open axis
  BoundAxes axes;
  std::string text;     // "ra/llm - ra_shuffled/llm > 0.05 (auc, 32 shots)"
  std::string missing;  // why the grid cannot answer it at this size; empty: it can
  Place place;

  /// What its effect depends on: the same for two statements about one effect, whatever they
  /// say of it.
  std::string effect_key() const;
};

/// "above", "below", "within": as a study and the JSON of verdicts write it.
const char* kind_name(Statement::Kind kind);

/// What a hypothesis predicts of a condition: its score against the comparator's.
struct Expectation {
  enum class Word { above, at, any };
  std::string condition;
  Word word = Word::any;
};

/// A hypothesis with what decides it (docs/statistics.md). supported: every statement of the
/// list is established; refuted: any one is. A gate that is not established turns the verdict
/// that it guards into "not testable".
struct HypothesisSpec {
  std::string id, says;
  std::vector<Statement> needs;            // gates of both verdicts
  std::vector<Statement> supported;        // all of them
  std::vector<Statement> supported_needs;  // gates of "supported" alone
  std::vector<Statement> refuted;          // any of them
  std::vector<Statement> refuted_needs;    // gates of "refuted" alone
  std::string not_testable;                // why the study cannot decide it; empty: it can
  std::string not_diagnostic;  // why what would support it fits other hypotheses too: then the
                               // verdict is "consistent", never "supported"; empty: it does not
  std::vector<Expectation> predicts;
  // The source's own criterion, read off the means as the source does, without a test.
  std::vector<Statement> published_supported, published_refuted;
  Place place;
};

/// [claims] and every [[hypothesis]].
struct ClaimsSpec {
  double level = 0.05;           // of the family, one-sided
  std::vector<Statement> needs;  // gates of every hypothesis
  std::vector<HypothesisSpec> hypotheses;
  /// What a condition is compared with in the matrix of predictions: the arms that carry no
  /// such information. Each one's statement is above (its scores are in `effect`).
  std::map<std::string, std::vector<Statement>> comparators;
  Value body;  // all of it as written, for the canonical text
};

/// Every statement of the claims: gates, those of hypotheses, comparators.
std::vector<Statement> all_statements(const ClaimsSpec& claims);

/// What is measured of vectors: a learner's squared error, the squared distance of two learners'
/// answers, both over the dimension of x.
inline constexpr const char* kErrorMetric = "mse_per_d";
inline constexpr const char* kDistanceMetric = "distance_per_d";

/// The metrics that a claim may name in the domain; empty: nobody knows any.
const std::vector<std::string>& claim_metrics(std::string_view domain);

/// The readings that an arm may name after "@".
const std::vector<std::string>& claim_readings();

}  // namespace tangram
