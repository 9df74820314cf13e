#include "study/certificate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/toml.h"
#include "spec/fields.h"
#include "stats/proportion.h"
#include "study/laboratory.h"
#include "verdict/arms.h"

namespace tangram {
namespace {

/// Answers of a seed, by content_of() their units.
using Answered = std::map<std::string, UnitRecord>;

Decision decision_of(const Value& value, const std::string& what) {
  const std::string& text = spec::as_choice(value, what, {"supported", "refuted"});
  return text == "supported" ? Decision::supported : Decision::refuted;
}

CertifiedMechanism read_mechanism(const Value& table, const std::vector<std::string>& hypotheses) {
  spec::check_keys(table, "[[mechanism]]", {"id", "says", "set", "false"});
  CertifiedMechanism out;
  out.id = spec::as_name(spec::need(table, "id", "[[mechanism]]", "its name"), "'id'");
  out.says = spec::as_string(spec::need(table, "says", "[[mechanism]]", "what it does"), "'says'");
  const Value& set = spec::need(table, "set", "[[mechanism]]", "what puts it into the study");
  for (const Value& setting : spec::as_list(set, "'set'"))
    out.set.push_back(spec::as_string(setting, "an entry of 'set'"));
  const Value& verdicts = spec::need(table, "false", "[[mechanism]]", "verdicts false of it");
  for (const Table::Entry& entry : spec::as_table(verdicts, "'false'").entries) {
    require(std::find(hypotheses.begin(), hypotheses.end(), entry.key) != hypotheses.end(),
            "{}: the study has no hypothesis '{}'{}", entry.value.place.str(), entry.key,
            suggestion(entry.key, hypotheses));
    out.false_verdicts.emplace_back(entry.key, decision_of(entry.value, entry.key));
  }
  return out;
}

/// `{seed}` written out.
std::vector<std::string> with_seed(std::vector<std::string> set, std::uint64_t seed) {
  constexpr std::string_view kSeed = "{seed}";
  for (std::string& setting : set)
    if (const std::size_t at = setting.find(kSeed); at != std::string::npos)
      setting.replace(at, kSeed.size(), std::to_string(seed));
  return set;
}

/// What decides a unit's answers: two units with the same are answered once.
std::string content_of(const WorkUnit& unit) {
  return unit.block + "\n" + unit.task_id + "\n" + unit.condition_id + "\n" + unit.learner_id +
         "\n" + std::to_string(unit.draw);
}

/// One run: every unit answered, or taken from `answered`. nullopt: stopped.
std::optional<VerdictReport> run_once(const Study& study, const Catalog<Text>& catalog,
                                      const Resources& resources, Answered& answered,
                                      std::stop_token stop) {
  Laboratory laboratory(study, catalog, resources);
  const auto& units = laboratory.units();
  for (std::size_t i = 0; i < units.size(); ++i) {
    const std::string content = content_of(units[i]);
    if (answered.contains(content)) continue;
    auto answer = laboratory.answer(i, stop);
    if (!answer) return std::nullopt;
    answered.emplace(content, std::move(*answer));
  }
  const auto arms = make_arms({.units = units,
                               .design =
                                   [&](const std::string& id) {
                                     for (const Block& block : study.blocks)
                                       if (block.id == id) return block.design;
                                     return std::string("crossed");
                                   },
                               .record = [&](const WorkUnit& unit) -> std::optional<UnitRecord> {
                                 return answered.at(content_of(unit));
                               }});
  return decide(study, arms);
}

void count(const VerdictReport& report, CertificateRow& row) {
  ++row.n_runs;
  bool wrong = false;
  row.hypotheses.resize(report.hypotheses.size());
  for (std::size_t i = 0; i < report.hypotheses.size(); ++i) {
    const HypothesisResult& h = report.hypotheses[i];
    auto& [id, counts] = row.hypotheses[i];
    id = h.id;
    ++counts.controlled[h.decision];
    if (h.as_published) ++counts.published[*h.as_published];
    for (const auto& [of, verdict] : row.mechanism.false_verdicts)
      wrong = wrong || (of == h.id && verdict == h.decision);
  }
  row.n_false += wrong ? 1 : 0;
  for (const PredictionRow& prediction : report.predictions)
    ++row.measured[prediction.condition + " " + prediction.measured];
}

constexpr Decision kAllDecisions[] = {Decision::supported, Decision::consistent, Decision::refuted,
                                      Decision::inconclusive, Decision::not_testable};

/// "supported 190, inconclusive 10".
std::string counts_text(const std::map<Decision, int>& counts) {
  std::string out;
  for (const Decision d : kAllDecisions)
    if (const auto n = counts.find(d); n != counts.end())
      out += fmt::format("{}{} {}", out.empty() ? "" : ", ", decision_text(d), n->second);
  return out.empty() ? "-" : out;
}

/// Mechanisms by hypotheses; hypotheses without any such verdict are left out.
std::string verdict_table(const std::vector<CertificateRow>& rows,
                          std::map<Decision, int> VerdictCounts::*which) {
  std::string head = "| mechanism |", line = "\n|---|", body;
  for (const auto& [id, counts] : rows.front().hypotheses) {
    if ((counts.*which).empty()) continue;
    head += fmt::format(" {} |", id);
    line += "---|";
  }
  for (const CertificateRow& row : rows) {
    body += fmt::format("| {} |", row.mechanism.id);
    for (const auto& [id, counts] : row.hypotheses)
      if (!(counts.*which).empty()) body += fmt::format(" {} |", counts_text(counts.*which));
    body += "\n";
  }
  return head + line + "\n" + body;
}

std::string false_text(const CertifiedMechanism& mechanism) {
  std::string out;
  for (const auto& [id, verdict] : mechanism.false_verdicts)
    out += fmt::format("{}{} {}", out.empty() ? "" : ", ", id, decision_text(verdict));
  return out;
}

}  // namespace

std::vector<CertifiedMechanism> read_mechanisms(const std::filesystem::path& path,
                                                const Study& study) {
  std::vector<std::string> hypotheses;
  for (const HypothesisSpec& h : study.claims.hypotheses) hypotheses.push_back(h.id);
  const Value file = load_toml(path);
  spec::check_keys(file, "the file", {"mechanism"});
  std::vector<CertifiedMechanism> out;
  const Value& all = spec::need(file, "mechanism", "the file", "[[mechanism]], one or more");
  for (const Value& table : spec::as_list(all, "'mechanism'"))
    out.push_back(read_mechanism(table, hypotheses));
  require(!out.empty(), "{}: no mechanism is given; add a [[mechanism]]", path.string());
  return out;
}

std::optional<Certificate> certify(const CertificatePlan& plan, const Catalog<Text>& catalog,
                                   const Resources& resources, std::stop_token stop) {
  TANGRAM_CHECK(plan.n_runs >= 1 && !plan.mechanisms.empty());
  Certificate out;
  out.first_seed = plan.first_seed;
  const Study plain = plan.study({});
  out.study_id = plain.id;
  out.study_hash = plain.hash;
  std::string hashes;
  for (const CertifiedMechanism& mechanism : plan.mechanisms) {
    hashes += plan.study(with_seed(mechanism.set, plan.first_seed)).hash;
    out.rows.push_back({.mechanism = mechanism, .hypotheses = {}, .measured = {}});
  }
  out.mechanisms_hash = sha256(hashes);
  for (int run = 0; run < plan.n_runs; ++run) {
    const std::uint64_t seed = plan.first_seed + static_cast<std::uint64_t>(run);
    Answered answered;
    for (CertificateRow& row : out.rows) {
      Study study = plan.study(with_seed(row.mechanism.set, seed));
      study.seed = seed;
      const auto report = run_once(study, catalog, resources, answered, stop);
      if (!report) return std::nullopt;
      count(*report, row);
    }
    if (plan.progress) plan.progress(run + 1);
  }
  return out;
}

std::string certificate_markdown(const Certificate& certificate) {
  const std::vector<CertificateRow>& rows = certificate.rows;
  std::string out = fmt::format(
      "# Certificate of the study {}\n\n"
      "Learners whose mechanism is known by construction went through the whole study, {} runs of\n"
      "each (seeds {} to {}): what the study said of them, beside what is true of them. Written "
      "by\n"
      "`tangram certify`; the study's hash is\n`{}`,\nthat of the mechanisms\n`{}`.\n\n"
      "## False verdicts\n\n",
      certificate.study_id, rows.front().n_runs, certificate.first_seed,
      certificate.first_seed + static_cast<std::uint64_t>(rows.front().n_runs) - 1,
      certificate.study_hash, certificate.mechanisms_hash);
  out +=
      "| mechanism | what it does | verdicts that would be false | runs with one |\n"
      "|---|---|---|---|\n";
  for (const CertificateRow& row : rows) {
    const Bounds bounds = wilson_interval(row.n_false, row.n_runs, 0.95);
    out += fmt::format("| {} | {} | {} | {} ({:.1f} to {:.1f} %) |\n", row.mechanism.id,
                       row.mechanism.says, false_text(row.mechanism), row.n_false, 100 * bounds.low,
                       100 * bounds.high);
  }
  out += "\n## Verdicts, controlled\n\n" + verdict_table(rows, &VerdictCounts::controlled);
  out +=
      "\n## By the published criteria\n\nRead off the means, without a test; inconclusive: met\n"
      "neither way.\n\n" +
      verdict_table(rows, &VerdictCounts::published);
  out +=
      "\n## What was measured, condition by condition\n\n"
      "| mechanism | each condition against its comparator |\n|---|---|\n";
  for (const CertificateRow& row : rows) {
    std::string cells;
    for (const auto& [what, n] : row.measured)
      cells += fmt::format("{}{} {}", cells.empty() ? "" : ", ", what, n);
    out += fmt::format("| {} | {} |\n", row.mechanism.id, cells);
  }
  return out;
}

Value to_json_value(const Certificate& certificate) {
  const auto counts_json = [](const std::map<Decision, int>& counts) {
    std::vector<Table::Entry> entries;
    for (const auto& [decision, n] : counts)
      entries.push_back({decision_text(decision), json(static_cast<std::int64_t>(n))});
    return json_object(std::move(entries));
  };
  Array rows;
  for (const CertificateRow& row : certificate.rows) {
    std::vector<Table::Entry> hypotheses, measured;
    for (const auto& [id, counts] : row.hypotheses)
      hypotheses.push_back({id, json_object({{"controlled", counts_json(counts.controlled)},
                                             {"as_published", counts_json(counts.published)}})});
    for (const auto& [what, n] : row.measured)
      measured.push_back({what, json(static_cast<std::int64_t>(n))});
    rows.push_back(json_object({{"mechanism", json(row.mechanism.id)},
                                {"runs", json(static_cast<std::int64_t>(row.n_runs))},
                                {"false_runs", json(static_cast<std::int64_t>(row.n_false))},
                                {"hypotheses", json_object(std::move(hypotheses))},
                                {"measured", json_object(std::move(measured))}}));
  }
  return json_object({{"study", json(certificate.study_id)},
                      {"study_hash", json(certificate.study_hash)},
                      {"mechanisms_hash", json(certificate.mechanisms_hash)},
                      {"first_seed", json(static_cast<std::int64_t>(certificate.first_seed))},
                      {"mechanisms", json_array(std::move(rows))}});
}

}  // namespace tangram
