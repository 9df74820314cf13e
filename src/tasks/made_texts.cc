#include "tasks/made_texts.h"

#include <unordered_set>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

constexpr int kTextTries = 1000;

const std::string& drawn_word(const std::vector<std::string>& words, Rng& rng) {
  return words[rng.below(words.size())];
}

/// The words of each label, and those of none.
struct Language {
  std::vector<std::string> labels;
  std::vector<std::vector<std::string>> words;
  std::vector<std::string> neutral;
};

Language language_of(const WordLists& lists, const MadeTextOptions& options) {
  Language out;
  std::vector<std::string> relations;
  for (const std::string& relation : lists.relations())
    if (relation != "none") relations.push_back(relation);
  out.labels = lists.labels(options.labels);
  require(options.labels != "none" && out.labels.size() >= 2,
          "made_texts: labels = '{}' is no task of the made language{}; known: {}", options.labels,
          suggestion(options.labels, relations), fmt::join(relations, ", "));
  for (const std::string& label : out.labels)
    out.words.push_back(lists.words(label, options.labels));
  out.neutral = lists.words("-", "none");
  return out;
}

std::string made_text(const Language& language, std::size_t y, const MadeTextOptions& options,
                      Rng& rng) {
  std::string out;
  for (int i = 0; i < options.words; ++i) {
    const double u = rng.uniform();
    const std::vector<std::string>* from = &language.neutral;
    if (u < options.own) {
      from = &language.words[y];
    } else if (u < options.own + options.other) {
      const std::uint64_t step = 1 + rng.below(language.labels.size() - 1);
      from = &language.words[(y + step) % language.labels.size()];
    }
    out += (out.empty() ? "" : " ") + drawn_word(*from, rng);
  }
  return out;
}

}  // namespace

void MadeTextOptions::visit(FieldVisitor& v) {
  v({.name = "labels",
     .help = "The task of the made language: polarity (2 labels), stars (5), or another relation "
             "of its file."},
    labels);
  v({.name = "words", .help = "Words of a text.", .min = 1, .max = 1000}, words);
  v({.name = "own", .help = "Share of words of the text's own label.", .min = 0, .max = 1}, own);
  v({.name = "other", .help = "Share of words of other labels.", .min = 0, .max = 1}, other);
  v({.name = "demonstrations", .help = "Rows to demonstrate with.", .min = 2, .max = 1000000},
    demonstrations);
  v({.name = "queries", .help = "Rows to ask.", .min = 2, .max = 1000000}, queries);
  v({.name = "texts_seed", .help = "The texts are a function of it."}, texts_seed);
  visit_held_out(v, held_out);
  v({.name = "language",
     .help = "A file of label, task and word between tabs, relative to the study; empty: "
             "words/made_language.tsv of the installation."},
    language);
}

TextData make_texts(const WordLists& lists, const MadeTextOptions& options) {
  require(options.own + options.other <= 1,
          "made_texts: own + other is {}, but shares of words add up to 1 at most",
          options.own + options.other);
  const Language language = language_of(lists, options);
  TextData out;
  out.candidates = std::make_shared<const std::vector<std::string>>(language.labels);
  out.demonstrations_by_class.resize(language.labels.size());
  out.queries_by_class.resize(language.labels.size());
  out.report.name = "made_texts";
  std::unordered_set<std::string> seen;
  const Rng rng = Rng(static_cast<std::uint64_t>(options.texts_seed)).at("made_texts");
  for (int i = 0; i < options.demonstrations + options.queries; ++i) {
    Rng of_row = rng.at(static_cast<std::uint64_t>(i));
    const std::size_t y = static_cast<std::size_t>(i) % language.labels.size();
    std::string text = made_text(language, y, options, of_row);
    for (int tries = 1; !seen.insert(text).second; ++tries) {
      require(tries < kTextTries,
              "made_texts: no {} different texts of {} words; ask for fewer rows",
              options.demonstrations + options.queries, options.words);
      text = made_text(language, y, options, of_row);
    }
    const bool asked = i >= options.demonstrations;
    auto& rows = asked ? out.queries : out.demonstrations;
    auto& by_class = asked ? out.queries_by_class : out.demonstrations_by_class;
    by_class[y].push_back(static_cast<int>(rows.size()));
    rows.push_back({std::move(text), static_cast<int>(y), static_cast<std::uint64_t>(i)});
  }
  MadeTextOptions of_texts = options;
  of_texts.held_out.clear();  // TextSet's id names them
  of_texts.language.clear();  // its content counts, not its name
  out.identity = fmt::format("made_texts({}, language={})", options_text(of_texts), lists.hash());
  return out;
}

std::unique_ptr<TextSet> make_made_texts(const Value& value, const Resources& resources) {
  const auto options = parse_options<MadeTextOptions>(value, "made_texts");
  const WordLists lists(word_list_path(options.language, "made_language.tsv", resources));
  TextSetOptions of_set;
  of_set.held_out = options.held_out;
  return std::make_unique<TextSet>(make_texts(lists, options), of_set);
}

}  // namespace tangram
