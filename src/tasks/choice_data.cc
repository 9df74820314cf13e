#include "tasks/choice_data.h"

#include <algorithm>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/unicode.h"
#include "tasks/raw_rows.h"
#include "tasks/row_reader.h"
#include "tasks/text_data.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

/// The fields of a card, each as it says or by default.
struct ChoiceFields {
  explicit ChoiceFields(const DataCard& card)
      : question(card.question.empty() ? "{question}" : card.question),
        choices(card.choices.empty() ? "choices" : card.choices),
        answer(card.answer.empty() ? "answer" : card.answer) {}

  std::string question, choices, answer;
};

/// A row on its way: with what decides whether it stays.
struct KeyedRow {
  ChoiceRow row;
  std::string key;   // of the question
  std::string same;  // of question and choices
};

struct ChoiceFile {
  fs::path path;
  std::string sha256;
  std::int64_t n_rows = 0;
  std::int64_t n_repeated = 0, repeated_line = 0;  // rows that offer a choice twice
  std::vector<KeyedRow> rows;
};

Candidates read_choices(const Record& row, const std::string& name) {
  const Value& value = field_of(row, name);
  const std::string place = full_place(value.place);
  require(value.array() != nullptr, "{}: choices '{}' must be a list of texts, but is {}: {}",
          place, name, value.kind(), shown(canonical_text(value), 40));
  auto out = std::make_shared<std::vector<std::string>>();
  for (const Value& choice : *value.array()) {
    const std::size_t i = out->size();
    require(choice.string() != nullptr && is_printable(*choice.string()),
            "{}: choice {} of '{}' is {}; give a text that can be shown", place, i, name,
            shown(canonical_text(choice), 40));
    out->push_back(*choice.string());
  }
  require(out->size() >= 2, "{}: choices '{}' has {}; give at least 2", place, name,
          out->empty() ? "none" : "one alone");
  return out;
}

int read_answer(const Record& row, const std::string& name, std::size_t n_choices) {
  const Value& value = field_of(row, name);
  const std::string place = full_place(value.place);
  const auto* number = std::get_if<std::int64_t>(&value.data);
  require(number != nullptr,
          "{}: answer '{}' must be the number of the right choice, from 0, but is {}: {}", place,
          name, value.kind(), shown(canonical_text(value), 40));
  require(*number >= 0 && *number < static_cast<std::int64_t>(n_choices),
          "{}: answer '{}' is {}, but there are {} choices, whose numbers are 0 to {}", place, name,
          *number, n_choices, n_choices - 1);
  return static_cast<int>(*number);
}

KeyedRow keyed(ChoiceRow row) {
  KeyedRow out{std::move(row), {}, {}};
  out.key = row_key(out.row.question);
  std::vector<std::string> choices;
  for (const auto& choice : *out.row.choices) choices.push_back(row_key(choice));
  std::sort(choices.begin(), choices.end());
  out.same = out.key;
  for (const auto& choice : choices) out.same += "\n" + choice;
  return out;
}

ChoiceFile read_choice_rows(const DataCard& card, const fs::path& path) {
  check_fetched(card, path);
  const ChoiceFields fields(card);
  ChoiceFile out;
  out.path = path;
  const InputTemplate question(fields.question, path.string());
  const std::unique_ptr<RecordReader> records = open_records(path);
  while (const auto record = records->next()) {
    ChoiceRow row;
    row.question = shown_text(*record, question);
    row.choices = read_choices(*record, fields.choices);
    row.answer = read_answer(*record, fields.answer, row.choices->size());
    row.item = static_cast<std::uint64_t>(record->place.line - 1);
    ++out.n_rows;
    if (std::set<std::string>(row.choices->begin(), row.choices->end()).size() ==
        row.choices->size())
      out.rows.push_back(keyed(std::move(row)));
    else if (++out.n_repeated == 1)
      out.repeated_line = record->place.line;
  }
  require(!out.rows.empty(), "{}: there are no rows{}; give a file with one JSON object a line",
          path.string(), out.n_repeated > 0 ? " but those that offer a choice twice" : "");
  out.sha256 = sha256_file(path);
  check_pinned(card, path, out.sha256);
  return out;
}

std::int64_t line_of(const KeyedRow& keyed) {
  return static_cast<std::int64_t>(keyed.row.item) + 1;
}

void drop_duplicates(ChoiceFile& file, bool keep, DataReport& report) {
  struct Seen {
    std::int64_t line;
    std::string answer;
    bool conflict = false;
  };
  const auto answer = [](const KeyedRow& keyed) {
    return row_key((*keyed.row.choices)[static_cast<std::size_t>(keyed.row.answer)]);
  };
  std::unordered_map<std::string, Seen> seen;
  for (const KeyedRow& keyed : file.rows) {
    const auto [at, is_new] = seen.try_emplace(keyed.same, Seen{line_of(keyed), answer(keyed)});
    if (!is_new && at->second.answer != answer(keyed)) at->second.conflict = true;
  }
  std::erase_if(file.rows, [&](const KeyedRow& keyed) {
    const Seen& first = seen.at(keyed.same);
    const bool repeats = first.line != line_of(keyed);
    if (first.conflict)
      report.conflicts.add(line_of(keyed), first.line);
    else if (repeats)
      report.duplicates.add(line_of(keyed), first.line);
    return first.conflict || (repeats && !keep);
  });
}

void split_choices(std::vector<ChoiceFile> files, double queries_share, ChoiceData& data) {
  std::unordered_map<std::string, std::int64_t> asked;  // key -> line
  const auto ask = [&](KeyedRow& keyed) {
    asked.try_emplace(keyed.key, line_of(keyed));
    data.queries.push_back(std::move(keyed.row));
  };
  if (files.size() == 2)
    for (KeyedRow& keyed : files[1].rows) ask(keyed);
  for (KeyedRow& keyed : files[0].rows) {
    const auto found = asked.find(keyed.key);
    if (files.size() == 2 && found != asked.end())
      data.report.overlap.add(line_of(keyed), found->second);
    else if (files.size() == 1 && hash_fraction(keyed.key) < queries_share)
      ask(keyed);
    else
      data.demonstrations.push_back(std::move(keyed.row));
  }
  const std::string place = files.back().path.string();
  for (const auto& [rows, what] :
       {std::pair(&data.demonstrations, "demonstrations"), std::pair(&data.queries, "queries")})
    require(!rows->empty(),
            "{}: no row is left for {}; give more rows, or another share of queries", place, what);
}

/// Is one of the choices the beginning of another, up to the end of a word?
bool begin_others(const std::vector<std::string>& choices) {
  for (const auto& a : choices)
    for (const auto& b : choices)
      if (a.size() < b.size() && b.starts_with(a) && b[a.size()] == ' ') return true;
  return false;
}

void add_question(const ChoiceRow& row, DataReport::Choices& out) {
  const auto n = static_cast<int>(row.choices->size());
  out.fewest = out.fewest == 0 ? n : std::min(out.fewest, n);
  out.most = std::max(out.most, n);
  std::size_t shortest = static_cast<std::size_t>(-1), longest = 0;
  for (const auto& choice : *row.choices) {
    shortest = std::min(shortest, code_points(choice));
    longest = std::max(longest, code_points(choice));
  }
  constexpr std::size_t kUnequal = 3;
  out.unequal += longest > kUnequal * shortest ? 1 : 0;
  out.begun += begin_others(*row.choices) ? 1 : 0;
}

void count_choices(ChoiceData& data, DataReport::Choices choices) {
  DataReport& report = data.report;
  double words = 0, of_choices = 0, n_choices = 0;
  for (const auto* rows : {&data.demonstrations, &data.queries})
    for (const ChoiceRow& row : *rows) {
      add_question(row, choices);
      words += count_words(row.question);
      for (const auto& choice : *row.choices) of_choices += count_words(choice);
      n_choices += static_cast<double>(row.choices->size());
      report.line_breaks += row.question.find('\n') != std::string::npos ? 1 : 0;
    }
  report.mean_words = words / static_cast<double>(data.demonstrations.size() + data.queries.size());
  choices.mean_words = of_choices / n_choices;
  for (int i = 0; i < choices.most; ++i) {
    const auto is_i = [i](const ChoiceRow& row) { return row.answer == i; };
    report.classes.push_back(
        {fmt::format("choice {}", i),
         {std::to_string(i)},
         std::count_if(data.demonstrations.begin(), data.demonstrations.end(), is_i),
         std::count_if(data.queries.begin(), data.queries.end(), is_i)});
  }
  report.choices = choices;
}

DataReport report_of(const DataCard& card, bool keep_duplicates) {
  DataReport report = card_report(card);
  report.duplicates_removed = !keep_duplicates;
  report.split = card.queries.empty() ? fmt::format("by a hash of the question, {} of it queries",
                                                    card.queries_share)
                                      : "a file of each";
  return report;
}

std::string identity_of(const DataCard& card, const std::vector<ChoiceFile>& files,
                        bool keep_duplicates) {
  const ChoiceFields fields(card);
  Array hashes;
  for (const ChoiceFile& file : files) hashes.push_back(json(file.sha256));
  std::vector<Table::Entry> entries = {{"name", json(card.name)},
                                       {"sha256", json_array(std::move(hashes))},
                                       {"question", json(fields.question)},
                                       {"choices", json(fields.choices)},
                                       {"answer", json(fields.answer)},
                                       {"example", json(card.format.example)},
                                       {"separator", json(card.format.separator)},
                                       {"start", json(card.format.start)},
                                       {"trailing_space", json(card.format.trailing_space)},
                                       {"keep_duplicates", json(keep_duplicates)}};
  if (card.queries.empty()) entries.push_back({"queries_share", json(card.queries_share)});
  return canonical_text(json_object(std::move(entries)));
}

}  // namespace

bool holds_choices(const DataCard& card) {
  if (!card.question.empty() || !card.choices.empty() || !card.answer.empty()) return true;
  const fs::path& path = card.queries.empty() ? card.file : card.queries;
  std::error_code none;
  if (!fs::is_regular_file(path, none)) return false;
  const auto row = open_records(path)->next();
  const Value* choices = row ? row->fields.find("choices") : nullptr;
  return choices != nullptr && choices->array() != nullptr &&
         row->fields.find(card.label) == nullptr;
}

ChoiceData load_choice_data(const DataCard& card, bool keep_duplicates) {
  ChoiceData data;
  data.format = card.format;
  data.report = report_of(card, keep_duplicates);
  std::vector<ChoiceFile> files;
  if (card.queries.empty())
    files.push_back(read_choice_rows(card, card.file));
  else
    for (const fs::path& path : {card.demonstrations, card.queries})
      files.push_back(read_choice_rows(card, path));
  data.identity = identity_of(card, files, keep_duplicates);
  DataReport::Choices choices;
  for (ChoiceFile& file : files) {
    if (choices.repeated == 0) choices.repeated_line = file.repeated_line;
    choices.repeated += file.n_repeated;
    data.report.files.push_back({file.path.string(), file.sha256, file.n_rows});
    drop_duplicates(file, keep_duplicates, data.report);
  }
  split_choices(std::move(files), card.queries_share, data);
  count_choices(data, choices);
  return data;
}

}  // namespace tangram
