#include "tasks/field_guess.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

/// A field that is being counted.
struct Counted {
  FieldSummary summary;
  std::size_t chars = 0;
  std::set<std::string> values;

  void add(const Value& value) {
    const std::string* text = value.string();
    if (value.is_null() || (text != nullptr && is_blank(*text))) return;
    summary.texts = summary.texts && text != nullptr;
    summary.labels = summary.labels && (text != nullptr || is_label(value));
    const std::string shown_as = text != nullptr ? *text : canonical_text(value);
    chars += code_points(shown_as);
    ++summary.filled;
    if (values.size() <= FieldSummary::kMaxValues) values.insert(shown_as);
  }

  static bool is_label(const Value& value) {
    return std::holds_alternative<std::int64_t>(value.data) ||
           std::holds_alternative<bool>(value.data);
  }
};

using Fields = std::vector<const FieldSummary*>;

/// The fields for which `ok` holds and that most rows have.
template <class Ok>
Fields fields_where(const FieldSurvey& survey, Ok ok) {
  Fields out;
  for (const FieldSummary& field : survey.fields)
    if (2 * field.filled >= survey.n_rows && ok(field)) out.push_back(&field);
  return out;
}

const FieldSummary* called(const Fields& fields, std::string_view name) {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [&](const auto* f) { return f->name == name; });
  return found == fields.end() ? nullptr : *found;
}

FieldGuess::Choice given_field(const FieldSurvey& survey, const std::string& name,
                               const std::string& option, const std::string& file) {
  std::vector<std::string> names;
  for (const FieldSummary& field : survey.fields) names.push_back(field.name);
  require(std::find(names.begin(), names.end(), name) != names.end(),
          "{}: {} {}: there is no such field{}", file, option, shown(name, 40),
          suggestion(name, names));
  return {name, fmt::format("as {} says", option)};
}

/// "'a' (61 characters on average), 'b' (20)".
std::string lengths(const Fields& fields) {
  std::string out;
  for (const FieldSummary* field : fields)
    out += fmt::format("{}'{}' ({:.0f}{})", out.empty() ? "" : ", ", shown(field->name, 40),
                       field->mean_chars, out.empty() ? " characters on average" : "");
  return out;
}

/// "more than 256", "3 (bad, good, okay)".
std::string value_list(const FieldSummary& field) {
  constexpr std::size_t kShown = 5;
  const std::size_t n = field.values.size();
  if (n > FieldSummary::kMaxValues) return fmt::format("more than {}", FieldSummary::kMaxValues);
  std::string out;
  for (std::size_t i = 0; i < std::min(n, kShown); ++i)
    out += (i == 0 ? "" : ", ") + shown(field.values[i], 24);
  return fmt::format("{} ({}{})", n, out, n > kShown ? ", ..." : "");
}

std::string value_counts(const Fields& fields) {
  std::string out;
  for (const FieldSummary* field : fields)
    out += fmt::format("{}'{}' with {}", out.empty() ? "" : ", ", shown(field->name, 40),
                       value_list(*field));
  return out;
}

bool few_values(const FieldSummary& field) {
  const std::size_t n = field.values.size();
  return n <= FieldSummary::kMaxValues && 2 * static_cast<std::int64_t>(n) <= field.filled;
}

FieldGuess::Choice guess_text(const FieldSurvey& survey, const std::string& label,
                              const std::string& file) {
  Fields fields = fields_where(
      survey, [&](const FieldSummary& field) { return field.texts && field.name != label; });
  if (called(fields, "text") != nullptr) return {"text", "it is called so"};
  // What repeats itself is a category, however long its names are.
  if (std::any_of(fields.begin(), fields.end(), [](const auto* f) { return !few_values(*f); }))
    std::erase_if(fields, [](const auto* f) { return few_values(*f); });
  require(!fields.empty(), "{}: no field holds texts; say which is to be shown with --text", file);
  std::stable_sort(fields.begin(), fields.end(),
                   [](const auto* a, const auto* b) { return a->mean_chars > b->mean_chars; });
  const FieldSummary& longest = *fields[0];
  if (fields.size() == 1)
    return {longest.name, fmt::format("the only field of texts, {:.0f} characters on average",
                                      longest.mean_chars)};
  const FieldSummary& next = *fields[1];
  if (2 * next.mean_chars < longest.mean_chars)
    return {longest.name,
            fmt::format("the longest texts, {:.0f} characters on average; the next, '{}', {:.0f}",
                        longest.mean_chars, shown(next.name, 40), next.mean_chars)};
  std::erase_if(fields, [&](const auto* f) { return 2 * f->mean_chars < longest.mean_chars; });
  fail("{}: the text may be {}; say which with --text (a card can show several: `input`)", file,
       lengths(fields));
}

FieldGuess::Choice guess_label(const FieldSurvey& survey, const std::string& text,
                               const std::string& file) {
  const Fields others =
      fields_where(survey, [&](const FieldSummary& field) { return field.name != text; });
  Fields usable = others;
  std::erase_if(usable, [](const FieldSummary* field) {
    const std::size_t n = field->values.size();
    return !field->labels || n < 2 || n > FieldSummary::kMaxValues;
  });
  if (const FieldSummary* label = called(usable, "label"))
    return {"label", fmt::format("it is called so; distinct values: {}", value_list(*label))};
  Fields repeated = usable;
  std::erase_if(repeated, [](const FieldSummary* field) { return !few_values(*field); });
  if (repeated.size() == 1)
    return {repeated[0]->name,
            "the only field of few distinct values: " + value_list(*repeated[0])};
  if (usable.size() == 1 && others.size() == 1)
    return {usable[0]->name, "the only other field; distinct values: " + value_list(*usable[0])};
  require(repeated.empty(), "{}: the label may be {}; say which with --label", file,
          value_counts(repeated));
  fail(
      "{}: no field besides '{}' has a few distinct values that repeat: {}; say which is the label "
      "with --label (a number of many values needs a card with `cuts`)",
      file, shown(text, 40), others.empty() ? "there is none" : value_counts(others));
}

}  // namespace

FieldSurvey survey_fields(RecordReader& records) {
  FieldSurvey out;
  std::vector<Counted> counted;
  std::unordered_map<std::string, std::size_t> known;
  while (const auto record = records.next()) {
    ++out.n_rows;
    for (const auto& [name, value] : record->fields.entries) {
      const auto [at, is_new] = known.try_emplace(name, counted.size());
      if (is_new) {
        counted.emplace_back();
        counted.back().summary.name = name;
      }
      counted[at->second].add(value);
    }
  }
  for (Counted& field : counted) {
    field.summary.values.assign(field.values.begin(), field.values.end());
    if (field.summary.filled > 0)
      field.summary.mean_chars =
          static_cast<double>(field.chars) / static_cast<double>(field.summary.filled);
    out.fields.push_back(std::move(field.summary));
  }
  return out;
}

FieldGuess guess_fields(const FieldSurvey& survey, const FieldsGiven& given,
                        const std::string& file) {
  FieldGuess out;
  // A label that is called so is no text, whatever its length.
  const bool has_label =
      called(fields_where(survey, [](const auto& f) { return f.labels; }), "label") != nullptr;
  if (!given.label.empty()) out.label = given_field(survey, given.label, "--label", file);
  out.text = given.text.empty() ? guess_text(survey,
                                             !given.label.empty() ? given.label
                                             : has_label          ? "label"
                                                                  : "",
                                             file)
                                : given_field(survey, given.text, "--text", file);
  if (given.label.empty()) out.label = guess_label(survey, out.text.name, file);
  require(out.text.name != out.label.name,
          "{}: field '{}' cannot be text and label at once; give another --text or --label", file,
          shown(out.text.name, 40));
  return out;
}

}  // namespace tangram
