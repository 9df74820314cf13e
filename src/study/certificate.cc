#include "study/certificate.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/hash.h"
#include "base/toml.h"
#include "spec/fields.h"
#include "study/laboratory.h"
#include "verdict/arms.h"
#include "verdict/text_table.h"

namespace tangram {
namespace {

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

/// The runs of one seed: units that two mechanisms share are answered once.
class SeedRuns {
 public:
  SeedRuns(const Catalog<Text>& catalog, const Resources& resources, std::stop_token stop)
      : catalog_(catalog), resources_(resources), stop_(std::move(stop)) {}

  /// Answers every unit of the study, decides, and counts it. False: stopped.
  bool run(const Study& study, CertificateRow& row) {
    DomainLaboratory<Text> laboratory(study, catalog_, resources_);
    const auto& units = laboratory.units();
    for (std::size_t i = 0; i < units.size(); ++i) {
      const std::string content = content_of(units[i]);
      if (answered_.contains(content)) continue;
      auto answer = laboratory.answer(i, stop_);
      if (!answer) return false;
      answered_.emplace(content, std::move(*answer));
    }
    const auto arms = make_arms({.units = units,
                                 .design =
                                     [&](const std::string& id) {
                                       for (const Block& block : study.blocks)
                                         if (block.id == id) return block.design;
                                       return std::string("crossed");
                                     },
                                 .record = [&](const WorkUnit& unit) -> std::optional<UnitRecord> {
                                   return answered_.at(content_of(unit));
                                 }},
                                readings_of(study));
    count_run(decide(study, arms), analyses_of(study, arms), row);
    return true;
  }

 private:
  const Catalog<Text>& catalog_;
  const Resources& resources_;
  std::stop_token stop_;
  std::map<std::string, UnitRecord> answered_;  // by content_of() their units
};

/// The entry called `name`, made where it is missing: names come in the order of the first run.
template <class T>
T& entry(std::vector<std::pair<std::string, T>>& entries, const std::string& name) {
  for (auto& [known, value] : entries)
    if (known == name) return value;
  return entries.emplace_back(name, T{}).second;
}

void count_sign(const std::string& name, const Estimate& e, CertificateRow& row) {
  SignCounts& signs = entry(row.signs, name);
  ++(!e.low || !e.high ? signs.none
     : *e.low > 0      ? signs.above
     : *e.high < 0     ? signs.below
                       : signs.holds_zero);
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

void count_run(const VerdictReport& report, const Analyses& analyses, CertificateRow& row) {
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
  for (const CorrelationResult& r : analyses.correlations) {
    const std::string name = on_task(r.spec.id, r.task);
    count_sign(name + ": r", r.pearson, row);
    if (!r.spec.covariates.empty()) count_sign(name + ": r given the covariates", r.partial, row);
    count_sign(name + ": r between assignments", r.assignments, row);
  }
  for (const TrendResult& t : analyses.trends) {
    const std::string name = on_task(t.spec.id, t.task);
    count_sign(name + ": slope", t.slope, row);
    if (!t.spec.given.empty())
      count_sign(name + ": slope given the covariate", t.partial_slope, row);
  }
  for (const Matrix& matrix : analyses.matrices)
    for (const MatrixCell& cell : matrix.cells) {
      PairCounts& pair =
          entry(row.pairs, matrix.spec.id + ": " + on_task(cell.condition, cell.task));
      pair.n_composes += cell.composes ? 1 : 0;
      pair.n_stands_out += cell.stands_out ? 1 : 0;
    }
}

std::optional<Certificate> certify(const CertificatePlan& plan, const Catalog<Text>& catalog,
                                   const Resources& resources, std::stop_token stop) {
  TANGRAM_CHECK(plan.n_runs >= 1 && !plan.mechanisms.empty());
  Certificate out;
  out.first_seed = plan.first_seed;
  const Study plain = plan.study({});
  out.study_id = plain.id;
  out.study_hash = plain.hash;
  std::vector<std::string> asked;  // sorted: what is asked, not when
  for (const CertifiedMechanism& mechanism : plan.mechanisms) {
    const Study study = plan.study(with_seed(mechanism.set, plan.first_seed));
    const DomainLaboratory<Text> laboratory(study, catalog, resources);
    for (const WorkUnit& unit : laboratory.units()) asked.push_back(content_of(unit));
    out.rows.emplace_back().mechanism = mechanism;
  }
  std::sort(asked.begin(), asked.end());
  out.mechanisms_hash = sha256(fmt::format("{}\n", fmt::join(asked, "\n")));
  for (int run = 0; run < plan.n_runs; ++run) {
    const std::uint64_t seed = plan.first_seed + static_cast<std::uint64_t>(run);
    SeedRuns runs(catalog, resources, stop);
    for (CertificateRow& row : out.rows) {
      Study study = plan.study(with_seed(row.mechanism.set, seed));
      study.seed = seed;
      if (!runs.run(study, row)) return std::nullopt;
    }
    if (plan.progress) plan.progress(run + 1);
  }
  return out;
}

}  // namespace tangram
