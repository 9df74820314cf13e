#include <optional>
#include <utility>

#include "base/check.h"
#include "tasks/text_set.h"

namespace tangram {
namespace {

std::optional<DataCard> other_card(const TextSetOptions& options, const Resources& resources) {
  if (options.demonstrations.empty()) return std::nullopt;
  return find_card(options.demonstrations, resources);
}

void log_findings(const DataReport& report, Log* log) {
  if (log == nullptr) return;
  for (const std::string& warning : report.warnings())
    log->write(LogLevel::warning, report.name + ": " + warning);
  if (report.duplicates.count > 0)
    log->write(LogLevel::info,
               fmt::format("{}: {} duplicate rows {}", report.name, report.duplicates.count,
                           report.duplicates_removed ? "removed" : "kept"));
  if (report.conflicts.count > 0)
    log->write(LogLevel::warning,
               fmt::format("{}: {} rows removed whose text occurs with several labels (the first "
                           "is line {})",
                           report.name, report.conflicts.count, report.conflicts.first[0].first));
  if (report.overlap.count > 0)
    log->write(LogLevel::warning,
               fmt::format("{}: {} rows for demonstrations removed that repeat a query (the first "
                           "is line {})",
                           report.name, report.overlap.count, report.overlap.first[0].first));
}

}  // namespace

void visit_held_out(FieldVisitor& v, std::vector<std::string>& held_out) {
  v({.name = "held_out",
     .help =
         "Labels that no demonstration shows and that alone are asked, at least 2; empty: none."},
    held_out);
}

void TextSetOptions::visit(FieldVisitor& v) {
  v({.name = "data",
     .help = "A built-in set, a data file (.jsonl, .csv, .tsv), or a card (.toml); `tangram data` "
             "lists "
             "sets."},
    data);
  v({.name = "demonstrations",
     .help = "Another set to take demonstrations from. Empty: those of `data`."},
    demonstrations);
  v({.name = "balanced",
     .help = "Class counts of the demonstration differ by at most 1 at every number of shots; "
             "false: drawn uniformly."},
    balanced);
  v({.name = "order",
     .help = "Order of the demonstration between two numbers of shots.",
     .choices = {"shuffled", "grouped", "alternating"}},
    order);
  v({.name = "permutation",
     .help = "Another number is another order of the same examples.",
     .min = 0},
    permutation);
  v({.name = "balanced_queries",
     .help = "As many queries of each class as the rows allow; false: drawn uniformly."},
    balanced_queries);
  v({.name = "keep_duplicates",
     .help = "Keep rows that repeat a text; a query's text never demonstrates all the same."},
    keep_duplicates);
  visit_held_out(v, held_out);
  card.visit(v);
}

TextData read_text_set(const TextSetOptions& options, const Place& place,
                       const Resources& resources) {
  DataCard card = find_card(options.data, resources);
  apply_overrides(card, options.card, place);
  TextData data = load_text_data(card, {options.keep_duplicates, other_card(options, resources)});
  log_findings(data.report, resources.log);
  return data;
}

std::unique_ptr<TextSet> make_text_set(const Value& value, const Resources& resources) {
  const auto options = parse_options<TextSetOptions>(value, "text_set");
  return std::make_unique<TextSet>(read_text_set(options, value.place, resources), options);
}

}  // namespace tangram
