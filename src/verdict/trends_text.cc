#include <fmt/format.h>

#include "base/json.h"
#include "verdict/text_table.h"
#include "verdict/trends.h"

// A trend for a terminal, and its documented form.
namespace tangram {
namespace {

std::string points_text(const TrendResult& r, int width) {
  const bool has_given = !r.spec.given.empty();
  std::vector<std::vector<std::string>> columns = {{"  " + r.spec.name}, {"arms"}, {"score"}};
  if (has_given) columns.push_back({"covariate"});
  for (std::size_t i = 0; i < r.points.size(); ++i) {
    const TrendPoint& p = r.points[i];
    columns[0].push_back(fmt::format("  {}", p.x));
    columns[1].push_back(r.spec.y[i].text);
    columns[2].push_back(estimate_text(p.y));
    if (has_given) columns[3].push_back(estimate_text(p.given));
  }
  return columns_text(columns, 1, width);
}

std::string slope_line(std::string_view what, const Estimate& e) {
  if (!e.value) return fmt::format("  {}: - ({})\n", what, e.note);
  return fmt::format("  {}: {}{}\n", what, slope_text(e),
                     e.low ? "" : fmt::format(" ({})", e.note));
}

/// Of what all scores of a list share.
std::string score_title(const Statement& score) {
  return fmt::format("{} at {} shots{}", find_metric(score.metric).title, score.shots,
                     axes_text(score.axes));
}

Value points_json(const TrendResult& r) {
  Array list;
  for (std::size_t i = 0; i < r.points.size(); ++i) {
    const TrendPoint& p = r.points[i];
    std::vector<Table::Entry> entries = {
        {"x", json(p.x)}, {"arms", json(r.spec.y[i].text)}, {"score", to_json_value(p.y)}};
    if (!r.spec.given.empty()) {
      entries.push_back({"covariate_arms", json(r.spec.given[i].text)});
      entries.push_back({"covariate", to_json_value(p.given)});
    }
    list.push_back(json_object(std::move(entries)));
  }
  return json_array(std::move(list));
}

Value result_json(const TrendResult& r) {
  const Statement& y = r.spec.y.front().score;
  std::vector<Table::Entry> entries = {{"id", json(r.spec.id)},
                                       {"task", json(r.task)},
                                       {"title", json(trend_title(r.spec))},
                                       {"name", json(r.spec.name)},
                                       {"metric", json(y.metric)},
                                       {"shots", json(y.shots)},
                                       {"points", points_json(r)},
                                       {"slope", to_json_value(r.slope)}};
  if (!r.spec.given.empty()) {
    const Statement& given = r.spec.given.front().score;
    entries.push_back({"covariate", json(score_title(given))});
    entries.push_back({"covariate_metric", json(given.metric)});
    entries.push_back({"covariate_shots", json(given.shots)});
    entries.push_back({"covariate_slope", to_json_value(r.given_slope)});
    entries.push_back({"slope_given_covariate", to_json_value(r.partial_slope)});
    entries.push_back({"covariate_weight", to_json_value(r.weight)});
  }
  entries.push_back({"reading", json(r.reading)});
  return json_object(std::move(entries));
}

}  // namespace

std::string trend_title(const TrendSpec& spec) {
  return fmt::format("{} against the {}", score_title(spec.y.front().score), spec.name);
}

std::string trends_text(const std::vector<TrendResult>& results, int width) {
  std::string out;
  for (const TrendResult& r : results) {
    out += fmt::format("\ntrend {}: {}\n", on_task(r.spec.id, r.task), trend_title(r.spec));
    if (!r.points.empty()) out += points_text(r, width);
    if (!r.points.empty() && !r.spec.given.empty())
      out += fmt::format("  covariate: {}\n", score_title(r.spec.given.front().score)) +
             slope_line("slope of the covariate", r.given_slope) +
             slope_line("what 1 of the covariate adds", r.weight);
    out += fmt::format("  {}\n", r.reading);
  }
  return out;
}

Value to_json_value(const std::vector<TrendResult>& results) {
  return json_list(results, result_json);
}

}  // namespace tangram
