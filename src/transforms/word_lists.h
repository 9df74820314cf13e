#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

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
  const std::string& hash() const { return hash_; }  // SHA-256 of the file

 private:
  std::string file_, hash_;
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> lists_;
};

}  // namespace tangram
