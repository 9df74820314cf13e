#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/resources.h"
#include "core/task.h"
#include "tasks/questions.h"
#include "tasks/text_data.h"

namespace tangram {

/// The option `held_out` of tasks that TextSet draws.
void visit_held_out(FieldVisitor& v, std::vector<std::string>& held_out);

/// Options of the task `text_set`.
struct TextSetOptions {
  std::string data = "vader_movie";
  std::string demonstrations;  // another set; empty: the demonstrations of `data`
  bool balanced = true;
  std::string order = "shuffled";
  int permutation = 0;
  bool balanced_queries = true;
  bool keep_duplicates = false;
  std::vector<std::string> held_out;
  CardOverrides card;

  void visit(FieldVisitor& v);
};

/// Classification of the texts of a data set.
///
/// Demonstrations, balanced (the default): at every number of shots that is asked for, class
/// counts differ by at most 1, and which classes have one more is random; between two of these
/// numbers the order is shuffled. Which examples stand in the first n depends on n alone, not
/// on the other numbers of shots, so that two studies share them; where their lists agree up to
/// n they share the order too. Not balanced: examples are drawn uniformly, and any two draws
/// share the beginning.
///
/// Order, within each stretch between two of the numbers of shots: shuffled (not balanced: as
/// drawn); grouped, class after class; alternating, the classes taking turns; which class comes
/// first is random. Another `permutation` is another order of the same examples, for grouped and
/// alternating another order of the classes and within each.
///
/// Queries, balanced (the default): as many of each class, or as nearly so as the rows allow,
/// so that within-draw AUC exists; otherwise drawn uniformly. Without replacement: the queries
/// of a draw (of a repeat, per_query) are distinct texts, and nested draws share none while the
/// rows last (draw_query_rows()). No query's text is ever among the demonstrations or the
/// references of any draw: the set is divided once, when it is loaded.
///
/// Held-out labels (HOLD): no demonstration shows them, and they alone are asked; candidates
/// are all labels. Where a map of the labels can be inferred from those that are shown, a learner
/// that composes answers with the images of the others, and one that binds words to classes one
/// by one cannot.
///
/// Reference questions stand behind the queries at each number of shots: rows for demonstrations
/// that the draw does not show, drawn uniformly; and texts of as many words as a row has on
/// average, each a word of such a row, drawn uniformly (row, then word).
///
/// Immutable, thread-safe.
class TextSet final : public Task<Text> {
 public:
  /// Throws Error on a held-out label that is unknown, given twice, or without queries, and where
  /// fewer than 2 are held out or fewer than 2 are left to be shown.
  TextSet(TextData data, const TextSetOptions& options);

  std::string id() const override { return id_; }

  /// O(questions) time, without a look at the other rows; nested, draw_query_rows()'s. Throws Error
  /// where a class has fewer rows than the shots need or there are fewer queries than asked for.
  Episode<Text> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const override;

  const TextData& data() const { return data_; }

 private:
  /// Indices of rows: shown and references of those for demonstrations, asked of the queries.
  struct Drawn {
    std::vector<int> shown, asked, references;
  };

  std::vector<AskedItem> items(const Drawn& drawn) const;
  std::vector<int> draw_demonstration(const Rng& rng, const std::vector<int>& shots) const;
  std::vector<int> draw_balanced(const Rng& rng, const std::vector<int>& shots) const;
  void arrange(const Rng& rng, std::vector<int>& stretch) const;
  std::vector<int> draw_references(const Rng& rng, int n, const std::vector<int>& shown) const;
  void append_domain_words(const Rng& rng, int n, const std::vector<int>& shown,
                           std::vector<AskedItem>& items) const;

  TextData data_;
  std::vector<std::size_t> shown_classes_;  // that demonstrations may show
  bool balanced_, balanced_queries_;
  std::string order_;
  int permutation_;
  std::string id_;
};

/// The data set that the options name, read with their overrides; `place` names these in errors.
/// Throws Error as find_card() and load_text_data() do. What the reading found goes to the log.
TextData read_text_set(const TextSetOptions& options, const Place& place,
                       const Resources& resources);

/// Makes the task as a study asks for it. Throws Error as read_text_set() and TextSet do.
std::unique_ptr<TextSet> make_text_set(const Value& options, const Resources& resources);

}  // namespace tangram
