#include "transforms/catalog.h"

#include <memory>
#include <utility>

#include "transforms/corrupt_outputs.h"
#include "transforms/english_outputs.h"
#include "transforms/input_token_maps.h"
#include "transforms/map_outputs.h"
#include "transforms/ood_inputs.h"
#include "transforms/output_as_input.h"
#include "transforms/permute_input_words.h"
#include "transforms/query_as_input.h"
#include "transforms/show_only.h"
#include "transforms/shuffle_outputs.h"
#include "transforms/wordnet.h"
#include "transforms/wordnet_outputs.h"

namespace tangram {
namespace {

using Entry = CatalogEntry<Transformation<Text>>;

/// A component that `make` makes of its options and of what the command has.
template <class Component, class Make>
Entry entry(const char* summary, Make make) {
  using Options = typename Component::Options;
  return {Component::kName, summary, describe_options<Options>,
          [make](const Value& table,
                 const Resources& resources) -> std::unique_ptr<Transformation<Text>> {
            auto options = parse_options<Options>(table, Component::kName);
            return made_of(table, [&] { return make(std::move(options), resources); });
          }};
}

/// A component whose constructor takes just these.
template <class Component>
Entry entry(const char* summary) {
  return entry<Component>(summary,
                          [](typename Component::Options options, const Resources& resources) {
                            return std::make_unique<Component>(std::move(options), resources);
                          });
}

/// Components of one catalog share the databases that they read.
template <class Component>
Entry wordnet_entry(const std::shared_ptr<WordNets>& shared, const char* summary) {
  return entry<Component>(
      summary, [shared](typename Component::Options options, const Resources& resources) {
        auto wordnet = shared->open(Component::folder(options, resources));
        return std::make_unique<Component>(std::move(options), resources, std::move(wordnet));
      });
}

}  // namespace

std::vector<CatalogEntry<Transformation<Text>>> text_transformations() {
  const auto wordnets = std::make_shared<WordNets>();
  return {
      entry<MapOutputs>("writes each response r as g(r): random tokens, symbols, flipped labels, "
                        "synonyms, a table (tau_RA)"),
      wordnet_entry<WordNetOutputs>(
          wordnets,
          "writes each label as its m-th order synonym, an antonym or a keyword, of WordNet"),
      wordnet_entry<EnglishOutputs>(
          wordnets, "shows random English words as labels: whatever the label, or one for each"),
      entry<ShuffleOutputs>("permutes the demonstration's labels: same words, no association"),
      entry<CorruptOutputs>("shows wrong, random or constant labels, a share of them left correct"),
      entry<PermuteInputTokens>("writes each input through a bijection of tokens (tau_PA)"),
      entry<FreshInputTokens>("replaces each token of each input by a fresh random one: no text"),
      entry<MergeInputTokens>("writes each input through a many-to-one map of tokens, graded"),
      entry<PermuteInputWords>("writes each input through a bijection of words; stays text"),
      entry<FreshInputWords>("replaces each word of each input by an independent one: no text"),
      entry<OodInputs>("replaces the demonstration's inputs by sentences of another data set"),
      entry<ShowOnly>("leaves of each example its label alone, or its input alone"),
      entry<QueryAsInput>("writes the query as the input of each example; one query a draw"),
      entry<OutputAsInput>("the input is the label's own word; one question a label (tau_g)"),
  };
}

}  // namespace tangram
