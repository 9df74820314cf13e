#include "transforms/catalog.h"

#include <gtest/gtest.h>

#include <set>

#include "base/toml.h"
#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

const CatalogEntry<Transformation<Text>>& entry(const std::string& name) {
  static const auto entries = text_transformations();
  return find_entry(entries, "transformation", name, {"study.toml", 3, 0});
}

TEST(TextTransformations, HaveDistinctNamesAndSayWhatTheyAre) {
  std::set<std::string> names;
  for (const auto& e : text_transformations()) {
    EXPECT_TRUE(names.insert(e.name).second) << e.name;
    EXPECT_FALSE(e.summary.empty());
    for (const auto& field : e.fields()) EXPECT_FALSE(field.help.empty()) << field.name;
  }
  EXPECT_EQ(names, (std::set<std::string>{
                       "map_outputs", "shuffle_outputs", "corrupt_outputs", "permute_input_tokens",
                       "fresh_input_tokens", "merge_input_tokens", "permute_input_words",
                       "fresh_input_words", "output_as_input", "wordnet_outputs", "english_outputs",
                       "ood_inputs", "show_only", "query_as_input"}));
}

TEST(TextTransformations, SayWhereAWrongOptionStands) {
  const Value flip = parse_toml("\nuse = 'map_outputs'\ng = 'flop'", "study.toml");
  EXPECT_EQ(error_text([&] { entry("map_outputs").make(flip, {}); }),
            "study.toml:3: map_outputs: 'g' must be one of random_tokens, symbols, flip, next, "
            "synonyms, antonyms, keywords, identity, fixed, uppercase, reversed, initials, "
            "letters, numbers, but is 'flop'; did you mean 'flip'?");
}

TEST(TextTransformations, SayWhereAnImpossibleCombinationStands) {
  Value options = parse_toml("g = 'random_tokens'", "study.toml");
  options.place = {"study.toml", 12, 1};
  EXPECT_EQ(error_text([&] { entry("map_outputs").make(options, {}); }),
            "study.toml:12: map_outputs: g = random_tokens draws from a model's vocabulary, but "
            "there is no model; name one with --model, or use g = symbols");
}

TEST(TextTransformations, RotateRandomMapsUnlessToldOtherwise) {
  const auto variants = [](const char* text) {
    return entry("map_outputs").make(parse_toml(text, "study.toml"), {})->variants(3);
  };
  EXPECT_EQ(variants("g = 'symbols'"), 3);
  EXPECT_EQ(variants("g = 'symbols'\nrotate = false"), 1);
  EXPECT_EQ(variants("g = 'identity'"), 1);
  EXPECT_EQ(variants("g = 'identity'\nrotate = true"), 3);
}

}  // namespace
}  // namespace tangram
