#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "app/progress.h"
#include "app/run_study.h"
#include "app/speed.h"
#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "report/card.h"

namespace tangram {
namespace {

constexpr int kFewestQueries = 12, kManyDraws = 24, kMostDraws = 64;
constexpr double kShareForUnits = 0.85;  // of the time; the rest: planning, and texts longer than
                                         // those of the first draw

/// Draws and queries of a profile.
struct Size {
  int draws = 0, queries = 0;
  std::vector<std::string> overrides() const {
    return {fmt::format("draws={}", draws), fmt::format("queries={}", queries)};
  }
};

StudyCommand study_of(const ProfileCommand& command, const Size& size) {
  StudyCommand out;
  out.study = "profile";
  out.data = command.data;
  out.out = command.store;
  out.set = size.overrides();
  out.model = command.model;
  return out;
}

/// The store of a profile does not hang on its size, which hangs on the speed of the day: the same
/// command goes on with what an earlier one began.
std::filesystem::path store_of(const ProfileCommand& command, const Context& context) {
  if (!command.store.empty()) return command.store;
  const Prepared any = prepare(study_of(command, {8, kFewestQueries}), context);
  const std::string identity =
      fmt::format("{} {} {} {}", any.study.hash, any.model ? any.model->sha256 : "", command.data,
                  command.minutes);
  return context.runs_dir / ("profile-" + sha256(identity).substr(0, 8) + ".db");
}

/// The size that a run was begun with; nullopt: there is none.
std::optional<Size> size_of_run(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const Store store = Store::open(path, Store::Mode::read);
  std::set<std::uint64_t> draws;
  std::set<std::string> settings;
  for (const auto& [fact, value] : store.provenance().facts)
    if (fact == "override.set") settings.insert(value);
  const auto number = [&](const std::string& key) -> int {
    for (const std::string& setting : settings)
      if (setting.rfind(key + "=", 0) == 0) return std::stoi(setting.substr(key.size() + 1));
    fail("{}: it was not made by `tangram profile`; give another place with --store",
         path.string());
  };
  return Size{number("draws"), number("queries")};
}

/// Tokens of one draw of the profile at a number of queries; nullopt: stopped.
std::optional<double> tokens_of_draw(const ProfileCommand& command, int queries,
                                     const LlamaLanguageModel* model, const Context& context) {
  const Size one{1, queries};
  const std::optional<Plan> plan =
      plan_of(prepare(study_of(command, one), context), model, context);
  if (!plan) return std::nullopt;
  return static_cast<double>(plan->tokens_evaluated);
}

/// The largest size that fits the time: draws first, since they are the unit, then queries.
/// nullopt: stopped. Throws Error where the fewest draws do not fit, with what they would take.
std::optional<Size> size_for_time(const ProfileCommand& command, LlamaLanguageModel& model,
                                  const Context& context) {
  const double speed = tokens_per_second(model, context.stop);
  const double budget = speed * 60 * command.minutes * kShareForUnits;
  std::optional<Size> best;
  double least = 0;
  for (const int queries : {kFewestQueries, 2 * kFewestQueries, 4 * kFewestQueries}) {
    const std::optional<double> tokens = tokens_of_draw(command, queries, &model, context);
    if (!tokens || context.stop.stop_requested()) return std::nullopt;
    const int draws = std::min(kMostDraws, static_cast<int>(budget / *tokens));
    if (queries == kFewestQueries) least = *tokens * kFewestUnits;
    const bool enough = best ? draws >= kManyDraws / 2 : draws >= kFewestUnits;
    if (enough) best = Size{draws, queries};
  }
  require(best.has_value(),
          "--minutes {}: too short for any answer: {} draws with {} queries each, the fewest that "
          "have an interval, take about {:.0f} minutes at {:.0f} tokens a second; give --minutes "
          "{:.0f}, or shorter texts",
          command.minutes, kFewestUnits, kFewestQueries,
          std::ceil(least / (speed * 60 * kShareForUnits)), speed,
          std::ceil(least / (speed * 60 * kShareForUnits)));
  return best;
}

/// Asks for a stop when the time is over, or when the command is asked to stop.
class Deadline {
 public:
  Deadline(double minutes, const std::stop_token& outer)
      : passed_on_(outer, [this] { source_.request_stop(); }),
        timer_([this, minutes](const std::stop_token& over) {
          std::unique_lock lock(mutex_);
          const auto time = std::chrono::duration<double, std::ratio<60>>(minutes);
          if (!sleep_.wait_for(lock, over, time, [&] { return over.stop_requested(); }))
            source_.request_stop();
        }) {}

  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::mutex mutex_;
  std::condition_variable_any sleep_;
  std::stop_callback<std::function<void()>> passed_on_;
  std::jthread timer_;
};

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

void show(const ProfileCard& card, const std::string& path, const ProfileCommand& command,
          const Context& context) {
  if (context.json)
    print_json(to_json_value(card));
  else
    print(card_text(card));
  if (!command.out.empty()) write_file(command.out, card_text(card));
  if (!context.json)
    print(fmt::format("\nThe answers are in {}\ntangram verdict {}\ntangram report {}\n", path,
                      path, path));
}

}  // namespace

int profile_command(const ProfileCommand& command, const Context& context) {
  ProfileCommand here = command;
  here.store = store_of(command, context).string();
  const Prepared any = prepare(study_of(here, {kFewestUnits, kFewestQueries}), context);
  const auto model = load_model_of_run(any, command.model, context);
  TANGRAM_CHECK(model != nullptr);  // the study asks a model alone
  std::optional<Size> size = size_of_run(here.store);
  if (!size) size = size_for_time(here, *model, context);
  if (!size) return kInterrupted;

  const Deadline deadline(command.minutes, context.stop);
  const Prepared prepared = prepare(study_of(here, *size), context);
  const std::optional<Outcome> outcome =
      run_study(prepared, model.get(), {{}, deadline.token()}, context);
  if (!outcome || context.stop.stop_requested()) return kInterrupted;

  const Store store = Store::open(prepared.store, Store::Mode::read);
  const ProfileCard card = make_card(read_arms(store, card_readings()),
                                     {prepared.model->name, command.minutes, label_tokens(store)});
  show(card, store.path().string(), command, context);
  return kDone;
}

}  // namespace tangram
