#include "learners/linear_on_embeddings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/toml.h"
#include "tests/fakes/fake_language_model.h"
#include "tests/fakes/word_tokenizer.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

const WordTokenizer kFewWords({"\n", ":", "Input", "Label", " one", " two", " red", " blue",
                               " far"});
const auto kColourWords = std::make_shared<const std::vector<std::string>>(
    std::vector<std::string>{"red", "blue", "far"});

/// Embeddings in the plane; what is not listed is (0, 0).
StateReader plane(const std::map<std::string, std::vector<float>>& points) {
  return [points](std::span<const Token> tokens, int layer, int) {
    EXPECT_EQ(layer, 0);
    EXPECT_EQ(tokens.size(), 1u) << "a path of one token";
    const auto found = points.find(kFewWords.decode({tokens.back()}));
    return found == points.end() ? std::vector<float>{0, 0} : found->second;
  };
}

FakeLanguageModel model_in_the_plane() {
  return FakeLanguageModel(kFewWords, {.states = plane({{" one", {1, 0}},
                                                        {" two", {0, 2}},
                                                        {" red", {3, 0}},
                                                        {" blue", {0, 4}},
                                                        {" far", {-3, -4}}}),
                                       .width = 2});
}

LinearOnEmbeddingsOptions options_of(const std::string& fit) {
  LinearOnEmbeddingsOptions out;
  out.map.fit = fit;
  return out;
}

/// one -> red, two -> blue, then "one" and "two" asked at 0, 1 and 2 shots.
Problem<Text> two_pairs() {
  Problem<Text> p;
  p.demonstration = {{std::string("one"), kColourWords, 0}, {std::string("two"), kColourWords, 1}};
  for (const int shots : {0, 1, 2})
    for (const char* x : {"one", "two"})
      p.questions.push_back({shots, std::string(x), kColourWords});
  return p;
}

// W = diag(3, 2): "one" goes to (3, 0), whose cosines with red, blue and far are 1, 0 and -0.6.
// Over the temperature 0.1 that is 10, 0 and -6.
TEST(LinearOnEmbeddings, AnswersBySoftmaxOfCosinesAsByHand) {
  FakeLanguageModel model = model_in_the_plane();
  LinearOnEmbeddings learner(options_of("min_norm"), model, model);
  const auto p = two_pairs();
  const auto answers = learner.answer({&p, 1}, {})[0];
  const double log_sum = std::log(std::exp(10) + 1 + std::exp(-6));
  EXPECT_NEAR(answers[4].candidate_logps[0][0], 10 - log_sum, 1e-9);
  EXPECT_NEAR(answers[4].candidate_logps[1][0], 0 - log_sum, 1e-9);
  EXPECT_NEAR(answers[4].candidate_logps[2][0], -6 - log_sum, 1e-9) << "never shown, scored alike";
}

// At one shot the map knows one direction only: "two" is orthogonal to it, its image is 0.
TEST(LinearOnEmbeddings, IsUniformWithoutPairsAndWhereTheMapKnowsNothing) {
  for (const char* fit : {"gradient_descent", "ridge", "min_norm"}) {
    FakeLanguageModel model = model_in_the_plane();
    LinearOnEmbeddings learner(options_of(fit), model, model);
    const auto p = two_pairs();
    const auto answers = learner.answer({&p, 1}, {})[0];
    for (const std::size_t q : {0u, 1u, 3u})
      for (const auto& log_p : answers[q].candidate_logps)
        EXPECT_NEAR(log_p[0], -std::log(3.0), 1e-12) << fit << q;
    EXPECT_GT(answers[2].candidate_logps[0][0], std::log(0.9)) << fit;
  }
}

// W = I: cosines of "one" with red, blue and far are 1, 0 and -0.6, of "two" 0, 1 and -0.8, however
// many pairs are shown; p is (1 + cos) / 2.
TEST(LinearOnEmbeddings, OfTheIdentityIsTheCosineWithThePromptItself) {
  FakeLanguageModel model = model_in_the_plane();
  LinearOnEmbeddings learner(options_of("identity"), model, model);
  const auto p = two_pairs();
  const auto answers = learner.answer({&p, 1}, {})[0];
  for (const std::size_t q : {0u, 2u, 4u}) {
    EXPECT_NEAR(answers[q].candidate_logps[0][0], 0, 1e-12);
    EXPECT_NEAR(answers[q].candidate_logps[1][0], std::log(0.5), 1e-12);
    EXPECT_NEAR(answers[q].candidate_logps[2][0], std::log(0.2), 1e-12);
    EXPECT_NEAR(answers[q + 1].candidate_logps[1][0], 0, 1e-12);
    EXPECT_NEAR(answers[q + 1].candidate_logps[2][0], std::log(0.1), 1e-12);
  }
}

// A word without an embedding is at right angles to everything.
TEST(LinearOnEmbeddings, OfTheIdentityIsOneHalfForAPromptOfLengthZero) {
  FakeLanguageModel model(kFewWords, {.states = plane({{" red", {3, 0}}}), .width = 2});
  LinearOnEmbeddings learner(options_of("identity"), model, model);
  const auto p = two_pairs();
  const auto answers = learner.answer({&p, 1}, {})[0];
  for (const auto& log_p : answers[0].candidate_logps) EXPECT_NEAR(log_p[0], std::log(0.5), 1e-12);
}

// As published: the asked tokens stand in the demonstration. With independent prompts (16 random
// ones in 64 dimensions) every fit gives every prompt its own response.
TEST(LinearOnEmbeddings, AnswersAShownPromptWithItsOwnResponse) {
  std::vector<std::string> pieces = {"\n", ":", "Input", "Label"}, words;
  for (char a = 'a'; a <= 'p'; ++a) {
    pieces.push_back(std::string(" p") + a);
    pieces.push_back(std::string(" r") + a);
    words.push_back(std::string("r") + a);
  }
  const WordTokenizer tokenizer(pieces);
  const auto candidates = std::make_shared<const std::vector<std::string>>(words);
  for (const char* fit : {"gradient_descent", "ridge", "min_norm"}) {
    FakeLanguageModel model(tokenizer, {.width = 64});
    Problem<Text> p;
    for (int i = 0; i < 16; ++i) {
      const std::string x = std::string("p") + static_cast<char>('a' + i);
      p.demonstration.push_back({x, candidates, (7 * i + 3) % 16});
      p.questions.push_back({16, x, candidates});
    }
    LinearOnEmbeddings learner(options_of(fit), model, model);
    const auto answers = learner.answer({&p, 1}, {})[0];
    for (int i = 0; i < 16; ++i) {
      const auto& scores = answers[static_cast<std::size_t>(i)].candidate_logps;
      EXPECT_EQ(std::max_element(scores.begin(), scores.end()) - scores.begin(), (7 * i + 3) % 16)
          << fit;
    }
  }
}

TEST(LinearOnEmbeddings, LeavesTheChoiceOpenForAPromptWithTwoResponses) {
  FakeLanguageModel model = model_in_the_plane();
  LinearOnEmbeddings learner(options_of("min_norm"), model, model);
  Problem<Text> p = two_pairs();
  p.demonstration[1].x = std::string("one");
  p.demonstration[1].y = 0;
  p.demonstration.push_back({std::string("one"), kColourWords, 1});
  p.questions = {{3, std::string("one"), kColourWords}};
  // The mean of (3, 0), (3, 0) and (0, 4) is (2, 4/3): cosines 3 and 2 over sqrt(13).
  const auto answers = learner.answer({&p, 1}, {})[0];
  EXPECT_NEAR(answers[0].candidate_logps[0][0] - answers[0].candidate_logps[1][0],
              10 / std::sqrt(13.0), 1e-9);
}

TEST(LinearOnEmbeddings, ReadsEachTokenOnceInItsLife) {
  FakeLanguageModel model = model_in_the_plane();
  LinearOnEmbeddings learner({}, model, model);
  const std::vector<Problem<Text>> problems = {two_pairs(), two_pairs()};
  learner.answer(problems, {});
  learner.answer(problems, {});
  EXPECT_EQ(model.read_calls(), 1);
  EXPECT_EQ(model.work().paths, 5u);  // one, two, red, blue, far
}

TEST(LinearOnEmbeddings, ReadsInputsGivenAsIdsOfItsOwnTokenizer) {
  FakeLanguageModel model = model_in_the_plane();
  LinearOnEmbeddings learner({}, model, model);
  Problem<Text> text = two_pairs(), ids = text;
  ids.demonstration[0].x = TokenSegment{{kFewWords.id_of(" one")}, kFewWords.fingerprint()};
  EXPECT_EQ(learner.answer({&text, 1}, {})[0][4].candidate_logps,
            learner.answer({&ids, 1}, {})[0][4].candidate_logps);
  ids.demonstration[0].x = TokenSegment{{kFewWords.id_of(" one")}, "another"};
  EXPECT_EQ(error_text([&] {
              learner.answer({&ids, 1}, {});
            }),
            "learner linear_on_embeddings: an input's token ids belong to tokenizer another, the "
            "model's is word-tokenizer; one tokenizer serves a run");
}

TEST(LinearOnEmbeddings, RefusesTextsOfSeveralTokensUnlessToldToAverage) {
  FakeLanguageModel model = model_in_the_plane();
  LinearOnEmbeddings strict({}, model, model);
  Problem<Text> p = two_pairs();
  p.demonstration[0].x = std::string("one two");
  EXPECT_EQ(error_text([&] {
              strict.answer({&p, 1}, {});
            }),
            "learner linear_on_embeddings: 'one two' is 2 tokens, and the map is from one token to "
            "one; use a task of single tokens (token_map), or several_tokens = 'mean'");
  p = two_pairs();
  for (auto& q : p.questions)
    q.candidates = std::make_shared<const std::vector<std::string>>(
        std::vector<std::string>{"red blue", "far"});
  EXPECT_NE(error_text([&] {
              strict.answer({&p, 1}, {});
            }).find("'red blue' is 2 tokens"),
            std::string::npos);

  LinearOnEmbeddingsOptions options;
  options.several_tokens = "mean";
  LinearOnEmbeddings lenient(options, model, model);
  EXPECT_EQ(lenient.answer({&p, 1}, {})[0].size(), p.questions.size());
}

TEST(LinearOnEmbeddings, NeedsAModelThatCanBeRead) {
  EXPECT_EQ(
      error_text([] { make_linear_on_embeddings(parse_toml("fit = 'ridge'", "s.toml"), {}); }),
      "s.toml:1: learner linear_on_embeddings reads a language model's embeddings, and this "
      "command has none; give --model FILE.gguf");
}

}  // namespace
}  // namespace tangram
