#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>
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
#include "tasks/data_card.h"
#include "tasks/text_data.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

constexpr int kFewestQueries = 12, kFewestToAsk = 4, kEnoughDraws = 12, kMostDraws = 64;
constexpr int kShots[] = {0, 2, 4, 8, 16};  // of studies/profile
constexpr double kShareForUnits = 0.85;     // of the time; the rest: planning, and texts longer
                                            // than those of the first draw

/// Of a profile: draws, queries and the largest number of shots.
struct Size {
  int draws = 0, queries = 0, shots = std::end(kShots)[-1];

  /// As settings of the study.
  std::vector<std::string> overrides() const {
    std::vector<std::string> out{fmt::format("draws={}", draws),
                                 fmt::format("queries={}", queries)};
    if (shots == std::end(kShots)[-1]) return out;
    std::vector<int> asked(std::begin(kShots), std::end(kShots));
    std::erase_if(asked, [&](int k) { return k > shots; });
    out.push_back(fmt::format("block.curve.shots=[{}]", fmt::join(asked, ",")));
    for (const char* block : {"arms", "order"})
      out.push_back(fmt::format("block.{}.shots=[{}]", block, shots));
    return out;
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
  const auto number = [&](const std::string& setting) -> std::optional<int> {
    for (const auto& [fact, value] : store.provenance().facts)
      if (fact == "override.set" && value.starts_with(setting))
        return std::stoi(value.substr(setting.size()));
    return std::nullopt;
  };
  const auto draws = number("draws="), queries = number("queries=");
  require(store.provenance().study_id == "profile" && draws && queries,
          "{}: it was not made by `tangram profile`; give another place with --store",
          path.string());
  Size out{*draws, *queries};
  if (const auto shots = number("block.arms.shots=[")) out.shots = *shots;
  return out;
}

/// The most that the data allow: draws are not limited by them.
Size limits_of(const ProfileCommand& command, const Context& context) {
  Resources resources;
  resources.share_dir = context.share_dir / "data";
  resources.cache_dir = context.cache_dir;
  const DataReport report = load_text_data(find_card(command.data, resources), {}).report;
  Size out{kMostDraws, 0};
  for (const DataReport::Class& c : report.classes) out.queries += static_cast<int>(c.queries);
  require(out.queries >= kFewestToAsk,
          "{}: of its rows {} are queries, and a profile needs {}; give more rows, or a card with "
          "a larger queries_share",
          command.data, out.queries, kFewestToAsk);
  for (const int k : kShots)
    if (k <= report.balanced_shots()) out.shots = k;
  require(out.shots > 0,
          "{}: a class has no row that can be demonstrated, or there is one class too many for two "
          "shots; `tangram data show` says what it takes",
          command.data);
  return out;
}

/// Tokens of a profile of this size; nullopt: stopped.
std::optional<double> tokens_of(const ProfileCommand& command, const Size& size,
                                const LlamaLanguageModel* model, const Context& context) {
  const std::optional<Plan> plan =
      plan_of(prepare(study_of(command, size), context), model, context);
  if (!plan) return std::nullopt;
  return static_cast<double>(plan->tokens_evaluated);
}

/// The largest size that fits time and data: draws first, since they are the unit, then queries.
/// nullopt: stopped. Throws Error where the fewest draws do not fit, with what they would take.
std::optional<Size> size_for_time(const ProfileCommand& command, LlamaLanguageModel& model,
                                  const Context& context) {
  const Size limits = limits_of(command, context);
  const double a_minute = tokens_per_second(model, context.stop) * 60 * kShareForUnits;
  std::optional<Size> best;
  double least = 0;
  for (int queries = std::min(kFewestQueries, limits.queries);
       queries <= std::min(4 * kFewestQueries, limits.queries); queries *= 2) {
    Size size{1, queries, limits.shots};
    const std::optional<double> tokens = tokens_of(command, size, &model, context);
    if (!tokens || context.stop.stop_requested()) return std::nullopt;
    if (least == 0) least = *tokens * kFewestUnits / a_minute;
    size.draws =
        static_cast<int>(std::min<double>(limits.draws, command.minutes * a_minute / *tokens));
    if (size.draws >= (best ? kEnoughDraws : kFewestUnits)) best = size;
  }
  require(
      best.has_value(),
      "--minutes {}: too short for any answer: {} draws, the fewest that have an interval, take "
      "about {:.2g} minutes with this model; give --minutes {:.2g}",
      command.minutes, kFewestUnits, least, 1.1 * least);
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
  if (!outcome || context.stop.stop_requested()) {
    context.log->write(LogLevel::info, "stopped; the same command goes on from there");
    return kInterrupted;
  }
  const Store store = Store::open(prepared.store, Store::Mode::read);
  show(read_card(store), store.path().string(), command, context);
  return kDone;
}

}  // namespace tangram
