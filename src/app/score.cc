#include <fmt/format.h>

#include <iostream>
#include <sstream>

#include "app/commands.h"
#include "app/engine.h"
#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "base/unicode.h"
#include "learners/label_guard.h"
#include "metrics/reading.h"

namespace tangram {
namespace {

/// One prompt with the texts that may follow it, as they stand (no space is added).
struct Item {
  std::string prompt;
  std::vector<std::string> continuations;
};

const Value& member(const Value& object, const char* name) {
  const Table* table = object.table();
  require(table != nullptr, "{}: {} where an object is expected", object.place.str(),
          object.kind());
  const Value* value = table->find(name);
  require(value != nullptr,
          "{}: the key \"{}\" is missing; a line is {{\"prompt\": ..., \"continuations\": [...]}}",
          object.place.str(), name);
  return *value;
}

const std::string& text_of(const Value& value) {
  require(value.string() != nullptr, "{}: {} where a string is expected", value.place.str(),
          value.kind());
  return *value.string();
}

std::vector<Item> read_items(const std::string& file) {
  std::string text;
  if (file == "-")
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
  else
    text = read_file(file);
  std::vector<Item> out;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const Value value = parse_json(line, {file == "-" ? "standard input" : file, number, 0});
    Item item{text_of(member(value, "prompt")), {}};
    const Value& list = member(value, "continuations");
    require(list.array() != nullptr && !list.array()->empty(),
            "{}: \"continuations\" must be a list of at least one text", value.place.str());
    for (const Value& each : *list.array()) item.continuations.push_back(text_of(each));
    out.push_back(std::move(item));
  }
  require(!out.empty(), "{}: holds no line to score", file);
  return out;
}

struct Scores final : ScoreSink {
  std::vector<PathScore> scores;
  void done(std::size_t i, PathScore score) override { scores.at(i) = std::move(score); }
};

/// The paths of an item: prompt and continuation tokenised as one text, cut where the first
/// continuation's tokens part from the prompt's.
std::vector<Path> paths_of(const Item& item, const Tokenizer& tokenizer) {
  JointTokens tokens;
  tokens.context = tokenizer.encode(item.prompt);
  for (const std::string& continuation : item.continuations) {
    require(!continuation.empty(), "score: an empty continuation cannot be scored");
    tokens.with.push_back(tokenizer.encode(item.prompt + continuation));
  }
  const Boundary boundary = find_boundary(tokens);
  std::vector<Path> out;
  for (const auto& with : tokens.with) {
    Path path;
    if (tokenizer.bos() >= 0) path.tokens.push_back(tokenizer.bos());
    path.scored_from = static_cast<int>(path.tokens.size() + boundary.cut);
    path.tokens.insert(path.tokens.end(), with.begin(), with.end());
    require(path.scored_from >= 1,
            "score: this model has no token for the start of a text, so nothing stands before the "
            "first token; give a --prompt, or a token with --bos");
    out.push_back(std::move(path));
  }
  return out;
}

Value item_json(const Item& item, const std::vector<Path>& paths,
                std::span<const PathScore> scores) {
  Array out;
  for (std::size_t c = 0; c < paths.size(); ++c) {
    Array tokens, logps;
    for (std::size_t i = static_cast<std::size_t>(paths[c].scored_from); i < paths[c].tokens.size();
         ++i)
      tokens.push_back(json(paths[c].tokens[i]));
    for (const double logp : scores[c].token_logps) logps.push_back(json(logp));
    out.push_back(json_object({{"text", json(item.continuations[c])},
                               {"log_p", json(read_score(Reading::sum, scores[c].token_logps))},
                               {"tokens", json_array(std::move(tokens))},
                               {"token_logps", json_array(std::move(logps))}}));
  }
  return json_object({{"prompt", json(item.prompt)}, {"scores", json_array(std::move(out))}});
}

void print_item(const Item& item, std::span<const PathScore> scores) {
  print(fmt::format("'{}'\n", shown(item.prompt)));
  for (std::size_t c = 0; c < item.continuations.size(); ++c)
    print(fmt::format("  {:>12.6f}  {} token(s)  '{}'\n",
                      read_score(Reading::sum, scores[c].token_logps), scores[c].token_logps.size(),
                      shown(item.continuations[c])));
}

}  // namespace

int score_command(const ScoreCommand& command, const Context& context) {
  require(command.file.empty() != command.continuations.empty(),
          "score: give either continuations of --prompt, or --file");
  const std::vector<Item> items = command.file.empty()
                                      ? std::vector<Item>{{command.prompt, command.continuations}}
                                      : read_items(command.file);
  const ModelFile file =
      find_model(command.model.model.empty() ? "default" : command.model.model, context);
  LlamaLanguageModel model(file.path, llama_options(command.model), *context.log, file.sha256);
  std::vector<Path> paths;
  std::vector<std::size_t> first;
  for (const Item& item : items) {
    first.push_back(paths.size());
    for (Path& path : paths_of(item, model.tokenizer())) paths.push_back(std::move(path));
  }
  Scores scores;
  scores.scores.resize(paths.size());
  if (model.score(paths, scores, context.stop) == Outcome::stopped) return kInterrupted;
  Array out;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::size_t n = items[i].continuations.size();
    const std::span<const PathScore> mine(scores.scores.data() + first[i], n);
    if (context.json)
      out.push_back(item_json(items[i],
                              {paths.begin() + static_cast<std::ptrdiff_t>(first[i]),
                               paths.begin() + static_cast<std::ptrdiff_t>(first[i] + n)},
                              mine));
    else
      print_item(items[i], mine);
  }
  if (context.json) print_json(json_array(std::move(out)));
  return kDone;
}

}  // namespace tangram
