#include "tasks/data_card.h"

#include <algorithm>
#include <cmath>
#include <system_error>

#include "base/check.h"
#include "base/toml.h"
#include "base/unicode.h"
#include "core/prompt_slot.h"
#include "tasks/input_template.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

/// A card as it is written.
struct CardFields {
  DataCard card;
  std::string file, demonstrations, queries;
  Table labels;

  void visit(FieldVisitor& v) {
    v({.name = "name", .help = "Name of the set; if not given, that of the file."}, card.name);
    v({.name = "description", .help = "What the rows are, in a line."}, card.description);
    v({.name = "licence", .help = "The terms of use, as far as they are known."}, card.licence);
    v({.name = "citation", .help = "What to cite."}, card.citation);
    v({.name = "notes", .help = "Known problems and warnings."}, card.notes);
    v({.name = "abusive", .help = "Rows are not for showing unasked."}, card.abusive);
    v({.name = "input", .help = "What is shown as {x}, made of fields: {text}."}, card.input);
    v({.name = "label", .help = "The field that holds the label."}, card.label);
    v({.name = "cuts", .help = "The label field is a number, cut here into levels 0, 1, ..."},
      card.cuts);
    v({.name = "question", .help = "Multiple choice: what is shown as {x}, made of fields."},
      card.question);
    v({.name = "choices", .help = "Multiple choice: the field that holds the list of choices."},
      card.choices);
    v({.name = "answer", .help = "Multiple choice: the field with the right one's number, from 0."},
      card.answer);
    v({.name = "example", .help = "An example, with {x} and {y}."}, card.format.example);
    v({.name = "separator", .help = "Between examples, before the query."}, card.format.separator);
    v({.name = "start", .help = "Before the first example."}, card.format.start);
    v({.name = "trailing_space", .help = "Legacy: the query keeps the label's space."},
      card.format.trailing_space);
    v({.name = "labels", .help = "Label in the file = word shown, in order."}, labels);
    v({.name = "ignore_labels", .help = "Rows with these labels are left out."},
      card.ignore_labels);
    v({.name = "file", .help = "The rows, divided by a hash of the text."}, file);
    v({.name = "demonstrations", .help = "A file of its own for demonstrations."}, demonstrations);
    v({.name = "queries", .help = "A file of its own for queries."}, queries);
    v({.name = "queries_share", .help = "Share of `file` for queries.", .min = 0.001, .max = 0.999},
      card.queries_share);
    v({.name = "shares_sentences_with", .help = "Sets that hold some of the same sentences."},
      card.shares_sentences_with);
    v({.name = "sha256", .help = "Of `file`."}, card.sha256);
  }
};

std::vector<std::pair<std::string, std::string>> read_labels(const Table& table,
                                                             const std::string& owner) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [raw, word] : table.entries) {
    require(word.string() != nullptr, "{}: {}: the word of label '{}' must be a string, but is {}",
            word.place.str(), owner, shown(raw), word.kind());
    require(is_printable(*word.string()),
            "{}: {}: the word of label '{}' is \"{}\"; give a word that can be shown",
            word.place.str(), owner, shown(raw), shown(*word.string()));
    out.emplace_back(raw, *word.string());
  }
  return out;
}

void check(const DataCard& card, const std::string& place) {
  check_example(card.format, place + ": `example`");
  require(!card.label.empty(), "{}: `label` is empty; name the field that holds the label", place);
  for (std::size_t i = 0; i < card.cuts.size(); ++i)
    require(std::isfinite(card.cuts[i]) && (i == 0 || card.cuts[i - 1] < card.cuts[i]),
            "{}: `cuts` must be finite and ascend, but {} stands at place {}", place, card.cuts[i],
            i + 1);
  [[maybe_unused]] const InputTemplate valid(card.input, place);
  if (!card.question.empty()) [[maybe_unused]]
    const InputTemplate valid_too(card.question, place, "question");
  for (const auto& [raw, word] : card.labels)
    require(std::find(card.ignore_labels.begin(), card.ignore_labels.end(), raw) ==
                card.ignore_labels.end(),
            "{}: label '{}' stands in `labels` and in `ignore_labels`; keep one", place,
            shown(raw));
}

fs::path beside(const fs::path& card, const std::string& file) {
  return file.empty() ? fs::path() : card.parent_path() / file;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// The data file of a card that names none: the one of its name beside it. Where there is none yet
/// it is called .jsonl.
fs::path file_beside(const fs::path& card) {
  std::vector<fs::path> found;
  for (const char* extension : {".jsonl", ".csv", ".tsv"}) {
    fs::path file = card;
    if (is_there(file.replace_extension(extension))) found.push_back(std::move(file));
  }
  require(found.size() < 2, "{}: {} and {} lie beside it; name one of them in `file`",
          card.string(), found.front().string(), found.back().string());
  return found.empty() ? fs::path(card).replace_extension(".jsonl") : found.front();
}

/// A card that is found beside a file must be that file's.
void check_belongs(const DataCard& card, const fs::path& file) {
  const auto is_file = [&file](const fs::path& other) {
    return fs::weakly_canonical(other) == fs::weakly_canonical(file);
  };
  const bool belongs = card.file.empty() ? is_file(card.demonstrations) || is_file(card.queries)
                                         : is_file(card.file);
  require(belongs,
          "{}: the card beside it, {}, is of {}; give the card instead of the file, or the file "
          "another name",
          file.string(), card.path.string(),
          card.file.empty()
              ? fmt::format("{} and {}", card.demonstrations.string(), card.queries.string())
              : card.file.string());
}

fs::path find_path(const std::string& data, const Resources& resources) {
  const fs::path in_study = resources.study_dir / data;  // `data` itself where it is absolute
  for (const fs::path& path : {in_study, fs::path(data)})
    if (is_there(path)) return path;
  fail(
      "{}: there is no such file; give a path relative to the study or to the working folder, or "
      "the name of a built-in set ({})",
      in_study.string(), fmt::join(built_in_sets(resources.share_dir), ", "));
}

}  // namespace

std::vector<std::string> DataCard::words() const {
  std::vector<std::string> out;
  for (const auto& [raw, word] : labels)
    if (std::find(out.begin(), out.end(), word) == out.end()) out.push_back(word);
  return out;
}

void CardOverrides::visit(FieldVisitor& v) {
  v({.name = "input", .help = "What is shown as {x}, made of fields. Empty: as the card says."},
    input);
  v({.name = "label", .help = "The field that holds the label. Empty: as the card says."}, label);
  v({.name = "cuts",
     .help = "The label field is a number, cut here into levels 0, 1, ..., which `labels` then "
             "names. Empty: as the card says."},
    cuts);
  v({.name = "example", .help = "An example, with {x} and {y}. Empty: as the card says."}, example);
  v({.name = "separator", .help = "Between examples. Empty: as the card says."}, separator);
  v({.name = "start", .help = "Before the first example. Empty: as the card says."}, start);
  v({.name = "labels", .help = "Label in the file = word shown. Empty: as the card says."}, labels);
  v({.name = "ignore_labels", .help = "Rows with these labels are left out. Empty: as the card."},
    ignore_labels);
  v({.name = "queries_share",
     .help = "Share of the rows for queries. -1: as the card says.",
     .min = -1,
     .max = 0.999},
    queries_share);
  v({.name = "trailing_space", .help = "Legacy: the query keeps the space of the label."},
    trailing_space);
}

DataCard load_card(const fs::path& path) {
  Value document = load_toml(path);
  Value sources;
  Table& table = std::get<Table>(document.data);
  if (Value* found = table.find("source")) {
    sources = std::move(*found);
    table.erase("source");
  }
  CardFields fields = parse_options<CardFields>(document, "data card");
  DataCard card = std::move(fields.card);
  card.labels = read_labels(fields.labels, "data card");
  card.sources = std::move(sources);
  card.path = path;
  if (card.name.empty()) card.name = path.stem().string();
  card.file = beside(path, fields.file);
  card.demonstrations = beside(path, fields.demonstrations);
  card.queries = beside(path, fields.queries);
  const std::string place = path.string();
  require(card.demonstrations.empty() == card.queries.empty(),
          "{}: give both `demonstrations` and `queries`, or one `file`", place);
  require(card.file.empty() || card.queries.empty(),
          "{}: `file` is divided by a hash; leave it out beside `demonstrations` and `queries`",
          place);
  check(card, place);
  return card;
}

DataCard card_of_file(const fs::path& file) {
  fs::path beside_it = file;
  beside_it.replace_extension(".toml");
  DataCard card;
  if (is_there(beside_it))
    card = load_card(beside_it);
  else
    card.name = file.stem().string();
  if (card.queries.empty() && card.file.empty())
    card.file = file;
  else
    check_belongs(card, file);
  return card;
}

DataCard find_card(const std::string& data, const Resources& resources) {
  const fs::path as_path(data);
  if (as_path.extension() == ".toml") {
    DataCard card = load_card(find_path(data, resources));
    if (card.file.empty() && card.queries.empty()) card.file = file_beside(card.path);
    return card;
  }
  if (as_path.has_parent_path() || as_path.has_extension())
    return card_of_file(find_path(data, resources));
  const fs::path path = resources.share_dir / "sets" / (data + ".toml");
  require(!data.empty() && is_there(path), "no data set is called '{}'{}", shown(data),
          suggestion(data, built_in_sets(resources.share_dir)));
  DataCard card = load_card(path);
  card.built_in = true;
  card.file = resources.cache_dir / "data" / (card.name + ".jsonl");
  return card;
}

std::vector<std::string> built_in_sets(const fs::path& share_dir) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(share_dir / "sets", none))
    if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

void apply_overrides(DataCard& card, const CardOverrides& overrides, const Place& place) {
  const auto replace = [](std::string& value, const std::string& with) {
    if (!with.empty()) value = with;
  };
  replace(card.input, overrides.input);
  replace(card.label, overrides.label);
  replace(card.format.example, overrides.example);
  replace(card.format.separator, overrides.separator);
  replace(card.format.start, overrides.start);
  if (!overrides.cuts.empty()) {
    card.cuts = overrides.cuts;
    card.labels.clear();
  }
  if (!overrides.labels.entries.empty()) card.labels = read_labels(overrides.labels, "text_set");
  if (!overrides.ignore_labels.empty()) card.ignore_labels = overrides.ignore_labels;
  if (overrides.queries_share >= 0) card.queries_share = overrides.queries_share;
  if (overrides.trailing_space) card.format.trailing_space = true;
  require(card.queries_share > 0, "{}: text_set: 'queries_share' must be above 0 (-1: as the card)",
          place.str());
  check(card, place.str());
}

}  // namespace tangram
