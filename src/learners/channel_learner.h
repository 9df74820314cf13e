#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/options.h"
#include "core/learner.h"
#include "core/resources.h"
#include "learners/prompt_writer.h"

namespace tangram {

struct ChannelOptions {
  std::string example = "{y}\n{x}";
  std::string separator = "task", start = "task";  // "task": as the task says
  std::string bos = "auto";

  void visit(FieldVisitor& v);
};

/// The noisy channel (Min, Lewis, Hajishirzi, Zettlemoyer 2022): each example is written with its
/// label before its input, and a candidate's score is the log-probability of the query's input
/// after the demonstration and that candidate, log p(x | demonstration, y), token by token.
/// Compared between candidates this is log p(y | x) under a uniform prior of labels.
///
/// Every candidate costs the tokens of the input: with K candidates and inputs as long as an
/// example about K times a direct prompt's queries. An input of no text has log-probability 0 after
/// every candidate. Empty of demonstrations and start, with no BOS, the label is all that stands
/// before.
class ChannelLearner final : public Learner<Text> {
 public:
  /// model (and log, which may be null) must outlive this. Throws Error on a wrong template or BOS.
  ChannelLearner(ChannelOptions options, LanguageModel& model, Log* log);

  std::string id() const override;
  bool reads_model() const override { return true; }

  /// One call of the model a problem. Throws Error where an input is token ids (write permuted
  /// inputs as words), and as LanguageModel::score does, for an input longer than the context, say.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  PromptFormat format_of(const TextFormat& task) const;

  ChannelOptions options_;
  LanguageModel& model_;
  PromptWriter writer_;
};

/// For the catalog. Throws Error without a language model.
std::unique_ptr<Learner<Text>> make_channel_learner(const Value& options,
                                                    const Resources& resources);

}  // namespace tangram
