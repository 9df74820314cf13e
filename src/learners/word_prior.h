#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/language_model.h"
#include "core/learner.h"
#include "core/open_model.h"
#include "core/resources.h"

namespace tangram {

struct WordPriorOptions {
  std::string by = "unigram";

  void visit(FieldVisitor& v);
};

/// What a model holds of the candidate words before anything is shown: a learner that reads neither
/// demonstration nor question, the floor that a taste for some words gives. Covariates of a
/// correlation over response words come from here.
///
///   unigram  log p of the word's tokens after the beginning of a text: BOS, or a line break where
///            the model has none
///   norm     log p of a word drawn in proportion to the length of its embedding (of the mean over
///            its tokens): layer 0, and in a model with tied weights the row that makes the word's
///            logit. The sum over the vocabulary is estimated from 256 tokens, evenly spaced
///
/// Words stand as in the prompt, with the white space before {y}. Each word is read once in this
/// learner's life.
class WordPrior final : public Learner<Text> {
 public:
  /// The models must outlive this; `open` is needed by norm alone.
  WordPrior(WordPriorOptions options, LanguageModel& model, OpenModel* open);

  std::string id() const override;
  bool reads_model() const override { return true; }
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  /// A word as it stands before the answer, and what is held of it.
  struct Held {
    Path path;  // of unigram
    std::vector<double> log_p;
  };
  using Words = std::map<std::vector<Token>, Held>;

  std::vector<Token> tokens_of(const Problem<Text>& problem, const std::string& word) const;
  bool read(Words& fresh, std::stop_token stop);
  bool read_unigrams(Words& fresh, std::stop_token stop);
  bool read_norms(Words& fresh, std::stop_token stop);
  bool read_total_length(std::stop_token stop);

  WordPriorOptions options_;
  LanguageModel& model_;
  OpenModel* open_;
  std::vector<Token> beginning_;            // of a text
  Words held_;                              // read so far, by tokens
  std::optional<double> log_total_length_;  // of the vocabulary's embeddings
};

/// For the catalog. Throws Error without a model, and for norm where its embeddings cannot be read.
std::unique_ptr<Learner<Text>> make_word_prior(const Value& options, const Resources& resources);

}  // namespace tangram
