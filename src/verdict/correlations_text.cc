#include <fmt/format.h>

#include "base/json.h"
#include "verdict/correlations.h"
#include "verdict/text_table.h"

namespace tangram {
namespace {

std::string number(const std::optional<double>& v) {
  return v ? fmt::format("{:.3f}", *v) : std::string("-");
}

std::string interval_text(const Estimate& e) {
  if (!e.low || !e.high) return number(e.value);
  return fmt::format("{:.3f} [{:.3f}, {:.3f}]", e.value.value_or(0), *e.low, *e.high);
}

std::string line(std::string_view name, const std::string& value) {
  return fmt::format("  {:<44} {}\n", name, value);
}

std::string numbers_text(const CorrelationResult& r) {
  std::string out =
      line("Pearson", interval_text(r.pearson)) + line("Spearman", interval_text(r.spearman));
  if (r.fisher)
    out += line("Fisher's interval of r",
                fmt::format("[{:.3f}, {:.3f}]", r.fisher->low, r.fisher->high));
  if (r.null)
    out += line(fmt::format("y of other functions ({} permutations)", kPermutations),
                fmt::format("{}; 95 % of |r| below {:.3f}", p_text(r.null->p), r.null->largest));
  if (r.demonstrations > 1) {
    out += line("reliability of x, of y",
                fmt::format("{}, {}", number(r.reliability_x), number(r.reliability_y)));
    out += line("noise ceiling of r", number(r.ceiling));
    out += line("r corrected for noise",
                r.disattenuated ? number(r.disattenuated)
                                : fmt::format("- (no reliability of {} on both sides)", kReliable));
    out += line("x and y of different demonstrations", number(r.across_halves));
  }
  if (r.rotations > 1) {
    out += line("between assignments of the same words", interval_text(r.assignments));
    out += line("over all assignments: y of g, y of g o pi",
                fmt::format("{}, {}", number(r.same_assignment), number(r.other_assignment)));
    out += line("y of g less y of g o pi", interval_text(r.specificity));
  }
  if (r.covariates.empty()) return out;
  out += line("partial, given the covariates", interval_text(r.partial));
  for (const CovariateReading& c : r.covariates)
    out += fmt::format("    {}: r with x {}, with y {}\n", c.text, number(c.x_r), number(c.y_r));
  return out + "    (covariates measured with noise correct too little)\n";
}

Value null_json(const CorrelationResult& r) {
  if (!r.null) return {};
  return json_object({{"p", json(r.null->p)}, {"largest", json(r.null->largest)}});
}

Value fisher_json(const CorrelationResult& r) {
  if (!r.fisher) return {};
  return json_object({{"low", json(r.fisher->low)}, {"high", json(r.fisher->high)}});
}

Value covariates_json(const CorrelationResult& r) {
  return json_list(r.covariates, [](const CovariateReading& c) {
    return json_object({{"covariate", json(c.text)}, {"x", json(c.x_r)}, {"y", json(c.y_r)}});
  });
}

Value points_json(const CorrelationResult& r) {
  return json_list(r.points, [](const FunctionPoint& p) {
    return json_object(
        {{"draw", json(std::to_string(p.draw))}, {"x", json(p.x)}, {"y", json(p.y)}});
  });
}

Value bins_json(const CorrelationResult& r) {
  return json_list(r.bins, [](const CorrelationBin& b) {
    return json_object(
        {{"n", json(b.n)}, {"x", json(b.x)}, {"y", json(b.y)}, {"y_error", json(b.y_error)}});
  });
}

Value result_json(const CorrelationResult& r) {
  const auto value = [](const auto& v) { return json(v); };
  return json_object({{"id", value(r.spec.id)},
                      {"task", value(r.task)},
                      {"x", value(r.spec.x.text)},
                      {"y", value(r.spec.y.text)},
                      {"metric", value(r.spec.x.score.metric)},
                      {"shots", value(r.spec.x.score.shots)},
                      {"y_shots", value(r.spec.y.score.shots)},
                      {"functions", value(r.n)},
                      {"functions_declared", value(r.declared)},
                      {"demonstrations", value(r.demonstrations)},
                      {"rotations", value(r.rotations)},
                      {"pearson", to_json_value(r.pearson)},
                      {"spearman", to_json_value(r.spearman)},
                      {"fisher", fisher_json(r)},
                      {"permuted", null_json(r)},
                      {"reliability_x", value(r.reliability_x)},
                      {"reliability_y", value(r.reliability_y)},
                      {"ceiling", value(r.ceiling)},
                      {"disattenuated", value(r.disattenuated)},
                      {"across_halves", value(r.across_halves)},
                      {"partial", to_json_value(r.partial)},
                      {"covariates", covariates_json(r)},
                      {"assignments", to_json_value(r.assignments)},
                      {"same_assignment", value(r.same_assignment)},
                      {"other_assignment", value(r.other_assignment)},
                      {"specificity", to_json_value(r.specificity)},
                      {"points", points_json(r)},
                      {"bins", bins_json(r)},
                      {"note", value(r.note)},
                      {"reading", value(r.reading)}});
}

}  // namespace

std::string correlations_text(const std::vector<CorrelationResult>& results) {
  std::string out;
  for (const CorrelationResult& r : results) {
    const int x_shots = r.spec.x.score.shots, y_shots = r.spec.y.score.shots;
    out += fmt::format("\n{}: {} against {}{} ({}, {} shots), over {} of {} functions\n",
                       on_task(r.spec.id, r.task), r.spec.y.text, r.spec.x.text,
                       x_shots == y_shots ? "" : fmt::format(" at {} shots", x_shots),
                       r.spec.y.score.metric, y_shots, r.n, r.declared);
    if (r.pearson.value) out += numbers_text(r);
    if (r.pearson.value && !r.note.empty()) out += fmt::format("  note: {}\n", r.note);
    out += fmt::format("  {}\n", r.reading);
  }
  return out;
}

Value to_json_value(const std::vector<CorrelationResult>& results) {
  return json_list(results, result_json);
}

}  // namespace tangram
