#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tangram {

enum class PartOfSpeech { noun, verb, adjective, adverb };

inline constexpr std::array kPartsOfSpeech = {PartOfSpeech::noun, PartOfSpeech::verb,
                                              PartOfSpeech::adjective, PartOfSpeech::adverb};

/// "noun", "verb", "adjective", "adverb".
std::string_view name_of(PartOfSpeech part);

/// What the database's files of it are called: index.adj, data.adj.
std::string_view suffix_of(PartOfSpeech part);

/// What to do about a file that is missing or damaged; ends every message on the database.
inline constexpr char kWordNetRemedy[] =
    "install (again) the Debian package wordnet-base, or name another folder: wordnet = \"DIR\"";

/// One line of a file, and where it stands: for errors.
struct WordNetLine {
  const std::filesystem::path& file;
  int number;           // from 1
  std::uint64_t start;  // byte in the file
  std::string_view text;
};

/// What a pointer says of the synset that it leads to. Others are not kept.
enum class WordNetLink {
  antonym,  // !
  similar,  // &: of an adjective; a satellite's is its head
  kin       // ^ see also, ~ a kind of it, -c it is the topic of that
};

/// A relation of a synset to another.
struct WordNetPointer {
  WordNetLink link = WordNetLink::antonym;
  PartOfSpeech part = PartOfSpeech::noun;
  std::uint64_t offset = 0;  // of the synset that is meant, a byte in its part's data file
  int source = 0;            // word of this synset, from 1; 0: the synset as a whole
  int target = 0;            // word of that synset, from 1; 0: the synset as a whole
};

/// A line of data.*: words with one meaning.
struct Synset {
  std::uint64_t offset = 0;        // its own byte in the file
  bool satellite = false;          // an adjective that has a meaning by being similar to a head
  std::vector<std::string> words;  // as written, "_" for a space, without "(a)", "(p)", "(ip)"
  std::vector<WordNetPointer> pointers;  // those of the kinds above
};

/// A line of index.*: a word, lower-case, and the synsets that hold it, most frequent first.
struct IndexEntry {
  std::string lemma;
  std::vector<std::uint64_t> offsets;
};

/// Calls f for each line of `text`, the content of `file`, but those of the licence, which begin
/// with two spaces. Throws Error where there is none, or the last has no end: it was truncated.
void for_each_wordnet_line(const std::filesystem::path& file, std::string_view text,
                           const std::function<void(const WordNetLine&)>& f);

/// The formats of wndb(5WN), WordNet 3.0. Each throws Error naming file, line and value where the
/// line has another form; parse_synset also where the line says another offset than its own.
/// Verb frames and the gloss are not read.
Synset parse_synset(const WordNetLine& line, PartOfSpeech part);
IndexEntry parse_index_entry(const WordNetLine& line, PartOfSpeech part);

}  // namespace tangram
