#include <fmt/format.h>

#include "base/json.h"
#include "verdict/text_table.h"
#include "verdict/trends.h"

// A trend for a terminal, and its documented form.
namespace tangram {
namespace {

std::string points_text(const TrendResult& r) {
  std::vector<std::vector<std::string>> columns = {{"  " + r.spec.name}, {"score"}};
  if (!r.spec.given.empty()) columns.push_back({"covariate"});
  for (const TrendPoint& p : r.points) {
    columns[0].push_back(fmt::format("  {:<5} {}", p.x, p.text));
    columns[1].push_back(estimate_text(p.y));
    if (!r.spec.given.empty()) columns[2].push_back(estimate_text(p.given));
  }
  return columns_text(columns, 1, 100);
}

Value points_json(const TrendResult& r) {
  Array list;
  for (const TrendPoint& p : r.points)
    list.push_back(json_object({{"x", json(p.x)},
                                {"arms", json(p.text)},
                                {"score", to_json_value(p.y)},
                                {"covariate", to_json_value(p.given)}}));
  return json_array(std::move(list));
}

Value result_json(const TrendResult& r) {
  const Statement& y = r.spec.y.front().score;
  return json_object({{"id", json(r.spec.id)},
                      {"task", json(r.task)},
                      {"title", json(trend_title(r.spec))},
                      {"name", json(r.spec.name)},
                      {"metric", json(y.metric)},
                      {"shots", json(y.shots)},
                      {"covariate", json(r.spec.given.empty() ? "" : covariate_title(r.spec))},
                      {"points", points_json(r)},
                      {"slope", to_json_value(r.slope)},
                      {"covariate_slope", to_json_value(r.given_slope)},
                      {"slope_given_covariate", to_json_value(r.partial_slope)},
                      {"covariate_weight", to_json_value(r.weight)},
                      {"reading", json(r.reading)}});
}

}  // namespace

std::string trend_title(const TrendSpec& spec) {
  const Statement& y = spec.y.front().score;
  return fmt::format("{} at {} shots against the {}", find_metric(y.metric).title, y.shots,
                     spec.name);
}

std::string covariate_title(const TrendSpec& spec) {
  const Statement& given = spec.given.front().score;
  return fmt::format("{} of {} at {} shots", find_metric(given.metric).title,
                     given.effect.terms.front().second.learner, given.shots);
}

std::string trends_text(const std::vector<TrendResult>& results) {
  std::string out;
  for (const TrendResult& r : results) {
    out += fmt::format("\ntrend {}{}{}: {}\n", r.spec.id, r.task.empty() ? "" : " on ", r.task,
                       trend_title(r.spec));
    if (!r.points.empty()) out += points_text(r);
    if (!r.points.empty() && !r.spec.given.empty())
      out += fmt::format("  covariate: {}\n", covariate_title(r.spec));
    out += fmt::format("  {}\n", r.reading);
  }
  return out;
}

Value to_json_value(const std::vector<TrendResult>& results) {
  Array list;
  for (const TrendResult& r : results) list.push_back(result_json(r));
  return json_array(std::move(list));
}

}  // namespace tangram
