#include "learners/label_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_tokenizer.h"

namespace tangram {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;
using Words = std::vector<std::string>;

PromptFormat guard_format(std::string example, bool trailing_space = false) {
  TextFormat format;
  format.example = std::move(example);
  format.trailing_space = trailing_space;
  return parse_format(format);
}

// Query 5 6 7; candidates 5 6 7 8 and 5 6 7 9: stable, cut after the query.
TEST(Boundary, LiesAfterTheQueryWhereAllCandidatesAreStable) {
  const Boundary b = find_boundary({{5, 6, 7}, {{5, 6, 7, 8}, {5, 6, 7, 9}}});
  EXPECT_EQ(b.cut, 3u);
  EXPECT_THAT(b.stable, ElementsAre(true, true));
}

// The second candidate turns the query's 7 into 10: both are scored from position 2.
TEST(Boundary, MovesLeftForAllCandidatesWhereOneIsUnstable) {
  const Boundary b = find_boundary({{5, 6, 7}, {{5, 6, 7, 8}, {5, 6, 10}}});
  EXPECT_EQ(b.cut, 2u);
  EXPECT_THAT(b.stable, ElementsAre(true, false));
}

TEST(Boundary, OfAnEmptyQueryIsTheStart) { EXPECT_EQ(find_boundary({{}, {{1}, {2}}}).cut, 0u); }

TEST(LabelGuard, RefusesWordsThatCannotBeShown) {
  EXPECT_THAT(word_faults({"good", "", " \n",
                           "a\x01"
                           "b"}),
              ElementsAre("candidate 1 is empty: give it a word",
                          "candidate 2 ' \\n' is only white space: give it a word",
                          "candidate 3 'a\\x01b' cannot be printed: give it a word"));
  EXPECT_THAT(word_faults({"good", "very bad", "\u00fcbel"}), IsEmpty());
}

TEST(LabelGuard, RefusesTokensThatCannotBeToldApart) {
  const auto faults = [](const JointTokens& tokens, const Words& words) {
    return token_faults(words, tokens, find_boundary(tokens));
  };
  EXPECT_THAT(faults({{1}, {{1, 2}, {1, 3}}}, {"a", "b"}), IsEmpty());
  EXPECT_THAT(faults({{1}, {{1, 2}, {1, 2}}}, {"a", "b"}),
              ElementsAre("candidates 'a' and 'b' have the same tokens: they cannot be told apart; "
                          "give one another word"));
  EXPECT_THAT(faults({{1}, {{1}, {1, 2}}}, {"a", "b"}),
              ElementsAre("candidate 'a' has no tokens in this prompt: give it another word"));
}

TEST(LabelGuard, SaysWhatSeveralCandidatesShareInOneSentence) {
  const JointTokens tokens{{1}, {{1, 2}, {1, 2, 3}, {1, 2}, {1, 2, 4}, {1, 2}}};
  EXPECT_THAT(
      token_faults({"a", "b", "c", "d", "e"}, tokens, find_boundary(tokens)),
      ElementsAre(
          "candidates 'a', 'c' and 'e' have the same tokens: they cannot be told apart; give "
          "all but one another word"));
  EXPECT_THAT(
      begun_candidates({"a", "b", "c", "d", "e"}, tokens, find_boundary(tokens)),
      ElementsAre("the tokens of candidate 'a' begin those of 'b' and 'd', which could then never "
                  "win; give one another word",
                  "the tokens of candidate 'c' begin those of 'b' and 'd', which could then never "
                  "win; give one another word",
                  "the tokens of candidate 'e' begin those of 'b' and 'd', which could then never "
                  "win; give one another word"));
}

// 77 labels as "intent 1", "intent 2", ...: 77 x 76 / 2 pairs are one remark.
TEST(LabelGuard, NamesTheFirstFewOfMany) {
  JointTokens tokens{{1}, {}};
  Words words;
  for (int i = 0; i < 77; ++i) {
    tokens.with.push_back({1, 2, 10 + i});
    words.push_back("intent " + std::to_string(i));
  }
  EXPECT_THAT(
      shared_first_tokens(words, tokens, find_boundary(tokens)),
      ElementsAre("candidates 'intent 0', 'intent 1', 'intent 2', 'intent 3', 'intent 4' and "
                  "72 more have the same first token"));
  words.resize(6);
  tokens.with.resize(6);
  EXPECT_THAT(
      shared_first_tokens(words, tokens, find_boundary(tokens)),
      ElementsAre("candidates 'intent 0', 'intent 1', 'intent 2', 'intent 3', 'intent 4' and "
                  "'intent 5' have the same first token"));
}

TEST(LabelGuard, NamesTheCandidateThatBeginsAnotherInEitherOrderAndNeverItself) {
  const auto begun = [](const JointTokens& tokens, const Words& words) {
    return begun_candidates(words, tokens, find_boundary(tokens));
  };
  const std::string of_b =
      "the tokens of candidate 'b' begin those of 'a', which could then never win; give one "
      "another word";
  EXPECT_THAT(begun({{1}, {{1, 2, 3}, {1, 2}}}, {"a", "b"}), ElementsAre(of_b));
  EXPECT_THAT(begun({{1}, {{1, 2}, {1, 2, 3}}}, {"b", "a"}), ElementsAre(of_b));
  EXPECT_THAT(begun({{1}, {{1, 2}, {1, 2}}}, {"a", "b"}), IsEmpty());  // the same: a fault
  EXPECT_THAT(begun({{1}, {{1}, {1, 2}}}, {"a", "b"}), IsEmpty());     // none: a fault
  EXPECT_THAT(begun({{1}, {{1, 2, 3}, {1, 2, 4}}}, {"a", "b"}), IsEmpty());
}

TEST(LabelGuard, RemarksOnASharedFirstToken) {
  const JointTokens tokens{{1}, {{1, 2, 3}, {1, 2, 4}, {1, 5}}};
  EXPECT_THAT(shared_first_tokens({"a", "b", "c"}, tokens, find_boundary(tokens)),
              ElementsAre("candidates 'a' and 'b' have the same first token"));
}

TEST(InspectLabels, ShowsTheTokensOfEachCandidate) {
  const FakeTokenizer tokenizer;
  const LabelReport report =
      inspect_labels(tokenizer, guard_format("Review: {x}\nSentiment: {y}"),
                     {"negative", "positive", "science"}, std::string("good movie"));
  EXPECT_THAT(report.errors, IsEmpty());
  EXPECT_THAT(report.remarks, IsEmpty());
  EXPECT_EQ(report.text, "Review: good movie\nSentiment:");
  EXPECT_EQ(report.context, tokenizer.encode(report.text));
  EXPECT_EQ(report.bytes.back(), ":");
  ASSERT_EQ(report.candidates.size(), 3u);
  EXPECT_EQ(report.candidates[1].text, " positive");
  EXPECT_THAT(report.candidates[1].tokens, ElementsAre(tokenizer.id_of(" positive")));
  EXPECT_THAT(report.candidates[1].bytes, ElementsAre(" positive"));
  EXPECT_TRUE(report.candidates[1].stable);
}

// "abc" is one token, so "a" + "bc" cuts the query's last token anew; both candidates then
// begin at that token, and "x" is scored as "ax".
TEST(InspectLabels, ReportsACandidateThatCutsTheQueryAnew) {
  const FakeTokenizer tokenizer;
  const LabelReport report =
      inspect_labels(tokenizer, guard_format("{x} :a{y}"), {"bc", "x"}, std::string("good"));
  EXPECT_THAT(report.errors, IsEmpty());
  EXPECT_FALSE(report.candidates[0].stable);
  EXPECT_TRUE(report.candidates[1].stable);
  EXPECT_EQ(tokenizer.decode(report.candidates[0].tokens).substr(0, 1),
            tokenizer.decode(report.candidates[1].tokens).substr(0, 1));
  EXPECT_EQ(tokenizer.decode(report.context) + tokenizer.decode(report.candidates[1].tokens),
            "good :ax");
  ASSERT_EQ(report.remarks.size(), 1u);
  EXPECT_THAT(report.remarks[0], HasSubstr("candidate 'bc' changes the last tokens"));
}

TEST(InspectLabels, RemarksOnAQueryThatEndsInWhiteSpace) {
  const FakeTokenizer tokenizer;
  const PromptFormat legacy = guard_format("{x}\nSentiment: {y}", true);
  const LabelReport report = inspect_labels(tokenizer, legacy, {"bad", "good"}, std::string("x"));
  EXPECT_THAT(report.remarks, ElementsAre("the query ends in a token that is only white space"));
  EXPECT_EQ(report.text, "x\nSentiment: ");
  EXPECT_EQ(report.candidates[1].tokens, tokenizer.encode_inside("good"));
}

// The frame ends in "\n": meant so, and no remark. Bare "negative" is "n" and "egative".
TEST(InspectLabels, ShowsTheTurnInWhichACandidateAnswers) {
  const FakeTokenizer tokenizer(FakeTokenizer::chat_vocabulary());
  const PromptFormat format =
      in_chat(guard_format("Review: {x}\nSentiment: {y}"), Chat::one_turn, tokenizer);
  const LabelReport report =
      inspect_labels(tokenizer, format, {"negative", "positive"}, std::string("good"));
  EXPECT_THAT(report.errors, IsEmpty());
  EXPECT_THAT(report.remarks, IsEmpty());
  EXPECT_EQ(report.text, "<user>\nReview: good\nSentiment:<end>\n<model>\n");
  EXPECT_THAT(report.bytes, ElementsAre("<user>", "\n", "Review", ":", " good", "\n", "Sentiment",
                                        ":", "<end>", "\n", "<model>", "\n"));
  EXPECT_EQ(report.candidates[0].text, "negative");
  EXPECT_THAT(report.candidates[0].bytes, ElementsAre("n", "egative"));
  EXPECT_TRUE(report.candidates[0].stable);
}

TEST(InspectLabels, RefusesInAChatWhatItRefusesElsewhere) {
  const FakeTokenizer tokenizer(FakeTokenizer::chat_vocabulary());
  const PromptFormat format = in_chat(guard_format("{x} ={y}"), Chat::turns, tokenizer);
  EXPECT_THAT(
      inspect_labels(tokenizer, format, {"x", "x y"}, std::string("a")).errors,
      ElementsAre("the tokens of candidate 'x' begin those of 'x y', which could then never "
                  "win; give one another word"));
}

TEST(InspectLabels, ListsErrorsInsteadOfThrowing) {
  const FakeTokenizer tokenizer;
  const LabelReport report =
      inspect_labels(tokenizer, guard_format("{x} ={y}"), {"", "a", "a"}, std::string("x"));
  EXPECT_THAT(report.errors,
              ElementsAre("candidate 0 is empty: give it a word",
                          "candidate '' has no tokens in this prompt: give it another word",
                          "candidates 'a' and 'a' have the same tokens: they cannot be told "
                          "apart; give one another word"));
}

}  // namespace
}  // namespace tangram
