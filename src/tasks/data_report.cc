#include "tasks/data_report.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/unicode.h"

namespace tangram {
namespace {

constexpr std::size_t kShownLines = 5;

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
  line("words in a text", fmt::format("{:.1f} on average", mean_words));
  if (ignored > 0) line("left out", fmt::format("{} rows with ignored labels", ignored));
  const std::string_view fate = duplicates_removed ? "removed" : "kept";
  line("duplicates", finding_text(duplicates, fate));
  line("conflicting labels", finding_text(conflicts, "removed"));
  line("demonstrations equal to a query", finding_text(overlap, "removed"));
  if (line_breaks > 0)
    line("warning",
         fmt::format("{} texts hold a line break: examples are hard to tell apart", line_breaks));
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
                                       {"mean_words", json(mean_words)}};
  if (choices) entries.push_back({"choices", choices_json(*choices)});
  return json_object(std::move(entries));
}

}  // namespace tangram
