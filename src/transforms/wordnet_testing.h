#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/files.h"

// For tests only: small databases in the format of wndb(5WN).
namespace tangram {

/// A relation to synset `to` of the same part, counted from 0. Words count from 1; 0: all.
struct TestPointer {
  std::string symbol;
  std::size_t to;
  int source = 0, target = 0;
};

struct TestSynset {
  char type;  // n, v, a, s, r
  std::vector<std::string> words;
  std::vector<TestPointer> pointers = {};
};

/// Synsets by the suffix of their file: noun, verb, adj, adv.
using TestSynsets = std::map<std::string, std::vector<TestSynset>>;

/// The text of data.*, each line with its byte offset, and that of index.*.
struct TestPart {
  std::string data, index;
};

inline std::string test_synset_line(const TestSynset& synset,
                                    const std::vector<std::size_t>& offsets, std::size_t i) {
  const char part = synset.type == 's' ? 'a' : synset.type;
  std::string out = fmt::format("{:08} 03 {} {:02x}", offsets[i], synset.type, synset.words.size());
  for (const auto& word : synset.words) out += " " + word + " 0";
  out += fmt::format(" {:03}", synset.pointers.size());
  for (const auto& [symbol, to, source, target] : synset.pointers)
    out += fmt::format(" {} {:08} {} {:02x}{:02x}", symbol, offsets[to], part, source, target);
  return out + (part == 'v' ? " 01 + 02 00" : "") + " | a gloss  \n";
}

inline TestPart test_part(const std::vector<TestSynset>& synsets) {
  const std::string licence = "  1 A licence of its own.  \n";
  std::vector<std::size_t> offsets(synsets.size(), 0);
  std::size_t at = licence.size();
  for (std::size_t i = 0; i < synsets.size(); ++i) {
    const std::size_t length = test_synset_line(synsets[i], offsets, i).size();
    offsets[i] = at;  // a line is as long with any offset: 8 digits
    at += length;
  }
  TestPart out{licence, licence};
  std::map<std::string, std::vector<std::size_t>> senses;
  for (std::size_t i = 0; i < synsets.size(); ++i) {
    out.data += test_synset_line(synsets[i], offsets, i);
    for (std::string word : synsets[i].words) {
      word = word.substr(0, word.find('('));
      for (char& c : word)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
      auto& found = senses[word];
      if (found.empty() || found.back() != offsets[i]) found.push_back(offsets[i]);
    }
  }
  const char part = synsets.front().type == 's' ? 'a' : synsets.front().type;
  for (const auto& [word, found] : senses) {
    out.index += fmt::format("{} {} {} 2 ! & {} 0", word, part, found.size(), found.size());
    for (const std::size_t offset : found) out.index += fmt::format(" {:08}", offset);
    out.index += "  \n";
  }
  return out;
}

/// Writes the eight files into a folder that is there; parts that are not given hold one word
/// that no test asks for.
inline void write_test_wordnet(const std::filesystem::path& folder, TestSynsets synsets) {
  synsets.insert({{"noun", {{'n', {"filler"}}}},
                  {"verb", {{'v', {"filler"}}}},
                  {"adj", {{'a', {"filler"}}}},
                  {"adv", {{'r', {"filler"}}}}});
  for (const auto& [suffix, list] : synsets) {
    const TestPart part = test_part(list);
    write_file(folder / ("data." + suffix), part.data);
    write_file(folder / ("index." + suffix), part.index);
  }
}

}  // namespace tangram
