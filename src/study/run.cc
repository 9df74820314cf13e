#include "study/run.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "base/check.h"
#include "base/stopwatch.h"
#include "core/trainable.h"
#include "study/nets.h"

namespace tangram {
namespace {

/// What differs between a unit as the store declares it and as it would be run now.
std::string difference(const WorkUnit& stored, const WorkUnit& now) {
  if (stored.id != now.id)
    return fmt::format("unit '{}' where '{}' is expected", stored.id, now.id);
  if (stored.task_id != now.task_id)
    return fmt::format("task was {}\n  now it is {}", stored.task_id, now.task_id);
  if (stored.condition_id != now.condition_id)
    return fmt::format("condition was {}\n  now it is {}", stored.condition_id, now.condition_id);
  return fmt::format("learner was {}\n  now it is {}", stored.learner_id, now.learner_id);
}

void check_same_units(const Store& store, const std::vector<WorkUnit>& units) {
  const auto& stored = store.units();
  require(stored.size() == units.size(),
          "{}: this run declares {} work units, the study {}; start a new run with --out",
          store.path().string(), stored.size(), units.size());
  for (std::size_t i = 0; i < units.size(); ++i)
    require(stored[i] == units[i],
            "{}: this run was made with something else: {}\n  start a new run with --out",
            store.path().string(), difference(stored[i], units[i]));
}

/// The bytes of each token of the record that was not seen before.
std::map<Token, std::string> new_tokens(const UnitRecord& record, const Tokenizer* tokenizer,
                                        std::set<Token>& seen) {
  std::map<Token, std::string> out;
  if (tokenizer == nullptr) return out;
  for (const VariantRecord& variant : record.variants)
    for (const PromptRecord::Node& node : variant.prompt.nodes)
      for (const Token token : node.tokens)
        if (seen.insert(token).second) out[token] = tokenizer->decode({token});
  return out;
}

UnitCost cost_since(const Work& before, const LanguageModel* model, const Stopwatch& watch) {
  UnitCost cost;
  cost.seconds = watch.seconds();
  if (model != nullptr) {
    const Work now = model->work();
    cost.tokens_evaluated = now.tokens_evaluated - before.tokens_evaluated;
    cost.tokens_asked = now.tokens_asked - before.tokens_asked;
  }
  return cost;
}

/// Trains the nets of the units to come: before the first of them, so that what units cost is what
/// their answers do. False: stopped.
bool prepare_nets(Laboratory& laboratory, const Store& store, TrainingObserver* observer,
                  const std::stop_token& stop) {
  check_questions(laboratory);
  const std::vector<Trainable*> nets =
      nets_of(laboratory, [&](const WorkUnit& unit) { return !store.done(unit.id); });
  if (observer != nullptr) observer->expects(operations_left(nets));
  return std::all_of(nets.begin(), nets.end(), [&](Trainable* net) { return net->prepare(stop); });
}

}  // namespace

Outcome run_units(Laboratory& laboratory, Store& store, const Resources& resources,
                  RunObserver& observer, std::stop_token stop) {
  const auto& units = laboratory.units();
  check_same_units(store, units);
  if (!prepare_nets(laboratory, store, resources.training, stop)) return Outcome::stopped;
  std::set<Token> seen;
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (store.done(units[i].id)) continue;
    if (stop.stop_requested()) return Outcome::stopped;
    const Stopwatch watch;
    const Work before = resources.model != nullptr ? resources.model->work() : Work{};
    const auto record = laboratory.answer(i, stop);
    if (!record) return Outcome::stopped;
    const UnitCost cost = cost_since(before, resources.model, watch);
    store.commit(units[i], *record, cost, new_tokens(*record, resources.tokenizer, seen));
    observer.committed(units[i], cost, store.n_done());
  }
  return Outcome::done;
}

}  // namespace tangram
