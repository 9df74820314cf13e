#include "app/speed.h"

#include "app/catalog.h"
#include "app/stop_after.h"
#include "base/stopwatch.h"

namespace tangram {
namespace {

constexpr double kEnough = 10, kLongest = 30;  // seconds

/// Reads all weights once, as the first question would.
void warm(LlamaLanguageModel& model) {
  struct Ignore final : ScoreSink {
    void done(std::size_t, PathScore) override {}
  } ignore;
  Path path;
  for (Token id = 0; path.tokens.size() < 2 && id < model.tokenizer().size(); ++id)
    if (model.tokenizer().is_ordinary(id)) path.tokens.push_back(id);
  if (path.tokens.size() == 2) model.score({&path, 1}, ignore, {});
}

}  // namespace

double tokens_per_second(const Prepared& prepared, const Plan& plan, LlamaLanguageModel& model,
                         const Context& context) {
  NullLog silence;  // what the data say is said by the run
  Resources resources = resources_of(prepared, context, &model);
  resources.log = &silence;
  const Catalogs catalogs = all_catalogs();
  const auto laboratory = make_laboratory(prepared.study, catalogs, resources);
  warm(model);
  const StopAfter deadline(kLongest, context.stop);
  const Stopwatch watch;
  const std::size_t before = model.work().tokens_evaluated;
  double planned = 0, seconds = 0;
  for (std::size_t i = 0; i < laboratory->units().size() && seconds < kEnough; ++i) {
    if (!laboratory->reads_model(i)) continue;
    if (!laboratory->answer(i, deadline.token())) break;
    planned += plan.unit_tokens[i];
    seconds = watch.seconds();
  }
  if (context.stop.stop_requested()) return 0;
  if (planned > 0) return planned / seconds;
  return static_cast<double>(model.work().tokens_evaluated - before) / watch.seconds();
}

}  // namespace tangram
