#pragma once

#include <map>
#include <vector>

#include "core/learner.h"
#include "store/record.h"

namespace tangram {

/// Puts predictions and truth together into what is stored. One builder a variant; a design
/// with a demonstration a query adds many episodes to it.
class RecordBuilder {
 public:
  /// `problem` is the episode's, as the learner saw it; one prediction a question.
  void add(const Episode<Text>& episode, const Problem<Text>& problem,
           const std::vector<Prediction>& predictions);

  /// The record; the builder is empty afterwards. Builds the token tree of all paths.
  VariantRecord finish();

 private:
  int candidate_set(const Text::Question& question, const Prediction& prediction);

  VariantRecord record_;
  std::vector<Path> paths_;
  std::vector<std::size_t> owner_;  // beside paths_: the question
};

/// Appends an episode's answers. Aborts on episodes of other dimensions.
void add_answers(const Episode<Vector>& episode, const Problem<Vector>& problem,
                 const std::vector<Prediction>& predictions, VectorRecord& record);

}  // namespace tangram
