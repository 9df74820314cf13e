#pragma once

#include <vector>

#include "base/value.h"
#include "spec/study.h"
#include "verdict/correlations.h"
#include "verdict/landmarks.h"
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
  std::vector<LandmarkResult> landmarks = {};
};

/// Of answers in words.
Analyses analyses_of(const Study& study, const std::vector<Arm>& arms);
/// Of answers that are vectors: landmarks.
Analyses analyses_of(const Study& study, const std::vector<VectorArm>& arms);

/// Adds "correlations", "landmarks", "matrices", "ratios", "spreads", "trends" to a document, those
/// of which there are any.
void add_json(const Analyses& analyses, Table& document);

}  // namespace tangram
