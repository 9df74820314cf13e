#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "verdict/landmarks.h"
#include "verdict/text_table.h"

// A landmark for a terminal, and its documented form.
namespace tangram {
namespace {

/// What is scored along the axis: its metric, shots, other axes and unit.
std::string scored_by(const LandmarkSpec& spec) {
  const Statement& score = spec.each.front();
  BoundAxes others = score.axes;
  std::erase_if(others, [&](const auto& setting) { return setting.first == spec.along; });
  return fmt::format(
      "{}{}{}{}", score.metric, score.shots >= 0 ? fmt::format(", {} shots", score.shots) : "",
      axes_text(others), score.unit.empty() ? "" : fmt::format(", unit {}", score.unit));
}

std::string curve_text(const LandmarkResult& r) {
  std::vector<std::vector<std::string>> columns{
      {"  " + r.spec.along}, {"value"}, {"95 % interval"}};
  for (std::size_t i = 0; i < r.curve.size(); ++i) {
    const Estimate& e = r.curve[i];
    columns[0].push_back(fmt::format("  {}", r.spec.x[i]));
    columns[1].push_back(e.value ? three_digits(*e.value) : "-");
    columns[2].push_back(e.low && e.high
                             ? fmt::format("{} to {}", three_digits(*e.low), three_digits(*e.high))
                             : "");
  }
  return columns_text(columns, 2, 100);
}

const char* where_name(AxisPlace::Where where) {
  switch (where) {
    case AxisPlace::Where::at:
      return "at";
    case AxisPlace::Where::before:
      return "before";
    case AxisPlace::Where::after:
      return "after";
  }
  return "";
}

Value place_json(const AxisPlace& place) {
  return json_object({{"where", json(where_name(place.where))}, {"x", json(place.x)}});
}

Value curve_json(const LandmarkResult& r) {
  Array out;
  for (std::size_t i = 0; i < r.curve.size(); ++i)
    out.push_back(json_object({{"x", json(r.spec.x[i])}, {"score", to_json_value(r.curve[i])}}));
  return json_array(std::move(out));
}

Value landmark_json(const LandmarkResult& r) {
  const bool crosses = r.spec.kind == LandmarkSpec::Kind::crossing;
  return json_object(
      {{"id", json(r.spec.id)},
       {"kind", json(crosses ? "crossing" : "minimum")},
       {"along", json(r.spec.along)},
       {"title", json(landmark_title(r.spec))},
       {"curve", curve_json(r)},
       {"units",
        json_list(
            r.units,
            [](const UnitPlace& unit) {
              return json_object({{"unit", json(unit.name)}, {"place", place_json(unit.place)}});
            })},
       {"of_mean", r.of_mean ? place_json(*r.of_mean) : Value{}},
       {"place", to_json_value(r.place)},
       {"note", json(r.note)},
       {"reading", json(r.reading)}});
}

}  // namespace

std::string landmark_title(const LandmarkSpec& spec) {
  const bool crosses = spec.kind == LandmarkSpec::Kind::crossing;
  return fmt::format("where {} {}, along {} ({})", spec.each.front().effect.str(),
                     crosses ? "comes to lie below 0" : "is least", spec.along, scored_by(spec));
}

std::string place_text(const AxisPlace& place) {
  const bool outside = place.where != AxisPlace::Where::at;
  return fmt::format("at {}{}{}", three_digits(place.x), outside ? " or " : "",
                     outside ? where_name(place.where) : "");
}

std::string place_text(const Estimate& place) {
  if (!place.value) return "-";
  if (!place.low || !place.high) return three_digits(*place.value);
  return fmt::format("{} [{}, {}]", three_digits(*place.value), three_digits(*place.low),
                     three_digits(*place.high));
}

std::string landmarks_text(const std::vector<LandmarkResult>& results) {
  std::string out;
  for (const LandmarkResult& r : results) {
    out += fmt::format("\nlandmark {}: {}\n", r.spec.id, landmark_title(r.spec));
    if (!r.curve.empty()) out += curve_text(r);
    out += fmt::format("  {}\n", r.reading);
  }
  return out;
}

Value to_json_value(const std::vector<LandmarkResult>& results) {
  return json_list(results, landmark_json);
}

}  // namespace tangram
