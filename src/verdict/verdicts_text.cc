#include <fmt/format.h>

#include "base/json.h"
#include "verdict/text_table.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

Value bounds_json(const std::optional<Bounds>& bounds) {
  return bounds ? json_array({json(bounds->low), json(bounds->high)}) : Value{};
}

Value statement_json(const StatementResult& r) {
  return json_object({{"statement", json(r.statement.text)},
                      {"effect", json(r.statement.effect.str())},
                      {"metric", json(r.statement.metric)},
                      {"shots", r.statement.shots < 0 ? Value{} : json(r.statement.shots)},
                      {"kind", json(kind_name(r.statement.kind))},
                      {"by", json(r.statement.by)},
                      {"value", json(r.value)},
                      {"standard_error", r.effect ? json(r.effect->standard_error) : Value{}},
                      {"df", r.effect ? json(r.effect->df) : Value{}},
                      {"simultaneous", bounds_json(r.bounds)},
                      {"interval_95", bounds_json(r.bounds_alone)},
                      {"p", json(r.p)},
                      {"p_sign_flip", json(r.p_sign_flip)},
                      {"detectable", json(r.detectable)},
                      {"unit", json(r.unit)},
                      {"n", json(r.n)},
                      {"established", json(r.established)},
                      {"note", json(r.note)}});
}

Value statements_json(const std::vector<StatementResult>& list) {
  return json_list(list, statement_json);
}

Value hypothesis_json(const HypothesisResult& h) {
  return json_object(
      {{"id", json(h.id)},
       {"says", json(h.says)},
       {"decision", json(decision_text(h.decision))},
       {"reason", json(h.reason)},
       {"p_supported", json(h.p_supported)},
       {"p_refuted", json(h.p_refuted)},
       {"needs", statements_json(h.needs)},
       {"supported", statements_json(h.supported)},
       {"supported_needs", statements_json(h.supported_needs)},
       {"refuted", statements_json(h.refuted)},
       {"refuted_needs", statements_json(h.refuted_needs)},
       {"as_published", h.as_published ? json(decision_text(*h.as_published)) : Value{}},
       {"published_supported", statements_json(h.published_supported)},
       {"published_refuted", statements_json(h.published_refuted)}});
}

Value prediction_json(const PredictionRow& row) {
  std::vector<Table::Entry> predicted;
  for (const auto& [hypothesis, word] : row.predicted)
    predicted.push_back({hypothesis, json(word)});
  return json_object({{"condition", json(row.condition)},
                      {"measured", json(row.measured)},
                      {"against", statements_json(row.against)},
                      {"predicted", json_object(std::move(predicted))}});
}

std::string adjusted_text(const std::optional<double>& p) {
  return p ? ", adjusted " + p_text(*p) : std::string();
}

/// The condition's score against its comparators, and what each hypothesis says of it.
std::string matrix_text(const VerdictReport& report) {
  std::string out = fmt::format("\n{:<14} {:<10}", "predictions", "measured");
  for (const HypothesisResult& h : report.hypotheses) out += fmt::format(" {:<10}", h.id);
  out += "\n";
  for (const PredictionRow& row : report.predictions) {
    out += fmt::format("{:<14} {:<10}", row.condition, row.measured);
    for (const HypothesisResult& h : report.hypotheses) {
      std::string word = "-";
      for (const auto& [id, predicted] : row.predicted)
        if (id == h.id) word = predicted;
      out += fmt::format(" {:<10}", word);
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string verdicts_text(const VerdictReport& report) {
  if (!report.wanted)
    return "This size of the study decides nothing: no verdicts (verdicts = false).\n";
  if (report.hypotheses.empty()) return "The study makes no claims.\n";
  std::string out;
  if (report.provisional)
    out +=
        fmt::format("provisional: {} of {} units are done\n", report.n_units_done, report.n_units);
  for (const HypothesisResult& h : report.hypotheses) {
    const bool refuted = h.decision == Decision::refuted;
    const bool decided =
        refuted || h.decision == Decision::supported || h.decision == Decision::consistent;
    out += fmt::format("{}: {}{}{}\n  {}\n  {}\n", h.id, decision_text(h.decision),
                       report.provisional ? " (provisional)" : "",
                       decided ? adjusted_text(refuted ? h.p_refuted : h.p_supported) : "", h.says,
                       h.reason);
    if (h.as_published)
      out +=
          fmt::format("  as published (means, no test): {}\n",
                      *h.as_published == Decision::inconclusive ? "criterion not met"
                                                                : decision_text(*h.as_published));
  }
  if (!report.predictions.empty()) out += matrix_text(report);
  return out + fmt::format("\n{} tests in the family, level {} (Holm); intervals simultaneous\n",
                           report.family_size, report.level);
}

Value to_json_value(const VerdictReport& report) {
  return json_object({{"format", json(1)},
                      {"study", json(report.study_id)},
                      {"hash", json(report.study_hash)},
                      {"profile", json(report.profile)},
                      {"verdicts", json(report.wanted)},
                      {"provisional", json(report.provisional)},
                      {"units_done", json(report.n_units_done)},
                      {"units", json(report.n_units)},
                      {"level", json(report.level)},
                      {"family", json(report.family_size)},
                      {"hypotheses", json_list(report.hypotheses, hypothesis_json)},
                      {"predictions", json_list(report.predictions, prediction_json)}});
}

}  // namespace tangram
