#include "learners/external_learner.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/check.h"
#include "base/files.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

const auto kWords = std::make_shared<const std::vector<std::string>>(
    std::vector<std::string>{"negative", "positive"});
const char* const kScripts = TANGRAM_SOURCE_DIR "/tests/contract";

Problem<Text> problem() {
  Problem<Text> p;
  p.demonstration = {{std::string("a \"film\""), kWords, 1},
                     {TokenSegment{{5, 6}, "t"}, kWords, 0}};
  p.questions = {{1, std::string("x"), kWords}, {2, std::string("x"), kWords}};
  return p;
}

TEST(ExternalLearner, AProblemIsOneLineWithoutTheTruth) {
  EXPECT_EQ(external_request(problem(), 3),
            R"({"problem":3,"template":"Input: {x}\nLabel: {y}","separator":"\n","start":"",)"
            R"("demonstration":[{"input":"a \"film\"","label":"positive",)"
            R"("candidates":["negative","positive"]},)"
            R"({"input":{"tokens":[5,6],"tokenizer":"t"},"label":"negative",)"
            R"("candidates":["negative","positive"]}],)"
            R"("questions":[{"shots":1,"input":"x","candidates":["negative","positive"]},)"
            R"({"shots":2,"input":"x","candidates":["negative","positive"]}]})");
}

// The script counts with one more of each: 2/3 after one positive, 1/2 after one of each.
TEST(ExternalLearner, AnswersWithThePythonScript) {
  ExternalLearner learner({{"python3", "external_majority.py"}}, kScripts);
  const std::vector<Problem<Text>> problems = {problem(), problem()};
  const auto answers = learner.answer(problems, {});
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_NEAR(answers[1][0].candidate_logps[1][0], std::log(2.0 / 3), 1e-12);
  EXPECT_NEAR(answers[1][1].candidate_logps[1][0], std::log(0.5), 1e-12);
}

TEST(ExternalLearner, TheIdHoldsTheContentOfItsFiles) {
  const ExternalLearner a({{"python3", "external_majority.py"}}, kScripts);
  const ExternalLearner b({{"python3", "external_majority.py"}}, "/");
  EXPECT_NE(a.id().find("external_majority.py:"), std::string::npos);
  EXPECT_NE(a.id(), b.id());
  EXPECT_EQ(a.id().find(kScripts), std::string::npos);
}

std::string reply_error(const std::string& line) {
  return error_text([&] { parse_external_reply(line, problem(), {"reply", 7, 0}); });
}

TEST(ExternalLearner, TakesOneNumberOrOneForEachToken) {
  const auto answers =
      parse_external_reply(R"({"scores": [[-1, [-0.5, -2]], [-0.7, -0.8]]})", problem(), {});
  EXPECT_EQ(answers[0].candidate_logps, (std::vector<std::vector<double>>{{-1}, {-0.5, -2}}));
}

TEST(ExternalLearner, AReplyThatHoldsNoScoresIsAnErrorWithItsLine) {
  EXPECT_EQ(reply_error("[1]"), "reply:7: expected an object {\"scores\": [...]}, found \"[1]\"");
  EXPECT_EQ(reply_error(R"({"scores": [[-1, -1]]})"),
            "reply:7: expected the scores of 2 questions, in their order, found 1");
  EXPECT_EQ(reply_error(R"({"scores": [[-1, -1], [-1]]})"),
            "reply:7: question 1: expected a list of 2 scores, one for each candidate, found 1");
  EXPECT_EQ(reply_error(R"({"scores": [[-1, "no"], [-1, -1]]})"),
            "reply:7: question 0, candidate 1: expected a log-probability, found a string");
  EXPECT_EQ(reply_error(R"({"scores": [[-1, 0.5], [-1, -1]]})"),
            "reply:7: question 0, candidate 1: 0.5 is no log-probability; give a finite number of "
            "nats <= 0");
  EXPECT_EQ(reply_error(R"({"scores": [[0, 0], [-1, -1]]})"),
            "reply:7: question 0: the candidates' probabilities sum to 2; give "
            "log-probabilities, not scores of another kind");
  EXPECT_EQ(reply_error(R"({"scores": [[-1, []], [-1, -1]]})"),
            "reply:7: question 0, candidate 1: the list of scores is empty");
  EXPECT_NE(reply_error("{\"scores\": ").find("reply:7"), std::string::npos);
}

TEST(ExternalLearner, AProgramThatFailsIsAnError) {
  const auto answer = [](std::vector<std::string> command) {
    const auto p = problem();
    return error_text([&] { ExternalLearner({std::move(command)}, kScripts).answer({&p, 1}, {}); });
  };
  EXPECT_EQ(answer({"sh", "-c", "echo no licence >&2; exit 3"}),
            "learner external: 'sh -c echo no licence >&2; exit 3' ended with exit code 3; it "
            "said: no licence\n");
  EXPECT_EQ(answer({"true"}),
            "learner external: 'true' wrote 0 lines for 1 problems; write one line a problem");
  EXPECT_NE(answer({"tangram-no-such-program"}).find("tangram-no-such-program"), std::string::npos);
  EXPECT_EQ(answer({}),
            "learner external: command is empty; give e.g. command = [\"python3\", \"mine.py\"]");
}

}  // namespace
}  // namespace tangram
