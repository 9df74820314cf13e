#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"

namespace tangram {

/// A folder of its own for one test of the program, with a small model and data set, the
/// cache and the runs inside; removed at the end. The model has seeded random weights and
/// goes through the real engine.
class Sandbox {
 public:
  Sandbox();
  ~Sandbox();
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;

  std::filesystem::path path(const std::string& name) const { return dir_ / name; }
  std::filesystem::path model() const { return path("model.gguf"); }
  std::filesystem::path data() const { return path("reviews.jsonl"); }

  /// Runs the program with the sandbox's folders; the environment variables are "NAME=value".
  ProcessResult run(std::vector<std::string> args, std::vector<std::string> environment = {}) const;

  /// run(), and fails the test unless the exit code is 0; gives the standard output.
  std::string output(const std::vector<std::string>& args) const;

  /// The standard error of a call that must end with exit code 2.
  std::string fault(const std::vector<std::string>& args) const;

  /// A study on the sandbox's data and model, small enough for a test: two conditions, two
  /// learners, 2 draws of 4 queries.
  std::filesystem::path study() const;

  std::filesystem::path write(const std::string& name, const std::string& text) const;

 private:
  std::filesystem::path dir_;
};

}  // namespace tangram
