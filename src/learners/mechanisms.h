#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/episode.h"
#include "learners/made_knowledge.h"

namespace tangram {

/// What a mechanism sees of an input: the words that it would learn from, and what its
/// pre-training says of them.
struct MadeInput {
  std::vector<std::uint64_t> words;  // the text's words, or the ids of tokens, as hashes
  Eigen::VectorXi evidence;          // words of each label; ids of tokens are no words
  std::optional<int> label;          // the label whose own word the text is; nullopt: none
};
MadeInput made_input(const TextInput& x, const MadeKnowledge& knowledge);

/// A demonstration and queries, to a mechanism. Classes are candidates; `y` is the class shown
/// beside each input. Nothing here outlives the call.
struct MadeLesson {
  const std::vector<std::string>& candidates;
  std::vector<const MadeInput*> x;
  std::vector<int> y;
  std::vector<const MadeInput*> queries;
};

/// Probabilities of a task's labels given an input: proportional to exp(evidence), the posterior
/// where a word of the label is e times as likely under it. `task` must be one of knowledge's.
Eigen::VectorXd belief(const MadeInput& input, const MadeKnowledge::Task& task);

/// The task of pre-training that has most words in `evidence` (of a demonstration and a query), the
/// first of equals: its index; -1: none has any.
int selected_task(const Eigen::VectorXi& evidence, const MadeKnowledge& knowledge);

/// The mechanisms. Each gives a probability to every candidate for every query: candidates x
/// queries, all positive, columns sum to 1. Those that select a task answer uniformly where they
/// recognise none.
///
/// task_selector (H1): one task of pre-training with its own words. It recognises the task, and
/// where inputs are labels, which of its maps takes them to what is shown; it does not put a map
/// after a task. Candidates that its task does not know share their places evenly.
Eigen::MatrixXd task_selector(const MadeLesson& lesson, const MadeKnowledge& knowledge);

/// symbol_binder (H1'): recognises the task, counts with which label each candidate is shown
/// (soft counts; a candidate that is a label's own word begins with one), and answers with what
/// is bound to the query's label. A map of labels by themselves is a task of pre-training, as it
/// is to the task_selector.
Eigen::MatrixXd symbol_binder(const MadeLesson& lesson, const MadeKnowledge& knowledge);

/// composer (H3): recognises the task and the map of pre-training that takes its labels to what
/// is shown, and answers with the map's image of the query's label, shown or not. Its maps are a
/// short list: closed under all maps it would be a symbol_binder at two labels. "No map that I
/// know" is one of its explanations, and answers uniformly.
Eigen::MatrixXd composer(const MadeLesson& lesson, const MadeKnowledge& knowledge);

/// meta_learner (H2): multinomial naive Bayes on the words, learnt from the demonstration alone
/// (add-one counts over the words shown). It knows no word from before.
Eigen::MatrixXd meta_learner(const MadeLesson& lesson);

/// copier: what the same input was shown with, else how often each candidate was shown, later
/// examples counting more (a weight of 0.9 a step). An induction head without a task.
Eigen::MatrixXd copier(const MadeLesson& lesson);

/// Every candidate alike.
Eigen::MatrixXd guess(const MadeLesson& lesson);

}  // namespace tangram
