#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/episode.h"
#include "tasks/data_card.h"
#include "tasks/data_report.h"

namespace tangram {

/// A question that offers choices of its own.
struct ChoiceRow {
  std::string question;    // what is shown as x
  Candidates choices;      // at least 2, all different
  int answer = 0;          // index of the right one
  std::uint64_t item = 0;  // names the row for ever: its line in its file, counted from 0
};

/// Multiple choice in memory, checked: rows to demonstrate with and rows to ask, no question in
/// both. Immutable after loading.
struct ChoiceData {
  TextFormat format;
  std::vector<ChoiceRow> demonstrations, queries;  // in the order of their files
  std::string identity;  // content by SHA-256 and everything that decides what a row shows
  DataReport report;
};

/// Is this a set of multiple choice? It is where the card names a `question`, `choices` or
/// `answer`, or where the first row of the file has a list in its field "choices" and no label.
bool holds_choices(const DataCard& card);

/// Reads rows such as {"question": "...", "choices": ["...", "..."], "answer": 0}, by the fields
/// that the card names.
///
/// Rows with equal duplicate_key() of the question and the same choices, in any order, are
/// duplicates: the first stays (all, where `keep_duplicates`); where their answers differ all go. A
/// question that is asked demonstrates nowhere, with other choices neither. A question that offers
/// a choice twice is left out, and counted: no answer to it could be told from the other. With one
/// file a row is a query where hash_fraction() of its question's key is below `queries_share`.
///
/// Throws Error with file, line and column: on what JsonlReader refuses, choices that are no list
/// of at least 2 texts that can be shown, an answer that is no number of one of them, no
/// rows for demonstrations or queries, a file that is not fetched or has another SHA-256 than its
/// card says.
ChoiceData load_choice_data(const DataCard& card, bool keep_duplicates);

}  // namespace tangram
