#include <fmt/format.h>

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/card_file.h"
#include "app/profile_size.h"
#include "app/progress.h"
#include "app/run_study.h"
#include "app/speed.h"
#include "app/stop_after.h"
#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/stopwatch.h"
#include "report/card.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

constexpr double kShareForUnits = 0.97;  // of the time; the rest: texts longer than those of the
                                         // first draw, and the card

StudyCommand study_of(const ProfileCommand& command, std::vector<std::string> settings) {
  StudyCommand out;
  out.study = "profile";
  out.data = command.data;
  out.out = command.store;
  out.set = std::move(settings);
  out.model = command.model;
  return out;
}

/// The store of a profile does not hang on its size, which hangs on the speed of the day: the same
/// command goes on with what an earlier one began.
std::filesystem::path store_of(const ProfileCommand& command, const Prepared& any,
                               const Context& context) {
  if (!command.store.empty()) return command.store;
  const std::string identity =
      fmt::format("{} {} {} {}", any.study.hash, any.model ? any.model->sha256 : "", command.data,
                  command.minutes);
  return context.runs_dir / ("profile-" + sha256(identity).substr(0, 8) + ".db");
}

/// The settings that a run was begun with; nullopt: there is none.
std::optional<std::vector<std::string>> settings_of_run(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return std::nullopt;
  const Store store = Store::open(path, Store::Mode::read);
  require(store.provenance().study_id == "profile",
          "{}: it was not made by `tangram profile`; give another place with --store",
          path.string());
  std::vector<std::string> out;
  for (const auto& [fact, value] : store.provenance().facts)
    if (fact == "override.set") out.push_back(value);
  return out;
}

DrawCost cost_of_draw(const Plan& plan) {
  DrawCost out;
  for (const PlanRow& row : plan.rows)
    (row.block == "curve" ? out.curve : out.altered) += static_cast<double>(row.tokens_evaluated);
  return out;
}

/// The size for the seconds that are left. nullopt: stopped. Throws Error where the fewest draws
/// do not fit, with what they would take.
std::optional<ProfileSize> size_for_time(const ProfileCommand& command, const ProfileLimits& limits,
                                         LlamaLanguageModel& model, const Context& context,
                                         const Stopwatch& watch) {
  std::vector<std::pair<int, DrawCost>> costs;
  double speed = 0;
  for (const int queries : profile_queries(limits)) {
    const ProfileSize one{1, queries, true, limits.shots, limits.classes, limits.chat};
    const Prepared prepared = prepare(study_of(command, one.settings()), context);
    const std::optional<Plan> plan = plan_of(prepared, &model, context);
    if (!plan) return std::nullopt;
    costs.emplace_back(queries, cost_of_draw(*plan));
    if (speed == 0) speed = tokens_per_second(prepared, *plan, model, context);
    if (speed == 0) return std::nullopt;
  }
  const double seconds = command.minutes * 60 * kShareForUnits - watch.seconds();
  const auto size = narrowest_profile(limits, seconds * speed, costs);
  const double least = costs.front().second.of({kFewestUnits, 0}) / speed + watch.seconds();
  require(
      size.has_value(),
      "--minutes {}: too short for any answer: {} draws, the fewest that have an interval, take "
      "about {:.2g} minutes with this model; give --minutes {:.2g}",
      command.minutes, kFewestUnits, least / 60, 1.2 * least / 60);
  return size;
}

/// Prints the card and writes its file; `store`: where its answers are.
void show(const ProfileCard& card, const std::filesystem::path& store,
          const ProfileCommand& command, const Context& context) {
  const std::filesystem::path file = command.out.empty()
                                         ? std::filesystem::path(store).replace_extension("html")
                                         : std::filesystem::path(command.out);
  write_file(file, card_as_file(card, file, context));
  if (context.json)
    print_json(to_json_value(card));
  else
    print(card_markdown(card, {}) +
          fmt::format("\nThe card, beside other profiles: {0}\nIts answers: {1}\ntangram verdict "
                      "{1}\ntangram report {1}\n",
                      file.string(), store.string()));
}

}  // namespace

int profile_command(const ProfileCommand& command, const Context& context) {
  const Stopwatch watch;
  ProfileCommand here = command;
  ProfileLimits limits = profile_limits(command.data, context);
  if (!command.out.empty()) {
    const auto folder = std::filesystem::absolute(command.out).parent_path();
    require(std::filesystem::is_directory(folder), "--out {}: there is no folder {}", command.out,
            folder.string());
  }
  Prepared any = prepare(study_of(command, {}), context);
  any.store = store_of(command, any, context);
  here.store = any.store.string();
  const auto model = load_model_of_run(any, command.model, context);
  TANGRAM_CHECK(model != nullptr);  // the study asks a model alone
  limits.chat = limits.chat && has_chat_template(model->tokenizer());
  std::optional<std::vector<std::string>> settings = settings_of_run(here.store);
  if (!settings) {
    context.log->write(LogLevel::info, "measuring the model's speed on the first questions");
    const auto size = size_for_time(here, limits, *model, context, watch);
    if (!size) return kInterrupted;
    settings = size->settings();
    context.log->write(
        LogLevel::info,
        fmt::format("{} draws ({} of altered demonstrations) of {} queries, {}, fit {} minutes",
                    size->draws, size->altered_draws(), size->queries,
                    size->nested ? "each draw its own" : "the same in all draws", command.minutes));
  }
  const Prepared prepared = prepare(study_of(here, *settings), context);
  const StopAfter deadline(command.minutes * 60 - watch.seconds(), context.stop);
  const std::optional<Outcome> outcome =
      run_study(prepared, model.get(), {{}, deadline.token(), "--store"}, context);
  const bool nothing = !outcome || Store::open(prepared.store, Store::Mode::read).n_done() == 0;
  if (nothing || context.stop.stop_requested()) {
    context.log->write(LogLevel::warning,
                       nothing ? "nothing was answered in this time; the same command goes on"
                               : "stopped; the same command goes on from there");
    return kInterrupted;
  }
  const Store store = Store::open(prepared.store, Store::Mode::read);
  show(read_card(store), store.path(), command, context);
  return kDone;
}

}  // namespace tangram
