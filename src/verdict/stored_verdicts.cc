// What the claims of a stored run's study say of its answers, words or vectors.
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/check.h"
#include "store/domain.h"
#include "verdict/vector_effect.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

/// One effect stands in several statements: a margin on either side, a gate of each hypothesis.
EffectSource computed_once(EffectSource effects) {
  auto known = std::make_shared<std::map<std::string, EffectResult>>();
  return [known, effects = std::move(effects)](const Statement& s) {
    const auto [at, is_new] = known->try_emplace(s.effect_key());
    if (is_new) at->second = effects(s);
    return at->second;
  };
}

VerdictReport with_counts(VerdictReport report, const Store& store) {
  report.n_units_done = static_cast<int>(store.n_done());
  report.n_units = static_cast<int>(store.units().size());
  report.provisional = report.n_units_done < report.n_units;
  return report;
}

}  // namespace

EffectSource stored_effects(const Store& store, const Study& study) {
  if (asks_vectors(store.provenance()))
    return computed_once(
        [arms = read_vector_arms(store)](const Statement& s) { return effect_of(s, arms); });
  return computed_once([arms = read_arms(store, readings_of(study))](const Statement& s) {
    return effect_of(s, arms);
  });
}

VerdictReport decide(const Study& study, const std::vector<Arm>& arms) {
  return decide(study, computed_once([&arms](const Statement& s) { return effect_of(s, arms); }));
}

VerdictReport verdicts_of(const Store& store, const std::vector<Arm>& arms) {
  return with_counts(decide(study_of(store), arms), store);
}

VerdictReport verdicts_of(const Store& store, const std::vector<VectorArm>& arms) {
  const auto effects = computed_once([&arms](const Statement& s) { return effect_of(s, arms); });
  return with_counts(decide(study_of(store), effects), store);
}

VerdictReport verdicts_of(const Store& store) {
  const Study study = study_of(store);
  return with_counts(decide(study, stored_effects(store, study)), store);
}

std::vector<Arm> read_claim_arms(const Store& store, const std::vector<Reading>& also) {
  std::vector<Reading> readings{Reading::sum};
  try {
    readings = readings_of(study_of(store));
  } catch (const Error&) {  // what reads the study next says why
  }
  std::set<Reading> all(readings.begin(), readings.end());
  all.insert(also.begin(), also.end());
  return read_arms(store, {all.begin(), all.end()});
}

Study study_of(const Store& store) {
  const Provenance& p = store.provenance();
  StudyOverrides overrides{.profile = p.profile};
  for (const auto& [fact, value] : p.facts) {
    if (fact == "override.data") overrides.data = value;
    if (fact == "override.set") overrides.set.push_back(value);
  }
  Study study = parse_study(p.study_text, p.study_path, overrides);
  require(study.hash == p.study_hash,
          "{}: this version reads the run's study otherwise than the one that made it (hash {} "
          "instead of {}); its numbers stand, its claims cannot be decided here",
          store.path().string(), study.hash.substr(0, 8), p.study_hash.substr(0, 8));
  return study;
}

}  // namespace tangram
