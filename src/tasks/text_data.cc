#include "tasks/text_data.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/unicode.h"
#include "tasks/choice_data.h"
#include "tasks/raw_rows.h"

namespace tangram {
namespace {

/// The rows that may demonstrate and those that are asked.
struct Parts {
  RawFile demonstrations, queries;
};

Parts divide(std::vector<RawFile> files, double queries_share, DataReport& report) {
  Parts parts;
  if (files.size() == 2) {
    parts.demonstrations = std::move(files[0]);
    parts.queries = std::move(files[1]);
  } else {
    parts.demonstrations.path = parts.queries.path = files[0].path;
    for (RawRow& raw : files[0].rows) {
      const bool asked = hash_fraction(raw.key) < queries_share;
      (asked ? parts.queries : parts.demonstrations).rows.push_back(std::move(raw));
    }
  }
  std::unordered_map<std::string_view, std::int64_t> asked;
  for (const RawRow& raw : parts.queries.rows) asked.try_emplace(raw.key, raw.row.line);
  std::erase_if(parts.demonstrations.rows, [&](const RawRow& raw) {
    const auto found = asked.find(raw.key);
    if (found != asked.end()) report.overlap.add(raw.row.line, found->second);
    return found != asked.end();
  });
  return parts;
}

std::vector<TextRow> take_rows(RawFile& file) {
  std::vector<TextRow> out;
  out.reserve(file.rows.size());
  for (RawRow& raw : file.rows)
    out.push_back({std::move(raw.row.text), raw.y, static_cast<std::uint64_t>(raw.row.line - 1)});
  return out;
}

std::vector<std::vector<int>> by_class(const std::vector<TextRow>& rows, std::size_t n_classes) {
  std::vector<std::vector<int>> out(n_classes);
  for (std::size_t i = 0; i < rows.size(); ++i)
    out[static_cast<std::size_t>(rows[i].y)].push_back(static_cast<int>(i));
  return out;
}

void check_classes(const TextData& data, const std::string& place) {
  const auto n_present = [](const std::vector<std::vector<int>>& classes) {
    return std::count_if(classes.begin(), classes.end(), [](const auto& c) { return !c.empty(); });
  };
  const auto check = [&](const std::vector<std::vector<int>>& classes, std::size_t n_rows,
                         std::string_view what) {
    require(n_rows > 0, "{}: no row is left for {}; give more rows, or another share of queries",
            place, what);
    if (n_present(classes) >= 2) return;
    const auto only =
        std::find_if(classes.begin(), classes.end(), [](const auto& c) { return !c.empty(); }) -
        classes.begin();
    fail("{}: all {} rows for {} have the label '{}'; at least two classes are needed", place,
         n_rows, what, (*data.candidates)[static_cast<std::size_t>(only)]);
  };
  check(data.demonstrations_by_class, data.demonstrations.size(), "demonstrations");
  check(data.queries_by_class, data.queries.size(), "queries");
}

double n_words(const std::vector<TextRow>& rows) {
  double n = 0;
  for (const TextRow& row : rows) n += count_words(row.text);
  return n;
}

/// What the report says of the classes, without their rows.
void describe_classes(const DataCard& card, TextData& data) {
  for (const std::string& word : *data.candidates) {
    DataReport::Class c;
    c.word = word;
    for (const auto& [raw, shown] : card.labels)
      if (shown == word) c.labels.push_back(raw);
    data.report.classes.push_back(std::move(c));
  }
}

void count_rows(TextData& data) {
  DataReport& report = data.report;
  for (std::size_t y = 0; y < report.classes.size(); ++y) {
    report.classes[y].demonstrations =
        static_cast<std::int64_t>(data.demonstrations_by_class[y].size());
    report.classes[y].queries = static_cast<std::int64_t>(data.queries_by_class[y].size());
  }
  const double n = static_cast<double>(data.demonstrations.size() + data.queries.size());
  report.mean_words = (n_words(data.demonstrations) + n_words(data.queries)) / n;
  const std::string& separator = data.format.separator;
  const std::string mark = separator.find('\n') == separator.npos ? "\n" : separator;
  report.line_breaks = 0;
  for (const auto* rows : {&data.demonstrations, &data.queries})
    for (const TextRow& row : *rows) report.line_breaks += row.text.find(mark) != row.text.npos;
}

DataReport describe_card(const DataCard& card, const LoadOptions& options) {
  DataReport report = card_report(card);
  report.duplicates_removed = !options.keep_duplicates;
  if (card.queries.empty() && !options.demonstrations) report.queries_share = card.queries_share;
  if (options.demonstrations)
    report.split = fmt::format("demonstrations from {}", options.demonstrations->name);
  else if (card.queries.empty())
    report.split = fmt::format("by a hash of the text, {} of it queries", card.queries_share);
  else
    report.split = "a file of each";
  return report;
}

/// Everything of a card that decides which rows there are and what they show, as text.
std::string card_identity(const DataCard& card, const std::vector<RawFile>& files,
                          bool keep_duplicates) {
  Array hashes, labels;
  for (const RawFile& file : files) hashes.push_back(json(file.sha256));
  for (const auto& [raw, word] : card.labels) labels.push_back(json_array({json(raw), json(word)}));
  std::vector<Table::Entry> entries = {{"name", json(card.name)},
                                       {"sha256", json_array(std::move(hashes))},
                                       {"input", json(card.input)},
                                       {"label", json(card.label)},
                                       {"labels", json_array(std::move(labels))},
                                       {"example", json(card.format.example)},
                                       {"separator", json(card.format.separator)},
                                       {"start", json(card.format.start)},
                                       {"keep_duplicates", json(keep_duplicates)}};
  if (!card.cuts.empty())
    entries.push_back({"cuts", json_list(card.cuts, [](double cut) { return json(cut); })});
  if (!card.ignore_labels.empty())
    entries.push_back({"ignore_labels", json_strings(card.ignore_labels)});
  if (card.format.trailing_space) entries.push_back({"trailing_space", json(true)});
  if (card.queries.empty()) entries.push_back({"queries_share", json(card.queries_share)});
  return canonical_text(json_object(std::move(entries)));
}

/// Demonstrations of another set: the whole of its file.
RawFile other_demonstrations(const DataCard& card, DataCard other, TextData& data) {
  const auto names = [](const DataCard& a, const DataCard& b) {
    const auto& shared = a.shares_sentences_with;
    return a.name == b.name || std::find(shared.begin(), shared.end(), b.name) != shared.end();
  };
  require(!names(card, other) && !names(other, card),
          "demonstrations from '{}' and queries from '{}': the two sets share sentences; take "
          "both from one set, which divides them, or another set for demonstrations",
          other.name, card.name);
  RawFile file = read_rows(other, other.queries.empty() ? other.file : other.demonstrations);
  if (other.labels.empty()) other.labels = found_labels({file});
  for (const std::string& word : other.words())
    require(
        std::find(data.candidates->begin(), data.candidates->end(), word) != data.candidates->end(),
        "demonstrations from '{}' have the class '{}', which '{}' has not ({}); map the labels "
        "of one to the words of the other",
        other.name, shown(word), card.name, fmt::join(*data.candidates, ", "));
  set_classes(other, *data.candidates, file);
  return file;
}

}  // namespace

int count_words(std::string_view text) {
  constexpr std::string_view kSpace = " \t\n\r\f\v";
  int n = 0;
  bool inside = false;
  for (const char c : text) {
    const bool space = kSpace.find(c) != kSpace.npos;
    n += !space && !inside ? 1 : 0;
    inside = !space;
  }
  return n;
}

TextData load_text_data(const DataCard& given, const LoadOptions& options) {
  require(!holds_choices(given),
          "data set '{}': its rows are questions with choices of their own; ask them by the task "
          "multiple_choice (use = \"multiple_choice\")",
          given.name);
  DataCard card = given;
  TextData data;
  data.format = card.format;
  data.report = describe_card(card, options);
  std::vector<RawFile> files;
  if (card.queries.empty())
    files.push_back(read_rows(card, card.file));
  else if (!options.demonstrations)
    files.push_back(read_rows(card, card.demonstrations));
  if (!card.queries.empty()) files.push_back(read_rows(card, card.queries));
  if (card.labels.empty()) card.labels = found_labels(files);
  data.candidates = std::make_shared<const std::vector<std::string>>(card.words());
  for (RawFile& file : files) set_classes(card, *data.candidates, file);
  data.identity = card_identity(card, files, options.keep_duplicates);
  if (options.demonstrations) {
    files.insert(files.begin(), other_demonstrations(card, *options.demonstrations, data));
    data.identity += " demonstrations " + files[0].sha256;
  }
  for (RawFile& file : files) {
    data.report.files.push_back({file.path.string(), file.sha256, file.n_rows});
    data.report.ignored += file.n_ignored;
    remove_duplicates(file, options.keep_duplicates, data.report);
  }
  Parts parts = divide(std::move(files), card.queries_share, data.report);
  describe_classes(card, data);
  const std::string place = parts.queries.path.string();
  set_rows(data, take_rows(parts.demonstrations), take_rows(parts.queries), place);
  return data;
}

void set_rows(TextData& data, std::vector<TextRow> demonstrations, std::vector<TextRow> queries,
              const std::string& place) {
  data.demonstrations = std::move(demonstrations);
  data.queries = std::move(queries);
  data.demonstrations_by_class = by_class(data.demonstrations, data.candidates->size());
  data.queries_by_class = by_class(data.queries, data.candidates->size());
  check_classes(data, place);
  count_rows(data);
}

}  // namespace tangram
