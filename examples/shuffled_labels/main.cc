// Does a learner learn from the labels that it is shown? One draw of a set of labelled texts,
// with its labels as they are and shuffled among the examples:
//
//     shuffled_labels reviews.jsonl
//
// Each line of the file is an object {"text": "...", "label": "..."}.
#include <fmt/format.h>

#include <memory>

#include "base/check.h"
#include "core/transformed_task.h"
#include "learners/ngram_logistic.h"
#include "metrics/auc.h"
#include "metrics/classification.h"
#include "metrics/scored_episode.h"
#include "tasks/text_set.h"
#include "transforms/shuffle_outputs.h"

using namespace tangram;

int main(int argc, char** argv) try {
  require(argc == 2, "usage: shuffled_labels FILE.jsonl");

  // A task draws episodes; a transformation makes a new task of an old one.
  TextSetOptions options;
  options.data = argv[1];
  const auto original = std::make_shared<TextSet>(read_text_set(options, {}, {}), options);
  const auto shuffle = std::make_shared<ShuffleOutputs>(ShuffleOutputs::Options{});
  const TransformedTask<Text> shuffled(shuffle, original);

  // An episode is a function of the seed, its index and its shape: both arms have the same
  // examples and queries. The learner sees the problem; the truth lies beside it.
  const Shape shape{.design = Design::nested, .shots = {32}, .queries = 20};
  NgramLogistic learner({});
  const auto ask = [&](const char* arm, const Task<Text>& task) {
    const Episode<Text> episode = task.draw(Rng(1), 0, shape);
    const auto answers = learner.answer({&episode.problem, 1}, {});
    const auto scored = scored_questions(episode, answers[0]);
    fmt::print("{}  accuracy {:.2f}  AUC {:.2f}\n", arm, accuracy(scored).value.value(),
               hand_till_auc(scored).value.value());
  };
  ask("original", *original);
  ask("shuffled", shuffled);
  return 0;
} catch (const Error& error) {
  fmt::print(stderr, "error: {}\n", error.what());
  return 2;
}
