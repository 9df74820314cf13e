#include "learners/word_prior.h"

#include <Eigen/Dense>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"
#include "core/collected_scores.h"
#include "core/prompt_slot.h"
#include "core/token_embeddings.h"

namespace tangram {
namespace {

constexpr int kTokensSampled = 256;

/// What stands before the first word of a text.
std::vector<Token> beginning_of_text(const Tokenizer& tokenizer) {
  if (tokenizer.bos() >= 0) return {tokenizer.bos()};
  return tokenizer.encode("\n");
}

}  // namespace

void WordPriorOptions::visit(FieldVisitor& v) {
  v({.name = "by",
     .help = "unigram: log p of the word at the beginning of a text; norm: in proportion to the "
             "length of its embedding",
     .choices = {"unigram", "norm"}},
    by);
}

WordPrior::WordPrior(WordPriorOptions options, LanguageModel& model, OpenModel* open)
    : options_(std::move(options)),
      model_(model),
      open_(open),
      beginning_(beginning_of_text(model.tokenizer())) {
  TANGRAM_CHECK(options_.by != "norm" || open_ != nullptr);
}

std::string WordPrior::id() const {
  return fmt::format("word_prior@1({}, weights={})", options_text(options_), model_.fingerprint());
}

std::vector<Token> WordPrior::tokens_of(const Problem<Text>& problem,
                                        const std::string& word) const {
  std::vector<Token> tokens = tokens_in_slot(model_.tokenizer(), label_slot(problem.format), word);
  require(!tokens.empty(), "learner word_prior: '{}' has no token", shown(word));
  return tokens;
}

bool WordPrior::read_unigrams(Words& fresh, std::stop_token stop) {
  std::vector<Path> paths;
  for (auto& [tokens, held] : fresh) {
    held.path = {beginning_, static_cast<int>(beginning_.size())};
    held.path.tokens.insert(held.path.tokens.end(), tokens.begin(), tokens.end());
    paths.push_back(held.path);
  }
  CollectedScores scores(paths.size());
  if (model_.score(paths, scores, std::move(stop)) == Outcome::stopped) return false;
  std::size_t i = 0;
  for (auto& [tokens, held] : fresh) held.log_p = scores.take(i++);
  return true;
}

bool WordPrior::read_total_length(std::stop_token stop) {
  if (log_total_length_) return true;
  const Tokenizer& tokenizer = model_.tokenizer();
  std::vector<Token> sample;
  for (int i = 0; i < kTokensSampled; ++i) {
    const auto id = static_cast<Token>(std::int64_t{tokenizer.size()} * i / kTokensSampled);
    if (tokenizer.is_ordinary(id)) sample.push_back(id);
  }
  require(!sample.empty(), "learner word_prior: the vocabulary has no ordinary tokens");
  const Eigen::MatrixXd columns = token_embeddings(*open_, sample, std::move(stop));
  if (columns.cols() < static_cast<Eigen::Index>(sample.size())) return false;
  log_total_length_ = std::log(columns.colwise().norm().mean() * tokenizer.size());
  return true;
}

bool WordPrior::read_norms(Words& fresh, std::stop_token stop) {
  if (!read_total_length(stop)) return false;
  std::vector<Token> all;
  for (const auto& [tokens, held] : fresh) all.insert(all.end(), tokens.begin(), tokens.end());
  const Eigen::MatrixXd columns = token_embeddings(*open_, all, std::move(stop));
  if (columns.cols() < static_cast<Eigen::Index>(all.size())) return false;
  Eigen::Index begin = 0;
  for (auto& [tokens, held] : fresh) {
    const auto n = static_cast<Eigen::Index>(tokens.size());
    const double length = columns.middleCols(begin, n).rowwise().mean().norm();
    held.log_p = {std::log(length) - *log_total_length_};
    begin += n;
  }
  return true;
}

bool WordPrior::read(Words& fresh, std::stop_token stop) {
  if (fresh.empty()) return true;
  const bool done = options_.by == "norm" ? read_norms(fresh, std::move(stop))
                                          : read_unigrams(fresh, std::move(stop));
  if (done) held_.merge(fresh);
  return done;
}

std::vector<std::vector<Prediction>> WordPrior::answer(std::span<const Problem<Text>> problems,
                                                       std::stop_token stop) {
  std::vector<std::map<std::string, std::vector<Token>>> tokens;  // of each problem's words
  Words fresh;
  for (const Problem<Text>& problem : problems) {
    auto& of_word = tokens.emplace_back();
    for (const Text::Question& question : problem.questions)
      for (const std::string& word : *question.candidates) {
        const auto [at, is_new] = of_word.try_emplace(word);
        if (!is_new) continue;
        at->second = tokens_of(problem, word);
        if (!held_.contains(at->second)) fresh.try_emplace(at->second);
      }
  }
  std::vector<std::vector<Prediction>> out;
  if (!read(fresh, stop)) return out;
  for (std::size_t p = 0; p < problems.size(); ++p) {
    auto& row = out.emplace_back();
    for (const Text::Question& question : problems[p].questions) {
      Prediction& prediction = row.emplace_back();
      for (const std::string& word : *question.candidates) {
        const Held& held = held_.at(tokens[p].at(word));
        prediction.candidate_logps.push_back(held.log_p);
        if (!held.path.tokens.empty()) prediction.candidate_paths.push_back(held.path);
      }
    }
  }
  return out;
}

std::unique_ptr<Learner<Text>> make_word_prior(const Value& options, const Resources& resources) {
  auto parsed = parse_options<WordPriorOptions>(options, "learner word_prior");
  require(resources.model != nullptr,
          "{}: learner word_prior asks a language model, and this command has none; give --model "
          "FILE.gguf",
          options.place.str());
  require(parsed.by != "norm" || resources.open_model != nullptr,
          "{}: learner word_prior, by = norm: this model's embeddings cannot be read; use by = "
          "unigram",
          options.place.str());
  return std::make_unique<WordPrior>(std::move(parsed), *resources.model, resources.open_model);
}

}  // namespace tangram
