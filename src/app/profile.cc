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
#include "tasks/choice_data.h"
#include "tasks/data_card.h"
#include "tasks/text_data.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

constexpr int kFewestQueries = 12, kEnoughDraws = 8;
constexpr int kNonceWords = 24;             // that map_outputs g = "symbols" has
constexpr int kShots[] = {0, 2, 4, 8, 16};  // of studies/profile
constexpr int kFewestShots = 4;             // of two labels, shuffled, little is lost
constexpr double kShareForUnits = 0.85;     // of the time; the rest: planning, and texts longer
                                            // than those of the first draw

/// Of a profile: draws, queries, the largest number of shots, and classes as far as they leave out
/// what is asked.
struct Size {
  int draws = 0, queries = 0, shots = std::end(kShots)[-1], classes = 2;

  /// As settings of the study.
  std::vector<std::string> overrides() const {
    std::vector<std::string> out{fmt::format("draws={}", draws),
                                 fmt::format("queries={}", queries)};
    if (classes > kNonceWords)
      out.emplace_back(
          "block.arms.grid.condition=[\"shuffled\",\"flip\",\"new_words\",\"new_words_shuffled\","
          "\"permuted\",\"fresh\",\"labels_only\"]");
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

/// The most that the data allow: draws are not limited by them.
Size limits_of(const ProfileCommand& command, const Context& context) {
  Resources resources;
  resources.share_dir = context.share_dir / "data";
  resources.cache_dir = context.cache_dir;
  const DataCard card = find_card(command.data, resources);
  require(!holds_choices(card),
          "{}: questions with choices of their own have no label words to profile; run "
          "min2022_demonstrations with --profile multiple_choice",
          command.data);
  const DataReport report = load_text_data(card, {}).report;
  Size out{kMostDraws, 0, 0, static_cast<int>(report.classes.size())};
  std::int64_t rows = 0;
  for (const DataReport::Class& c : report.classes) {
    out.queries += static_cast<int>(c.queries);
    rows += c.demonstrations;
  }
  require(out.queries > out.classes,
          "{}: of its rows {} are queries, and a profile needs more than the {} classes; give more "
          "rows, or a card with a larger queries_share",
          command.data, out.queries, out.classes);
  for (const int k : kShots)
    if (k <= report.balanced_shots() && k < rows) out.shots = k;
  require(
      out.shots >= kFewestShots,
      "{}: a profile shows at least {} rows, as many of each class, and leaves one; `tangram data "
      "show` says what there are",
      command.data, kFewestShots);
  return out;
}

/// The size that a run on data with these limits was begun with; nullopt: there is none.
std::optional<Size> size_of_run(const std::filesystem::path& path, const Size& limits) {
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
  Size out = limits;
  out.draws = *draws;
  out.queries = *queries;
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
std::optional<Size> size_for_time(const ProfileCommand& command, const Size& limits,
                                  LlamaLanguageModel& model, const Context& context) {
  const double a_minute = tokens_per_second(model, context.stop) * 60 * kShareForUnits;
  std::optional<Size> best;
  double least = 0;
  // More queries than classes: of one question a class the queries would not count as a sample.
  const int fewest = std::min(std::max(kFewestQueries, limits.classes + 1), limits.queries);
  for (int queries = fewest; queries <= std::min(4 * fewest, limits.queries); queries *= 2) {
    Size size = limits;
    size.draws = 1;
    size.queries = queries;
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
  const Size limits = limits_of(command, context);
  here.store = store_of(command, context).string();
  if (!command.out.empty()) {
    const auto folder = std::filesystem::absolute(command.out).parent_path();
    require(std::filesystem::is_directory(folder), "--out {}: there is no folder {}", command.out,
            folder.string());
  }
  const Prepared any = prepare(study_of(here, limits), context);
  const auto model = load_model_of_run(any, command.model, context);
  TANGRAM_CHECK(model != nullptr);  // the study asks a model alone
  std::optional<Size> size = size_of_run(here.store, limits);
  if (!size) size = size_for_time(here, limits, *model, context);
  if (!size) return kInterrupted;

  const Deadline deadline(command.minutes, context.stop);
  const Prepared prepared = prepare(study_of(here, *size), context);
  if (std::filesystem::exists(prepared.store))
    require(Store::open(prepared.store, Store::Mode::read).provenance().study_hash ==
                prepared.study.hash,
            "{}: it was begun with other settings; give another place with --store",
            prepared.store.string());
  const std::optional<Outcome> outcome =
      run_study(prepared, model.get(), {{}, deadline.token()}, context);
  const bool nothing = !outcome || Store::open(prepared.store, Store::Mode::read).n_done() == 0;
  if (nothing || context.stop.stop_requested()) {
    context.log->write(LogLevel::warning,
                       nothing ? "nothing was answered in this time; the same command goes on"
                               : "stopped; the same command goes on from there");
    return kInterrupted;
  }
  const Store store = Store::open(prepared.store, Store::Mode::read);
  show(read_card(store), store.path().string(), command, context);
  return kDone;
}

}  // namespace tangram
