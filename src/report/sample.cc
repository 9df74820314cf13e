#include "report/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "metrics/scored.h"

namespace tangram {
namespace {

int largest_shots(const VariantRecord& variant) {
  int shots = -1;
  for (const QuestionRecord& q : variant.questions)
    if (q.truth >= 0) shots = std::max(shots, q.shots);
  return shots;
}

/// The tokens before the first candidate's scored ones: what `tangram show` prints.
std::vector<Token> prompt_of(const VariantRecord& variant, const QuestionRecord& q) {
  if (q.leaf.empty()) return {};
  std::vector<Token> tokens = prompt_tokens(variant.prompt, q.leaf[0]);
  tokens.resize(static_cast<std::size_t>(q.scored_from[0]));
  return tokens;
}

SampledCandidate candidate_of(const VariantRecord& variant, const QuestionRecord& q,
                              std::size_t c) {
  const auto& set = variant.candidate_sets[static_cast<std::size_t>(q.candidate_set)];
  SampledCandidate out;
  out.word = set[c].word;
  out.token_log_ps = q.candidate_logps[c];
  out.log_p = std::accumulate(out.token_log_ps.begin(), out.token_log_ps.end(), 0.0);
  if (q.leaf.empty()) return out;
  const std::vector<Token> path = prompt_tokens(variant.prompt, q.leaf[c]);
  out.tokens.assign(path.begin() + q.scored_from[c], path.end());
  return out;
}

SampledQuestion question_of(const VariantRecord& variant, const QuestionRecord& q) {
  SampledQuestion out{q.query, q.truth, prompt_of(variant, q), {}};
  std::vector<double> log_ps;
  for (std::size_t c = 0; c < q.candidate_logps.size(); ++c) {
    out.candidates.push_back(candidate_of(variant, q, c));
    log_ps.push_back(out.candidates.back().log_p);
  }
  const std::vector<double> p = normalised(log_ps);
  for (std::size_t c = 0; c < p.size(); ++c) out.candidates[c].probability = p[c];
  return out;
}

/// Moves what all prompts begin with from the questions to the unit.
void share_start(SampledUnit& unit) {
  if (unit.questions.empty()) return;
  std::vector<Token> start = unit.questions.front().prompt_rest;
  for (const SampledQuestion& q : unit.questions) {
    const auto end =
        std::mismatch(start.begin(), start.end(), q.prompt_rest.begin(), q.prompt_rest.end());
    start.erase(end.first, start.end());
  }
  for (SampledQuestion& q : unit.questions)
    q.prompt_rest.erase(q.prompt_rest.begin(),
                        q.prompt_rest.begin() + static_cast<std::ptrdiff_t>(start.size()));
  unit.prompt_start = std::move(start);
}

SampledUnit sample_variant(const WorkUnit& unit, const UnitRecord& record, std::size_t v,
                           const SampleOptions& options) {
  const VariantRecord& variant = record.variants[v];
  SampledUnit out{unit,
                  largest_shots(variant),
                  static_cast<int>(v),
                  static_cast<int>(record.variants.size()),
                  {},
                  {}};
  for (const QuestionRecord& q : variant.questions) {
    if (static_cast<int>(out.questions.size()) == options.questions) break;
    if (q.truth >= 0 && q.shots == out.shots) out.questions.push_back(question_of(variant, q));
  }
  share_start(out);
  return out;
}

/// Notes the bytes of a unit's tokens; how many tokens it holds.
std::size_t keep_bytes(const SampledUnit& unit, const Store& store,
                       std::map<Token, std::string>& bytes) {
  std::size_t n = 0;
  const auto keep = [&](const std::vector<Token>& tokens) {
    n += tokens.size();
    for (const Token token : tokens)
      if (!bytes.contains(token)) bytes[token] = store.token_bytes(token).value_or("");
  };
  keep(unit.prompt_start);
  for (const SampledQuestion& q : unit.questions) {
    keep(q.prompt_rest);
    for (const SampledCandidate& c : q.candidates) keep(c.tokens);
  }
  return n;
}

std::vector<const WorkUnit*> first_units(const Store& store) {
  std::vector<const WorkUnit*> units;
  std::set<CellKey> seen;
  for (const WorkUnit& unit : store.units())
    if (store.done(unit.id) && seen.insert(cell_key(unit)).second) units.push_back(&unit);
  return units;
}

}  // namespace

Sample read_sample(const Store& store, const SampleOptions& options) {
  Sample sample;
  const std::vector<const WorkUnit*> units = first_units(store);
  sample.n_arms = static_cast<int>(units.size());
  std::size_t n_tokens = 0;
  for (const WorkUnit* unit : units) {
    if (sample.n_arms_shown == options.units || n_tokens > options.tokens) break;
    const UnitRecord record = store.read(unit->id);
    const std::size_t n_variants =
        std::min(record.variants.size(), static_cast<std::size_t>(options.variants));
    for (std::size_t v = 0; v < n_variants; ++v) {
      sample.units.push_back(sample_variant(*unit, record, v, options));
      n_tokens += keep_bytes(sample.units.back(), store, sample.bytes);
    }
    ++sample.n_arms_shown;
  }
  const std::string which =
      sample.n_arms_shown == sample.n_arms
          ? "Of each combination"
          : fmt::format("Of the first {} of {} combinations", sample.n_arms_shown, sample.n_arms);
  sample.how = fmt::format(
      "{} of task, condition and learner: its first finished draw, at its largest number of shots "
      "the first {} questions in the order in which they were asked, in at most {} rotations of "
      "the labels. Nothing was chosen by its result.",
      which, options.questions, options.variants);
  return sample;
}

}  // namespace tangram
