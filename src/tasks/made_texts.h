#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/resources.h"
#include "core/word_lists.h"
#include "tasks/text_set.h"

namespace tangram {

/// Options of the task `made_texts`.
struct MadeTextOptions {
  std::string labels = "polarity";
  int words = 12;
  double own = 0.35, other = 0.1;
  int demonstrations = 2000, queries = 500;
  std::int64_t texts_seed = 1;
  std::vector<std::string> held_out;
  std::string language;

  void visit(FieldVisitor& v);
};

/// Texts of a made language, of `demonstrations` and `queries` rows, no two alike. A row's label
/// is its index modulo K. Each of its `words` words is, independently, one of its own label's
/// words with probability `own`, one of the other labels' (one label drawn, then a word) with
/// probability `other`, else one that belongs to no label. `lists`: a file as
/// data/words/made_language.tsv.
///
/// Throws Error where `labels` is no relation of the file with at least 2 labels, where own +
/// other > 1, and where texts of so few words cannot all differ.
TextData make_texts(const WordLists& lists, const MadeTextOptions& options);

/// Classification of made texts: a text_set whose meaning is known by construction, because each
/// word's is. The learners of known mechanism were "pre-trained" on this language.
std::unique_ptr<TextSet> make_made_texts(const Value& options, const Resources& resources);

}  // namespace tangram
