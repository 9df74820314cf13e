#include "transforms/ood_inputs.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/hash.h"
#include "tasks/text_data.h"

namespace tangram {
namespace {

struct Corpus {
  std::vector<std::string> texts;
  std::string identity;
};

Corpus read_corpus(const std::string& data, const Resources& resources) {
  const DataCard card = find_card(data, resources);
  require(!card.abusive,
          "ood_inputs: '{}' holds abusive texts, which do not belong into other prompts; name "
          "another set",
          card.name);
  TextData read = load_text_data(card, {});
  Corpus out{{}, std::move(read.identity)};
  for (TextRow& row : read.demonstrations) out.texts.push_back(std::move(row.text));
  return out;
}

const std::string& replaced_text(const TextInput& x) {
  const auto* text = std::get_if<std::string>(&x);
  require(text != nullptr,
          "ood_inputs: the inputs are tokens already; put it before the transformations of tokens "
          "in its condition");
  return *text;
}

/// The r-th of 0, 1, ... that is not among `used`, ascending.
std::size_t unused(std::size_t r, const std::vector<std::size_t>& used) {
  for (const std::size_t u : used)
    if (r >= u) ++r;
  return r;
}

}  // namespace

SentencesByLength::SentencesByLength(std::vector<std::string> texts)
    : texts_(std::move(texts)), known_(texts_.begin(), texts_.end()) {
  for (std::size_t i = 0; i < texts_.size(); ++i) by_length_[count_words(texts_[i])].push_back(i);
}

std::vector<std::string> SentencesByLength::draw_like(const std::vector<int>& lengths,
                                                      const Rng& rng) const {
  TANGRAM_CHECK(lengths.size() <= texts_.size());
  std::map<int, std::vector<std::size_t>> used;  // places within a length, ascending
  std::vector<std::string> out;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    const auto left = [&](const auto& entry) {
      const auto at = used.find(entry.first);
      return entry.second.size() - (at == used.end() ? 0 : at->second.size());
    };
    const auto squared = [&](int length) { return std::pow(length - lengths[i], 2); };
    double nearest = std::numeric_limits<double>::infinity();
    for (const auto& entry : by_length_)
      if (left(entry) > 0) nearest = std::min(nearest, squared(entry.first));
    const auto weight = [&](const auto& entry) {
      return static_cast<double>(left(entry)) * std::exp((nearest - squared(entry.first)) / 50);
    };
    double total = 0;
    for (const auto& entry : by_length_) total += weight(entry);
    Rng draw = rng.at(i);
    double rest = draw.uniform() * total;
    const std::pair<const int, std::vector<std::size_t>>* chosen = nullptr;
    for (const auto& entry : by_length_) {
      if (weight(entry) == 0) continue;
      chosen = &entry;  // the last one, should rounding leave a rest
      if ((rest -= weight(entry)) < 0) break;
    }
    TANGRAM_CHECK(chosen != nullptr);
    auto& taken = used[chosen->first];
    const std::size_t place = unused(draw.below(chosen->second.size() - taken.size()), taken);
    taken.insert(std::upper_bound(taken.begin(), taken.end(), place), place);
    out.push_back(texts_[chosen->second[place]]);
  }
  return out;
}

OodInputs::OodInputs(Options options, const Resources& resources)
    : options_(std::move(options)), corpus_({}) {
  Corpus corpus = read_corpus(options_.data, resources);
  identity_ = std::move(corpus.identity);
  corpus_ = SentencesByLength(std::move(corpus.texts));
}

std::string OodInputs::id() const {
  return fmt::format("ood_inputs({}, identity_sha256={})", options_text(options_),
                     sha256(identity_));
}

Episode<Text> OodInputs::apply(Episode<Text> episode, const Rng& rng, int) const {
  auto& shown = episode.problem.demonstration;
  require(
      shown.size() <= corpus_.size(),
      "ood_inputs: {} examples need as many sentences, but '{}' has {} for demonstrations; name "
      "a larger set, or ask for fewer shots",
      shown.size(), options_.data, corpus_.size());
  std::vector<int> lengths;
  std::size_t own = 0;
  for (const auto& example : shown) {
    const std::string& text = replaced_text(example.x);
    lengths.push_back(count_words(text));
    own += corpus_.holds(text) ? 1 : 0;
  }
  require(2 * own <= shown.size(),
          "ood_inputs: '{}' holds {} of the {} inputs that it is to replace, so it is no other "
          "corpus; name a set that shares no sentences with the task's",
          options_.data, own, shown.size());
  const auto drawn = corpus_.draw_like(lengths, rng.at("inputs").at(episode.index));
  for (std::size_t i = 0; i < shown.size(); ++i) shown[i].x = drawn[i];
  return episode;
}

}  // namespace tangram
