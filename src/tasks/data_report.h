#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"

namespace tangram {

/// What was found while a data set was read: printed by `tangram data`. Line numbers count
/// from 1 and belong to the file in which the later row stands.
struct DataReport {
  struct File {
    std::string path, sha256;
    std::int64_t rows = 0;  // read, those with ignored labels included
    bool operator==(const File&) const = default;
  };
  struct Class {
    std::string word;
    std::vector<std::string> labels;  // as they stand in the file
    std::int64_t demonstrations = 0, queries = 0;
    bool operator==(const Class&) const = default;
  };
  /// Rows of one kind of fault, with the first few: (line, line of the row that it repeats).
  struct Finding {
    std::int64_t count = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> first;
    bool operator==(const Finding&) const = default;
    void add(std::int64_t line, std::int64_t other);
  };
  /// Multiple choice: what the questions offer. The classes are then the numbers of the choices.
  struct Choices {
    int fewest = 0, most = 0;  // of a question
    double mean_words = 0;     // of a choice
    std::int64_t unequal = 0;  // questions with a choice of over 3 times the characters of another
    std::int64_t begun = 0;    // questions of which a choice is the beginning of another
    // Questions that offer a choice twice: left out, as no answer could be told from the other.
    std::int64_t repeated = 0, repeated_line = 0;  // how many; the first one's line
    bool operator==(const Choices&) const = default;
  };

  std::string name, description, licence, citation;
  std::vector<std::string> notes;
  bool abusive = false;
  std::vector<File> files;
  std::string split;  // how rows became demonstrations and queries, in words
  std::vector<Class> classes;
  std::int64_t ignored = 0;  // rows with a label that the card leaves out
  Finding duplicates;        // rows that repeat an earlier text, with the same label
  bool duplicates_removed = true;
  Finding conflicts;             // rows of texts that occur with several labels: removed
  Finding overlap;               // demonstration rows that repeat the text of a query: removed
  std::int64_t line_breaks = 0;  // texts that hold the separator (or a '\n' where it has none)
  double queries_share = 0;  // of one file; 0: demonstrations and queries have files of their own
  double mean_words = 0;     // parted by white space, over all rows kept
  std::optional<Choices> choices;

  /// The largest number of shots at which a demonstration balanced over all classes can always be
  /// drawn: the number of classes times the rows of the smallest.
  std::int64_t balanced_shots() const;

  /// What a study should know of beforehand, a sentence each: labels of different classes that
  /// differ in case or white space only, classes that cannot be shown or are never asked and how
  /// many rows it takes, texts of several lines.
  std::vector<std::string> warnings() const;

  /// For a terminal: several lines.
  std::string text() const;
  /// The documented form of `tangram data --json`.
  Value json_value() const;
};

/// Rows a class so that, with probability 0.9 at least, each of `n_classes` has one where a row has
/// one with probability `share`: the smallest n with n_classes (1 - share)^n <= 0.1.
std::int64_t rows_for_each_class(std::size_t n_classes, double share);

}  // namespace tangram
