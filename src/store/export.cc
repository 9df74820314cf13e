#include "store/export.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <ostream>
#include <sstream>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "store/domain.h"

namespace tangram {
namespace {

constexpr int kCanonicalFormat = 1;

std::string quoted_json(const std::string& text) { return to_json(json(text)); }

std::string json_number(double v) { return std::isinf(v) ? "\"-inf\"" : fmt::format("{}", v); }

/// [f(item), f(item), ...]
template <class Items, class F>
void append_list(std::string& out, const Items& items, F&& append) {
  out += '[';
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ',';
    first = false;
    append(item);
  }
  out += ']';
}

template <class... Args>
void append(std::string& out, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
}

std::string run_line(const Store& store) {
  const Provenance& p = store.provenance();
  std::string line;
  append(line, R"({{"tangram_canonical":{},"study_id":{},"study_hash":{},"study_canonical":{},)",
         kCanonicalFormat, quoted_json(p.study_id), quoted_json(p.study_hash),
         quoted_json(p.study_canonical));
  append(line, R"("profile":{},"seed":{},"units_declared":{},"units_done":{},"facts":{{)",
         quoted_json(p.profile), p.seed, store.units().size(), store.n_done());
  auto facts = p.facts;
  std::erase_if(facts, [](const auto& fact) { return !is_content_fact(fact.first); });
  std::sort(facts.begin(), facts.end());
  for (std::size_t i = 0; i < facts.size(); ++i)
    append(line, "{}{}:{}", i == 0 ? "" : ",", quoted_json(facts[i].first),
           quoted_json(facts[i].second));
  return line + "}}\n";
}

void append_question(std::string& line, const QuestionRecord& q) {
  append(line, R"({{"shots":{},"query":{},"truth":{},"candidate_set":{},"log_p":)", q.shots,
         q.query, q.truth < 0 ? "null" : std::to_string(q.truth), q.candidate_set);
  append_list(line, q.candidate_logps, [&](const std::vector<double>& logps) {
    append_list(line, logps, [&](double v) { line += json_number(v); });
  });
  line += '}';
}

void append_variant(std::string& line, const VariantRecord& variant) {
  line += R"({"candidate_sets":)";
  append_list(line, variant.candidate_sets, [&](const std::vector<CandidateInfo>& set) {
    append_list(line, set, [&](const CandidateInfo& c) {
      append(line, R"({{"word":{},"n_tokens":{},"n_chars":{},"n_bytes":{}}})", quoted_json(c.word),
             c.n_tokens, c.n_chars, c.n_bytes);
    });
  });
  line += R"(,"questions":)";
  append_list(line, variant.questions, [&](const QuestionRecord& q) { append_question(line, q); });
  line += '}';
}

void append_vectors(std::string& line, const VectorRecord& record) {
  append(line, R"({{"dimension":{},"answers":)", record.dimension);
  append_list(line, record.answers, [&](const VectorAnswer& answer) {
    append(line, R"({{"shots":{},"query":{},"truth":)", answer.shots, answer.query);
    append_list(line, answer.truth, [&](double v) { line += json_number(v); });
    line += R"(,"y":)";
    append_list(line, answer.y, [&](double v) { line += json_number(v); });
    line += '}';
  });
  line += '}';
}

std::string unit_line(const WorkUnit& unit, const UnitRecord& record) {
  std::string line;
  append(line, R"({{"unit":{},"block":{},"task":{},"condition":{},"learner":{},"axes":{},)",
         quoted_json(unit.id), quoted_json(unit.block), quoted_json(unit.task),
         quoted_json(unit.condition), quoted_json(unit.learner), quoted_json(unit.axes));
  append(line, R"("draw":{},"task_id":{},"condition_id":{},"learner_id":{},"record_sha256":"{}",)",
         unit.draw, quoted_json(unit.task_id), quoted_json(unit.condition_id),
         quoted_json(unit.learner_id), sha256(encode_record(record)));
  if (!record.vectors.answers.empty()) {
    line += R"("vectors":)";
    append_vectors(line, record.vectors);
    return line + "}\n";
  }
  line += R"("variants":)";
  append_list(line, record.variants,
              [&](const VariantRecord& variant) { append_variant(line, variant); });
  return line + "}\n";
}

/// The fields that name the unit.
std::string csv_prefix(const WorkUnit& unit) {
  return fmt::format("{},{},{},{},{},{}", csv_field(unit.block), csv_field(unit.task),
                     csv_field(unit.condition), csv_field(unit.learner), csv_field(unit.axes),
                     unit.draw);
}

void append_csv(std::string& out, const std::string& prefix, const VariantRecord& variant) {
  for (const QuestionRecord& q : variant.questions) {
    const auto& set = variant.candidate_sets[static_cast<std::size_t>(q.candidate_set)];
    for (std::size_t c = 0; c < set.size(); ++c) {
      const auto& logps = q.candidate_logps[c];
      append(out, "{},{},{},{},{},{},{},{},{},{},{}\n", prefix, q.shots, q.query,
             q.truth < 0 ? 1 : 0, q.truth < 0 ? "" : std::to_string(q.truth), c,
             csv_field(set[c].word), set[c].n_tokens, set[c].n_chars, set[c].n_bytes,
             std::accumulate(logps.begin(), logps.end(), 0.0));
    }
  }
}

void append_csv(std::string& out, const std::string& prefix, const VectorRecord& record) {
  for (const VectorAnswer& answer : record.answers)
    for (std::size_t i = 0; i < answer.y.size(); ++i)
      append(out, "{},{},{},{},{},{},{}\n", prefix, record.dimension, answer.shots, answer.query, i,
             answer.truth[i], answer.y[i]);
}

}  // namespace

bool is_content_fact(std::string_view name) {
  return name.ends_with(".sha256") || name.ends_with(".fingerprint");
}

void export_canonical(const Store& store, std::ostream& out) {
  out << run_line(store);
  std::vector<const WorkUnit*> units;
  for (const WorkUnit& unit : store.units())
    if (store.done(unit.id)) units.push_back(&unit);
  std::sort(units.begin(), units.end(),
            [](const WorkUnit* a, const WorkUnit* b) { return a->id < b->id; });
  for (const WorkUnit* unit : units) out << unit_line(*unit, store.read(unit->id));
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == text.npos) return text;
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? "\"\"" : std::string(1, c);
  return field + "\"";
}

void export_csv(const Store& store, std::ostream& out) {
  out << "block,task,condition,learner,axes,draw,";
  out << (asks_vectors(store.provenance())
              ? "dimension,shots,query,number,truth,y\n"
              : "variant,shots,query,reference,truth,candidate,word,n_tokens,n_chars,n_bytes,"
                "log_p_sum\n");
  for (const WorkUnit& unit : store.units()) {
    if (!store.done(unit.id)) continue;
    const UnitRecord record = store.read(unit.id);
    const std::string prefix = csv_prefix(unit);
    std::string lines;
    for (std::size_t v = 0; v < record.variants.size(); ++v)
      append_csv(lines, fmt::format("{},{}", prefix, v), record.variants[v]);
    append_csv(lines, prefix, record.vectors);
    out << lines;
  }
}

std::string export_canonical(const Store& store) {
  std::ostringstream out;
  export_canonical(store, out);
  return std::move(out).str();
}

std::string export_csv(const Store& store) {
  std::ostringstream out;
  export_csv(store, out);
  return std::move(out).str();
}

}  // namespace tangram
