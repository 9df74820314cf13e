#include "transforms/ood_inputs.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"
#include "transforms/testing.h"

namespace tangram {
namespace {

std::string words(int n, const std::string& first) {
  std::string out = first;
  for (int i = 1; i < n; ++i) out += " w";
  return out;
}

// Lengths 1, 6 and 11 for an input of 1 word: weights e^0, e^(-25/50) = .6065, e^(-100/50) = .1353,
// in all 1.7419: probabilities .5741, .3482, .0777. Of 20,000 draws each share is within 3.5 sd =
// .0122.
TEST(SentencesByLength, WeighsLengthsAsThePaperDoes) {
  const SentencesByLength corpus({words(1, "a"), words(6, "b"), words(11, "c")});
  std::map<char, double> share;
  for (std::uint64_t i = 0; i < 20'000; ++i)
    share[corpus.draw_like({1}, Rng(1).at(i))[0][0]] += 1 / 20'000.0;
  EXPECT_NEAR(share['a'], 0.5741, 0.0122);
  EXPECT_NEAR(share['b'], 0.3482, 0.0122);
  EXPECT_NEAR(share['c'], 0.0777, 0.0122);
}

// Two of 1 word and one of 6: the first draw takes length 1 with 2 / 2.6065 = .7673.
TEST(SentencesByLength, CountsEachSentenceOfALength) {
  const SentencesByLength corpus({words(1, "a"), words(1, "b"), words(6, "c")});
  double share = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i)
    share += corpus.draw_like({1}, Rng(2).at(i))[0][0] == 'c' ? 0 : 1 / 20'000.0;
  EXPECT_NEAR(share, 0.7673, 0.0105);
}

TEST(SentencesByLength, DrawsEachOnceDownToTheLast) {
  std::vector<std::string> texts;
  for (int i = 0; i < 12; ++i) texts.push_back(words(1 + i % 4, std::to_string(i)));
  const SentencesByLength corpus(texts);
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto drawn = corpus.draw_like(std::vector<int>(12, 2), Rng(3).at(i));
    EXPECT_EQ(std::set<std::string>(drawn.begin(), drawn.end()).size(), 12u);
  }
}

TEST(SentencesByLength, OfOneLengthAreDrawnUniformly) {
  const SentencesByLength corpus({"a w", "b w", "c w", "d w"});
  std::map<char, double> last;
  for (std::uint64_t i = 0; i < 8'000; ++i)
    last[corpus.draw_like({9, 2, 1, 5}, Rng(4).at(i))[3][0]] += 1 / 8'000.0;
  for (const char c : {'a', 'b', 'c', 'd'}) EXPECT_NEAR(last[c], 0.25, 0.017);
}

// For an input of 1,000 words the weights of 10 and 11 words are exp(-19,602) and exp(-19,562.4):
// both underflow to 0, and their ratio is e^-39.58.
TEST(SentencesByLength, FindsTheNearestWhereEveryWeightUnderflows) {
  const SentencesByLength corpus({words(10, "a"), words(11, "b")});
  EXPECT_EQ(std::exp(-(990.0 * 990) / 50), 0);
  for (std::uint64_t i = 0; i < 50; ++i)
    EXPECT_EQ(corpus.draw_like({1000}, Rng(5).at(i))[0][0], 'b');
}

TEST(SentencesByLength, DrawsThePrefixThatALongerListBeginsWith) {
  std::vector<std::string> texts;
  for (int i = 0; i < 30; ++i) texts.push_back(words(1 + i % 7, std::to_string(i)));
  const SentencesByLength corpus(texts);
  const auto longer = corpus.draw_like({3, 1, 7, 2, 2}, Rng(6));
  const auto shorter = corpus.draw_like({3, 1, 7}, Rng(6));
  EXPECT_EQ(shorter, std::vector<std::string>(longer.begin(), longer.begin() + 3));
}

class OodInput : public testing::Test {
 protected:
  /// A corpus of n rows for demonstrations; `card` says more of it.
  OodInputs corpus(int n, const std::string& card = "") {
    std::string rows;
    for (int i = 0; i < n; ++i)
      rows += fmt::format("{{\"text\": \"report {} of it\", \"label\": {}}}\n", i, i % 2);
    return of_rows(rows, card);
  }
  OodInputs of_rows(const std::string& rows, const std::string& card = "") {
    folder_.write("shown.jsonl", rows);
    folder_.write("asked.jsonl",
                  "{\"text\": \"one\", \"label\": 0}\n{\"text\": \"two\", \"label\": 1}\n");
    folder_.write("corpus.toml",
                  "demonstrations = 'shown.jsonl'\nqueries = 'asked.jsonl'\n" + card);
    Resources resources;
    resources.study_dir = folder_.path();
    return OodInputs({"corpus.toml"}, resources);
  }

  TempFolder folder_;
};

TEST_F(OodInput, ReplacesInputsOfTheDemonstrationAndNothingElse) {
  const auto before = test_episode();
  auto after = corpus(60).apply(before, Rng(1), 0);
  std::set<std::string> shown;
  for (std::size_t i = 0; i < 8; ++i) {
    const auto& text = std::get<std::string>(after.problem.demonstration[i].x);
    EXPECT_TRUE(text.starts_with("report ")) << text;
    shown.insert(text);
    after.problem.demonstration[i].x = before.problem.demonstration[i].x;
  }
  EXPECT_EQ(shown.size(), 8u);
  EXPECT_EQ(text_of(after), text_of(before));
}

TEST_F(OodInput, DrawsAnewInEachEpisodeOfADraw) {
  auto first = test_episode(), second = test_episode();
  second.index = first.index + 1;
  const OodInputs transformation = corpus(60);
  EXPECT_NE(transformation.apply(first, Rng(2), 0).problem.demonstration[0].x,
            transformation.apply(second, Rng(2), 0).problem.demonstration[0].x);
}

TEST_F(OodInput, SaysWhereTheCorpusIsTooSmall) {
  const OodInputs transformation = corpus(7);
  EXPECT_EQ(error_text([&] { transformation.apply(test_episode(), Rng(1), 0); }),
            "ood_inputs: 8 examples need as many sentences, but 'corpus.toml' has 7 for "
            "demonstrations; name a larger set, or ask for fewer shots");
  for (const int shots : {0, 1, 7})
    EXPECT_NO_THROW(
        transformation.apply(test_episode({{"negative", "positive"}, {shots}, 1, 0}), Rng(1), 0));
}

TEST_F(OodInput, RefusesACorpusThatHoldsTheInputsThemselves) {
  std::string rows;
  const auto episode = test_episode();
  for (std::size_t i = 0; i < 5; ++i)  // of its 8
    rows += fmt::format("{{\"text\": \"{}\", \"label\": {}}}\n",
                        std::get<std::string>(episode.problem.demonstration[i].x), i % 2);
  for (int i = 0; i < 5; ++i) rows += fmt::format("{{\"text\": \"r {}\", \"label\": 1}}\n", i);
  const OodInputs transformation = of_rows(rows);
  EXPECT_EQ(error_text([&] { transformation.apply(episode, Rng(1), 0); }),
            "ood_inputs: 'corpus.toml' holds 5 of the 8 inputs that it is to replace, so it is no "
            "other corpus; name a set that shares no sentences with the task's");
  auto half = episode;  // 5 of 10 others might be chance
  for (const char* text : {"x y", "y z"})
    half.problem.demonstration.push_back(
        {std::string(text), half.problem.questions[0].candidates, 0});
  EXPECT_NO_THROW(transformation.apply(half, Rng(1), 0));
}

TEST_F(OodInput, RefusesAbusiveTextsAndTokens) {
  EXPECT_EQ(
      error_text([&] { corpus(60, "abusive = true"); }),
      "ood_inputs: 'corpus' holds abusive texts, which do not belong into other prompts; name "
      "another set");
  auto tokens = test_episode();
  tokens.problem.demonstration[0].x = TokenSegment{{1, 2}, "t"};
  EXPECT_EQ(
      error_text([&] { corpus(60).apply(tokens, Rng(1), 0); }),
      "ood_inputs: the inputs are tokens already; put it before the transformations of tokens "
      "in its condition");
}

TEST_F(OodInput, IsNamedByTheContentOfItsCorpus) {
  const std::string id = corpus(60).id();
  EXPECT_EQ(corpus(60).id(), id);
  EXPECT_NE(corpus(61).id(), id);
  EXPECT_TRUE(id.starts_with("ood_inputs(data='corpus.toml', identity_sha256=")) << id;
}

}  // namespace
}  // namespace tangram
