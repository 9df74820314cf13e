#include "verdict/landmarks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "base/check.h"
#include "verdict/text_table.h"
#include "verdict/unit_effect.h"
#include "verdict/vector_effect.h"

namespace tangram {
namespace {

using Where = AxisPlace::Where;

constexpr double kInf = std::numeric_limits<double>::infinity();

/// A unit's values at each x.
struct UnitCurve {
  std::string name;
  std::vector<double> y;
};

struct Curves {
  std::vector<UnitCurve> units = {};  // with a value at every x, in the order of the run
  std::string unit = {};
  int declared = 0;
  std::string why_not = {}, missing = {};
};

Curves read_curves(const LandmarkSpec& spec, const std::vector<VectorArm>& arms) {
  Curves out;
  std::map<std::string, std::vector<double>> found;
  for (const Statement& statement : spec.each) {
    const UnitValues values = unit_values(statement, arms);
    if (!values.missing.empty()) return {.missing = values.missing};
    out.unit = values.unit;
    out.declared = std::max(out.declared, values.declared);
    if (!values.why_not.empty()) out.why_not = values.why_not;
    for (std::size_t i = 0; i < values.names.size(); ++i) {
      if (&statement == &spec.each.front()) out.units.push_back({values.names[i], {}});
      found[values.names[i]].push_back(values.values[i]);
    }
  }
  for (UnitCurve& curve : out.units) curve.y = found[curve.name];
  std::erase_if(out.units, [&](const UnitCurve& c) { return c.y.size() < spec.x.size(); });
  return out;
}

AxisPlace place_on(const LandmarkSpec& spec, std::span<const double> y) {
  return spec.kind == LandmarkSpec::Kind::crossing ? crossing_of(spec.x, y) : minimum_of(spec.x, y);
}

/// As a number that orders places: what lies before or after the values is before or after all.
double ordered(const AxisPlace& place) {
  if (place.where == Where::at) return place.x;
  return place.where == Where::before ? -kInf : kInf;
}

/// "1 of 6 pool_seeds at 8 or before, 2 at 512 or after"; empty: all lie between.
std::string outside_text(const std::vector<UnitPlace>& units, const std::string& unit) {
  std::string out;
  for (const Where where : {Where::before, Where::after}) {
    const auto n = std::count_if(units.begin(), units.end(),
                                 [&](const UnitPlace& u) { return u.place.where == where; });
    if (n == 0) continue;
    const auto one = std::find_if(units.begin(), units.end(),
                                  [&](const UnitPlace& u) { return u.place.where == where; });
    out += out.empty()
               ? fmt::format("{} of {} {}s {}", n, units.size(), unit, place_text(one->place))
               : fmt::format(", {} {}", n, place_text(one->place));
  }
  return out;
}

/// The geometric mean of places that all lie between the values that were asked.
Estimate mean_place(const std::vector<UnitPlace>& units, const Curves& curves) {
  std::vector<double> logs;
  for (const UnitPlace& unit : units) logs.push_back(std::log2(unit.place.x));
  Estimate e = estimate_of(unit_effect(logs, curves.declared, curves.unit, curves.why_not));
  for (std::optional<double>* number : {&e.value, &e.low, &e.high})
    if (*number) *number = std::exp2(**number);
  return e;
}

/// The median, as far as that lies between them.
Estimate median_place(const std::vector<UnitPlace>& units, const Curves& curves) {
  Estimate e{.n = static_cast<int>(units.size()), .unit = curves.unit, .note = {}};
  std::vector<double> places;
  for (const UnitPlace& unit : units) places.push_back(ordered(unit.place));
  std::sort(places.begin(), places.end());
  const double low = places[(places.size() - 1) / 2], high = places[places.size() / 2];
  if (std::isfinite(low) && std::isfinite(high)) e.value = std::sqrt(low) * std::sqrt(high);
  e.note = outside_text(units, curves.unit);
  return e;
}

void set_reading(LandmarkResult& r) {
  const Estimate& place = r.place;
  if (r.units.empty()) {
    r.reading = fmt::format("no place: {}", r.note);
    return;
  }
  const std::string outside = outside_text(r.units, place.unit);
  const std::string of_units = units_text(place.n, place.unit);
  const std::string why = outside.empty() && !place.has_interval() ? place.note : "";
  if (!place.value)
    r.reading = outside;
  else if (!outside.empty())
    r.reading = fmt::format("at {}, the median of {}; {}", place_text(place), of_units, outside);
  else
    r.reading = fmt::format("at {}, the geometric mean of {}", place_text(place), of_units);
  if (!why.empty()) r.reading += "; no interval: " + why;
  r.reading += fmt::format("; of their mean curve {}", place_text(*r.of_mean));
  if (!r.note.empty() && r.note != why) r.reading += fmt::format(" ({})", r.note);
}

LandmarkResult landmark_of(const LandmarkSpec& spec, const std::vector<VectorArm>& arms) {
  LandmarkResult r;
  r.spec = spec;
  const std::string missing = spec.missing();
  const Curves curves = missing.empty() ? read_curves(spec, arms) : Curves{.missing = missing};
  r.note = curves.missing;
  if (r.note.empty() && curves.units.empty())
    r.note = curves.why_not.empty() ? fmt::format("no {} is done", curves.unit) : curves.why_not;
  if (curves.missing.empty())
    for (const Statement& statement : spec.each)
      r.curve.push_back(estimate_of(effect_of(statement, arms)));
  if (curves.units.empty()) {
    set_reading(r);
    return r;
  }
  std::vector<double> mean(spec.x.size());
  for (const UnitCurve& unit : curves.units) {
    r.units.push_back({unit.name, place_on(spec, unit.y)});
    for (std::size_t i = 0; i < mean.size(); ++i)
      mean[i] += unit.y[i] / static_cast<double>(curves.units.size());
  }
  r.of_mean = place_on(spec, mean);
  const bool inside = std::all_of(r.units.begin(), r.units.end(), [](const UnitPlace& unit) {
    return unit.place.where == Where::at;
  });
  r.place = inside ? mean_place(r.units, curves) : median_place(r.units, curves);
  if (const auto left_out = curves.declared - std::ssize(r.units); left_out > 0)
    r.note = fmt::format("{} of {} {}s left out: {}", left_out, curves.declared, curves.unit,
                         curves.why_not.empty() ? "not done" : curves.why_not);
  set_reading(r);
  return r;
}

}  // namespace

AxisPlace crossing_of(std::span<const double> x, std::span<const double> y) {
  TANGRAM_CHECK(!x.empty() && x.size() == y.size());
  std::size_t below = x.size();  // from here on all lie below 0
  while (below > 0 && y[below - 1] < 0) --below;
  if (below == x.size()) return {Where::after, x.back()};
  if (below == 0) return {Where::before, x.front()};
  const double share = y[below - 1] / (y[below - 1] - y[below]);
  return {Where::at, x[below - 1] * std::pow(x[below] / x[below - 1], share)};
}

AxisPlace minimum_of(std::span<const double> x, std::span<const double> y) {
  TANGRAM_CHECK(!x.empty() && x.size() == y.size());
  const auto i = static_cast<std::size_t>(std::min_element(y.begin(), y.end()) - y.begin());
  if (i == 0) return {Where::before, x.front()};
  return {i + 1 == x.size() ? Where::after : Where::at, x[i]};
}

std::vector<LandmarkResult> landmarks_of(const Study& study, const std::vector<VectorArm>& arms) {
  std::vector<LandmarkResult> out;
  for (const LandmarkSpec& spec : study.landmarks) out.push_back(landmark_of(spec, arms));
  return out;
}

}  // namespace tangram
