#include "learners/channel_learner.h"

#include <gtest/gtest.h>

#include <memory>
#include <numeric>

#include "learners/prompt_learner.h"
#include "tests/fakes/fake_language_model.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

const FakeTokenizer kChannelTokenizer;
const auto kJudgements = std::make_shared<const std::vector<std::string>>(
    std::vector<std::string>{"negative", "positive"});

Problem<Text> one_film(const std::string& query, std::vector<int> shots = {0, 1}) {
  Problem<Text> p;
  p.format.separator = "\n";
  p.demonstration = {{std::string("bad"), kJudgements, 0}};
  for (const int k : shots) p.questions.push_back({k, query, kJudgements});
  return p;
}

std::vector<Prediction> ask(LanguageModel& model, const Problem<Text>& problem,
                            ChannelOptions options = {}) {
  return ChannelLearner(std::move(options), model, nullptr).answer({&problem, 1}, {})[0];
}

// The prompt of a candidate is the demonstration, each label before its input, then the candidate;
// what is scored after it is the input, word by word.
TEST(ChannelLearner, ScoresTheInputAfterEachLabel) {
  FakeLanguageModel model(kChannelTokenizer);
  const auto answers = ask(model, one_film("good bad"));
  ASSERT_EQ(answers.size(), 2u);
  const std::string expected[2][2] = {
      {"negative\ngood bad", "positive\ngood bad"},
      {"negative\nbad\nnegative\ngood bad", "negative\nbad\npositive\ngood bad"}};
  for (std::size_t q = 0; q < 2; ++q)
    for (std::size_t c = 0; c < 2; ++c) {
      const Path& path = answers[q].candidate_paths[c];
      EXPECT_EQ(path.tokens.front(), kChannelTokenizer.bos());
      EXPECT_EQ(kChannelTokenizer.decode({path.tokens.begin() + 1, path.tokens.end()}),
                expected[q][c]);
      EXPECT_EQ(path.tokens.size() - static_cast<std::size_t>(path.scored_from),
                answers[q].candidate_logps[c].size());
      const std::vector<Token> scored(path.tokens.begin() + path.scored_from, path.tokens.end());
      EXPECT_EQ(kChannelTokenizer.decode(scored), "\ngood bad");
      EXPECT_TRUE(answers[q].scores_input);
    }
}

// log p("\ngood" | BOS negative) = -2, after positive -0.5: the table's numbers arrive where they
// belong.
TEST(ChannelLearner, ReadsTheModelsLogProbabilities) {
  const auto path = [](const std::string& text) {
    std::vector<Token> out = kChannelTokenizer.encode(text);
    out.insert(out.begin(), kChannelTokenizer.bos());
    return out;
  };
  const std::size_t n_scored = path("negative\ngood").size() - path("negative").size();
  FakeLanguageModel model(
      kChannelTokenizer,
      {.scorer = table_scorer({{path("negative\ngood"), -2}, {path("positive\ngood"), -0.5}}, 0)});
  const auto answers = ask(model, one_film("good", {0}));
  ASSERT_EQ(answers[0].candidate_logps[0].size(), n_scored);
  EXPECT_EQ(answers[0].candidate_logps[0].back(), -2);
  EXPECT_EQ(answers[0].candidate_logps[1].back(), -0.5);
}

// Of two labels the same word, every candidate has the same score: nothing but the label tells the
// candidates apart.
TEST(ChannelLearner, EqualPromptsHaveEqualScores) {
  FakeLanguageModel model(kChannelTokenizer);
  Problem<Text> p = one_film("good bad", {1});
  p.questions[0].candidates =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"good", "good"});
  const auto answers = ask(model, p);
  EXPECT_EQ(answers[0].candidate_logps[0], answers[0].candidate_logps[1]);
}

TEST(ChannelLearner, AnInputOfNoTextTellsNothing) {
  FakeLanguageModel model(kChannelTokenizer);
  Problem<Text> p = one_film("good", {0});
  p.questions.insert(p.questions.begin(), {0, std::string(), kJudgements, true});
  const auto answers = ask(model, p);
  ASSERT_EQ(answers.size(), 2u);
  const std::vector<std::vector<double>> nothing = {{0.0}, {0.0}};
  EXPECT_EQ(answers[0].candidate_logps, nothing);
  EXPECT_TRUE(answers[0].candidate_paths.empty());
  EXPECT_EQ(answers[1].candidate_paths.size(), 2u);
}

TEST(ChannelLearner, ItsTemplateMayDiffer) {
  FakeLanguageModel model(kChannelTokenizer);
  ChannelOptions options;
  options.example = "good {y} bad {x}";
  options.bos = "none";
  const auto answers = ask(model, one_film("was", {1}), options);
  EXPECT_EQ(kChannelTokenizer.decode(answers[0].candidate_paths[1].tokens),
            "good negative bad bad\ngood positive bad was");
}

TEST(ChannelLearner, RefusesTokenIdsAndATemplateTheOtherWayRound) {
  FakeLanguageModel model(kChannelTokenizer);
  Problem<Text> ids = one_film("good", {0});
  ids.questions[0].x =
      TokenSegment{kChannelTokenizer.encode_inside(" good"), kChannelTokenizer.fingerprint()};
  EXPECT_EQ(error_text([&] { ask(model, ids); }).find("channel: an input is token ids"), 0u);
  ChannelOptions direct;
  direct.example = "{x}\n{y}";
  EXPECT_EQ(error_text([&] { ChannelLearner(direct, model, nullptr); }),
            "channel: template '{x}\n{y}' must hold {y} and then {x}: the input follows its label");
}

TEST(ChannelLearner, AModelThatStopsLeavesTheProblemsBefore) {
  FakeLanguageModel model(kChannelTokenizer);
  std::stop_source stop;
  stop.request_stop();
  const Problem<Text> p = one_film("good");
  EXPECT_TRUE(ChannelLearner({}, model, nullptr).answer({&p, 1}, stop.get_token()).empty());
}

}  // namespace
}  // namespace tangram
