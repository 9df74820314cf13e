#include "transforms/wordnet_outputs.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "transforms/rewritten_candidates.h"

namespace tangram {
namespace {

constexpr int kLongestChain = 6;            // as far as the paper's figure 7 is known to go
constexpr std::uint64_t kChainDraws = 200;  // of all labels together

constexpr std::pair<std::string_view, WordRelation> kRelations[] = {
    {"synonym", WordRelation::synonym},
    {"antonym", WordRelation::antonym},
    {"keyword", WordRelation::keyword}};

std::vector<std::string_view> relation_names() {
  std::vector<std::string_view> out;
  for (const auto& [name, relation] : kRelations) out.push_back(name);
  return out;
}

ChainRule chain_rule(const WordNetOutputsOptions& options) {
  ChainRule rule;
  for (const auto& [name, relation] : kRelations)
    if (options.relation == name) rule.relation = relation;
  rule.length = rule.relation == WordRelation::synonym ? options.longest : 1;
  rule.keeps_part = options.part_of_speech != "free";
  for (const PartOfSpeech part : kPartsOfSpeech)
    if (options.part_of_speech == name_of(part)) rule.part = part;
  return rule;
}

/// Do the chains' words differ at each order?
bool differ_at_each_order(const std::vector<WordChain>& chains, const LabelPlace& place) {
  for (std::size_t m = 0; m < chains.front().words.size(); ++m) {
    std::vector<std::string> words;
    for (const auto& chain : chains) words.push_back(chain.words.at(m));
    if (!are_distinct(words, place)) return false;
  }
  return true;
}

}  // namespace

void WordNetOutputsOptions::visit(FieldVisitor& v) {
  v({.name = "relation",
     .help = "of a label to its response word",
     .required = true,
     .choices = relation_names()},
    relation);
  v({.name = "order",
     .help = "synonym: which word of the chain of synonyms is shown; 1: a synonym of the label",
     .min = 1,
     .max = kLongestChain},
    order);
  v({.name = "longest",
     .help = "synonym: words of the chain that each label must have; orders share it only if "
             "this is the same",
     .min = 1,
     .max = kLongestChain},
    longest);
  v({.name = "part_of_speech",
     .help = "free: each step of a chain has its own (\"plus\" is an adjective, then a noun); "
             "fixed: that of the first step is kept; or the one to use",
     .choices = {"free", "fixed", "noun", "verb", "adjective", "adverb"}},
    part_of_speech);
  v({.name = "wordnet",
     .help = "the folder of WordNet's files index.* and data.*, relative to the study; empty: "
             "/usr/share/wordnet, of the Debian package wordnet-base"},
    wordnet);
}

std::filesystem::path WordNetOutputs::folder(const Options& options, const Resources& resources) {
  return options.wordnet.empty() ? kWordNetFolder : resources.study_dir / options.wordnet;
}

WordNetOutputs::WordNetOutputs(Options options, const Resources& resources,
                               std::shared_ptr<const WordNet> wordnet)
    : options_(std::move(options)),
      rule_(chain_rule(options_)),
      tokenizer_(resources.tokenizer),
      wordnet_(std::move(wordnet)) {
  TANGRAM_CHECK(wordnet_ != nullptr);
  require(rule_.relation == WordRelation::synonym || options_.order == 1,
          "wordnet_outputs: 'order' is read by relation = synonym only, but relation = {}; leave "
          "it out",
          options_.relation);
  require(options_.order <= rule_.length,
          "wordnet_outputs: order = {} lies beyond the chain, longest = {}; raise longest",
          options_.order, rule_.length);
}

std::string WordNetOutputs::id() const {
  return fmt::format("wordnet_outputs({}, wordnet_sha256={}, tokenizer={})", options_text(options_),
                     wordnet_->hash(), tokenizer_ ? tokenizer_->fingerprint() : "none");
}

bool WordNetOutputs::has_relatives(const std::string& label) const {
  return std::any_of(kPartsOfSpeech.begin(), kPartsOfSpeech.end(), [&](PartOfSpeech part) {
    return (!rule_.part || *rule_.part == part) &&
           !relatives(*wordnet_, label, part, rule_.relation).empty();
  });
}

void WordNetOutputs::fail_for(const std::string& label, const WordChain& chain) const {
  const std::string wanted =
      rule_.length == 1 ? options_.relation : fmt::format("chain of {} synonyms", rule_.length);
  std::string found;
  if (!wordnet_->holds(label))
    found = fmt::format("WordNet does not hold '{}'", label);
  else if (!has_relatives(label))
    found = "WordNet has none for it";
  else if (!chain.words.empty())
    found = fmt::format("the longest found{} has {} ({})", chain.gave_up ? ", not all tried," : "",
                        chain.words.size(), fmt::join(chain.words, ", "));
  else
    found = "all that it has are other labels, several tokens or several words";
  const bool shorter_helps = !chain.words.empty();
  fail(
      "wordnet_outputs: the label '{}' has no {} that may be shown{}: {}; show another word for it "
      "(labels of the data card){}{}",
      label, wanted, tokenizer_ ? ", each one token of this model" : "", found,
      shorter_helps ? ", or ask for a smaller 'longest'" : "",
      shorter_helps && options_.part_of_speech != "free" ? " or part_of_speech = \"free\"" : "");
}

std::vector<std::string> WordNetOutputs::images(const std::vector<std::string>& labels,
                                                const LabelPlace& place, const Rng& rng) const {
  std::set<std::string> taken;
  for (const auto& label : labels) taken.insert(word_key(label));
  std::map<std::string, bool> known;  // walks meet the same words again
  const WordTest admits = [&](const std::string& word) {
    const auto [it, fresh] = known.try_emplace(word, false);
    if (fresh)
      it->second = !taken.contains(word_key(word)) &&
                   (place.tokenizer == nullptr || is_single_token(word, place));
    return it->second;
  };
  for (std::uint64_t i = 0; i < kChainDraws; ++i) {
    std::vector<WordChain> chains;
    for (const auto& label : labels) {
      chains.push_back(draw_word_chain(*wordnet_, label, rule_, admits, rng.at(i).at(label)));
      if (std::ssize(chains.back().words) < rule_.length) fail_for(label, chains.back());
    }
    if (!differ_at_each_order(chains, place)) continue;
    std::vector<std::string> out;
    for (const auto& chain : chains)
      out.push_back(chain.words[static_cast<std::size_t>(options_.order) - 1]);
    return out;
  }
  fail(
      "wordnet_outputs: {} draws of {} chains gave none whose words differ at each order: the "
      "labels are too close in meaning; ask for a smaller 'longest'",
      kChainDraws, labels.size());
}

Episode<Text> WordNetOutputs::apply(Episode<Text> episode, const Rng& rng, int) const {
  const auto labels = labels_of(episode.problem);
  if (labels.empty()) return episode;
  const LabelPlace place{tokenizer_, label_slot(episode.problem.format)};
  const auto words = images(labels, place, rng.at("g").at(options_.relation));
  std::map<std::string, std::string> g;
  for (std::size_t i = 0; i < labels.size(); ++i) g[labels[i]] = words[i];
  rewrite_candidates(episode.problem, g);
  return episode;
}

}  // namespace tangram
