#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"
#include "tasks/choice_data.h"

namespace tangram {

/// Options of the task `multiple_choice`.
struct MultipleChoiceOptions {
  std::string data;
  bool keep_duplicates = false;
  std::string question, choices, answer, example, separator, start;
  double queries_share = -1;

  void visit(FieldVisitor& v);
};

/// Questions that each offer choices of their own: which one is right?
///
/// Demonstrations are drawn uniformly, without replacement: a choice has no class to balance. So
/// any two draws share the beginning, and queries are drawn uniformly, too. Where in the list the
/// right choice stands says nothing: each is written after the question by itself, and no choice
/// sees the others (Min et al. 2022; not the letters A to D of a list in the prompt).
///
/// The metric is accuracy. Choices differ in their number of tokens: by the sum of
/// log-probabilities short ones win, so read the mean per token, as Min et al. do. Where all
/// questions have equally many choices AUC and macro-F1 exist, too, of the choice's place in the
/// list.
///
/// Reference questions are rows for demonstrations that the draw does not show. Transformations
/// that need one set of labels refuse this task and say so.
class MultipleChoice final : public Task<Text> {
 public:
  explicit MultipleChoice(ChoiceData data);

  std::string id() const override { return id_; }

  /// O(questions) time. Throws Error where there are fewer rows than shots or queries.
  Episode<Text> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const override;

  const ChoiceData& data() const { return data_; }

 private:
  /// Indices of rows: shown and references of those for demonstrations, asked of the queries.
  struct Drawn {
    std::vector<int> shown, asked, references;
  };

  Drawn draw_rows(const Rng& rng, std::uint64_t index, const Shape& shape) const;

  ChoiceData data_;
  std::string id_;
};

/// Makes the task as a study asks for it. Throws Error as find_card() and load_choice_data() do.
/// What the reading found goes to the log.
std::unique_ptr<MultipleChoice> make_multiple_choice(const Value& options,
                                                     const Resources& resources);

}  // namespace tangram
