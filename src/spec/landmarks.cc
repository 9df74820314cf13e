#include "spec/landmarks.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "spec/fields.h"
#include "spec/landmarks_reader.h"
#include "spec/sections.h"
#include "spec/varied_axis.h"

namespace tangram {

std::string LandmarkSpec::missing() const {
  for (const Statement& statement : each)
    if (!statement.missing.empty()) return statement.missing;
  return {};
}

namespace spec {
namespace {

constexpr std::string_view kLandmark = "[[landmark]]";

std::string key_of_landmark(std::string_view key) {
  return fmt::format("'{}' in {}", key, kLandmark);
}

/// A value of the axis beside its number.
using AxisNumber = std::pair<double, Value>;

std::vector<AxisNumber> numbers_of(const Axis& axis, const Place& place) {
  std::vector<AxisNumber> out;
  for (const Value& value : axis.values) {
    const double x = as_number(value, fmt::format("a value of '{}'", axis.name));
    require(x > 0,
            "{}: {}: '{}' has the value {}, but the place is told on a scale of doublings; its "
            "values must be above 0",
            place.str(), key_of_landmark("along"), axis.name, x);
    out.emplace_back(x, value);
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return out;
}

/// What is read at each value of the axis, as the two sides of a comparison.
Value sides_of(const Value& body, LandmarkSpec& spec) {
  const Value* crossing = body.table()->find("crossing");
  const Value* minimum = body.table()->find("minimum");
  require((crossing == nullptr) != (minimum == nullptr),
          "{}: {} needs one of crossing = [SCORE, SCORE or NUMBER] and minimum = SCORE",
          body.place.str(), kLandmark);
  if (crossing != nullptr) return *crossing;
  spec.kind = LandmarkSpec::Kind::minimum;
  as_string(*minimum, key_of_landmark("minimum"));
  return {Array{*minimum, Value{std::int64_t{0}, minimum->place}}, minimum->place};
}

/// The body as a statement of these sides, the axis not bound yet.
Table statement_of(const Value& body, const Value& sides) {
  refuse_comparison(body, kLandmark, {"above", "below", "within", "by"});
  Table out = *body.table();
  for (const char* own : {"id", "along", "crossing", "minimum"}) out.erase(own);
  out.set("above", sides);
  return out;
}

LandmarkSpec read_landmark(const StatementReader& reader, const Value& body) {
  as_table(body, kLandmark);
  LandmarkSpec spec;
  spec.body = body;
  spec.id = as_name(need(body, "id", kLandmark, "its name"), key_of_landmark("id"));
  const Value& along = need(body, "along", kLandmark, "the axis on which the place is looked for");
  const Value sides = sides_of(body, spec);
  const Axis& axis =
      varied_axis(reader, as_list(sides, "a comparison"), along, key_of_landmark("along"));
  spec.along = axis.name;
  require(body.table()->find(axis.name) == nullptr, "{}: {} binds '{}', which is to vary",
          body.place.str(), kLandmark, axis.name);
  Table statement = statement_of(body, sides);
  for (const auto& [x, value] : numbers_of(axis, along.place)) {
    statement.set(axis.name, value);
    spec.x.push_back(x);
    spec.each.push_back(read_statement(reader, {statement, body.place}));
    if (axis.values.size() < 2)
      reader.lacks(spec.each.back(), fmt::format("the axis '{}' has one value only", axis.name));
  }
  return spec;
}

}  // namespace

std::vector<LandmarkSpec> read_landmarks(const Value& document, const StatementReader& reader) {
  return read_sections(document, "landmark", "landmarks",
                       [&](const Value& body) { return read_landmark(reader, body); });
}

}  // namespace spec
}  // namespace tangram
