#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "transforms/wordnet_lines.h"

namespace tangram {

/// Where Debian's package wordnet-base puts the files.
inline constexpr char kWordNetFolder[] = "/usr/share/wordnet";

/// Princeton WordNet 3.0: which words share a meaning, are opposites, or have to do with a word.
/// Read from the files index.* and data.* of noun, verb, adj and adv, in the format of wndb(5WN).
///
/// Words are looked up in lower case with "_" for a space, and nothing else is done to them:
/// "sports" is not "sport". Words come back as a synset writes them ("Earth", "high-risk",
/// "fine_art"), most frequent sense first, each spelling once, never the word itself in any case.
/// A word that the database lacks has no relatives: an empty list.
///
/// Immutable after construction: any number of threads may read it. About 60 MB.
class WordNet {
 public:
  /// Reads and checks all eight files: every line, and that each offset is that of a synset that
  /// holds the word. Throws Error naming file, line and value, and what to do. Half a second.
  explicit WordNet(const std::filesystem::path& folder);

  bool holds(const std::string& word) const;

  /// All its words of the letters a-z alone, at least two of them, sorted, each once: neither names
  /// nor several words ("Paris", "ice cream"). 63,686 in WordNet 3.0.
  std::vector<std::string> words() const;

  /// The other words of its synsets.
  std::vector<std::string> synonyms(const std::string& word, PartOfSpeech part) const;

  /// Its direct antonyms (pointer '!', from this word to one word), then, for each sense in which
  /// it is an adjective's satellite, the antonyms of the head ("confident" is similar to
  /// "certain", so it has "uncertain").
  std::vector<std::string> antonyms(const std::string& word, PartOfSpeech part) const;

  /// Words about what it is about: of the synsets that are similar to one of its own or that one
  /// says to see also, kinds of it, and what has it as its topic. No synonym of the word, in any
  /// part of speech, is among them.
  std::vector<std::string> keywords(const std::string& word, PartOfSpeech part) const;

  const std::filesystem::path& folder() const { return folder_; }
  const std::string& hash() const { return hash_; }  // SHA-256 over those of the eight files

 private:
  struct Part {
    std::vector<Synset> synsets;                             // ascending offsets
    std::map<std::string, std::vector<std::size_t>> senses;  // lower-case word -> synsets
  };

  std::string read_synsets(PartOfSpeech part);
  std::string read_index(PartOfSpeech part);
  void check_pointers(PartOfSpeech part) const;
  const Part& of(PartOfSpeech part) const { return parts_[static_cast<std::size_t>(part)]; }
  Part& of(PartOfSpeech part) { return parts_[static_cast<std::size_t>(part)]; }
  void add_target(const WordNetPointer& pointer, const std::string& key,
                  std::vector<std::string>& out) const;
  /// What the word's own pointers of the wanted kinds lead to.
  void add_linked(const std::string& key, PartOfSpeech part, bool (*wanted)(WordNetLink),
                  std::vector<std::string>& out) const;
  const Synset* find(PartOfSpeech part, std::uint64_t offset) const;
  const std::vector<std::size_t>& senses(const std::string& key, PartOfSpeech part) const;
  std::filesystem::path file(std::string_view kind, PartOfSpeech part) const;

  std::filesystem::path folder_;
  std::string hash_;
  std::array<Part, kPartsOfSpeech.size()> parts_;
};

/// The databases that components share: each folder is read once, when it is first asked for.
/// Threads may share it.
class WordNets {
 public:
  /// Throws Error as WordNet does.
  std::shared_ptr<const WordNet> open(const std::filesystem::path& folder);

 private:
  std::mutex mutex_;
  std::map<std::filesystem::path, std::shared_ptr<const WordNet>> read_;
};

}  // namespace tangram
