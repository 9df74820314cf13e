#include "learners/catalog.h"

#include "learners/averaging.h"
#include "learners/channel_learner.h"
#include "learners/dmmse.h"
#include "learners/external_learner.h"
#include "learners/known_mechanism.h"
#include "learners/least_squares.h"
#include "learners/linear_on_embeddings.h"
#include "learners/linear_on_hidden.h"
#include "learners/nearest_neighbour.h"
#include "learners/ngram_logistic.h"
#include "learners/prompt_learner.h"
#include "learners/reference_learners.h"
#include "learners/ridge.h"
#include "learners/word_prior.h"

namespace tangram {

std::vector<CatalogEntry<Learner<Text>>> text_learners() {
  return {
      {"prompt", "a language model, by the log-probability of each candidate after the prompt",
       &describe_options<PromptOptions>, &make_prompt_learner},
      {"channel", "a language model, by the log-probability of the input after each candidate",
       &describe_options<ChannelOptions>, &make_channel_learner},
      {"ngram_logistic", "logistic regression on word and character n-grams, or on token ids",
       &describe_options<NgramLogisticOptions>, &make_ngram_logistic},
      {"nearest_neighbour", "the most similar examples vote, by cosine of n-gram counts",
       &describe_options<NearestNeighbourOptions>, &make_nearest_neighbour},
      {"linear_on_hidden", "a linear learner on the language model's states of the input alone",
       &describe_options<LinearOnHiddenOptions>, &make_linear_on_hidden},
      {"known_mechanism",
       "on made texts: selects, binds, composes, learns or copies, by construction",
       &describe_options<KnownMechanismOptions>, &make_known_mechanism},
      {"linear_on_embeddings",
       "one linear map from prompt to response embeddings, for tasks of single tokens",
       &describe_options<LinearOnEmbeddingsOptions>, &make_linear_on_embeddings},
      {"word_prior", "what a language model holds of the candidate words before anything is shown",
       &describe_options<WordPriorOptions>, &make_word_prior},
      {"uniform_guess", "every candidate alike", &describe_options<NoOptions>, &make_uniform_guess},
      {"majority_of_demonstration", "how often the demonstration shows each candidate",
       &describe_options<MajorityOptions>, &make_majority},
      {"constant", "always the same candidate", &describe_options<ConstantOptions>, &make_constant},
      {"external", "an outside program: problems as JSONL in, scores out",
       &describe_options<ExternalOptions>, &make_external_learner},
  };
}

std::vector<CatalogEntry<Learner<Vector>>> vector_learners() {
  return {
      {"ridge", "ridge regression: the Bayesian for tasks drawn anew",
       &describe_options<RidgeOptions>, &make_ridge},
      {"dmmse", "the Bayesian for a pool of tasks: discrete MMSE, smoothed or not",
       &describe_options<DiscreteMmseOptions>, &make_dmmse},
      {"least_squares", "least squares; of weights that fit alike, the shortest",
       &describe_options<NoOptions>, &make_least_squares},
      {"averaging", "the mean of x y", &describe_options<NoOptions>, &make_averaging},
  };
}

}  // namespace tangram
