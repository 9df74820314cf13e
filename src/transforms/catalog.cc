#include "transforms/catalog.h"

#include <memory>
#include <utility>

#include "transforms/input_token_maps.h"
#include "transforms/map_outputs.h"
#include "transforms/output_as_input.h"
#include "transforms/permute_input_words.h"
#include "transforms/shuffle_outputs.h"

namespace tangram {
namespace {

using Entry = CatalogEntry<Transformation<Text>>;

/// A component whose constructor takes its options and what the command has.
template <class Component>
Entry entry(const char* summary) {
  using Options = typename Component::Options;
  return {
      Component::kName, summary, describe_options<Options>,
      [](const Value& table, const Resources& resources) -> std::unique_ptr<Transformation<Text>> {
        auto options = parse_options<Options>(table, Component::kName);
        try {
          return std::make_unique<Component>(std::move(options), resources);
        } catch (const Error& error) {
          fail("{}: {}", table.place.str(), error.what());
        }
      }};
}

}  // namespace

std::vector<CatalogEntry<Transformation<Text>>> text_transformations() {
  return {
      entry<MapOutputs>("writes each response r as g(r): random tokens, symbols, flipped labels, "
                        "synonyms, a table (tau_RA)"),
      entry<ShuffleOutputs>("permutes the demonstration's labels: same words, no association"),
      entry<PermuteInputTokens>("writes each input through a bijection of tokens (tau_PA)"),
      entry<FreshInputTokens>("replaces each token of each input by a fresh random one: no text"),
      entry<MergeInputTokens>("writes each input through a many-to-one map of tokens, graded"),
      entry<PermuteInputWords>("writes each input through a bijection of words; stays text"),
      entry<OutputAsInput>("the input is the label's own word; one question a label (tau_g)"),
  };
}

}  // namespace tangram
