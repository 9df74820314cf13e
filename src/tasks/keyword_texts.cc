#include "tasks/keyword_texts.h"

#include <utility>
#include <vector>

#include "base/check.h"
#include "base/hash.h"
#include "core/random_words.h"
#include "tasks/keywords.h"

namespace tangram {
namespace {

/// Is the word one token, and the same one, as the first of an input and as its second?
bool is_one_token(const std::string& word, const Tokenizer& tokenizer, const PromptSlot& slot) {
  const auto id = WholeWord(tokenizer, slot).id_of(word);
  return id && tokens_in_slot(tokenizer, slot, word + " " + word) == std::vector<Token>{*id, *id};
}

/// Whose tokens a word must be one of; null: it need not.
const Tokenizer* checked_tokenizer(const KeywordTextOptions& options, const Resources& resources) {
  require(options.single_tokens != "yes" || resources.tokenizer != nullptr,
          "keyword_texts: single_tokens = 'yes' asks a tokenizer, and this command has none; give "
          "--model FILE.gguf, or single_tokens = 'no'");
  return options.single_tokens == "no" ? nullptr : resources.tokenizer;
}

std::vector<std::string> vocabulary_of(const TextData& data, const KeywordTextOptions& options,
                                       const Tokenizer* tokenizer) {
  const auto ranked =
      ranked_keywords(data.demonstrations, static_cast<int>(data.candidates->size()));
  const PromptSlot slot = input_slot(data.format);
  auto words = first_keywords(ranked, options.vocabulary, [&](const std::string& word) {
    return tokenizer == nullptr || is_one_token(word, *tokenizer, slot);
  });
  require(static_cast<int>(words.size()) == options.vocabulary,
          "keyword_texts: a vocabulary of {} words is asked for, but the {} rows of {} for "
          "demonstrations have {} words{}; ask for fewer{}",
          options.vocabulary, data.demonstrations.size(), data.report.name, words.size(),
          tokenizer == nullptr ? "" : " that are single tokens where inputs stand",
          tokenizer == nullptr ? "" : ", or set single_tokens = 'no'");
  return words;
}

void log_cut(const std::string& name, const KeywordRule& rule, const KeywordCounts& counts,
             Log* log) {
  if (log == nullptr) return;
  log->write(LogLevel::info,
             fmt::format("{}: {} words: {}", name, rule.words.size(), fmt::join(rule.words, " ")));
  log->write(
      LogLevel::info,
      fmt::format("{}: of {} rows {} keep fewer than {} of them, {} have a text with several "
                  "labels, {} repeat a text; {} are left",
                  name, counts.rows, counts.too_short, rule.least_words, counts.conflicting,
                  counts.repeated,
                  counts.rows - counts.too_short - counts.conflicting - counts.repeated));
}

}  // namespace

void KeywordTextOptions::visit(FieldVisitor& v) {
  set.visit(v);
  v({.name = "vocabulary",
     .help = "Words that texts are written in: those that tell the classes apart best.",
     .min = 2,
     .max = 100000},
    vocabulary);
  v({.name = "least_words", .help = "Rows that keep fewer words go.", .min = 1}, least_words);
  v({.name = "most_words",
     .help = "Of more words that a row keeps it shows the first; 0: all.",
     .min = 0},
    most_words);
  v({.name = "single_tokens",
     .help = "Keep only words that are one token each, so that a map of tokens is one of words; "
             "auto: where there is a tokenizer.",
     .choices = {"auto", "yes", "no"}},
    single_tokens);
}

std::unique_ptr<TextSet> make_keyword_texts(const Value& value, const Resources& resources) {
  const auto options = parse_options<KeywordTextOptions>(value, "keyword_texts");
  require(options.most_words == 0 || options.most_words >= options.least_words,
          "keyword_texts: most_words = {} is less than least_words = {}, so no row is left; give "
          "more, or 0 for all",
          options.most_words, options.least_words);
  const Tokenizer* tokenizer = checked_tokenizer(options, resources);
  TextData data = read_text_set(options.set, value.place, resources);
  data.report.name = fmt::format("keyword_texts of {}", data.report.name);
  const KeywordRule rule{vocabulary_of(data, options, tokenizer), options.least_words,
                         options.most_words};
  KeywordCounts counts;
  TextData cut = in_keywords(data, rule, counts);
  log_cut(cut.report.name, rule, counts, resources.log);
  cut.identity = fmt::format(
      "keyword_texts(version=1, least_words={}, most_words={}, words={}, {})", rule.least_words,
      rule.most_words, sha256(fmt::format("{}", fmt::join(rule.words, " "))), data.identity);
  return std::make_unique<TextSet>(std::move(cut), options.set);
}

}  // namespace tangram
