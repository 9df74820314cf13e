#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/external_program.h"
#include "base/options.h"
#include "core/learner.h"
#include "core/resources.h"

namespace tangram {

struct ExternalOptions {
  std::vector<std::string> command;

  void visit(FieldVisitor& v);
};

/// An outside program as a learner (docs/external-learner.md): problems as JSONL on its
/// standard input, scores as JSONL on its standard output, one line a problem. The truth is
/// never there. The program itself must keep the contract: causal, deterministic.
///
/// Files that the command names are looked for in the study's folder, and their hashes are part
/// of id() (ExternalProgram).
class ExternalLearner final : public Learner<Text> {
 public:
  /// Throws Error if the command is empty.
  ExternalLearner(ExternalOptions options, const std::filesystem::path& study_dir);

  std::string id() const override;

  /// Starts the program once for all problems. Throws Error as ExternalProgram::ask() does, or
  /// if it answers anything but scores (with the line of its output).
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  ExternalOptions options_;
  ExternalProgram program_;
};

/// The line that a program reads for a problem, without "\n".
std::string external_request(const Problem<Text>& problem, std::size_t index);

/// The scores in a line of the program's output; `place` names the line. Throws Error unless
/// they are log-probabilities for this problem's questions.
std::vector<Prediction> parse_external_reply(std::string_view line, const Problem<Text>& problem,
                                             const Place& place);

std::unique_ptr<Learner<Text>> make_external_learner(const Value& options,
                                                     const Resources& resources);

}  // namespace tangram
