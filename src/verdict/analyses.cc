#include "verdict/analyses.h"

namespace tangram {

Analyses analyses_of(const Study& study, const std::vector<Arm>& arms) {
  return {trends_of(study, arms), correlations_of(study, arms), matrices_of(study, arms),
          ratios_of(study, arms), spreads_of(study, arms)};
}

Analyses analyses_of(const Study& study, const std::vector<VectorArm>& arms) {
  Analyses out;
  out.landmarks = landmarks_of(study, arms);
  return out;
}

void add_json(const Analyses& analyses, Table& document) {
  const auto add = [&](const char* key, const auto& results) {
    if (!results.empty()) document.set(key, to_json_value(results));
  };
  add("correlations", analyses.correlations);
  add("landmarks", analyses.landmarks);
  add("matrices", analyses.matrices);
  add("ratios", analyses.ratios);
  add("spreads", analyses.spreads);
  add("trends", analyses.trends);
}

}  // namespace tangram
