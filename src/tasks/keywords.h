#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tasks/text_data.h"

namespace tangram {

/// A word and how well it tells one class from the others.
struct Keyword {
  std::string word;
  double z = 0;  // |log-odds ratio| / its standard deviation, of the class where that is largest
};

/// The words (letter_words()) of labelled texts, those that tell the classes apart best first;
/// equally good ones by their bytes. For each class i against the texts of all others, j,
///
///   delta = log((y_i + a) / (n_i + a0 - y_i - a)) - log((y_j + a) / (n_j + a0 - y_j - a)),
///   z     = delta / sqrt(1 / (y_i + a) + 1 / (y_j + a)),
///
/// with y the texts of the class that hold the word, n their sum over all words, a and a0 the same
/// of all texts: the weighted log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi
/// and Quinn 2008, "Fightin' Words", equations 15 to 22), whose background is the texts themselves.
/// Theirs counts occurrences; here a text counts once, however often it says the word: texts are
/// what is independent, and frequent words that tell little come less to the front. The prior keeps
/// a word that occurs once, in one class, at the end of the list; no score is infinite.
///
/// Rows' `y` lies in [0, n_classes). No two words: an empty list, since nothing can be compared.
/// O(words) and a sort.
std::vector<Keyword> ranked_keywords(const std::vector<TextRow>& rows, int n_classes);

/// The first `n` of them that are `accepted`; fewer where there are no more.
std::vector<std::string> first_keywords(const std::vector<Keyword>& ranked, int n,
                                        const std::function<bool(const std::string&)>& accepted);

/// What is left of texts that are written in a few words alone.
struct KeywordRule {
  std::vector<std::string> words;
  int least_words = 1;
  int most_words = 0;  // of a text: its first ones; 0: all
};

/// How rows fared when their texts were cut down to keywords.
struct KeywordCounts {
  int rows = 0, too_short = 0, conflicting = 0, repeated = 0;
};

/// The rows of a set, each as its kept words in order, a space between. Rows with fewer than
/// `least_words` of them go. What was different may now be the same; so that each text is one
/// item, as it is in a data set as it is loaded:
///   - a text that occurs with several labels goes altogether: it says nothing that is right;
///   - of rows with one text the first stays, a query before one for demonstrations. So no text
///     of a query ever demonstrates.
/// Candidates, format and the numbers of items stay. Throws Error as set_rows().
TextData in_keywords(const TextData& data, const KeywordRule& rule, KeywordCounts& counts);

}  // namespace tangram
