#include <fmt/format.h>

#include <optional>

#include "app/run_study.h"
#include "base/json.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

void say_end(const Store& store, Outcome outcome, const Context& context) {
  if (context.json) {
    print_json(json_object({{"store", json(store.path().string())},
                            {"done", json(static_cast<std::int64_t>(store.n_done()))},
                            {"units", json(static_cast<std::int64_t>(store.units().size()))},
                            {"complete", json(outcome == Outcome::done)}}));
    return;
  }
  const std::string path = store.path().string();
  if (outcome == Outcome::done) {
    print(verdicts_text(verdicts_of(store)));
    print(fmt::format("\n{} units are in {}\ntangram measure {}\ntangram report {}\n",
                      store.n_done(), path, path, path));
  } else {
    print(fmt::format("stopped: {} of {} units are in {}; the same command goes on from there\n",
                      store.n_done(), store.units().size(), path));
  }
}

}  // namespace

int run_command(const StudyCommand& command, const Context& context) {
  const Prepared prepared = prepare(command, context);
  const auto model = load_model_of_run(prepared, command.model, context);
  const std::optional<Outcome> outcome =
      run_study(prepared, model.get(), {command.frozen, context.stop}, context);
  if (!outcome) return kInterrupted;
  say_end(Store::open(prepared.store, Store::Mode::read), *outcome, context);
  return *outcome == Outcome::done ? kDone : kInterrupted;
}

}  // namespace tangram
