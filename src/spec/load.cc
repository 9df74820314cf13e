#include <algorithm>
#include <limits>
#include <utility>

#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/toml.h"
#include "spec/blocks.h"
#include "spec/canonical.h"
#include "spec/claims_reader.h"
#include "spec/correlations_reader.h"
#include "spec/fields.h"
#include "spec/landmarks_reader.h"
#include "spec/matrix_reader.h"
#include "spec/overrides.h"
#include "spec/ratios_reader.h"
#include "spec/spreads_reader.h"
#include "spec/study.h"
#include "spec/trends_reader.h"

namespace tangram {
namespace {

using spec::as_name;
using spec::as_string;
using spec::check_keys;
using spec::need;

constexpr std::int64_t kFormat = 1;

/// Before anything else is looked at: a newer study may hold keys that we cannot judge.
void check_format(const Value& study) {
  const Value& format = need(study, "format", "[study]", "the version of this form, 1");
  const std::int64_t* version = std::get_if<std::int64_t>(&format.data);
  require(version != nullptr && *version >= 1,
          "{}: 'format' in [study] must be the integer 1, but is {}", format.place.str(),
          canonical_text(format));
  require(*version <= kFormat,
          "{}: this study has format {}, and this program reads up to {}; use a newer tangram",
          format.place.str(), *version, kFormat);
}

void read_head(const Value& table, Study& study) {
  static const std::vector<std::string> kKeys{"format",   "id",     "source",
                                              "question", "domain", "seed",
                                              "design",   "draws",  "demonstrations_per_draw",
                                              "queries",  "shots",  "references",
                                              "verdicts"};
  check_keys(table, "[study]", kKeys);
  study.id = as_name(need(table, "id", "[study]", "the study's name"), "'id' in [study]");
  study.domain = spec::as_choice(need(table, "domain", "[study]", "text, vector or symbols"),
                                 "'domain' in [study]", {"text", "vector", "symbols"});
  if (const Value* source = table.table()->find("source"))
    study.source = as_string(*source, "'source' in [study]");
  if (const Value* question = table.table()->find("question"))
    study.question = as_string(*question, "'question' in [study]");
  if (const Value* verdicts = table.table()->find("verdicts"))
    study.verdicts = spec::as_bool(*verdicts, "'verdicts' in [study]");
  const Value& seed = need(table, "seed", "[study]", "an integer that fixes every draw");
  const std::int64_t* number = std::get_if<std::int64_t>(&seed.data);
  require(number != nullptr && *number >= 0,
          "{}: 'seed' in [study] must be an integer of at least 0, but is {}", seed.place.str(),
          canonical_text(seed));
  study.seed = static_cast<std::uint64_t>(*number);
}

/// What is computed beside scores and claims is computed of answers of one kind.
void refuse_analyses(const Value& document, const std::string& domain) {
  const auto refuse = [&](const char* section, const char* of, const char* answers) {
    const Value* found = document.table()->find(section);
    if (found != nullptr && domain != of)
      fail("{}: [[{}]] is made of answers {}; the domain is '{}'", found->place.str(), section,
           answers, domain);
  };
  for (const char* section : {"correlation", "matrix", "trend", "ratio", "spread"})
    refuse(section, "text", "in words");
  refuse("landmark", "vector", "that are vectors");
}

}  // namespace

Study parse_study(std::string text, const std::filesystem::path& path,
                  const StudyOverrides& overrides) {
  static const std::vector<std::string> kSections{
      "study",      "grid",        "task",   "condition", "learner", "block",  "profile", "claims",
      "hypothesis", "correlation", "matrix", "trend",     "ratio",   "spread", "landmark"};
  Value document = parse_toml(text, path.string());
  document.place = {path.string(), 0, 0};
  const Value& head = need(document, "study", "the file", "every study begins with it");
  check_format(head);
  check_keys(document, "a study", kSections);
  spec::apply_overrides(document, overrides);
  spec::define_listed_names(document);

  Study study;
  read_head(*document.table()->find("study"), study);
  study.overrides = overrides;
  study.blocks = spec::read_blocks(document, study.domain);
  const bool as_written =
      overrides.profile.empty() && overrides.data.empty() && overrides.set.empty();
  refuse_analyses(document, study.domain);
  study.claims = spec::read_claims(document, study, as_written);
  const spec::StatementReader reader{study, as_written, spec::claim_defaults(document, study)};
  study.correlations = spec::read_correlations(document, reader);
  study.matrices = spec::read_matrices(document, reader);
  study.trends = spec::read_trends(document, reader);
  study.ratios = spec::read_ratios(document, reader);
  study.spreads = spec::read_spreads(document, reader);
  study.landmarks = spec::read_landmarks(document, reader);
  study.path = path;
  study.text = std::move(text);
  study.canonical = canonical_text(spec::canonical_value(study));
  study.hash = sha256(study.canonical);
  return study;
}

bool Axis::lists(const std::string& text) const {
  return std::any_of(values.begin(), values.end(),
                     [&](const Value& value) { return canonical_text(value) == text; });
}

Study load_study(const std::filesystem::path& path, const StudyOverrides& overrides) {
  return parse_study(read_file(path), path, overrides);
}

std::vector<std::string> profile_names(const std::filesystem::path& path) {
  const Value document = load_toml(path);
  const Value* profiles = document.table()->find("profile");
  return profiles == nullptr ? std::vector<std::string>{}
                             : spec::keys_of(spec::as_table(*profiles, "[profile]"));
}

}  // namespace tangram
