#include "spec/correlations.h"

#include <fmt/format.h>

#include "base/check.h"
#include "spec/correlations_reader.h"
#include "spec/fields.h"
#include "spec/scored_sum_reader.h"
#include "spec/sections.h"

namespace tangram {

std::string CorrelationSpec::missing() const {
  if (!x.score.missing.empty()) return x.score.missing;
  if (!y.score.missing.empty()) return y.score.missing;
  for (const ScoredSum& covariate : covariates)
    if (!covariate.score.missing.empty()) return covariate.score.missing;
  return {};
}

namespace spec {
namespace {

constexpr std::string_view kWhere = "[[correlation]]";

CorrelationSpec read_correlation(const StatementReader& study_reader, const Value& body) {
  as_table(body, kWhere);
  CorrelationSpec spec;
  spec.body = body;
  spec.id = as_name(need(body, "id", kWhere, "its name"), "'id' in [[correlation]]");
  const StatementReader reader =
      reader_of_analysis(study_reader, body, {"id", "x", "y", "covariates"}, kWhere);
  const char* kSide = "'condition/learner'";
  spec.x = read_scored_sum(reader, need(body, "x", kWhere, kSide), kWhere);
  spec.y = read_scored_sum(reader, need(body, "y", kWhere, kSide), kWhere);
  require(spec.x.score.metric == spec.y.score.metric,
          "{}: '{}' is scored by {} and '{}' by {}; one metric for both", body.place.str(),
          spec.x.text, spec.x.score.metric, spec.y.text, spec.y.score.metric);
  if (const Value* covariates = body.table()->find("covariates"))
    for (const Value& item : as_list(*covariates, "'covariates' in [[correlation]]")) {
      spec.covariates.push_back(read_scored_sum(reader, item, kWhere));
      require(spec.covariates.back().score.effect.terms.size() == 1,
              "{}: '{}': a covariate is one arm", item.place.str(), spec.covariates.back().text);
    }
  std::vector<ScoredSum*> scores{&spec.x, &spec.y};
  for (ScoredSum& covariate : spec.covariates) scores.push_back(&covariate);
  check_axes_met(reader, body, scores);
  return spec;
}

}  // namespace

std::vector<CorrelationSpec> read_correlations(const Value& document,
                                               const StatementReader& reader) {
  return read_sections(document, "correlation", "correlations",
                       [&](const Value& body) { return read_correlation(reader, body); });
}

}  // namespace spec
}  // namespace tangram
