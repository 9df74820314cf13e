#include <fmt/format.h>

#include "app/commands.h"
#include "app/engine.h"
#include "base/json.h"
#include "base/unicode.h"
#include "learners/label_guard.h"
#include "llama/llama_tokenizer.h"
#include "tasks/choice_data.h"
#include "tasks/data_card.h"
#include "tasks/text_data.h"

namespace tangram {
namespace {

/// What is looked at: words in a format with an input.
struct Subject {
  TextFormat format;
  std::vector<std::string> words;
  std::string input = "the film is fine";
};

Subject subject_of(const TokensCommand& command, const Context& context) {
  Subject out;
  if (!command.data.empty() || command.labels.empty()) {
    Resources resources;
    resources.share_dir = context.share_dir / "data";
    resources.cache_dir = context.cache_dir;
    const DataCard card = find_card(command.data.empty() ? "vader_movie" : command.data, resources);
    out.format = card.format;
    if (holds_choices(card)) {
      const ChoiceRow first = load_choice_data(card, false).queries.front();
      out.words = *first.choices;
      out.input = first.question;
    } else {
      out.words = card.words();
    }
    // Only the rows can say the labels of a card that lists none.
    if (out.words.empty() && command.labels.empty())
      out.words = *load_text_data(card, {}).candidates;
  }
  if (!command.labels.empty()) out.words = command.labels;
  if (!command.example.empty()) out.format.example = command.example;
  if (!command.input.empty()) out.input = command.input;
  return out;
}

std::string quoted(const std::vector<std::string>& bytes) {
  std::string out;
  for (const std::string& token : bytes) out += fmt::format(" '{}'", shown(token));
  return out;
}

Value ids(const std::vector<Token>& tokens) {
  Array out;
  for (const Token token : tokens) out.push_back(json(token));
  return json_array(std::move(out));
}

Value report_json(const LabelReport& report) {
  Array candidates;
  for (const CandidateReport& candidate : report.candidates)
    candidates.push_back(json_object({{"text", json(candidate.text)},
                                      {"tokens", ids(candidate.tokens)},
                                      {"bytes", json_strings(candidate.bytes)},
                                      {"stable", json(candidate.stable)},
                                      {"warnings", json_strings(candidate.warnings)}}));
  return json_object({{"prompt", json(report.text)},
                      {"tokens", ids(report.context)},
                      {"bytes", json_strings(report.bytes)},
                      {"candidates", json_array(std::move(candidates))},
                      {"remarks", json_strings(report.remarks)},
                      {"errors", json_strings(report.errors)}});
}

std::string report_text(const LabelReport& report) {
  std::string out =
      fmt::format("prompt, {} tokens:{}\n", report.context.size(), quoted(report.bytes));
  for (const CandidateReport& candidate : report.candidates) {
    out += fmt::format("candidate '{}', {} token(s):{}{}\n", shown(candidate.text),
                       candidate.tokens.size(), quoted(candidate.bytes),
                       candidate.stable ? "" : "   (changes the tokens before it)");
    for (const std::string& warning : candidate.warnings) out += "  warning: " + warning + "\n";
  }
  for (const std::string& remark : report.remarks) out += "remark: " + remark + "\n";
  for (const std::string& error : report.errors) out += "error: " + error + "\n";
  if (!report.errors.empty()) out += "a data card's `labels` gives a label another word\n";
  return out;
}

}  // namespace

int tokens_command(const TokensCommand& command, const Context& context) {
  const Subject subject = subject_of(command, context);
  const ModelFile file =
      find_model(command.model.model.empty() ? "default" : command.model.model, context);
  const LlamaTokenizer tokenizer(file.path, *context.log, llama_options(command.model).bos);
  const PromptFormat format =
      in_chat(parse_format(subject.format), parse_chat(command.chat), tokenizer);
  const LabelReport report = inspect_labels(tokenizer, format, subject.words, subject.input);
  if (context.json)
    print_json(report_json(report));
  else
    print(report_text(report));
  return report.errors.empty() ? kDone : kFault;
}

}  // namespace tangram
