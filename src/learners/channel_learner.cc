#include "learners/channel_learner.h"

#include <utility>
#include <variant>

#include "base/check.h"
#include "learners/prompt_learner.h"

namespace tangram {
namespace {

const std::string& input_text(const TextInput& x) {
  const auto* text = std::get_if<std::string>(&x);
  require(text != nullptr,
          "channel: an input is token ids, and the channel scores inputs as text; use "
          "permute_input_words or fresh_input_words in this condition");
  return *text;
}

Candidates alone(const std::string& text) {
  return std::make_shared<const std::vector<std::string>>(1, text);
}

/// The problem turned round: labels are shown and inputs are answered. One question for each
/// question and candidate; questions without text are left out.
Problem<Text> turned_round(const Problem<Text>& problem) {
  Problem<Text> out;
  out.format = problem.format;
  for (const Text::Example& example : problem.demonstration)
    out.demonstration.push_back({example.candidates->at(static_cast<std::size_t>(example.y)),
                                 alone(input_text(example.x)), 0});
  for (const Text::Question& question : problem.questions) {
    const std::string& x = input_text(question.x);
    if (x.empty()) continue;
    const Candidates input = alone(x);
    for (const std::string& label : *question.candidates)
      out.questions.push_back({question.shots, label, input, question.reference});
  }
  return out;
}

/// The predictions of the questions as they were asked, from those of the problem turned round.
std::vector<Prediction> turned_back(const Problem<Text>& problem,
                                    std::vector<Prediction> predictions) {
  std::vector<Prediction> out;
  std::size_t next = 0;
  for (const Text::Question& question : problem.questions) {
    Prediction of_question;
    of_question.scores_input = true;
    const bool silent = input_text(question.x).empty();
    for (std::size_t c = 0; c < question.candidates->size(); ++c) {
      if (silent) {
        of_question.candidate_logps.push_back({0.0});
        continue;
      }
      Prediction& one = predictions[next++];
      of_question.candidate_logps.push_back(std::move(one.candidate_logps.front()));
      of_question.candidate_paths.push_back(std::move(one.candidate_paths.front()));
    }
    out.push_back(std::move(of_question));
  }
  TANGRAM_CHECK(next == predictions.size());
  return out;
}

}  // namespace

void ChannelOptions::visit(FieldVisitor& v) {
  v({.name = "template", .help = "How an example is written, with {y} and then {x}."}, example);
  v({.name = "separator",
     .help = "What stands between examples and before the query; 'task': as the task says."},
    separator);
  v({.name = "start", .help = "What stands before the first example; 'task': as the task says."},
    start);
  v({.name = "bos",
     .help = "The token at the start of every prompt: 'auto' (what the model's metadata say), "
             "'none', or a token id."},
    bos);
}

ChannelLearner::ChannelLearner(ChannelOptions options, LanguageModel& model, Log* log)
    : options_(std::move(options)),
      model_(model),
      writer_(model.tokenizer(),
              {.bos = parse_bos(options_.bos, model.tokenizer()), .inputs_are_scored = true}, log) {
  format_of({});  // a wrong template is an error now, not after the first draw
}

std::string ChannelLearner::id() const {
  return fmt::format("channel@1({}, weights={})", options_text(options_), model_.fingerprint());
}

PromptFormat ChannelLearner::format_of(const TextFormat& task) const {
  const std::size_t x = options_.example.find("{x}"), y = options_.example.find("{y}");
  require(x != std::string::npos && y != std::string::npos && y < x,
          "channel: template '{}' must hold {{y}} and then {{x}}: the input follows its label",
          options_.example);
  TextFormat format = task;
  format.example = options_.example;
  format.example[x + 1] = 'y';  // to the writer the label is what is shown, the input what is said
  format.example[y + 1] = 'x';
  if (options_.separator != "task") format.separator = options_.separator;
  if (options_.start != "task") format.start = options_.start;
  format.trailing_space = false;
  return parse_format(format);
}

std::vector<std::vector<Prediction>> ChannelLearner::answer(std::span<const Problem<Text>> problems,
                                                            std::stop_token stop) {
  std::vector<std::vector<Prediction>> out;
  for (const Problem<Text>& problem : problems) {
    if (stop.stop_requested()) break;
    const Problem<Text> turned = turned_round(problem);
    std::vector<Prediction> answers;
    if (!score_asked(model_, writer_.write(turned, format_of(problem.format)), stop, answers))
      break;
    out.push_back(turned_back(problem, std::move(answers)));
  }
  return out;
}

std::unique_ptr<Learner<Text>> make_channel_learner(const Value& options,
                                                    const Resources& resources) {
  auto parsed = parse_options<ChannelOptions>(options, "learner channel");
  require(resources.model != nullptr,
          "{}: learner channel reads a language model, and this command has none; give --model "
          "FILE.gguf",
          options.place.str());
  return std::make_unique<ChannelLearner>(std::move(parsed), *resources.model, resources.log);
}

}  // namespace tangram
