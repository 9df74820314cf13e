#include "transforms/map_outputs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/json.h"
#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

Resources resources(const Tokenizer* tokenizer = nullptr) {
  Resources out;
  out.tokenizer = tokenizer;
  out.share_dir = std::string(TANGRAM_SOURCE_DIR) + "/data";
  return out;
}

MapOutputsOptions with(const std::string& g) {
  MapOutputsOptions options;
  options.g = g;
  return options;
}

std::vector<std::string> words(const MapOutputs& g, const EpisodeShape& shape, int variant = 0,
                               Rng rng = Rng(1)) {
  const auto episode = g.apply(test_episode(shape), rng, variant);
  return *episode.problem.questions.front().candidates;
}

TEST(MapOutputs, WritesTheTableInDemonstrationAndQuestionsAndLeavesTheTruth) {
  auto options = with("fixed");
  options.table.set("negative", json("bar"));
  options.table.set("positive", json("foo"));
  const auto before = test_episode();
  const auto after = MapOutputs(options, resources()).apply(before, Rng(1), 0);
  for (const auto& example : after.problem.demonstration)
    EXPECT_EQ(*example.candidates, (std::vector<std::string>{"bar", "foo"}));
  for (const auto& question : after.problem.questions)
    EXPECT_EQ(*question.candidates, (std::vector<std::string>{"bar", "foo"}));
  EXPECT_EQ(after.truth, before.truth);
}

TEST(MapOutputs, KeepsOneListForAllItemsThatSharedOne) {
  const auto after = MapOutputs(with("flip"), resources()).apply(test_episode(), Rng(1), 0);
  EXPECT_EQ(after.problem.demonstration.front().candidates,
            after.problem.questions.back().candidates);
}

TEST(MapOutputs, NamesTheLabelThatTheTableLacks) {
  auto options = with("fixed");
  options.table.set("negative", json("bar"));
  const MapOutputs g(options, resources());
  EXPECT_EQ(error_text([&] { words(g, {}); }),
            "map_outputs: g = fixed: the table has no word for the label 'positive'; add one");
}

TEST(MapOutputs, RefusesATableThatMakesTwoLabelsOne) {
  auto options = with("fixed");
  options.table.set("negative", json("foo"));
  options.table.set("positive", json("foo"));
  EXPECT_EQ(error_text([&] { MapOutputs(options, resources()); }),
            "map_outputs: g sends 'negative' and 'positive' both to 'foo'; candidates must stay "
            "distinct");
}

TEST(MapOutputs, RefusesOptionsThatItsMapDoesNotRead) {
  auto options = with("symbols");
  options.table.set("negative", json("foo"));
  EXPECT_EQ(error_text([&] { MapOutputs(options, resources()); }),
            "map_outputs: 'table' is read by g = fixed only, but g = symbols; leave it out");
  auto flip = with("flip");
  flip.rotate = true;
  EXPECT_EQ(error_text([&] { MapOutputs(flip, resources()); }),
            "map_outputs: g = flip cannot be rotated: a rotation would give labels their own words "
            "back; leave out rotate");
  auto list = with("flip");
  list.word_list = "words.tsv";
  EXPECT_NE(error_text([&] { MapOutputs(list, resources()); }), "no error");
  list = with("flip");
  list.words = {"foo"};
  EXPECT_NE(error_text([&] { MapOutputs(list, resources()); }), "no error");
}

TEST(MapOutputs, NeedsAVocabularyForRandomTokens) {
  EXPECT_EQ(
      error_text([] { MapOutputs(with("random_tokens"), resources()); }),
      "map_outputs: g = random_tokens draws from a model's vocabulary, but there is no model; "
      "name one with --model, or use g = symbols");
}

TEST(MapOutputs, FlipSwapsTwoLabels) {
  EXPECT_EQ(words(MapOutputs(with("flip"), resources()), {}),
            (std::vector<std::string>{"positive", "negative"}));
}

TEST(MapOutputs, FlipLeavesNoLabelItsWordAtThree) {
  EpisodeShape shape;
  shape.labels = {"negative", "neutral", "positive"};
  const MapOutputs g(with("flip"), resources());
  std::set<std::vector<std::string>> seen;
  for (std::uint64_t i = 0; i < 30; ++i) seen.insert(words(g, shape, 0, Rng(i)));
  EXPECT_EQ(seen, (std::set<std::vector<std::string>>{{"neutral", "positive", "negative"},
                                                      {"positive", "negative", "neutral"}}));
}

// i -> i + 1 mod K of Min et al. 2022: (a, b, c) becomes (b, c, a), in every draw; at K = 2 the
// swap.
TEST(MapOutputs, NextWritesEachLabelAsTheOneBehindIt) {
  EpisodeShape shape;
  shape.labels = {"negative", "neutral", "positive"};
  const MapOutputs g(with("next"), resources());
  for (std::uint64_t i = 0; i < 5; ++i)
    EXPECT_EQ(words(g, shape, 0, Rng(i)),
              (std::vector<std::string>{"neutral", "positive", "negative"}));
  EXPECT_EQ(words(g, {}), words(MapOutputs(with("flip"), resources()), {}));
  shape.labels = {"only"};
  EXPECT_EQ(error_text([&] { words(g, shape); }),
            "map_outputs: g = next needs 2 labels, but the task has 1");
  auto rotated = with("next");
  rotated.rotate = true;
  EXPECT_EQ(error_text([&] { MapOutputs(rotated, resources()); }),
            "map_outputs: g = next cannot be rotated: a rotation would give labels their own words "
            "back; leave out rotate");
}

TEST(MapOutputs, FlipNeedsTwoLabels) {
  EpisodeShape shape;
  shape.labels = {"only"};
  const MapOutputs g(with("flip"), resources());
  EXPECT_EQ(error_text([&] { words(g, shape); }),
            "map_outputs: g = flip needs 2 labels, but the task has 1");
}

TEST(MapOutputs, IdentityChangesNoWord) {
  EXPECT_EQ(words(MapOutputs(with("identity"), resources()), {}),
            (std::vector<std::string>{"negative", "positive"}));
}

TEST(MapOutputs, BySpellingIsOneMapOfAllDrawsAndStillUnlessRotated) {
  const MapOutputs g(with("uppercase"), resources());
  EXPECT_EQ(g.variants(2), 1);
  EXPECT_EQ(words(g, {}, 0, Rng(1)), (std::vector<std::string>{"NEGATIVE", "POSITIVE"}));
  EXPECT_EQ(words(g, {}, 0, Rng(2)), words(g, {}, 0, Rng(1)));
  auto rotated = with("letters");
  rotated.rotate = true;
  const MapOutputs letters(rotated, resources());
  ASSERT_EQ(letters.variants(2), 2);
  EXPECT_EQ(words(letters, {}, 1), (std::vector<std::string>{"B", "A"}));
}

// No tokenizer and no list stands in its id: it reads neither.
TEST(MapOutputs, BySpellingHasAnIdOfItsOptionsAlone) {
  EXPECT_EQ(MapOutputs(with("reversed"), resources()).id(),
            "map_outputs(g='reversed', rotate=false, table={}, words=[], word_list='', "
            "ascii_letters=true, min_chars=2)");
}

TEST(MapOutputs, SynonymsComeFromTheListOfTheirLabelAndAntonymsFromTheOther) {
  const MapOutputs synonyms(with("synonyms"), resources()), antonyms(with("antonyms"), resources());
  const WordLists lists(resources().share_dir / "words" / "label_words.tsv");
  const auto& bad = lists.words("negative", "synonym");
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < 40; ++i) {
    const auto word = words(synonyms, {}, 0, Rng(i))[0], other = words(antonyms, {}, 0, Rng(i))[1];
    EXPECT_NE(std::find(bad.begin(), bad.end(), word), bad.end()) << word;
    EXPECT_NE(std::find(bad.begin(), bad.end(), other), bad.end()) << other;
    seen.insert(word);
  }
  EXPECT_GT(seen.size(), 5u);  // a new word in each draw
}

TEST(MapOutputs, NamesTheFileThatLacksALabel) {
  EpisodeShape shape;
  shape.labels = {"negative", "neutral"};
  const MapOutputs g(with("keywords"), resources());
  const auto message = error_text([&] { words(g, shape); });
  EXPECT_NE(message.find("label_words.tsv: no word is listed as keyword of the label 'neutral'"),
            std::string::npos)
      << message;
}

TEST(MapOutputs, ScoresEveryRotationOfARandomMapOnce) {
  EpisodeShape shape;
  shape.labels = {"negative", "neutral", "positive"};
  const MapOutputs g(with("symbols"), resources());
  ASSERT_EQ(g.variants(3), 3);
  const auto a = words(g, shape, 0), b = words(g, shape, 1), c = words(g, shape, 2);
  EXPECT_EQ(b, (std::vector<std::string>{a[1], a[2], a[0]}));
  EXPECT_EQ(c, (std::vector<std::string>{a[2], a[0], a[1]}));
}

TEST(MapOutputs, HasOneVariantWhereItIsNotRotated) {
  EXPECT_EQ(MapOutputs(with("synonyms"), resources()).variants(2), 1);
  auto rotated = with("synonyms");
  rotated.rotate = true;
  EXPECT_EQ(MapOutputs(rotated, resources()).variants(2), 2);
  auto still = with("symbols");
  still.rotate = false;
  EXPECT_EQ(MapOutputs(still, resources()).variants(2), 1);
}

TEST(RotationOffsets, AreAllUpToFourAndFourDrawnOnesAbove) {
  EXPECT_EQ(rotation_offsets(1, Rng(1)), (std::vector<int>{0}));
  EXPECT_EQ(rotation_offsets(4, Rng(1)), (std::vector<int>{0, 1, 2, 3}));
  std::set<std::vector<int>> seen;
  for (std::uint64_t i = 0; i < 50; ++i) {
    const auto drawn = rotation_offsets(6, Rng(i));
    ASSERT_EQ(drawn.size(), 4u);
    EXPECT_EQ(drawn[0], 0);
    EXPECT_EQ(std::set<int>(drawn.begin(), drawn.end()).size(), 4u);
    seen.insert(drawn);
  }
  EXPECT_GT(seen.size(), 10u);
}

TEST(MapOutputs, MapsTheUnionWhereQueriesOfferFewerLabels) {
  auto episode = test_episode({{"terrible", "bad", "good", "great"}, {4}, 2, 0});
  const auto fewer =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"bad", "good"});
  for (auto& question : episode.problem.questions) question.candidates = fewer;
  const auto after = MapOutputs(with("symbols"), resources()).apply(episode, Rng(1), 1);
  const auto& shown = *after.problem.demonstration[0].candidates;
  EXPECT_EQ(*after.problem.questions[0].candidates, (std::vector<std::string>{shown[1], shown[2]}));
}

TEST(MapOutputs, NamesInItsIdAllThatCanChangeAWord) {
  const WordTokenizer tokenizer(test_pieces());
  EXPECT_EQ(MapOutputs(with("random_tokens"), resources(&tokenizer)).id(),
            "map_outputs(g='random_tokens', rotate=true, table={}, words=[], word_list='', "
            "ascii_letters=true, min_chars=2, tokenizer=word-tokenizer)");
  const auto id = MapOutputs(with("synonyms"), resources()).id();
  const WordLists lists(resources().share_dir / "words" / "label_words.tsv");
  EXPECT_NE(id.find("list_sha256=" + lists.hash()), std::string::npos) << id;
}

}  // namespace
}  // namespace tangram
