#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "verdict/effect_of.h"
#include "verdict/spreads.h"
#include "verdict/text_table.h"

// A spread for a terminal, and its documented form.
namespace tangram {
namespace {

Value spread_json(const SpreadResult& r) {
  const Statement& score = r.spec.each.front().score;
  return json_object({{"id", json(r.spec.id)},
                      {"task", json(r.task)},
                      {"title", json(spread_title(r.spec))},
                      {"metric", json(score.metric)},
                      {"shots", json(score.shots)},
                      {"over", json(r.spec.over)},
                      {"values", json(static_cast<int>(r.spec.each.size()))},
                      {"mean", to_json_value(r.mean)},
                      {"within", to_json_value(r.within)},
                      {"between", to_json_value(r.between)},
                      {"range", to_json_value(r.range)},
                      {"by_chance", to_json_value(r.by_chance)},
                      {"note", json(r.note)},
                      {"reading", json(r.reading)}});
}

}  // namespace

std::string spread_title(const SpreadSpec& spec) {
  const Statement& score = spec.each.front().score;
  BoundAxes others = score.axes;
  std::erase_if(others, [&](const auto& setting) { return setting.first == spec.over; });
  return fmt::format("{} at {} shots{} of {} over {}", find_metric(score.metric).title, score.shots,
                     axes_text(others), spec.each.front().text, spec.over);
}

std::string spreads_text(const std::vector<SpreadResult>& results) {
  std::string out;
  for (const SpreadResult& r : results) {
    out += fmt::format("\nspread {}: {}\n", on_task(r.spec.id, r.task), spread_title(r.spec));
    if (r.within.value)
      out += fmt::format(
          "  mean {}; largest less smallest of {} values {}; sd by luck at single "
          "queries {}\n",
          estimate_text(r.mean), r.spec.each.size(), estimate_text(r.range),
          estimate_text(r.by_chance));
    out += fmt::format("  {}{}\n", r.reading,
                       r.within.value && !r.note.empty() ? fmt::format(" ({})", r.note) : "");
  }
  return out;
}

Value to_json_value(const std::vector<SpreadResult>& results) {
  return json_list(results, spread_json);
}

}  // namespace tangram
