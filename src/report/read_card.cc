#include <algorithm>

#include "report/card.h"

namespace tangram {
namespace {

/// Tokens of each label of the data, as the first answered unit of `original` reads them.
std::vector<int> label_tokens(const Store& store) {
  for (const WorkUnit& unit : store.units()) {
    if (unit.condition != "original" || !store.done(unit.id)) continue;
    const UnitRecord record = store.read(unit.id);
    std::vector<int> out;
    for (const CandidateInfo& info : record.variants.at(0).candidate_sets.at(0))
      out.push_back(info.n_tokens);
    return out;
  }
  return {};
}

bool asks_by_chat(const Store& store) {
  return std::any_of(store.units().begin(), store.units().end(), [](const WorkUnit& unit) {
    return unit.block == "chat" && unit.learner_id.find("chat='turns'") != std::string::npos;
  });
}

std::string fact(const Store& store, const std::string& name) {
  for (const auto& [known, value] : store.provenance().facts)
    if (known == name) return value;
  return "a learner without a model";
}

}  // namespace

ProfileCard read_card(const Store& store) {
  const std::vector<Arm> arms = read_arms(store, card_readings());  // says if they are not words
  double seconds = 0;
  for (const WorkUnit& unit : store.units())
    if (store.done(unit.id)) seconds += store.cost(unit.id).seconds;
  return make_card(
      arms, {fact(store, "model.name"), seconds / 60, label_tokens(store), asks_by_chat(store)});
}

}  // namespace tangram
