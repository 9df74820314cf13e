#include <fmt/format.h>

#include "base/json.h"
#include "verdict/effect_of.h"
#include "verdict/ratios.h"
#include "verdict/text_table.h"

// A ratio for a terminal, and its documented form.
namespace tangram {
namespace {

std::string side_line(const char* what, const Estimate& e, const std::string& arms) {
  const std::string value = e.value ? slope_text(e) : "-";
  return fmt::format("  {} {}{}: {}\n", what, value,
                     e.low || e.note.empty() ? "" : fmt::format(" ({})", e.note), arms);
}

Value ratio_json(const RatioResult& r) {
  return json_object({{"id", json(r.spec.id)},
                      {"task", json(r.task)},
                      {"title", json(ratio_title(r.spec))},
                      {"metric", json(r.spec.numerator[0].score.metric)},
                      {"numerator_arms", json(difference_text(r.spec.numerator))},
                      {"denominator_arms", json(difference_text(r.spec.denominator))},
                      {"numerator", to_json_value(r.numerator)},
                      {"denominator", to_json_value(r.denominator)},
                      {"ratio", to_json_value(r.ratio)},
                      {"reading", json(r.reading)}});
}

}  // namespace

std::string difference_text(const std::array<ScoredSum, 2>& sides) {
  const auto side = [](const ScoredSum& s) {
    return fmt::format("{} at {} shots{}", s.text, s.score.shots, axes_text(s.score.axes));
  };
  return fmt::format("{} - {}", side(sides[0]), side(sides[1]));
}

std::string ratio_title(const RatioSpec& spec) {
  return fmt::format("{}: {}", find_metric(spec.numerator[0].score.metric).title, spec.name);
}

std::string ratios_text(const std::vector<RatioResult>& results) {
  std::string out;
  for (const RatioResult& r : results) {
    out += fmt::format("\nratio {}: {}\n", on_task(r.spec.id, r.task), ratio_title(r.spec));
    if (!r.task.empty())
      out += side_line("numerator  ", r.numerator, difference_text(r.spec.numerator)) +
             side_line("denominator", r.denominator, difference_text(r.spec.denominator));
    out += fmt::format("  {}\n", r.reading);
  }
  return out;
}

Value to_json_value(const std::vector<RatioResult>& results) {
  return json_list(results, ratio_json);
}

}  // namespace tangram
