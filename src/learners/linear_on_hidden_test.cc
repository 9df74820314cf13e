#include "learners/linear_on_hidden.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/check.h"
#include "base/toml.h"
#include "tests/fakes/fake_language_model.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;

const FakeTokenizer kHiddenTokenizer;
const auto kLabels = std::make_shared<const std::vector<std::string>>(
    std::vector<std::string>{"negative", "positive"});

/// The state holds the class in one layer only: +1 if the text has " good", else -1, in all
/// entries; elsewhere it is noise.
StateReader class_in_layer(int good_layer) {
  return [good_layer](std::span<const Token> tokens, int layer, int width) {
    if (layer != good_layer) return hash_states(7)(tokens, layer, width);
    const bool good =
        std::find(tokens.begin(), tokens.end(), kHiddenTokenizer.id_of(" good")) != tokens.end();
    return std::vector<float>(static_cast<std::size_t>(width), good ? 1.0F : -1.0F);
  };
}

Problem<Text> film_problem() {
  Problem<Text> p;
  const std::vector<std::string> inputs = {"a good story", "the bad movie", "was good", "it is bad",
                                           "and good",     "bad re",        "so good",  "on bad"};
  for (std::size_t i = 0; i < inputs.size(); ++i)
    p.demonstration.push_back({inputs[i], kLabels, i % 2 == 0 ? 1 : 0});
  p.questions = {{8, std::string("quite good"), kLabels},
                 {8, std::string("quite bad"), kLabels},
                 {0, std::string("quite bad"), kLabels}};
  return p;
}

TEST(LinearOnHidden, FindsTheLayerThatHoldsTheClass) {
  for (int layer : {2, 4, 6, 8}) {
    FakeLanguageModel model(kHiddenTokenizer, {.states = class_in_layer(layer)});
    LinearOnHidden learner({}, model, model);
    const auto p = film_problem();
    const auto answers = learner.answer({&p, 1}, {})[0];
    EXPECT_GT(answers[0].candidate_logps[1][0], std::log(0.9)) << layer;
    EXPECT_LT(answers[1].candidate_logps[1][0], std::log(0.1)) << layer;
    EXPECT_NEAR(answers[2].candidate_logps[1][0], std::log(0.5), 1e-15);
  }
}

TEST(LinearOnHidden, RidgeFindsItToo) {
  FakeLanguageModel model(kHiddenTokenizer, {.states = class_in_layer(6)});
  LinearOnHiddenOptions options;
  options.linear.fit = "ridge";
  LinearOnHidden learner(options, model, model);
  const auto p = film_problem();
  const auto answers = learner.answer({&p, 1}, {})[0];
  EXPECT_GT(answers[0].candidate_logps[1][0], answers[0].candidate_logps[0][0]);
  EXPECT_LT(answers[1].candidate_logps[1][0], answers[1].candidate_logps[0][0]);
}

TEST(LinearOnHidden, ReadsEachDistinctInputOnceInOneCall) {
  FakeLanguageModel model(kHiddenTokenizer);
  LinearOnHidden learner({}, model, model);
  const std::vector<Problem<Text>> problems = {film_problem(), film_problem()};
  learner.answer(problems, {});
  EXPECT_EQ(model.read_calls(), 1);
  EXPECT_EQ(model.work().paths, 10u);  // 8 examples and 2 queries, the same in both
}

TEST(LinearOnHidden, ReadsTheInputAloneAfterBos) {
  std::vector<std::vector<Token>> seen;
  FakeLanguageModel model(kHiddenTokenizer,
                          {.states = [&seen](std::span<const Token> tokens, int, int width) {
                            seen.emplace_back(tokens.begin(), tokens.end());
                            return std::vector<float>(static_cast<std::size_t>(width));
                          }});
  LinearOnHiddenOptions options;
  options.layers = {1};
  LinearOnHidden learner(options, model, model);
  Problem<Text> p;
  p.questions = {{0, std::string("good"), kLabels},
                 {0, TokenSegment{{300, 301}, kHiddenTokenizer.fingerprint()}, kLabels}};
  learner.answer({&p, 1}, {});
  ASSERT_EQ(seen.size(), 2u);
  std::vector<Token> text = kHiddenTokenizer.encode("good");
  text.insert(text.begin(), kHiddenTokenizer.bos());
  EXPECT_EQ(seen[0], text);
  EXPECT_EQ(seen[1], (std::vector<Token>{kHiddenTokenizer.bos(), 300, 301}));
}

TEST(DefaultLayers, AreTheQuartersOfTheModel) {
  EXPECT_EQ(default_layers(18), (std::vector<std::int64_t>{4, 9, 13, 18}));
  EXPECT_EQ(default_layers(2), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(default_layers(1), (std::vector<std::int64_t>{1}));
}

// Feature 1 is 0, 2: mean 1, sd 1, so -1, 1; feature 2 never varies and is left out, also
// where the query differs in it. Query 3 is 2. Width 2: products over 2, plus 1.
TEST(StandardisedKernel, OfTwoExamplesByHand) {
  const Kernel k = standardised_kernel(MatrixXd{{0, 2}, {5, 5}}, MatrixXd{{3}, {9}});
  EXPECT_TRUE(k.gram.isApprox(MatrixXd{{1.5, 0.5}, {0.5, 1.5}}));
  EXPECT_TRUE(k.cross.isApprox(MatrixXd{{0.0}, {2.0}}));
}

TEST(StandardisedKernel, OfOneExampleOrNoneIsTheBiasAlone) {
  EXPECT_TRUE(standardised_kernel(MatrixXd{{3}}, MatrixXd{{4}}).cross.isApprox(MatrixXd{{1}}));
  EXPECT_EQ(standardised_kernel(MatrixXd(2, 0), MatrixXd(2, 3)).cross.cols(), 3);
}

TEST(LinearOnHidden, WrongUseIsAnError) {
  const auto error_of = [](auto&& f) -> std::string {
    try {
      f();
    } catch (const Error& e) {
      return e.what();
    }
    return "no error";
  };
  FakeLanguageModel model(kHiddenTokenizer);
  EXPECT_EQ(error_of([&] {
              LinearOnHiddenOptions options;
              options.layers = {4, 9};
              LinearOnHidden(options, model, model);
            }),
            "learner linear_on_hidden: layers holds 9, the model has layers 0 to 8");
  EXPECT_NE(error_of([] { make_linear_on_hidden(parse_toml("", "study.toml"), {}); })
                .find("learner linear_on_hidden reads a language model's states, and this command "
                      "has none; give --model FILE.gguf"),
            std::string::npos);
  EXPECT_EQ(error_of([&] {
              LinearOnHidden learner({}, model, model);
              Problem<Text> p;
              p.questions = {{0, TokenSegment{{300}, "other"}, kLabels}};
              learner.answer({&p, 1}, {});
            }),
            "learner linear_on_hidden: an input's token ids belong to tokenizer other, the model's "
            "is " +
                kHiddenTokenizer.fingerprint() + "; one tokenizer serves a run");
  FakeVocabulary vocabulary;
  vocabulary.has_bos = false;
  const FakeTokenizer no_bos(vocabulary);
  FakeLanguageModel without(no_bos);
  EXPECT_EQ(error_of([&] {
              LinearOnHidden learner({}, without, without);
              Problem<Text> p;
              p.questions = {{0, std::string(), kLabels}};
              learner.answer({&p, 1}, {});
            }),
            "learner linear_on_hidden: an input has no token, and the model has no BOS to read "
            "instead; drop empty inputs");
}

}  // namespace
}  // namespace tangram
