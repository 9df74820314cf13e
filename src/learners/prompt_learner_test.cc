#include "learners/prompt_learner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/check.h"
#include "base/toml.h"
#include "tests/fakes/fake_language_model.h"

namespace tangram {
namespace {

const FakeTokenizer kTokenizer;
const auto kFilmLabels = std::make_shared<const std::vector<std::string>>(
    std::vector<std::string>{"negative", "positive"});

Problem<Text> two_films() {
  Problem<Text> p;
  p.format.example = "Review: {x}\nSentiment: {y}";
  p.demonstration = {{std::string("bad"), kFilmLabels, 0}, {std::string("good"), kFilmLabels, 1}};
  for (int shots : {0, 1, 2}) p.questions.push_back({shots, std::string("great"), kFilmLabels});
  return p;
}

std::vector<Token> with_bos(const std::string& text) {
  std::vector<Token> out = kTokenizer.encode(text);
  out.insert(out.begin(), kTokenizer.bos());
  return out;
}

// The model gives " positive" after the 1-shot prompt log p = -0.25 and everything else -3:
// the learner must find that number at question 1, candidate 1, and nowhere else.
TEST(PromptLearner, ReadsTheModelsLogProbabilityOfEachCandidate) {
  const std::string prompt = "Review: bad\nSentiment: negative\nReview: great\nSentiment:";
  FakeLanguageModel model(kTokenizer,
                          {.scorer = table_scorer({{with_bos(prompt + " positive"), -0.25}}, -3)});
  const auto problems = two_films();
  const auto answers = PromptLearner({}, model, nullptr).answer({&problems, 1}, {})[0];
  ASSERT_EQ(answers.size(), 3u);
  const std::vector<std::vector<double>> none = {{-3}, {-3}}, known = {{-3}, {-0.25}};
  EXPECT_EQ(answers[0].candidate_logps, none);
  EXPECT_EQ(answers[1].candidate_logps, known);
  EXPECT_EQ(answers[2].candidate_logps, none);
  EXPECT_EQ(answers[1].candidate_paths[1].tokens, with_bos(prompt + " positive"));
}

TEST(PromptLearner, KeepsOneNumberForEachTokenOfACandidate) {
  FakeLanguageModel model(kTokenizer);
  auto p = two_films();
  const auto words = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"good", "bad good was"});
  for (auto& question : p.questions) question.candidates = words;
  const auto answers = PromptLearner({}, model, nullptr).answer({&p, 1}, {})[0];
  EXPECT_EQ(answers[0].candidate_logps[0].size(), 1u);
  EXPECT_EQ(answers[0].candidate_logps[1].size(), 3u);
  const Path& path = answers[0].candidate_paths[1];
  EXPECT_EQ(static_cast<int>(path.tokens.size()) - path.scored_from, 3);
}

// Multiple choice: each question ends in its own choices, whatever those of the others and of the
// example are, and each choice is tokenised where it stands: " bad good was" has 3 tokens.
TEST(PromptLearner, ScoresEachQuestionsOwnChoices) {
  FakeLanguageModel model(kTokenizer);
  const auto own = [](std::vector<std::string> words) {
    return std::make_shared<const std::vector<std::string>>(std::move(words));
  };
  Problem<Text> p;
  p.format.example = "Q: {x}\nA: {y}";
  p.demonstration = {{std::string("which"), own({"this", "that", "neither"}), 1}};
  p.questions.push_back({1, std::string("who"), own({"good", "bad good was"})});
  p.questions.push_back({1, std::string("what"), own({"movie", "film", "bad"})});
  const auto answers = PromptLearner({}, model, nullptr).answer({&p, 1}, {})[0];
  ASSERT_EQ(answers[0].candidate_logps.size(), 2u);
  ASSERT_EQ(answers[1].candidate_logps.size(), 3u);
  EXPECT_EQ(answers[0].candidate_logps[0].size(), 1u);
  EXPECT_EQ(answers[0].candidate_logps[1].size(), 3u);
  const std::string shown = "Q: which\nA: that\nQ: ";
  EXPECT_EQ(answers[0].candidate_paths[1].tokens, with_bos(shown + "who\nA: bad good was"));
  EXPECT_EQ(answers[1].candidate_paths[2].tokens, with_bos(shown + "what\nA: bad"));
}

TEST(PromptLearner, AsksAllNumbersOfShotsInOneCall) {
  FakeLanguageModel model(kTokenizer);
  const std::vector<Problem<Text>> problems = {two_films(), two_films()};
  PromptLearner({}, model, nullptr).answer(problems, {});
  EXPECT_EQ(model.score_calls(), 2);
  EXPECT_EQ(model.asked().size(), 12u);
}

TEST(PromptLearner, OptionsReplaceTheTasksFormat) {
  FakeLanguageModel model(kTokenizer);
  PromptOptions options;
  options.example = "Input: {x}\nLabel: {y}";
  options.separator = "\n\n";
  options.start = "bad or good?\n";
  options.bos = "none";
  const auto p = two_films();
  const auto answers = PromptLearner(options, model, nullptr).answer({&p, 1}, {})[0];
  EXPECT_EQ(kTokenizer.decode(answers[1].candidate_paths[1].tokens),
            "bad or good?\nInput: bad\nLabel: negative\n\nInput: great\nLabel: positive");
}

TEST(PromptLearner, AModelThatStopsLeavesTheProblemsBefore) {
  FakeLanguageModel model(kTokenizer);
  std::stop_source stop;
  stop.request_stop();
  const auto p = two_films();
  EXPECT_TRUE(PromptLearner({}, model, nullptr).answer({&p, 1}, stop.get_token()).empty());
}

TEST(PromptLearner, NamesTheWeightsInItsId) {
  FakeLanguageModel model(kTokenizer, {.fingerprint = "0123abcd"});
  const PromptLearner learner({}, model, nullptr);
  EXPECT_NE(learner.id().find("weights=0123abcd"), std::string::npos);
  EXPECT_TRUE(learner.reads_model());
}

// Runs that were made before there was this option go on: their learner has its old name.
TEST(PromptLearner, ItsIdSpeaksOfAChatOnlyWhereThereIsOne) {
  const FakeTokenizer tokenizer(FakeTokenizer::chat_vocabulary());
  FakeLanguageModel model(tokenizer, {.fingerprint = "0123abcd"});
  const auto id = [&](const char* chat) {
    PromptOptions options;
    options.chat = chat;
    return PromptLearner(options, model, nullptr).id();
  };
  EXPECT_EQ(id("none"),
            "prompt@1(model='default', template='task', separator='task', start='task', "
            "trailing_space=false, bos='auto', same_first_token='warn', weights=0123abcd)");
  EXPECT_EQ(id("turns"),
            "prompt@1(model='default', template='task', separator='task', start='task', "
            "trailing_space=false, chat='turns', bos='auto', same_first_token='warn', "
            "weights=0123abcd)");
}

// As ReadsTheModelsLogProbabilityOfEachCandidate, in the assistant's turn: "p" has log p = -0.25
// there, and "ositive" after it -0.5.
TEST(PromptLearner, InAChatReadsWhatTheModelSaysInItsTurn) {
  const FakeTokenizer t(FakeTokenizer::chat_vocabulary());
  const Token user = t.size() - 3, assistant = user + 1, end = user + 2, line = t.id_of("\n");
  std::vector<Token> prefix = {t.bos(), user};
  for (Token token : t.encode("\nReview: great\nSentiment:")) prefix.push_back(token);
  for (Token token : {end, line, assistant, line, t.id_of("p")}) prefix.push_back(token);
  ScoreTable table = {{prefix, -0.25}};
  prefix.push_back(t.id_of("ositive"));
  table[prefix] = -0.5;
  FakeLanguageModel model(t, {.scorer = table_scorer(table, -3)});
  PromptOptions options;
  options.chat = "one_turn";
  const auto p = two_films();
  const auto answers = PromptLearner(options, model, nullptr).answer({&p, 1}, {})[0];
  const std::vector<std::vector<double>> known = {{-3, -3}, {-0.25, -0.5}};
  EXPECT_EQ(answers[0].candidate_logps, known);
  EXPECT_EQ(answers[1].candidate_logps[1], (std::vector<double>{-3, -3}));
}

std::string error_of(const std::string& toml, LanguageModel* model) {
  Resources resources;
  resources.model = model;
  try {
    make_prompt_learner(parse_toml(toml, "study.toml"), resources);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(PromptLearner, WrongOptionsAreErrorsWhenItIsMade) {
  FakeLanguageModel model(kTokenizer);
  EXPECT_EQ(error_of("", &model), "no error");
  EXPECT_EQ(error_of("template = '{x}'", &model),
            "study.toml:1: template \"{x}\": it has no {y}; write each of {x} and {y} once");
  EXPECT_EQ(
      error_of("bos = '<s>'", &model),
      fmt::format(
          "study.toml:1: prompt: bos is '<s>'; give \"auto\", \"none\" or a token id in [0, {})",
          kTokenizer.size()));
  EXPECT_EQ(error_of("chat = 'one_turn'", &model),
            "study.toml:1: chat: the model has no chat template; give one that was tuned to follow "
            "instructions and whose file holds tokenizer.chat_template, or chat = none");
  EXPECT_EQ(error_of("chat = 'turn'", &model),
            "study.toml:1: learner prompt: 'chat' must be one of none, one_turn, turns, but is "
            "'turn'; did you mean 'turns'?");
  EXPECT_NE(error_of("tempalte = 'x'", &model).find("did you mean 'template'?"), std::string::npos);
  EXPECT_NE(error_of("", nullptr)
                .find("learner prompt reads a language model, and this command "
                      "has none; give --model FILE.gguf"),
            std::string::npos);
}

}  // namespace
}  // namespace tangram
