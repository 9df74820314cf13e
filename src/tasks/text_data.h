#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/episode.h"
#include "tasks/data_card.h"
#include "tasks/data_report.h"

namespace tangram {

/// A labelled text as a task shows it.
struct TextRow {
  std::string text;
  int y = 0;               // index into the candidates
  std::uint64_t item = 0;  // names the row for ever: its line in its file, counted from 0
};

/// A data set in memory, checked: rows to demonstrate with and rows to ask, no text in both.
/// Immutable after loading.
struct TextData {
  Candidates candidates;  // the words shown, all distinct; at least 2
  TextFormat format;
  std::vector<TextRow> demonstrations, queries;  // in the order of their files
  std::vector<std::vector<int>> demonstrations_by_class, queries_by_class;  // row indices
  std::string identity;  // content by SHA-256 and everything that decides what a row shows
  DataReport report;
};

/// What is done with the rows beside what the card says.
struct LoadOptions {
  bool keep_duplicates = false;
  std::optional<DataCard> demonstrations;  // another set to take demonstrations from
};

/// The words of a text: runs of other characters than ASCII white space.
int count_words(std::string_view text);

/// Reads, checks and divides a set.
///
/// Two rows with equal duplicate_key() of their text are duplicates: the first stays. A text
/// that occurs with several labels goes altogether. A row whose text is that of a query never
/// demonstrates, in two files as in one. With one file a row is a query where the first 64
/// bits of the SHA-256 of its key, taken as a fraction of 2^64, are below `queries_share`: rows
/// added later move no other row.
///
/// Throws Error with file, line and column: on what RowReader refuses, an unknown label (with
/// the nearest), no rows, one class only, more than 256 distinct labels where the card lists
/// none, rows of multiple choice, a file that is not fetched or has another SHA-256 than its card
/// says, demonstrations from a set that shares sentences with the queries or has other classes.
TextData load_text_data(const DataCard& card, const LoadOptions& options);

/// Gives a set these rows, by class, and its report their counts. Throws Error, in the name of
/// `place`, where demonstrations or queries are none or all of one class.
void set_rows(TextData& data, std::vector<TextRow> demonstrations, std::vector<TextRow> queries,
              const std::string& place);

}  // namespace tangram
