#pragma once

#include <memory>
#include <string>

#include "core/resources.h"
#include "core/task.h"
#include "tasks/text_set.h"

namespace tangram {

/// Options of the task `keyword_texts`: those of text_set, and what is left of its texts.
struct KeywordTextOptions {
  TextSetOptions set;
  int vocabulary = 32;
  int least_words = 3;
  int most_words = 0;
  std::string single_tokens = "auto";

  void visit(FieldVisitor& v);
};

/// Classification of the texts of a data set, each cut down to its words out of a vocabulary of
/// few: those that tell its classes apart best in the rows for demonstrations (ranked_keywords();
/// no query is looked at). In so few words a demonstration shows each of them often, and a plain
/// learner learns what they mean for the label also where a bijection has replaced them: what open
/// text does not allow.
///
/// The set is divided first, as text_set divides it, then cut; texts that have become the same are
/// one item, and those with several labels none (in_keywords()): a cleaner set than the texts, with
/// fewer of the shortest and most frequent of them, and with fewer items the smaller the
/// vocabulary. All else is text_set's: balance, queries, held-out labels, options.
///
/// single_tokens: a word must be one token, the same at the beginning of an input as behind another
/// word. Then a bijection of tokens is one of words, and a learner that counts words and one that
/// counts tokens count the same. "auto": where the command has a tokenizer; without one the
/// vocabulary may be another. The vocabulary goes to the log.
///
/// Throws Error as make_text_set() does; where the rows have fewer words to choose from than
/// `vocabulary`; where what is left are no rows, or rows of one class; for single_tokens = "yes"
/// without a tokenizer.
std::unique_ptr<TextSet> make_keyword_texts(const Value& options, const Resources& resources);

}  // namespace tangram
