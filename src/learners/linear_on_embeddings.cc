#include "learners/linear_on_embeddings.h"

#include <set>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/unicode.h"
#include "core/prompt_slot.h"
#include "core/token_embeddings.h"
#include "learners/segment_ids.h"
#include "math/log_space.h"

namespace tangram {
namespace {

/// Of each column of a with each of b; 0 where one has no length.
Eigen::MatrixXd plain_cosines(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b) {
  const Eigen::MatrixXd lengths = a.colwise().norm().transpose() * b.colwise().norm();
  return (lengths.array() > 0).select((a.transpose() * b).array() / lengths.array(), 0.0);
}

}  // namespace

void LinearOnEmbeddingsOptions::visit(FieldVisitor& v) {
  map.visit(v);
  v({.name = "temperature",
     .help = "Cosines are divided by it before the softmax over candidates.",
     .min = 1e-3},
    temperature);
  v({.name = "several_tokens",
     .help = "Texts of several tokens: 'error', or the 'mean' of their embeddings.",
     .choices = {"error", "mean"}},
    several_tokens);
}

LinearOnEmbeddings::LinearOnEmbeddings(LinearOnEmbeddingsOptions options, OpenModel& open,
                                       const LanguageModel& model)
    : options_(std::move(options)), open_(open), model_(model) {
  options_.map.check("learner linear_on_embeddings");
}

std::string LinearOnEmbeddings::id() const {
  return fmt::format("linear_on_embeddings@1({}, weights={})", options_text(options_),
                     model_.fingerprint());
}

std::vector<Token> LinearOnEmbeddings::checked(std::vector<Token> tokens,
                                               std::string_view what) const {
  require(!tokens.empty(), "learner linear_on_embeddings: {} has no token", what);
  require(
      tokens.size() == 1 || options_.several_tokens == "mean",
      "learner linear_on_embeddings: {} is {} tokens, and the map is from one token to one; use "
      "a task of single tokens (token_map), or several_tokens = 'mean'",
      what, tokens.size());
  return tokens;
}

LinearOnEmbeddings::Reading LinearOnEmbeddings::read(const Problem<Text>& problem) const {
  const Tokenizer& tokenizer = model_.tokenizer();
  const PromptSlot x_slot = input_slot(problem.format), y_slot = label_slot(problem.format);
  Reading out;
  const auto read_words = [&](const Candidates& words) {
    for (const std::string& word : *words)
      if (!out.word_tokens.contains(word))
        out.word_tokens[word] =
            checked(tokens_in_slot(tokenizer, y_slot, word), fmt::format("'{}'", shown(word)));
  };
  for (const auto& example : problem.demonstration) out.inputs.number(example.x);
  for (const auto& question : problem.questions) {
    out.inputs.number(question.x);
    read_words(question.candidates);
  }
  for (const TextInput* x : out.inputs.inputs()) {
    if (const auto* text = std::get_if<std::string>(x)) {
      out.input_tokens.push_back(
          checked(tokens_in_slot(tokenizer, x_slot, *text), fmt::format("'{}'", shown(*text))));
      continue;
    }
    out.input_tokens.push_back(
        checked(segment_ids(std::get<TokenSegment>(*x), tokenizer, "learner linear_on_embeddings"),
                "an input"));
  }
  return out;
}

bool LinearOnEmbeddings::load(const std::vector<Reading>& readings, std::stop_token stop) {
  std::set<Token> fresh;
  const auto want = [&](const std::vector<Token>& tokens) {
    for (const Token token : tokens)
      if (!embeddings_.contains(token)) fresh.insert(token);
  };
  for (const Reading& reading : readings) {
    for (const auto& tokens : reading.input_tokens) want(tokens);
    for (const auto& [word, tokens] : reading.word_tokens) want(tokens);
  }
  if (fresh.empty()) return true;
  const std::vector<Token> tokens(fresh.begin(), fresh.end());
  const Eigen::MatrixXd columns = token_embeddings(open_, tokens, std::move(stop));
  if (columns.cols() < static_cast<Eigen::Index>(tokens.size())) return false;  // stopped
  for (std::size_t i = 0; i < tokens.size(); ++i)
    embeddings_[tokens[i]] = columns.col(static_cast<Eigen::Index>(i));
  return true;
}

Eigen::VectorXd LinearOnEmbeddings::embedding(const std::vector<Token>& tokens) const {
  Eigen::VectorXd sum = Eigen::VectorXd::Zero(open_.width());
  for (const Token token : tokens) sum += embeddings_.at(token);
  return sum / static_cast<double>(tokens.size());
}

Eigen::MatrixXd LinearOnEmbeddings::log_probabilities(const Lesson& lesson,
                                                      const Reading& reading) const {
  const auto columns = [&](const std::vector<int>& inputs) {
    Eigen::MatrixXd out(open_.width(), static_cast<Eigen::Index>(inputs.size()));
    for (std::size_t i = 0; i < inputs.size(); ++i)
      out.col(static_cast<Eigen::Index>(i)) =
          embedding(reading.input_tokens[static_cast<std::size_t>(inputs[i])]);
    return out;
  };
  Eigen::MatrixXd words(open_.width(), lesson.n_classes);
  for (int c = 0; c < lesson.n_classes; ++c)
    words.col(c) =
        embedding(reading.word_tokens.at((*lesson.candidates)[static_cast<std::size_t>(c)]));
  if (options_.map.fit == "identity")
    return ((1 + plain_cosines(words, columns(lesson.query)).array()) / 2).max(0).log();
  const Eigen::MatrixXd x = columns(lesson.x), y = words(Eigen::all, lesson.y);
  const PairProducts pairs{x.transpose() * x, y.transpose() * y};
  const Eigen::MatrixXd dual = fit_dual(pairs, options_.map);
  Eigen::MatrixXd out = image_cosines(dual, x.transpose() * columns(lesson.query), pairs.responses,
                                      {y.transpose() * words, words.colwise().norm().transpose()}) /
                        options_.temperature;
  for (Eigen::Index q = 0; q < out.cols(); ++q)
    log_softmax({out.col(q).data(), static_cast<std::size_t>(out.rows())});
  return out;
}

std::vector<std::vector<Prediction>> LinearOnEmbeddings::answer(
    std::span<const Problem<Text>> problems, std::stop_token stop) {
  std::vector<Reading> readings;
  for (const auto& problem : problems) readings.push_back(read(problem));
  std::vector<std::vector<Prediction>> out;
  if (!load(readings, stop)) return out;
  for (std::size_t p = 0; p < problems.size() && !stop.stop_requested(); ++p)
    out.push_back(answer_by_lessons(problems[p], readings[p].inputs, [&](const Lesson& lesson) {
      return log_probabilities(lesson, readings[p]);
    }));
  return out;
}

std::unique_ptr<Learner<Text>> make_linear_on_embeddings(const Value& options,
                                                         const Resources& resources) {
  auto parsed = parse_options<LinearOnEmbeddingsOptions>(options, "learner linear_on_embeddings");
  require(resources.model != nullptr && resources.open_model != nullptr,
          "{}: learner linear_on_embeddings reads a language model's embeddings, and this command "
          "has none; give --model FILE.gguf",
          options.place.str());
  return std::make_unique<LinearOnEmbeddings>(std::move(parsed), *resources.open_model,
                                              *resources.model);
}

}  // namespace tangram
