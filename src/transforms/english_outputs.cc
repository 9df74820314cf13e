#include "transforms/english_outputs.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/check.h"
#include "transforms/rewritten_candidates.h"

namespace tangram {
namespace {

/// Do the examples of a demonstration offer the same answers?
bool share_candidates(const Text::Demonstration& shown) {
  return std::all_of(shown.begin(), shown.end(), [&shown](const auto& example) {
    return *example.candidates == *shown.front().candidates;
  });
}

}  // namespace

void EnglishOutputsOptions::visit(FieldVisitor& v) {
  v({.name = "association",
     .help = "none: each example shows one of the words, whatever its label, and the candidates "
             "asked stay; gold: each label has its word, in what is asked too",
     .choices = {"none", "gold"}},
    association);
  v({.name = "wordnet",
     .help = "the folder of WordNet's files index.* and data.*, relative to the study; empty: "
             "/usr/share/wordnet, of the Debian package wordnet-base"},
    wordnet);
}

std::filesystem::path EnglishOutputs::folder(const Options& options, const Resources& resources) {
  return options.wordnet.empty() ? kWordNetFolder : resources.study_dir / options.wordnet;
}

EnglishOutputs::EnglishOutputs(Options options, const Resources& resources,
                               const std::shared_ptr<const WordNet>& wordnet)
    : options_(std::move(options)), tokenizer_(resources.tokenizer) {
  TANGRAM_CHECK(wordnet != nullptr);
  words_ = wordnet->words();
  wordnet_hash_ = wordnet->hash();
}

std::string EnglishOutputs::id() const {
  return fmt::format("english_outputs({}, wordnet_sha256={}, tokenizer={})", options_text(options_),
                     wordnet_hash_, tokenizer_ ? tokenizer_->fingerprint() : "none");
}

Candidates EnglishOutputs::draw_words(const std::vector<std::string>& labels,
                                      const LabelPlace& place, Rng rng) const {
  std::set<std::string> taken;
  for (const auto& label : labels) taken.insert(word_key(label));
  constexpr int kTries = 1000;
  for (int i = 0; i < kTries && !words_.empty(); ++i) {
    auto drawn = std::make_shared<std::vector<std::string>>();
    for (std::size_t k = 0; k < labels.size(); ++k)
      drawn->push_back(words_[rng.below(words_.size())]);
    const bool is_new = std::none_of(drawn->begin(), drawn->end(), [&taken](const auto& word) {
      return taken.contains(word_key(word));
    });
    if (is_new && are_distinct(*drawn, place)) return drawn;
  }
  fail(
      "english_outputs: {} draws of {} words out of {} gave none that differ from each other "
      "and from the labels{}; use the files of WordNet 3.0",
      kTries, labels.size(), words_.size(),
      place.tokenizer == nullptr ? "" : ", in their first token too");
}

void EnglishOutputs::show_any(Episode<Text>& episode, const Rng& rng) const {
  auto& shown = episode.problem.demonstration;
  if (shown.empty()) return;
  const Rng labels = rng.at("labels").at(episode.index);
  const Rng own = rng.at("own words").at(episode.index);
  Candidates words;
  if (share_candidates(shown)) words = draw_words(*shown.front().candidates, {}, rng.at("words"));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    auto& [x, candidates, y] = shown[i];
    candidates = words ? words : draw_words(*candidates, {}, own.at(i));
    y = static_cast<int>(labels.at(i).below(candidates->size()));
  }
}

Episode<Text> EnglishOutputs::apply(Episode<Text> episode, const Rng& rng, int) const {
  auto& problem = episode.problem;
  if (options_.association == "none") {
    show_any(episode, rng);
    return episode;
  }
  const auto labels = labels_of(problem);
  if (labels.empty()) return episode;
  const auto shared = [&labels](const auto& item) { return *item.candidates == labels; };
  require(std::all_of(problem.questions.begin(), problem.questions.end(), shared),
          "english_outputs: association = gold: the items offer different answers, {} in all, so "
          "there is no one map of labels; use association = none",
          labels.size());
  const LabelPlace place{tokenizer_, label_slot(problem.format)};
  const Candidates words = draw_words(labels, place, rng.at("words"));
  std::map<std::string, std::string> g;
  for (std::size_t i = 0; i < labels.size(); ++i) g[labels[i]] = (*words)[i];
  rewrite_candidates(problem, g);
  return episode;
}

}  // namespace tangram
