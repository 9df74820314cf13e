#include "transforms/map_outputs.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/hash.h"
#include "transforms/rewritten_candidates.h"
#include "transforms/spelled_words.h"

namespace tangram {
namespace {

constexpr int kMaxVariants = 4;

/// What a g is called in the column "relation" of a word list; empty: it reads no list.
std::string_view relation_of(std::string_view g) {
  if (g == "synonyms") return "synonym";
  if (g == "antonyms") return "antonym";
  if (g == "keywords") return "keyword";
  return "";
}

bool is_random(std::string_view g) { return g == "random_tokens" || g == "symbols"; }
bool deranges(std::string_view g) { return g == "flip" || g == "next"; }
bool reads_tokens(std::string_view g) { return is_random(g) || !relation_of(g).empty(); }

}  // namespace

void MapOutputsOptions::visit(FieldVisitor& v) {
  v({.name = "g",
     .help = "how a label becomes its response word",
     .required = true,
     .choices = {"random_tokens", "symbols", "flip", "next", "synonyms", "antonyms", "keywords",
                 "identity", "fixed", "uppercase", "reversed", "initials", "letters", "numbers"}},
    g);
  bool rotated = rotate.value_or(is_random(g));
  v({.name = "rotate",
     .help = "score the K rotations of g (at most 4, drawn) and average them within the draw; "
             "default: true for random_tokens and symbols, else false"},
    rotated);
  rotate = rotated;
  v({.name = "table", .help = "fixed: { label = \"word\", ... }"}, table);
  v({.name = "words", .help = "symbols: the words to draw from; empty: foo, bar and the like"},
    words);
  v({.name = "word_list",
     .help = "synonyms, antonyms, keywords: a file of label, relation, word between tabs, relative "
             "to the study; empty: words/label_words.tsv of the installation"},
    word_list);
  v({.name = "ascii_letters", .help = "random_tokens: only words of the letters a-z, A-Z"},
    ascii_letters);
  v({.name = "min_chars", .help = "random_tokens: characters of the shortest word", .min = 1},
    min_chars);
}

std::vector<int> rotation_offsets(int n_labels, Rng rng) {
  TANGRAM_CHECK(n_labels >= 1);
  std::vector<int> out;
  for (int i = 1; i < n_labels; ++i) out.push_back(i);
  if (n_labels > kMaxVariants) {
    rng.shuffle(out);
    out.resize(kMaxVariants - 1);
  }
  out.insert(out.begin(), 0);
  return out;
}

MapOutputs::MapOutputs(MapOutputsOptions options, const Resources& resources)
    : options_(std::move(options)), tokenizer_(resources.tokenizer) {
  if (!options_.rotate) options_.rotate = is_random(options_.g);
  check_options();
  if (relation_of(options_.g).empty()) return;
  lists_ = std::make_unique<const WordLists>(
      word_list_path(options_.word_list, "label_words.tsv", resources));
}

void MapOutputs::check_options() const {
  const std::string& g = options_.g;
  require(g == "fixed" || options_.table.entries.empty(),
          "map_outputs: 'table' is read by g = fixed only, but g = {}; leave it out", g);
  require(g == "symbols" || options_.words.empty(),
          "map_outputs: 'words' is read by g = symbols only, but g = {}; leave it out", g);
  require(!relation_of(g).empty() || options_.word_list.empty(),
          "map_outputs: 'word_list' is read by g = synonyms, antonyms and keywords only, but g = "
          "{}; leave it out",
          g);
  require(!deranges(g) || !*options_.rotate,
          "map_outputs: g = {} cannot be rotated: a rotation would give labels their own words "
          "back; leave out rotate",
          g);
  require(g != "random_tokens" || tokenizer_ != nullptr,
          "map_outputs: g = random_tokens draws from a model's vocabulary, but there is no model; "
          "name one with --model, or use g = symbols");
  std::map<std::string, std::string> from;  // image -> label
  for (const auto& [label, word] : options_.table.entries) {
    const std::string* text = word.string();
    require(text != nullptr && !text->empty(), "{}: map_outputs: the word of '{}' must be a string",
            word.place.str(), label);
    const auto [it, fresh] = from.try_emplace(*text, label);
    require(fresh, "map_outputs: g sends '{}' and '{}' both to '{}'; candidates must stay distinct",
            it->second, label, *text);
  }
}

std::string MapOutputs::id() const {
  std::string text = options_text(options_);
  if (options_.g == "symbols" && options_.words.empty())
    text += fmt::format(", nonce_words={:.16}",
                        sha256(fmt::format("{}", fmt::join(nonce_words(), " "))));
  if (lists_) text += fmt::format(", list_sha256={}", lists_->hash());
  if (reads_tokens(options_.g))
    text += fmt::format(", tokenizer={}", tokenizer_ ? tokenizer_->fingerprint() : "none");
  return fmt::format("map_outputs({})", text);
}

int MapOutputs::variants(int n_candidates) const {
  return *options_.rotate ? std::clamp(n_candidates, 1, kMaxVariants) : 1;
}

std::vector<std::string> MapOutputs::from_table(const std::vector<std::string>& labels) const {
  std::vector<std::string> out;
  for (const auto& label : labels) {
    const Value* word = options_.table.find(label);
    require(word != nullptr,
            "map_outputs: g = fixed: the table has no word for the label '{}'; add one", label);
    out.push_back(*word->string());
  }
  return out;
}

std::vector<std::string> MapOutputs::from_lists(const std::vector<std::string>& labels,
                                                const LabelPlace& place, const Rng& rng) const {
  std::vector<std::vector<std::string>> lists;
  for (const auto& label : labels)
    lists.push_back(lists_->words(label, std::string(relation_of(options_.g))));
  return draw_one_each(lists, place, rng);
}

std::vector<std::string> MapOutputs::images(const std::vector<std::string>& labels,
                                            const TextFormat& format, const Rng& rng) const {
  const std::string& g = options_.g;
  if (g == "identity") return labels;
  if (g == "fixed") return from_table(labels);
  if (is_spelled(g)) return spelled_words(g, labels);
  if (deranges(g)) {
    require(labels.size() >= 2, "map_outputs: g = {} needs 2 labels, but the task has {}", g,
            labels.size());
    std::vector<std::string> out = labels;
    if (g == "next") {
      std::rotate(out.begin(), out.begin() + 1, out.end());
      return out;
    }
    out.clear();
    for (const int i : draw_derangement(static_cast<int>(labels.size()), rng.at(g)))
      out.push_back(labels[static_cast<std::size_t>(i)]);
    return out;
  }
  const LabelPlace place{tokenizer_, label_slot(format)};
  if (g == "random_tokens")
    return draw_random_tokens(labels, place, {options_.ascii_letters, options_.min_chars},
                              rng.at(g));
  if (g == "symbols")
    return draw_symbols(labels, place, options_.words.empty() ? nonce_words() : options_.words,
                        rng.at(g));
  TANGRAM_CHECK(lists_ != nullptr);
  return from_lists(labels, place, rng.at(g));
}

Episode<Text> MapOutputs::apply(Episode<Text> episode, const Rng& rng, int variant) const {
  const auto labels = labels_of(episode.problem);
  if (labels.empty()) return episode;
  const Rng stream = rng.at("g");
  const auto words = images(labels, episode.problem.format, stream);
  std::size_t offset = 0;
  if (*options_.rotate) {
    const auto offsets = rotation_offsets(static_cast<int>(labels.size()), stream.at("rotation"));
    offset = static_cast<std::size_t>(offsets.at(static_cast<std::size_t>(variant)));
  }
  std::map<std::string, std::string> g;
  for (std::size_t i = 0; i < labels.size(); ++i) g[labels[i]] = words[(i + offset) % words.size()];
  rewrite_candidates(episode.problem, g);
  return episode;
}

}  // namespace tangram
