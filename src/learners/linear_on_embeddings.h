#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/language_model.h"
#include "core/learner.h"
#include "core/open_model.h"
#include "core/resources.h"
#include "learners/lesson.h"
#include "learners/linear_map.h"

namespace tangram {

struct LinearOnEmbeddingsOptions {
  LinearMapOptions map;
  double temperature = 0.1;
  std::string several_tokens = "error";

  void visit(FieldVisitor& v);
};

/// tau_g-Linear (Li et al. 2024, table 1, after von Oswald et al. 2023): one linear map W from the
/// embedding e(p) of each shown prompt to the embedding e(r) of its response, D x D without a
/// bias, fitted to the demonstration alone (LinearMapOptions says how). A question's answer is
/// read as
///
///   log p(r) = log softmax over the candidates of cos(W e(p), e(r)) / temperature,
///
/// so the nearest candidate by angle comes first, shown or not: all are scored by one rule. The
/// angle and not the distance, because a penalty or an early stop shortens W e(p), and the nearest
/// point to a short vector is the shortest candidate. A monotone reading, not a calibrated one;
/// the paper's own rule is not known. Without pairs every candidate is alike.
///
/// W = I is not fitted and is no choice between candidates: p(r) = (1 + cos(e(p), e(r))) / 2, each
/// by itself, so that the metric truth_mass is the mean cosine between a prompt and its own
/// response, halved and raised by 1/2.
///
/// e(t) is layer 0 of the model: of a GGUF file the row of token_embd, de-quantised, scaled as the
/// model does (llama_language_model.h). Tokens are those that the text has where it stands in the
/// prompt, its space included. Each distinct token is read once in this learner's life.
class LinearOnEmbeddings final : public Learner<Text> {
 public:
  /// The models must outlive this; open and model are two faces of one model. Throws Error on an
  /// empty list of penalties.
  LinearOnEmbeddings(LinearOnEmbeddingsOptions options, OpenModel& open,
                     const LanguageModel& model);

  std::string id() const override;
  bool reads_model() const override { return true; }

  /// Throws Error where an input or a candidate has no token, or more than one (unless
  /// several_tokens = "mean"), and where ids belong to another tokenizer.
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  /// The tokens of one problem's inputs, by InputTable number, and of its candidates.
  struct Reading {
    InputTable inputs;
    std::vector<std::vector<Token>> input_tokens;
    std::map<std::string, std::vector<Token>> word_tokens;
  };

  Reading read(const Problem<Text>& problem) const;
  std::vector<Token> checked(std::vector<Token> tokens, std::string_view what) const;
  bool load(const std::vector<Reading>& readings, std::stop_token stop);
  Eigen::VectorXd embedding(const std::vector<Token>& tokens) const;
  Eigen::MatrixXd log_probabilities(const Lesson& lesson, const Reading& reading) const;

  LinearOnEmbeddingsOptions options_;
  OpenModel& open_;
  const LanguageModel& model_;
  std::map<Token, Eigen::VectorXd> embeddings_;  // read so far
};

/// For the catalog. Throws Error without a model that can be read.
std::unique_ptr<Learner<Text>> make_linear_on_embeddings(const Value& options,
                                                         const Resources& resources);

}  // namespace tangram
