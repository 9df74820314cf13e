#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/options.h"
#include "core/learner.h"
#include "core/resources.h"
#include "learners/prompt_writer.h"

namespace tangram {

struct PromptOptions {
  std::string model = "default";
  std::string example = "task", separator = "task", start = "task";  // "task": as the task says
  bool trailing_space = false;
  std::string chat = "none";
  std::string bos = "auto";
  std::string same_first_token = "warn";

  void visit(FieldVisitor& v);
};

/// In-context learning: the demonstration and the query as one prompt, and for each
/// candidate the log-probability of each of its tokens after it. Candidates are compared by
/// whoever reads the predictions; nothing is normalised here.
class PromptLearner final : public Learner<Text> {
 public:
  /// model (and log, which may be null) must outlive this. Throws Error on a wrong template
  /// or BOS, and on a chat with a model that has no chat template or one not understood.
  PromptLearner(PromptOptions options, LanguageModel& model, Log* log);

  std::string id() const override;
  bool reads_model() const override { return true; }

  /// One call of the model a problem, all numbers of shots together: nested prompts share
  /// their beginnings. Throws Error as PromptWriter::write and LanguageModel::score do.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  PromptFormat format_of(const TextFormat& task) const;

  PromptOptions options_;
  Chat chat_;
  LanguageModel& model_;
  PromptWriter writer_;
};

/// What stands before every prompt: `bos` as PromptOptions says it, -1 for nothing. Throws Error.
Token parse_bos(const std::string& bos, const Tokenizer& tokenizer);

/// Scores asked[q][c], the path of question q with candidate c, in one call of the model. False:
/// stopped, and `answers` is as it was.
bool score_asked(LanguageModel& model, std::vector<std::vector<Path>> asked, std::stop_token stop,
                 std::vector<Prediction>& answers);

/// For the catalog. Throws Error without a language model.
std::unique_ptr<Learner<Text>> make_prompt_learner(const Value& options,
                                                   const Resources& resources);

}  // namespace tangram
