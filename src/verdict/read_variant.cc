#include "verdict/read_variant.h"

#include <optional>
#include <utility>

#include "base/check.h"
#include "core/reference.h"

namespace tangram {
namespace {

using Rows = std::vector<std::vector<double>>;

/// Questions that share a demonstration and candidates: (shots, words).
using GroupKey = std::pair<int, std::vector<std::string>>;

std::vector<std::string> words_of(const VariantRecord& variant, const QuestionRecord& question) {
  std::vector<std::string> words;
  for (const CandidateInfo& info :
       variant.candidate_sets.at(static_cast<std::size_t>(question.candidate_set)))
    words.push_back(info.word);
  return words;
}

std::vector<double> scores_of(const VariantRecord& variant, const QuestionRecord& question,
                              Reading reading) {
  const auto& set = variant.candidate_sets.at(static_cast<std::size_t>(question.candidate_set));
  std::vector<double> out;
  out.reserve(question.candidate_logps.size());
  for (std::size_t c = 0; c < question.candidate_logps.size(); ++c)
    out.push_back(
        read_score(reading, question.candidate_logps[c], {set.at(c).n_chars, set.at(c).n_bytes}));
  return out;
}

std::optional<ReferenceKind> kind_of(Reading reading) {
  switch (reading) {
    case Reading::contextual:
      return ReferenceKind::content_free;
    case Reading::domain_context:
      return ReferenceKind::domain_words;
    case Reading::pool:
      return ReferenceKind::pool;
    case Reading::pmi:
      return ReferenceKind::unconditional;
    default:
      return std::nullopt;
  }
}

std::string missing(ReferenceKind kind) {
  static const char* const kKeys[] = {"pool = 8", "domain_words = 2", "content_free = [\"N/A\"]",
                                      "unconditional = true"};
  return fmt::format(
      "the run asked no reference question for it (in the study: references = {{ {} }})",
      kKeys[static_cast<std::size_t>(kind)]);
}

/// The answers to the reference questions of a kind.
std::map<GroupKey, Rows> reference_rows(const VariantRecord& variant, ReferenceKind kind) {
  std::map<GroupKey, Rows> rows;
  for (const QuestionRecord& q : variant.questions)
    if (q.truth < 0 && reference_kind(q.query) == kind)
      rows[{q.shots, words_of(variant, q)}].push_back(scores_of(variant, q, Reading::sum));
  return rows;
}

/// Subtracts what the references say; the shots whose references are missing are left out.
void calibrate_by_references(const VariantRecord& variant, Reading reading, ReferenceKind kind,
                             ReadVariant& out) {
  const auto rows = reference_rows(variant, kind);
  std::map<GroupKey, std::vector<double>> priors;
  for (const auto& [key, answers] : rows)
    priors[key] = kind == ReferenceKind::unconditional ? answers.front() : mean_log_prior(answers);
  for (const QuestionRecord& q : variant.questions) {
    if (q.truth < 0 || out.why_not.contains(q.shots)) continue;
    const int shots = kind == ReferenceKind::unconditional ? 0 : q.shots;
    const auto prior = priors.find({shots, words_of(variant, q)});
    if (prior == priors.end()) {
      out.why_not[q.shots] = missing(kind);
      out.by_shots.erase(q.shots);
      continue;
    }
    out.by_shots[q.shots].push_back(
        {q.query, {q.truth, calibrated(scores_of(variant, q, reading), prior->second)}});
  }
}

/// Each half of the questions by the mean answer to the other half.
void calibrate_by_halves(const VariantRecord& variant, ReadVariant& out) {
  std::map<GroupKey, std::pair<Rows, Rows>> halves;
  std::map<GroupKey, std::size_t> met;
  const auto half_of = [](std::pair<Rows, Rows>& rows, std::size_t i) -> Rows& {
    return i % 2 == 0 ? rows.first : rows.second;
  };
  for (const QuestionRecord& q : variant.questions) {
    if (q.truth < 0) continue;
    const GroupKey key{q.shots, words_of(variant, q)};
    half_of(halves[key], met[key]++).push_back(scores_of(variant, q, Reading::sum));
  }
  std::map<GroupKey, std::pair<std::vector<double>, std::vector<double>>> priors;
  for (const auto& [key, rows] : halves) {
    if (rows.second.empty()) {
      out.why_not[key.first] = "it needs two questions with the same candidates";
      continue;
    }
    priors[key] = {mean_log_prior(rows.first), mean_log_prior(rows.second)};
  }
  met.clear();
  for (const QuestionRecord& q : variant.questions) {
    if (q.truth < 0 || out.why_not.contains(q.shots)) continue;
    const GroupKey key{q.shots, words_of(variant, q)};
    const auto& [of_first, of_second] = priors.at(key);
    const bool first = met[key]++ % 2 == 0;
    out.by_shots[q.shots].push_back(
        {q.query,
         {q.truth, calibrated(scores_of(variant, q, Reading::sum), first ? of_second : of_first)}});
  }
}

}  // namespace

ReadVariant read_variant(const VariantRecord& variant, Reading reading) {
  ReadVariant out;
  if (reading == Reading::batch) {
    calibrate_by_halves(variant, out);
    return out;
  }
  if (const auto kind = kind_of(reading)) {
    calibrate_by_references(variant, reading, *kind, out);
    return out;
  }
  for (const QuestionRecord& q : variant.questions)
    if (q.truth >= 0)
      out.by_shots[q.shots].push_back({q.query, {q.truth, scores_of(variant, q, reading)}});
  return out;
}

}  // namespace tangram
