#include "transforms/token_vocabulary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/support/error_text.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

const WordTokenizer& small_tokenizer() {
  static const WordTokenizer t(test_pieces());
  return t;
}

TokenVocabulary vocabulary(const TokenScope& scope = {}) {
  return {&small_tokenizer(), scope, "test"};
}

std::set<Token> all_eligible(const TokenVocabulary& v) {
  std::set<Token> out;
  for (const auto& ids : v.classes()) out.insert(ids.begin(), ids.end());
  return out;
}

int moved(const TokenMap& h) {
  int n = 0;
  for (std::size_t id = 0; id < h.size(); ++id) n += h[id] != static_cast<Token>(id) ? 1 : 0;
  return n;
}

TEST(TokenVocabulary, OffersWordsAndPunctuationButNoWhiteSpaceNoControlTokenNoByte) {
  const auto v = vocabulary();
  const auto eligible = all_eligible(v);
  EXPECT_TRUE(eligible.contains(small_tokenizer().id_of(" good")));
  EXPECT_TRUE(eligible.contains(small_tokenizer().id_of(".")));
  EXPECT_FALSE(eligible.contains(small_tokenizer().id_of("\n")));
  EXPECT_FALSE(eligible.contains(small_tokenizer().id_of(" ")));
  EXPECT_GE(*eligible.begin(), 258);
  EXPECT_EQ(eligible.size(), test_pieces().size() - 2);
}

TEST(TokenVocabulary, KnowsThatARawByteCarriesTextThoughNothingIsDrawnFromIt) {
  const auto v = vocabulary();
  EXPECT_EQ(v.class_of(2 + 'q'), 0);
  EXPECT_EQ(v.class_of(2 + '\n'), -1);
}

TEST(TokenVocabulary, LeavesOutTheTokensOfKeptWords) {
  const auto v = vocabulary({"none", {"good"}});
  EXPECT_EQ(v.class_of(small_tokenizer().id_of(" good")), -1);
  EXPECT_EQ(v.class_of(small_tokenizer().id_of("good")), -1);
  EXPECT_FALSE(all_eligible(v).contains(small_tokenizer().id_of(" good")));
}

TEST(TokenVocabulary, RefusesToServeWithoutATokenizerOrWithoutTokens) {
  EXPECT_EQ(error_text([] { TokenVocabulary(nullptr, {}, "test"); }),
            "test: it works on a model's tokens, but there is no model; name one with --model, or "
            "use permute_input_words");
  const WordTokenizer empty({"\n", " "});
  EXPECT_EQ(error_text([&] { TokenVocabulary(&empty, {}, "test").classes(); }),
            "test: the vocabulary has no token to draw from (preserve = none, 0 words kept); keep "
            "fewer words, or set preserve = 'none'");
}

TEST(Bijection, SendsTheEligibleTokensOntoThemselvesAndFixesTheRest) {
  const auto v = vocabulary();
  const auto eligible = all_eligible(v);
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto h = draw_bijection(v, 1, Rng(i));
    ASSERT_EQ(h.size(), static_cast<std::size_t>(small_tokenizer().size()));
    EXPECT_EQ(std::set<Token>(h.begin(), h.end()).size(), h.size());  // injective
    for (Token id = 0; id < small_tokenizer().size(); ++id) {
      const Token to = h[static_cast<std::size_t>(id)];
      EXPECT_EQ(eligible.contains(id), eligible.contains(to));
      if (!eligible.contains(id)) {
        EXPECT_EQ(to, id);
      }
    }
  }
}

// A uniform permutation has one fixed point in expectation, with variance 1: the mean of 2,000
// has sd .022.
TEST(Bijection, HasAsManyFixedPointsAsAUniformPermutation) {
  const auto v = vocabulary();
  double fixed = 0;
  for (std::uint64_t i = 0; i < 2000; ++i)
    fixed += static_cast<double>(v.n_eligible()) - moved(draw_bijection(v, 1, Rng(4).at(i)));
  EXPECT_NEAR(fixed / 2000, 1, 0.11);
}

TEST(Bijection, KeepsTheSpaceOfATokenWhereAsked) {
  const auto v = vocabulary({"space", {}});
  ASSERT_EQ(v.classes().size(), 2u);
  const auto h = draw_bijection(v, 1, Rng(1));
  for (const Token id : all_eligible(v)) {
    const auto from = small_tokenizer().decode({id});
    const auto to = small_tokenizer().decode({h[static_cast<std::size_t>(id)]});
    EXPECT_EQ(from.front() == ' ', to.front() == ' ') << from << " -> " << to;
  }
}

TEST(Bijection, MovesNoMoreThanItsFractionAndALargerOneMovesTheSameTokensToo) {
  const auto v = vocabulary();
  EXPECT_EQ(moved(draw_bijection(v, 0, Rng(1))), 0);
  const auto half = draw_bijection(v, 0.5, Rng(1)), most = draw_bijection(v, 0.9, Rng(1));
  EXPECT_LE(moved(half), (v.n_eligible() + 1) / 2);
  EXPECT_GT(moved(half), v.n_eligible() / 3);
  EXPECT_EQ(std::set<Token>(half.begin(), half.end()).size(), half.size());
  int left = 0;  // moved by the half, fixed in the larger: only by chance
  for (std::size_t id = 0; id < half.size(); ++id)
    left += half[id] != static_cast<Token>(id) && most[id] == static_cast<Token>(id) ? 1 : 0;
  EXPECT_LE(left, 4);
}

TEST(MergingMap, HasExactlyAsManyImagesAsAskedInClassesOfEqualSize) {
  const auto v = vocabulary();
  for (const std::int64_t m : {1, 2, 7, 40}) {
    const auto h = draw_merging_map(v, m, Rng(2));
    std::map<Token, int> size;
    for (const Token id : all_eligible(v)) ++size[h[static_cast<std::size_t>(id)]];
    EXPECT_EQ(std::ssize(size), m);
    const auto [least, most] = std::minmax_element(
        size.begin(), size.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    EXPECT_LE(most->second - least->second, 1);
  }
}

TEST(MergingMap, IsTheBijectionWhereEveryTokenKeepsAnImageOfItsOwn) {
  for (const char* preserve : {"none", "space"}) {
    const auto v = vocabulary({preserve, {}});
    EXPECT_EQ(draw_merging_map(v, v.n_eligible(), Rng(3)), draw_bijection(v, 1, Rng(3)));
  }
}

TEST(MergingMap, GivesEachClassAnImageOfItsOwnKind) {
  const auto v = vocabulary({"space", {}});
  for (const std::int64_t m : {2, 3, 11}) {
    const auto h = draw_merging_map(v, m, Rng(2));
    std::set<Token> images;
    for (const Token id : all_eligible(v)) {
      images.insert(h[static_cast<std::size_t>(id)]);
      EXPECT_EQ(v.class_of(id), v.class_of(h[static_cast<std::size_t>(id)]));
    }
    EXPECT_EQ(std::ssize(images), m);
  }
}

}  // namespace
}  // namespace tangram
