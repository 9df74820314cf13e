#pragma once

#include <string>
#include <vector>

#include "tasks/data_report.h"

namespace tangram {

/// What `tangram init` writes of a user's data: a card and a first study.
struct Starter {
  std::string file, card;   // the data file as the card names it, the card as the study does
  std::string name;         // of set, task and study: letters, digits, _ and -
  std::string text, label;  // fields of the file
  std::vector<std::string> labels;  // as they stand in the file
  bool line_breaks = false;         // texts have several lines
  std::vector<int> shots;           // 0 and at least one more, ascending
  int draws = 12, queries = 0;
};

/// The stem of a file's name with _ for what cannot stand in names; "data" where nothing is left.
std::string starter_name(const std::string& file);

/// Numbers of shots for a first study: 0, and 1, 2 and 4 times the number of classes (of two
/// classes: 4, 8 and 16), as far as the smallest class has rows for them, a prompt stays below
/// about 2,000 tokens (a word is taken for 1.5, the rest of an example for 8), and not beyond 64
/// but for the first. Where even that is too many: as many as there can be. {0}: some class has
/// no row to show.
std::vector<int> starter_shots(const DataReport& report);

/// Two a class, at least 24, as far as there are rows.
int starter_queries(const DataReport& report);

/// A label is shown as it is, less white space around it, unless another is then the same.
std::string card_text(const Starter& starter);

/// The conditions original, labels shuffled, exchanged (of two classes) and written as random
/// tokens, with claims.
std::string study_text(const Starter& starter);

}  // namespace tangram
