#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "tasks/data_card.h"
#include "tasks/data_report.h"
#include "tasks/row_reader.h"

namespace tangram {

/// A row on its way: with what decides whether it stays.
struct RawRow {
  DataRow row;
  std::string key;
  int y = -1;
};

/// The rows of one file.
struct RawFile {
  std::filesystem::path path;
  std::string sha256;
  std::int64_t n_rows = 0, n_ignored = 0;
  std::vector<RawRow> rows;
};

/// Throws Error for a file that is not there: a built-in set's says how to fetch it.
void check_fetched(const DataCard& card, const std::filesystem::path& path);

/// Throws Error where the card pins the content of `path` to another SHA-256.
void check_pinned(const DataCard& card, const std::filesystem::path& path,
                  const std::string& sha256);

/// What a card says of its set, for people.
DataReport card_report(const DataCard& card);

/// duplicate_key() of a text, or the text where nothing is left of it: ":-)" is not ":-(".
std::string row_key(const std::string& text);

/// A number in [0, 1) that the text alone decides: the first 53 bits of its SHA-256.
double hash_fraction(const std::string& key);

/// Reads a file as its card says. Throws Error as RowReader does, without rows, for a file
/// that is not there (a built-in set: how to fetch it), for another SHA-256 than the card's.
RawFile read_rows(const DataCard& card, const std::filesystem::path& path);

/// The labels of a set whose card lists none: those of the files, sorted, shown as they are.
/// Throws Error on more than 256 of them, or one that cannot be shown.
std::vector<std::pair<std::string, std::string>> found_labels(const std::vector<RawFile>& files);

/// Sets `y`: the index into `words` of the word that the card gives to a row's label. Throws
/// Error on a label that the card does not list, with the nearest, and where all rows are of
/// one class.
void set_classes(const DataCard& card, const std::vector<std::string>& words, RawFile& file);

/// Removes rows that repeat an earlier text (unless `keep`) and texts with several labels; the
/// report says which.
void remove_duplicates(RawFile& file, bool keep, DataReport& report);

}  // namespace tangram
