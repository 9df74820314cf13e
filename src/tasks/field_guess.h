#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tasks/record.h"

namespace tangram {

/// What is seen of a field over all rows of a data file.
struct FieldSummary {
  static constexpr std::size_t kMaxValues = 256;  // as many classes as a set may have

  std::string name;
  std::int64_t filled = 0;  // rows in which it is neither missing, null nor blank
  bool texts = true;        // every value is a string: it may be shown
  bool labels = true;       // every value is a string, an integer or a boolean
  double mean_chars = 0;    // code points, over the rows in which it is filled
  /// The distinct values as texts, sorted; where there are more than kMaxValues, so many and one.
  std::vector<std::string> values;
};

/// The fields in the order in which they are first met.
struct FieldSurvey {
  std::int64_t n_rows = 0;
  std::vector<FieldSummary> fields;
};

/// Reads all rows. Throws Error as the reader does.
FieldSurvey survey_fields(RecordReader& records);

/// The fields that hold text and label, and why these, in words.
struct FieldGuess {
  struct Choice {
    std::string name, why;
  };
  Choice text, label;
};

/// What the user has said; empty: to be guessed.
struct FieldsGiven {
  std::string text, label;
};

/// The text: the field that is given, else the one called "text" as in files without a card, else
/// the one with the longest texts on average, the next of them less than half as long. The label:
/// the field that is given, else the one called "label", else the only one that has between 2 and
/// 256 distinct values, each in two rows on average, else the only other field.
///
/// A field with a value in less than half of the rows is not guessed. Throws Error, in the name of
/// `file`, on a field that is not there (with the nearest), and, with what there is to choose from
/// and the option that says it, where the data leave it open.
FieldGuess guess_fields(const FieldSurvey& survey, const FieldsGiven& given,
                        const std::string& file);

}  // namespace tangram
