#include "tasks/catalog.h"

#include "tasks/external_task.h"
#include "tasks/keyword_texts.h"
#include "tasks/linear_regression.h"
#include "tasks/made_texts.h"
#include "tasks/multiple_choice.h"
#include "tasks/text_set.h"
#include "tasks/token_map.h"

namespace tangram {

std::vector<CatalogEntry<Task<Text>>> text_tasks() {
  return {{"text_set", "classification of the labelled texts of a data set",
           &describe_options<TextSetOptions>, &make_text_set},
          {"multiple_choice", "questions that each offer choices of their own",
           &describe_options<MultipleChoiceOptions>, &make_multiple_choice},
          {"keyword_texts", "the texts of a data set cut down to few words: those that tell most",
           &describe_options<KeywordTextOptions>, &make_keyword_texts},
          {"made_texts", "texts of a made language, each word's meaning known by construction",
           &describe_options<MadeTextOptions>, &make_made_texts},
          {"token_map", "a map of single tokens by itself: random, or linear in embeddings",
           &describe_options<TokenMapOptions>, &make_token_map},
          {"external", "an outside program: seeds as JSON lines in, episodes as JSON lines out",
           &describe_options<ExternalTaskOptions>, &make_external_task}};
}

std::vector<CatalogEntry<Task<Vector>>> vector_tasks() {
  return {{"linear_regression", "noisy linear regression over a pool of tasks, or over all",
           &describe_options<RegressionTaskOptions>, &make_linear_regression}};
}

}  // namespace tangram
