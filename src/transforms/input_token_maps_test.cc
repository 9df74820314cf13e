#include "transforms/input_token_maps.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

const WordTokenizer& tokenizer() {
  static const WordTokenizer t(test_pieces());
  return t;
}

Resources tokenizer_resources() {
  Resources out;
  out.tokenizer = &tokenizer();
  return out;
}

const std::vector<Token>& ids(const TextInput& x) { return std::get<TokenSegment>(x).ids; }

TEST(PermuteInputTokens, MapsTheIdsThatTheInputHasInThePrompt) {
  const auto before = test_episode();
  const auto after = PermuteInputTokens({}, tokenizer_resources()).apply(before, Rng(1), 0);
  const TokenVocabulary v(&tokenizer(), {}, "test");
  const auto h = draw_bijection(v, 1, Rng(1).at("h"));
  for (std::size_t i = 0; i < before.problem.demonstration.size(); ++i) {
    const auto text = " " + std::get<std::string>(before.problem.demonstration[i].x);
    std::vector<Token> wanted;
    for (const Token id : tokenizer().encode(text))
      wanted.push_back(h[static_cast<std::size_t>(id)]);
    EXPECT_EQ(ids(after.problem.demonstration[i].x), wanted);
  }
  EXPECT_EQ(std::get<TokenSegment>(after.problem.questions[0].x).tokenizer, "word-tokenizer");
}

TEST(PermuteInputTokens, PermutesALabelWordInsideAnInputLikeAnyOther) {
  auto episode = test_episode();
  episode.problem.demonstration[0].x = "positive film";
  const auto after = PermuteInputTokens({}, tokenizer_resources()).apply(episode, Rng(1), 0);
  EXPECT_NE(ids(after.problem.demonstration[0].x)[0], tokenizer().id_of(" positive"));
  PermuteInputTokensOptions kept;
  kept.scope.keep = {"positive"};
  const auto leaking = PermuteInputTokens(kept, tokenizer_resources()).apply(episode, Rng(1), 0);
  EXPECT_EQ(ids(leaking.problem.demonstration[0].x)[0], tokenizer().id_of(" positive"));
}

TEST(PermuteInputTokens, LeavesTheTextInPlaceInTheIdentityArm) {
  PermuteInputTokensOptions options;
  options.identity = true;
  const auto before = test_episode();
  const auto after = PermuteInputTokens(options, tokenizer_resources()).apply(before, Rng(1), 0);
  for (std::size_t q = 0; q < before.problem.questions.size(); ++q)
    EXPECT_EQ(tokenizer().decode(ids(after.problem.questions[q].x)),
              " " + std::get<std::string>(before.problem.questions[q].x));
  options.identity = false;
  options.fraction = 0;  // the limit: no token moves
  const auto still = PermuteInputTokens(options, tokenizer_resources()).apply(before, Rng(1), 0);
  EXPECT_EQ(still.problem.questions[0].x, after.problem.questions[0].x);
}

TEST(PermuteInputTokens, RefusesTokensOfAnotherVocabulary) {
  auto episode = test_episode();
  episode.problem.questions[0].x = TokenSegment{{300}, "another"};
  EXPECT_EQ(
      error_text([&] { PermuteInputTokens({}, tokenizer_resources()).apply(episode, Rng(1), 0); }),
      "permute_input_tokens: the input holds tokens of another vocabulary (another instead of "
      "word-tokeniz); one run has one tokenizer");
}

TEST(PermuteInputTokens, NeedsATokenizerAndNamesItInItsId) {
  EXPECT_EQ(error_text([] { PermuteInputTokens({}, {}); }),
            "permute_input_tokens: it works on a model's tokens, but there is no model; name one "
            "with --model, or use permute_input_words");
  EXPECT_EQ(PermuteInputTokens({}, tokenizer_resources()).id(),
            "permute_input_tokens(identity=false, fraction=1, preserve='none', keep=[], "
            "tokenizer=word-tokenizer)");
}

TEST(MergeInputTokens, WritesAllInputsInOneTokenAtTheEndOfTheScale) {
  MergeInputTokensOptions options;
  options.merge = 1;
  const auto after =
      MergeInputTokens(options, tokenizer_resources()).apply(test_episode(), Rng(1), 0);
  std::set<Token> seen;
  for (const auto& example : after.problem.demonstration)
    seen.insert(ids(example.x).begin(), ids(example.x).end());
  EXPECT_EQ(seen.size(), 1u);
}

TEST(MergeInputTokens, IsTheBijectionWhereNoTokenLosesItsOwn) {
  MergeInputTokensOptions options;
  options.classes = TokenVocabulary(&tokenizer(), {}, "test").n_eligible();
  const auto merged =
      MergeInputTokens(options, tokenizer_resources()).apply(test_episode(), Rng(1), 0);
  const auto permuted =
      PermuteInputTokens({}, tokenizer_resources()).apply(test_episode(), Rng(1), 0);
  for (std::size_t q = 0; q < merged.problem.questions.size(); ++q)
    EXPECT_EQ(merged.problem.questions[q].x, permuted.problem.questions[q].x);
}

TEST(MergeInputTokens, WantsEitherClassesOrMergeAndNoMoreClassesThanTokens) {
  MergeInputTokensOptions options;
  EXPECT_EQ(error_text([&] { MergeInputTokens(options, tokenizer_resources()); }),
            "merge_input_tokens: give either classes (now 0) or merge (now 0), above 0");
  options.classes = 4;
  options.merge = 0.5;
  EXPECT_EQ(error_text([&] { MergeInputTokens(options, tokenizer_resources()); }),
            "merge_input_tokens: give either classes (now 4) or merge (now 0.5), above 0");
  options.merge = 0;
  options.classes = 1000;
  const auto n = TokenVocabulary(&tokenizer(), {}, "test").n_eligible();
  EXPECT_EQ(error_text([&] {
              MergeInputTokens(options, tokenizer_resources()).apply(test_episode(), Rng(1), 0);
            }),
            fmt::format("merge_input_tokens: classes is 1000, but must be from 1 to {}, the "
                        "vocabulary's eligible tokens",
                        n));
}

TEST(FreshInputTokens, AsksAQueryWithTheSameTokensAtEveryNumberOfShots) {
  const auto after = FreshInputTokens({}, tokenizer_resources()).apply(test_episode(), Rng(1), 0);
  std::map<std::pair<bool, std::uint64_t>, TextInput> seen;
  for (std::size_t q = 0; q < after.query.size(); ++q) {
    const auto& question = after.problem.questions[q];
    const auto [it, fresh] =
        seen.try_emplace(std::pair(question.reference, after.query[q]), question.x);
    EXPECT_EQ(it->second, question.x);
  }
  EXPECT_EQ(seen.size(), 4u);  // 3 queries, 1 reference
}

// 90 eligible tokens or so: two independent draws agree with probability near 1/90, so over 400
// places 4.4 are expected, sd 2.1. A map would agree at all of them.
TEST(FreshInputTokens, DrawsEachOccurrenceOfAWordAnew) {
  auto episode = test_episode({{"negative", "positive"}, {400}, 1, 0});
  for (auto& example : episode.problem.demonstration) example.x = "film film";
  const auto after = FreshInputTokens({}, tokenizer_resources()).apply(episode, Rng(1), 0);
  int same = 0;
  std::set<Token> seen;
  for (const auto& example : after.problem.demonstration) {
    ASSERT_EQ(ids(example.x).size(), 2u);
    same += ids(example.x)[0] == ids(example.x)[1] ? 1 : 0;
    seen.insert(ids(example.x)[0]);
  }
  EXPECT_LE(same, 15);
  EXPECT_GT(seen.size(), 60u);
}

TEST(FreshInputTokens, LeavesNoTextInRawBytesEither) {
  auto episode = test_episode();
  episode.problem.demonstration[0].x = "q\xc3\xa9z";  // no piece begins so: raw bytes
  const auto after = FreshInputTokens({}, tokenizer_resources()).apply(episode, Rng(1), 0);
  const auto& drawn = ids(after.problem.demonstration[0].x);
  ASSERT_EQ(drawn.size(), 5u);  // the space, q, two bytes, z
  for (std::size_t i = 1; i < drawn.size(); ++i) EXPECT_TRUE(tokenizer().is_ordinary(drawn[i]));
}

TEST(FreshInputTokens, MovesNoDrawWhenShotsOrQueriesAreAdded) {
  const auto small = test_episode({{"negative", "positive"}, {2}, 2, 0});
  const auto large = test_episode({{"negative", "positive"}, {2, 8}, 3, 1});
  const FreshInputTokens fresh({}, tokenizer_resources());
  const auto a = fresh.apply(small, Rng(1), 0), b = fresh.apply(large, Rng(1), 0);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(a.problem.demonstration[i].x, b.problem.demonstration[i].x);
    EXPECT_EQ(a.problem.questions[i].x, b.problem.questions[i].x);
  }
}

}  // namespace
}  // namespace tangram
