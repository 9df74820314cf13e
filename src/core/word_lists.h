#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/resources.h"

namespace tangram {

/// Lists of words by (label, relation), from a tab-separated file: label, relation, word; one
/// word a line; lines that begin with # and empty lines are skipped. Immutable.
class WordLists {
 public:
  /// Throws Error naming file and line: a line without three fields, an empty field, a word
  /// given twice.
  explicit WordLists(const std::filesystem::path& path);

  /// Throws Error naming label, relation and file if there is no such list.
  const std::vector<std::string>& words(const std::string& label,
                                        const std::string& relation) const;
  /// The relations of the file, and the labels that have a list of this relation, in the order of
  /// the file. None: empty.
  std::vector<std::string> relations() const;
  std::vector<std::string> labels(const std::string& relation) const;
  const std::string& hash() const { return hash_; }  // SHA-256 of the file

 private:
  std::string file_, hash_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> lists_;
  std::vector<std::pair<std::string, std::string>> order_;  // keys of lists_, as first met
};

/// The file of an option: `given`, relative to the study; empty: `installed`, among the words of
/// the installation.
std::filesystem::path word_list_path(const std::string& given, const char* installed,
                                     const Resources& resources);

}  // namespace tangram
