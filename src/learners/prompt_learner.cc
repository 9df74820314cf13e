#include "learners/prompt_learner.h"

#include <charconv>
#include <utility>

#include "base/check.h"
#include "core/collected_scores.h"

namespace tangram {

Token parse_bos(const std::string& bos, const Tokenizer& tokenizer) {
  if (bos == "auto") return tokenizer.bos();
  if (bos == "none") return -1;
  Token id = -1;
  const char* end = bos.data() + bos.size();
  const auto [last, error] = std::from_chars(bos.data(), end, id);
  require(error == std::errc() && last == end && id >= 0 && id < tokenizer.size(),
          "prompt: bos is '{}'; give \"auto\", \"none\" or a token id in [0, {})", bos,
          tokenizer.size());
  return id;
}

bool score_asked(LanguageModel& model, std::vector<std::vector<Path>> asked, std::stop_token stop,
                 std::vector<Prediction>& answers) {
  std::vector<Path> paths;
  for (auto& question : asked)
    for (auto& path : question) paths.push_back(std::move(path));
  CollectedScores scores(paths.size());
  if (model.score(paths, scores, stop) == Outcome::stopped) return false;
  answers.assign(asked.size(), {});
  std::size_t i = 0;
  for (std::size_t q = 0; q < asked.size(); ++q)
    for (std::size_t c = 0; c < asked[q].size(); ++c, ++i) {
      answers[q].candidate_logps.push_back(scores.take(i));
      answers[q].candidate_paths.push_back(std::move(paths[i]));
    }
  return true;
}

namespace {

PromptWriterOptions writer_options(const PromptOptions& options, const Tokenizer& tokenizer) {
  return {.bos = parse_bos(options.bos, tokenizer),
          .refuse_same_first_token = options.same_first_token == "error"};
}

}  // namespace

void PromptOptions::visit(FieldVisitor& v) {
  v({.name = "model",
     .help = "Which model answers: 'default' is the run's own.",
     .choices = {"default"}},
    model);
  v({.name = "template",
     .help = "How an example is written, with {x} and {y}; 'task': as the task says."},
    example);
  v({.name = "separator",
     .help = "What stands between examples and before the query; 'task': as the task says."},
    separator);
  v({.name = "start",
     .help = "What stands before the first example, an instruction say; 'task': as the task says."},
    start);
  v({.name = "trailing_space",
     .help = "Legacy of Li et al. 2024's code: the query keeps the white space before {y} and the "
             "bare label is scored, tokenised apart."},
    trailing_space);
  v({.name = "chat",
     .help = "The model's own chat template around the prompt. 'one_turn': all of it in one turn "
             "of the user, and the candidate begins the assistant's; 'turns': examples and query "
             "each in a turn of the user, answers in the assistant's.",
     .choices = {"none", "one_turn", "turns"},
     .unwritten = "none"},
    chat);
  v({.name = "bos",
     .help = "The token at the start of every prompt: 'auto' (what the model's metadata say), "
             "'none', or a token id. Never put before a chat template that begins with it."},
    bos);
  v({.name = "same_first_token",
     .help = "What to do where two candidates begin with the same token.",
     .choices = {"warn", "error"}},
    same_first_token);
}

PromptLearner::PromptLearner(PromptOptions options, LanguageModel& model, Log* log)
    : options_(std::move(options)),
      chat_(parse_chat(options_.chat)),
      model_(model),
      writer_(model.tokenizer(), writer_options(options_, model.tokenizer()), log) {
  format_of({});  // a wrong template is an error now, not after the first draw
}

std::string PromptLearner::id() const {
  return fmt::format("prompt@1({}, weights={})", options_text(options_), model_.fingerprint());
}

PromptFormat PromptLearner::format_of(const TextFormat& task) const {
  TextFormat format = task;
  if (options_.example != "task") format.example = options_.example;
  if (options_.separator != "task") format.separator = options_.separator;
  if (options_.start != "task") format.start = options_.start;
  format.trailing_space = format.trailing_space || options_.trailing_space;
  return in_chat(parse_format(format), chat_, model_.tokenizer());
}

std::vector<std::vector<Prediction>> PromptLearner::answer(std::span<const Problem<Text>> problems,
                                                           std::stop_token stop) {
  std::vector<std::vector<Prediction>> out;
  for (const auto& problem : problems) {
    if (stop.stop_requested()) break;
    std::vector<Prediction> answers;
    if (!score_asked(model_, writer_.write(problem, format_of(problem.format)), stop, answers))
      break;
    out.push_back(std::move(answers));
  }
  return out;
}

std::unique_ptr<Learner<Text>> make_prompt_learner(const Value& options,
                                                   const Resources& resources) {
  auto parsed = parse_options<PromptOptions>(options, "learner prompt");
  require(resources.model != nullptr,
          "{}: learner prompt reads a language model, and this command has none; give --model "
          "FILE.gguf",
          options.place.str());
  try {
    return std::make_unique<PromptLearner>(std::move(parsed), *resources.model, resources.log);
  } catch (const Error& error) {
    fail("{}: {}", options.place.str(), error.what());
  }
}

}  // namespace tangram
