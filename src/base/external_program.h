#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/value.h"

namespace tangram {

/// An outside program that answers line by line: requests on its standard input, answers in
/// the same order on its standard output, one line each. Learners and tasks in other languages
/// are such programs.
///
/// A word of the command that names a file, seen from `dir`, is replaced by that file's path,
/// and the file's hash is part of identity(). The first word is only looked for there if it
/// holds a "/"; else it is found on PATH.
class ExternalProgram {
 public:
  static constexpr std::size_t kMaxLineBytes = 10'000'000;
  static constexpr std::size_t kMaxOutputBytes = 256'000'000;  // of all answers of one start

  /// For messages: "learner external" and "problem", say.
  struct Role {
    std::string owner;
    std::string request;
  };

  /// Throws Error if the command is empty or a file that it names cannot be read.
  ExternalProgram(Role role, std::vector<std::string> command, const std::filesystem::path& dir);

  /// "name:hash" of each file that the command names, with ", " before each.
  const std::string& files() const { return files_; }

  /// "OWNER: 'python3 mine.py'", the beginning of a message.
  std::string name() const;

  /// The place of its n-th answer, n from 0.
  Place place(std::size_t n) const;

  /// Starts the program once, gives it all requests, none of which holds a "\n", and closes its
  /// input. Throws Error if it cannot be started, ends with an exit code other than 0, has not
  /// ended after that many `seconds` (0: whenever it likes), writes too much (see above; it is
  /// stopped) or not one line a request.
  std::vector<std::string> ask(const std::vector<std::string>& requests, double seconds) const;

 private:
  Role role_;
  std::string words_;                 // the command as given
  std::vector<std::string> command_;  // files by their paths
  std::string files_;
};

}  // namespace tangram
