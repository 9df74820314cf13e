#pragma once

#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "verdict/correlations.h"
#include "verdict/matrix.h"
#include "verdict/ratios.h"
#include "verdict/spreads.h"
#include "verdict/trends.h"

namespace tangram {

/// What a study asks for beside its scores and verdicts. Descriptive.
struct Analyses {
  std::vector<TrendResult> trends;
  std::vector<CorrelationResult> correlations;
  std::vector<Matrix> matrices;
  std::vector<RatioResult> ratios;
  std::vector<SpreadResult> spreads;
};

Analyses analyses_of(const Study& study, const std::vector<Arm>& arms);

/// Adds "correlations", "matrices", "ratios", "spreads", "trends" to a document, those of which
/// there are any.
void add_json(const Analyses& analyses, Table& document);

}  // namespace tangram
