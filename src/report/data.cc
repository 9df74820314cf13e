#include <fmt/format.h>

#include <cmath>

#include "base/json.h"
#include "metrics/classification.h"
#include "report/report.h"
#include "report/text.h"

// The data of the page, as JSON.
namespace tangram {
namespace {

Value text(std::string_view bytes) { return json(visible_utf8(bytes)); }

Value number(double v) {
  if (std::isfinite(v)) return json(v);
  return std::isnan(v) ? Value{} : json(v > 0 ? "inf" : "-inf");
}

Value score_json(const Score& score) {
  return json_object(
      {{"value", score.value ? number(*score.value) : Value{}}, {"note", json(score.why_not)}});
}

template <class Row>
std::vector<Table::Entry> arm_entries(const Row& row) {
  return {{"block", text(row.block)},
          {"task", text(row.task)},
          {"condition", text(row.condition)},
          {"learner", text(row.learner)},
          {"axes", text(row.axes)}};
}

Value calibration_json(const Calibration& c) {
  return json_object({{"n", json(c.n_questions)},
                      {"ece", score_json(c.error)},
                      {"log_loss", score_json(c.log_loss)},
                      {"brier", score_json(c.brier)},
                      {"bins", json_list(c.bins, [](const ReliabilityBin& bin) {
                         return json_object({{"n", json(bin.n)},
                                             {"confidence", number(bin.confidence)},
                                             {"accuracy", number(bin.accuracy)}});
                       })}});
}

Value variance_json(const VarianceReading& v) {
  std::vector<Table::Entry> entries = {{"draws", json(v.n_draws)},
                                       {"queries", json(v.n_queries)},
                                       {"scale", json(v.scale)},
                                       {"note", json(v.note)}};
  if (v.components) {
    entries.push_back({"draw", number(v.components->draw)});
    entries.push_back({"query", number(v.components->query)});
    entries.push_back({"residual", number(v.components->residual)});
    entries.push_back({"draw_cut", json(v.components->draw_was_negative)});
    entries.push_back({"query_cut", json(v.components->query_was_negative)});
  }
  return json_object(std::move(entries));
}

Value answers_json(const AnswersReading& reading) {
  std::vector<Table::Entry> entries = arm_entries(reading);
  entries.push_back({"shots", json(reading.shots)});
  entries.push_back({"calibration", calibration_json(reading.calibration)});
  entries.push_back({"variance", variance_json(reading.variance)});
  return json_object(std::move(entries));
}

Value readings_json(const ArmReadings& arm) {
  std::vector<Table::Entry> entries = arm_entries(arm);
  entries.push_back({"shots", json(arm.shots)});
  entries.push_back({"scores", json_list(arm.scores, [](const ReadScores& s) {
                       return json_object({{"reading", json(s.reading)},
                                           {"accuracy", to_json_value(s.accuracy)},
                                           {"auc", to_json_value(s.auc)},
                                           {"label_bias", to_json_value(s.label_bias)}});
                     })});
  entries.push_back({"best", json(arm.best)});
  entries.push_back({"gain", to_json_value(arm.gain)});
  entries.push_back({"sentence", json(arm.sentence)});
  return json_object(std::move(entries));
}

Value tokens_json(const std::vector<Token>& tokens) {
  return json_list(tokens, [](Token t) { return json(static_cast<std::int64_t>(t)); });
}

Value candidate_json(const SampledCandidate& c) {
  return json_object({{"word", text(c.word)},
                      {"log_p", number(c.log_p)},
                      {"p", number(c.probability)},
                      {"tokens", tokens_json(c.tokens)},
                      {"token_log_ps", json_list(c.token_log_ps, number)}});
}

Value sampled_json(const SampledUnit& s) {
  std::vector<Table::Entry> entries = {{"id", text(s.unit.id)}};
  for (Table::Entry& entry : arm_entries(s.unit)) entries.push_back(std::move(entry));
  entries.push_back({"draw", json(std::to_string(s.unit.draw))});
  entries.push_back({"shots", json(s.shots)});
  entries.push_back({"variant", json(s.variant)});
  entries.push_back({"n_variants", json(s.n_variants)});
  entries.push_back({"start", tokens_json(s.prompt_start)});
  entries.push_back({"questions", json_list(s.questions, [](const SampledQuestion& q) {
                       return json_object(
                           {{"query", json(std::to_string(q.query))},
                            {"truth", json(q.truth)},
                            {"rest", tokens_json(q.prompt_rest)},
                            {"candidates", json_list(q.candidates, candidate_json)}});
                     })});
  return json_object(std::move(entries));
}

Value sample_json(const Sample& sample) {
  std::vector<Table::Entry> bytes;
  for (const auto& [token, spelling] : sample.bytes)
    bytes.push_back({std::to_string(token), text(spelling)});
  return json_object({{"how", json(sample.how)},
                      {"tokens", json_object(std::move(bytes))},
                      {"units", json_list(sample.units, sampled_json)}});
}

Value metrics_json() {
  return json_list(all_metrics(), [](const MetricInfo& metric) {
    return json_object({{"name", json(metric.name)}, {"title", json(metric.title)}});
  });
}

/// What learners score that know nothing, by the number of candidates that occur.
Value lines_json(const std::vector<Cell>& cells) {
  std::map<int, Value> by_k;
  for (const Cell& cell : cells) {
    const int k = cell.n_candidates;
    if (k <= 0) continue;
    const auto line = [](const char* name, double y) { return json_array({json(name), json(y)}); };
    by_k[k] = json_object({{"auc", json_array({line("chance", 0.5)})},
                           {"accuracy", json_array({line("guess", 1.0 / k)})},
                           {"macro_f1", json_array({line("guess", guess_macro_f1(k)),
                                                    line("constant", constant_macro_f1(k))})},
                           {"log_loss", json_array({line("guess", std::log(k))})},
                           {"brier", json_array({line("guess", 1 - 1.0 / k)})},
                           {"truth_rank", json_array({line("guess", (k + 1) / 2.0)})},
                           {"label_entropy", json_array({line("log K", std::log(k))})},
                           {"label_bias", json_array({line("constant", 1 - 1.0 / k)})}});
  }
  std::vector<Table::Entry> entries;
  for (auto& [k, value] : by_k) entries.push_back({std::to_string(k), std::move(value)});
  return json_object(std::move(entries));
}

/// A word of a command line, in quotes where it needs them.
std::string in_shell(const std::string& word) {
  if (!word.empty() && word.find_first_of(" \t\n\"'\\$`&|;<>()*?[]{}#!~") == std::string::npos)
    return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace

Value report_data(const Report& report) {
  const Provenance& p = report.provenance;
  Value data = json_object(
      {{"format", json(1)},
       {"study", json_object({{"id", text(p.study_id)},
                              {"question", text(p.question)},
                              {"source", text(p.source)},
                              {"profile", text(p.profile)},
                              {"model", text(p.fact("model.name"))}})},
       {"units", json_object({{"done", json(static_cast<std::int64_t>(report.n_done))},
                              {"declared", json(static_cast<std::int64_t>(report.n_units))}})},
       {"warnings", json_list(report.warnings, text)},
       {"why_no_verdicts", text(report.why_no_verdicts)},
       {"verdicts", report.verdicts ? to_json_value(*report.verdicts) : Value{}},
       {"metrics", metrics_json()},
       {"lines", lines_json(report.cells)},
       {"measure", to_json_value(report.cells)},
       {"readings", json_list(report.readings, readings_json)},
       {"answers", json_list(report.answers, answers_json)},
       {"sample", sample_json(report.sample)}});
  if (report.vectors) std::get<Table>(data.data).set("vectors", to_json_value(*report.vectors));
  add_json(report.analyses, std::get<Table>(data.data));
  return data;
}

Value cost_data(const Report& report) {
  return json_list(report.costs, [](const CostRow& row) {
    std::vector<Table::Entry> entries = arm_entries(row);
    entries.push_back({"units", json(row.n_units)});
    entries.push_back({"seconds", number(row.seconds)});
    entries.push_back({"evaluated", json(static_cast<std::int64_t>(row.tokens_evaluated))});
    entries.push_back({"asked", json(static_cast<std::int64_t>(row.tokens_asked))});
    return json_object(std::move(entries));
  });
}

Value provenance_data(const Report& report) {
  const Provenance& p = report.provenance;
  std::string command = fmt::format("tangram run {}", in_shell(p.study_path));
  if (!p.profile.empty()) command += " --profile " + p.profile;
  for (const auto& [name, value] : p.facts) {
    if (name == "override.data") command += " --data " + in_shell(value);
    if (name == "override.set") command += " --set " + in_shell(value);
    if (name == "model.name") command += " --model " + in_shell(value);
  }
  return json_object(
      {{"store", text(report.path.string())},
       {"command", text(command)},
       {"study_path", text(p.study_path)},
       {"study_hash", text(p.study_hash)},
       {"seed", json(std::to_string(p.seed))},
       {"study_text", text(p.study_text)},
       {"study_canonical", text(p.study_canonical)},
       {"facts", json_list(p.facts, [](const auto& fact) {
          return json_object({{"name", text(fact.first)}, {"value", text(fact.second)}});
        })}});
}

}  // namespace tangram
