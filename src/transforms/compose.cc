#include "transforms/compose.h"

#include <map>
#include <utility>

#include "base/check.h"
#include "transforms/rewritten_candidates.h"

namespace tangram {
namespace {

using WordMap = std::map<std::string, std::string>;

/// Notes that a task answers prompt x with a word. Prompts in token ids are no response words.
void note_answer(const TextInput& x, const std::string& word, const std::string& task,
                 WordMap& answers) {
  const auto* prompt = std::get_if<std::string>(&x);
  if (prompt == nullptr) return;
  const auto [at, is_new] = answers.try_emplace(*prompt, word);
  require(is_new || at->second == word, "compose: {} answers '{}' with '{}' and with '{}'", task,
          *prompt, at->second, word);
}

/// What a task answers to each prompt of an episode.
WordMap answers_of(const Episode<Text>& episode, const std::string& task) {
  WordMap answers;
  for (const auto& [x, candidates, y] : episode.problem.demonstration)
    note_answer(x, candidates->at(static_cast<std::size_t>(y)), task, answers);
  std::size_t i = 0;
  for (const auto& question : episode.problem.questions) {
    if (question.reference) continue;
    const auto truth = static_cast<std::size_t>(episode.truth.at(i++));
    note_answer(question.x, question.candidates->at(truth), task, answers);
  }
  return answers;
}

}  // namespace

ComposedTask::ComposedTask(std::shared_ptr<const Task<Text>> tau2,
                           std::shared_ptr<const Task<Text>> tau1)
    : tau2_(std::move(tau2)), tau1_(std::move(tau1)) {
  TANGRAM_CHECK(tau2_ != nullptr && tau1_ != nullptr);
}

std::string ComposedTask::id() const {
  return fmt::format("compose({}, {})", tau2_->id(), tau1_->id());
}

Episode<Text> ComposedTask::draw(const Rng& rng, std::uint64_t index, const Shape& shape) const {
  Episode<Text> episode = tau1_->draw(rng, index, shape);
  const WordMap answers = answers_of(tau2_->draw(rng, index, shape), tau2_->id());
  WordMap g, from;
  for (const std::string& label : labels_of(episode.problem)) {
    const auto answer = answers.find(label);
    require(answer != answers.end(), "compose: {} has no answer to '{}', a response of {}",
            tau2_->id(), label, tau1_->id());
    const auto [other, is_new] = from.try_emplace(answer->second, label);
    require(is_new,
            "compose: {} answers '{}' and '{}' both with '{}'; candidates must stay distinct",
            tau2_->id(), other->second, label, answer->second);
    g[label] = answer->second;
  }
  rewrite_candidates(episode.problem, g);
  return episode;
}

std::shared_ptr<const Task<Text>> compose(std::shared_ptr<const Task<Text>> tau2,
                                          std::shared_ptr<const Task<Text>> tau1) {
  return std::make_shared<const ComposedTask>(std::move(tau2), std::move(tau1));
}

}  // namespace tangram
