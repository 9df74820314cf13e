#include "tasks/data_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/unicode.h"

namespace tangram {
namespace {

constexpr std::size_t kShownLines = 5;
constexpr std::size_t kShownLabels = 5;

std::string finding_text(const DataReport::Finding& finding, std::string_view what) {
  std::string out = fmt::format("{} {}", finding.count, what);
  for (std::size_t i = 0; i < finding.first.size(); ++i)
    out += fmt::format("{}line {} (as line {})", i == 0 ? ": " : ", ", finding.first[i].first,
                       finding.first[i].second);
  if (finding.count > static_cast<std::int64_t>(finding.first.size())) out += ", ...";
  return out;
}

Value finding_json(const DataReport::Finding& finding) {
  Array first;
  for (const auto& [line, other] : finding.first)
    first.push_back(json_object({{"line", json(line)}, {"as_line", json(other)}}));
  return json_object({{"count", json(finding.count)}, {"first", json_array(std::move(first))}});
}

/// "'a', 'b', 'c', ...".
std::string label_list(const std::vector<std::string>& labels) {
  std::string out;
  for (std::size_t i = 0; i < std::min(labels.size(), kShownLabels); ++i)
    out += fmt::format("{}'{}'", i == 0 ? "" : ", ", shown(labels[i], 40));
  return labels.size() > kShownLabels ? out + ", ..." : out;
}

/// Classes whose labels a reader would take for one.
void warn_of_similar(const std::vector<DataReport::Class>& classes, std::vector<std::string>& out) {
  struct Group {
    std::vector<std::string> labels;
    std::vector<std::string> words;  // distinct: of different classes
  };
  std::map<std::string, Group> groups;
  for (const auto& c : classes)
    for (const std::string& label : c.labels) {
      Group& group = groups[label_key(label)];
      group.labels.push_back(label);
      if (group.words.empty() || group.words.back() != c.word) group.words.push_back(c.word);
    }
  for (const auto& [key, group] : groups)
    if (group.words.size() > 1)
      out.push_back(fmt::format(
          "the labels {} differ only in case or white space, and are classes of their own; if they "
          "mean one class, give them one word in the card's `labels`",
          label_list(group.labels)));
}

/// Classes without rows for one of the two purposes, which a share of the rows have.
void warn_of_absent(const DataReport& report, bool queries, std::vector<std::string>& out) {
  std::vector<std::string> absent;
  for (const auto& c : report.classes)
    if ((queries ? c.queries : c.demonstrations) == 0) absent.push_back(c.word);
  if (absent.empty()) return;
  const std::size_t n = report.classes.size();
  std::string text = fmt::format("{} of {} classes have no row for {} ({}): ", absent.size(), n,
                                 queries ? "queries" : "demonstrations", label_list(absent));
  text += queries
              ? "they are never asked"
              : "no prompt can show them, and demonstrations balanced over all classes cannot be "
                "drawn";
  text += "; give more rows of them";
  if (report.queries_share > 0)
    text += fmt::format(
        ": {} rows of each class are enough in 9 of 10 cases (queries_share = {})",
        rows_for_each_class(n, queries ? report.queries_share : 1 - report.queries_share),
        report.queries_share);
  out.push_back(std::move(text));
}

Value files_json(const std::vector<DataReport::File>& files) {
  Array out;
  for (const auto& file : files)
    out.push_back(json_object(
        {{"path", json(file.path)}, {"sha256", json(file.sha256)}, {"rows", json(file.rows)}}));
  return json_array(std::move(out));
}

Value classes_json(const std::vector<DataReport::Class>& classes) {
  Array out;
  for (const auto& c : classes)
    out.push_back(json_object({{"word", json(c.word)},
                               {"labels", json_strings(c.labels)},
                               {"demonstrations", json(c.demonstrations)},
                               {"queries", json(c.queries)}}));
  return json_array(std::move(out));
}

void append_classes(const DataReport& report, std::string& out) {
  std::int64_t demonstrations = 0, queries = 0;
  for (const auto& c : report.classes) demonstrations += c.demonstrations, queries += c.queries;
  const auto row = [&out](std::string_view name, auto a, auto b) {
    fmt::format_to(std::back_inserter(out), "  {:<24} {:>15} {:>9}\n", name, a, b);
  };
  row(report.choices ? "answer" : "class", "demonstrations", "queries");
  for (const auto& c : report.classes) row(shown(c.word, 24), c.demonstrations, c.queries);
  row("all", demonstrations, queries);
}

/// What is said of choices, a line each.
std::vector<std::pair<std::string, std::string>> choice_lines(const DataReport::Choices& choices) {
  std::vector<std::pair<std::string, std::string>> out = {
      {"choices of a question",
       choices.fewest == choices.most
           ? fmt::format("{}, of {:.1f} words on average", choices.most, choices.mean_words)
           : fmt::format("{} to {}, of {:.1f} words on average", choices.fewest, choices.most,
                         choices.mean_words)}};
  if (choices.repeated > 0)
    out.emplace_back("left out", fmt::format("{} questions that offer a choice twice, the first in "
                                             "line {}",
                                             choices.repeated, choices.repeated_line));
  if (choices.unequal > 0)
    out.emplace_back(
        "remark",
        fmt::format("in {} of the questions a choice is over 3 times as long as another: the "
                    "sum of log-probabilities favours the short one, the mean per "
                    "token does not",
                    choices.unequal));
  if (choices.begun > 0)
    out.emplace_back(
        "remark",
        fmt::format("in {} of the questions a choice is the beginning of another, which by "
                    "the sum of log-probabilities could never win",
                    choices.begun));
  return out;
}

Value choices_json(const DataReport::Choices& choices) {
  return json_object({{"fewest", json(choices.fewest)},
                      {"most", json(choices.most)},
                      {"mean_words", json(choices.mean_words)},
                      {"unequal", json(choices.unequal)},
                      {"begun", json(choices.begun)},
                      {"repeated", json(choices.repeated)}});
}

}  // namespace

void DataReport::Finding::add(std::int64_t line, std::int64_t other) {
  if (first.size() < kShownLines) first.emplace_back(line, other);
  ++count;
}

std::int64_t rows_for_each_class(std::size_t n_classes, double share) {
  const double n = std::log(0.1 / static_cast<double>(n_classes)) / std::log1p(-share);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(n - 1e-9)));
}

std::int64_t DataReport::balanced_shots() const {
  if (classes.empty()) return 0;
  const auto least = std::min_element(
      classes.begin(), classes.end(),
      [](const Class& a, const Class& b) { return a.demonstrations < b.demonstrations; });
  return least->demonstrations * static_cast<std::int64_t>(classes.size());
}

std::vector<std::string> DataReport::warnings() const {
  std::vector<std::string> out;
  warn_of_similar(classes, out);
  warn_of_absent(*this, false, out);
  warn_of_absent(*this, true, out);
  if (line_breaks > 0)
    out.push_back(fmt::format(
        "{} texts hold a line break like that between examples, which are hard to tell apart; a "
        "card's `separator` can set them off",
        line_breaks));
  return out;
}

std::string DataReport::text() const {
  std::string out = name + "\n";
  const auto line = [&out](std::string_view what, std::string_view value) {
    if (!value.empty()) fmt::format_to(std::back_inserter(out), "  {}: {}\n", what, value);
  };
  line("what", description);
  line("licence", licence);
  line("cite", citation);
  for (const std::string& note : notes) line("note", note);
  for (const File& file : files)
    line("file", fmt::format("{} ({} rows, SHA-256 {})", file.path, file.rows, file.sha256));
  line("split", split);
  append_classes(*this, out);
  if (choices)
    for (const auto& [what, value] : choice_lines(*choices)) line(what, value);
  else
    line("shots", fmt::format("{} at most, balanced over the classes", balanced_shots()));
  line("words in a text", fmt::format("{:.1f} on average", mean_words));
  if (ignored > 0) line("left out", fmt::format("{} rows with ignored labels", ignored));
  const std::string_view fate = duplicates_removed ? "removed" : "kept";
  line("duplicates", finding_text(duplicates, fate));
  line("conflicting labels", finding_text(conflicts, "removed"));
  line("demonstrations equal to a query", finding_text(overlap, "removed"));
  for (const std::string& warning : warnings()) line("warning", warning);
  return out;
}

Value DataReport::json_value() const {
  std::vector<Table::Entry> entries = {{"name", json(name)},
                                       {"description", json(description)},
                                       {"licence", json(licence)},
                                       {"citation", json(citation)},
                                       {"notes", json_strings(notes)},
                                       {"abusive", json(abusive)},
                                       {"files", files_json(files)},
                                       {"split", json(split)},
                                       {"classes", classes_json(classes)},
                                       {"ignored", json(ignored)},
                                       {"duplicates", finding_json(duplicates)},
                                       {"duplicates_removed", json(duplicates_removed)},
                                       {"conflicts", finding_json(conflicts)},
                                       {"overlap", finding_json(overlap)},
                                       {"line_breaks", json(line_breaks)},
                                       {"warnings", json_strings(warnings())},
                                       {"mean_words", json(mean_words)}};
  if (choices)
    entries.push_back({"choices", choices_json(*choices)});
  else
    entries.push_back({"balanced_shots", json(balanced_shots())});
  return json_object(std::move(entries));
}

}  // namespace tangram
