#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/options.h"
#include "base/value.h"
#include "core/episode.h"
#include "core/resources.h"

namespace tangram {

/// What is known of a data set of labelled texts, read from a small TOML file: what it is, how
/// its rows are read and shown, and how they are divided into demonstrations and queries.
///
/// Every key is optional. Rows stand either in one file, divided by a hash of the text
/// (`file`, `queries_share`), or in two (`demonstrations`, `queries`); paths are relative to
/// the card. A built-in set names no file: it is `cache_dir`/data/NAME.jsonl.
struct DataCard {
  std::string name;  // as given, or the stem of the file
  std::string description, licence, citation;
  std::vector<std::string> notes;  // known problems, warnings
  bool abusive = false;            // rows are not for showing unasked

  std::string input = "{text}";  // what is shown as x, made of the row's fields
  std::string label = "label";   // the field that holds the label
  std::vector<double> cuts;      // not empty: that field is a number, cut into levels "0", "1", ...
  TextFormat format;

  /// Multiple choice (tasks/choice_data.h); empty: as its defaults say.
  std::string question;  // what is shown as x, made of the row's fields
  std::string choices;   // the field that holds the list of choices
  std::string answer;    // the field that holds the number of the right one, from 0

  /// Raw label -> word shown, in the order of the candidates; two labels with one word are
  /// one class. Empty: the distinct labels of the file, sorted, shown as they are.
  std::vector<std::pair<std::string, std::string>> labels;
  std::vector<std::string> ignore_labels;  // rows with these raw labels are left out

  std::filesystem::path file, demonstrations, queries;  // absolute, or relative to nothing
  double queries_share = 0.2;
  std::vector<std::string> shares_sentences_with;  // names of sets
  std::string sha256;                              // of `file`; empty: not pinned

  Value sources;               // [[source]]: where to fetch it from, read by app/fetch
  std::filesystem::path path;  // of the card; empty: there is none
  bool built_in = false;

  /// The classes shown, in the order of the candidates. Empty where `labels` is.
  std::vector<std::string> words() const;
};

/// The part of a card that a study or the command line may give instead. Texts that are empty
/// and tables without a key leave the card's value as it is.
struct CardOverrides {
  std::string input, label, example, separator, start;
  std::vector<double> cuts;  // with it `labels` are of the levels, whatever the card's are
  Table labels;
  std::vector<std::string> ignore_labels;
  double queries_share = -1;
  bool trailing_space = false;

  void visit(FieldVisitor& v);
};

/// Reads a card. Throws Error with file and line on an unknown key, a wrong type, an `example`
/// without {x} and {y} in this order, a label word that cannot be shown, both or neither of
/// `demonstrations` and `queries`.
DataCard load_card(const std::filesystem::path& path);

/// The card of a user's data file: the .toml of its name beside it, or one of defaults where there
/// is none. Throws Error where the card beside it is that of another file.
DataCard card_of_file(const std::filesystem::path& file);

/// The card for `data`: a path to a .toml card or to a data file (.jsonl, .csv, .tsv; relative to
/// the study's folder, or to the working folder if only there it exists), or the name of a built-in
/// set. A card that names no file has the one of its name beside it. Throws Error with the nearest
/// known name.
DataCard find_card(const std::string& data, const Resources& resources);

/// Names of the sets in share_dir/sets, sorted. Empty where there is no such folder.
std::vector<std::string> built_in_sets(const std::filesystem::path& share_dir);

/// Throws Error as load_card() does; `place` names the origin of the overrides in messages.
void apply_overrides(DataCard& card, const CardOverrides& overrides, const Place& place);

}  // namespace tangram
