#include "learners/mechanisms.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

using Eigen::VectorXd;
using Strings = std::vector<std::string>;

constexpr const char* kTinyLanguage =
    "no\tanswers\tnul\nno\tanswers\tnix\nyes\tanswers\tjup\n"
    "low\tlevels\ta\nmid\tlevels\tb\nhigh\tlevels\tc\n-\tnone\tand\n";
constexpr const char* kTinyMaps =
    "low\treversal\thigh\nmid\treversal\tmid\nhigh\treversal\tlow\nno\treversal\tyes\n"
    "yes\treversal\tno\n";

class Mechanisms : public testing::Test {
 protected:
  Mechanisms()
      : knowledge_(WordLists(folder_.write("language.tsv", kTinyLanguage)),
                   WordLists(folder_.write("maps.tsv", kTinyMaps))) {}

  /// What `mechanism` says to `query` after the pairs (text, word).
  template <class Mechanism>
  VectorXd ask(Mechanism mechanism, const Strings& candidates,
               const std::vector<std::pair<TextInput, std::string>>& shown,
               const TextInput& query) {
    std::vector<MadeInput> read;
    std::vector<const MadeInput*> x;
    std::vector<int> y;
    for (const auto& [text, word] : shown) read.push_back(made_input(text, knowledge_));
    for (std::size_t i = 0; i < shown.size(); ++i) {
      x.push_back(&read[i]);
      const auto found = std::find(candidates.begin(), candidates.end(), shown[i].second);
      y.push_back(static_cast<int>(found - candidates.begin()));
    }
    const MadeInput asked = made_input(query, knowledge_);
    const VectorXd p = mechanism(MadeLesson{candidates, x, y, {&asked}}).col(0);
    EXPECT_NEAR(p.sum(), 1, 1e-12);
    EXPECT_GT(p.minCoeff(), 0);
    return p;
  }
  VectorXd select(const Strings& c, const std::vector<std::pair<TextInput, std::string>>& shown,
                  const TextInput& query) {
    return ask([&](const MadeLesson& q) { return task_selector(q, knowledge_); }, c, shown, query);
  }
  VectorXd bind(const Strings& c, const std::vector<std::pair<TextInput, std::string>>& shown,
                const TextInput& query) {
    return ask([&](const MadeLesson& q) { return symbol_binder(q, knowledge_); }, c, shown, query);
  }
  VectorXd compose_by_maps(const Strings& c,
                           const std::vector<std::pair<TextInput, std::string>>& shown,
                           const TextInput& query) {
    return ask([&](const MadeLesson& q) { return composer(q, knowledge_); }, c, shown, query);
  }

  TempFolder folder_;
  MadeKnowledge knowledge_;
};

// "nul nix and" holds two words of "no" and none of "yes": the odds are e^2.
TEST_F(Mechanisms, BeliefIsTheOddsOfTheWords) {
  const MadeInput input = made_input("nul nix and", knowledge_);
  EXPECT_EQ(input.words.size(), 3u);
  const VectorXd p = belief(input, knowledge_.tasks()[0]);
  EXPECT_NEAR(p(0), 1 / (1 + std::exp(-2.0)), 1e-12);
  EXPECT_FALSE(input.label.has_value());
  EXPECT_EQ(made_input("mid", knowledge_).label, 3);
}

// A thousand words: exp() of the counts would overflow.
TEST_F(Mechanisms, BeliefOfALongTextIsFinite) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "jup ";
  EXPECT_NEAR(belief(made_input(text, knowledge_), knowledge_.tasks()[0])(1), 1, 1e-12);
}

TEST_F(Mechanisms, IdsOfTokensAreNoWordsOfTheLanguage) {
  const MadeInput ids = made_input(TokenSegment{{7, 8}, "t"}, knowledge_);
  EXPECT_EQ(ids.words.size(), 2u);
  EXPECT_NE(ids.words[0], ids.words[1]);
  EXPECT_EQ(ids.evidence.sum(), 0);
}

TEST_F(Mechanisms, TheTaskWithMostWordsIsSelected) {
  const MadeInput a = made_input("a nul", knowledge_), b = made_input("b and", knowledge_);
  EXPECT_EQ(selected_task(a.evidence + b.evidence, knowledge_), 1);  // levels
  const MadeInput none = made_input("and", knowledge_);
  EXPECT_EQ(selected_task(none.evidence, knowledge_), -1);
}

TEST_F(Mechanisms, WithoutARecognisedTaskTheAnswerIsUniform) {
  for (const VectorXd& p : {select({"no", "yes"}, {}, "and"), bind({"no", "yes"}, {}, "and"),
                            compose_by_maps({"no", "yes"}, {}, "and")})
    EXPECT_NEAR(p(0), 0.5, 1e-12);
}

// The selector answers with its own words whatever is shown: it learns no new word, and follows
// no flipped label.
TEST_F(Mechanisms, ASelectorKnowsItsOwnWordsOnly) {
  EXPECT_NEAR(select({"no", "yes"}, {{"nul", "yes"}, {"jup", "no"}}, "nix")(0),
              1 / (1 + std::exp(-1.0)), 1e-12);
  const VectorXd p = select({"foo", "bar"}, {{"nul", "foo"}, {"jup", "bar"}}, "nix");
  EXPECT_NEAR(p(0), 0.5, 1e-12);
}

// One candidate of three is unknown: it keeps its third, the others share two.
TEST_F(Mechanisms, ASelectorGivesUnknownCandidatesTheirEvenShare) {
  const VectorXd p = select({"no", "foo", "yes"}, {}, "nul");
  EXPECT_NEAR(p(1), 1.0 / 3, 1e-12);
  EXPECT_NEAR(p(0) / p(2), std::exp(1.0), 1e-12);
}

// tau_g is a task of pre-training where g is one of its maps: the published test of natural
// against random g cannot tell a selector from a composer.
TEST_F(Mechanisms, ASelectorDoesAKnownMapOfLabelsByItself) {
  const VectorXd p =
      select({"low", "mid", "high"}, {{"low", "high"}, {"mid", "mid"}, {"high", "low"}}, "low");
  EXPECT_GT(p(2), 0.5);
}

TEST_F(Mechanisms, ABinderTakesWhatEachLabelWasShownWith) {
  const VectorXd p = bind({"foo", "bar"}, {{"nul nix", "bar"}, {"jup", "foo"}}, "nix nul");
  EXPECT_GT(p(1), 0.6);
}

// Held out: "low" and "high" were never shown, so nothing is bound to them.
TEST_F(Mechanisms, ABinderHasNothingForALabelThatWasNotShown) {
  const VectorXd p = bind({"x", "y", "z"}, {{"b b b b b b b b", "y"}}, "a a a a a a a a");
  EXPECT_NEAR(p(0), p(2), 1e-6);
}

// The map by itself it knows: what it cannot do is put it after a task.
TEST_F(Mechanisms, ABinderDoesAKnownMapOfLabelsByItself) {
  const VectorXd p =
      bind({"low", "mid", "high"}, {{"low", "high"}, {"mid", "mid"}, {"low", "high"}}, "high");
  EXPECT_GT(p(0), 0.5);
}

TEST_F(Mechanisms, AComposerAnswersForALabelThatWasNotShown) {
  const std::vector<std::pair<TextInput, std::string>> shown{
      {"a a a", "high"}, {"b b b", "mid"}, {"a a", "high"}, {"b b", "mid"}};
  EXPECT_GT(compose_by_maps({"low", "mid", "high"}, shown, "c c c")(0), 0.6);  // reversal
  EXPECT_LT(bind({"low", "mid", "high"}, shown, "c c c")(0), 0.3);
}

TEST_F(Mechanisms, AComposerHasNoMapToNewWords) {
  const VectorXd p =
      compose_by_maps({"foo", "bar"}, {{"nul", "foo"}, {"jup", "bar"}, {"nix", "foo"}}, "nul");
  EXPECT_NEAR(p(0), 0.5, 1e-12);
}

// Two examples, each word once: p(x | nul) is proportional to 1/2 * 2/3 against 1/2 * 1/3.
TEST_F(Mechanisms, AMetaLearnerIsNaiveBayesOnTheWordsShown) {
  const VectorXd p = ask([](const MadeLesson& q) { return meta_learner(q); }, {"x", "y"},
                         {{"nul", "x"}, {"jup", "y"}}, "nul");
  EXPECT_NEAR(p(0), 2.0 / 3, 1e-12);
}

TEST_F(Mechanisms, AMetaLearnerLearnsIdsToo) {
  const VectorXd p =
      ask([](const MadeLesson& q) { return meta_learner(q); }, {"x", "y"},
          {{TokenSegment{{1}, "t"}, "x"}, {TokenSegment{{2}, "t"}, "y"}}, TokenSegment{{2}, "t"});
  EXPECT_NEAR(p(1), 2.0 / 3, 1e-12);
}

// 1 + .1 against .9 + .1 where nothing like the query was shown; where it was, only that counts.
TEST_F(Mechanisms, ACopierRepeats) {
  const auto copy = [](const MadeLesson& q) { return copier(q); };
  const std::vector<std::pair<TextInput, std::string>> shown{{"nul", "x"}, {"jup", "y"}};
  EXPECT_NEAR(ask(copy, {"x", "y"}, shown, "new")(1), 1.1 / 2.1, 1e-12);
  EXPECT_NEAR(ask(copy, {"x", "y"}, shown, "nul")(0), 1.0 / 1.1, 1e-12);
  EXPECT_NEAR(ask(copy, {"x", "y"}, {}, "nul")(0), 0.5, 1e-12);
}

TEST_F(Mechanisms, AMapHasOneImage) {
  const auto path = folder_.write("two.tsv", "low\treversal\thigh\nlow\treversal\tmid\n");
  EXPECT_EQ(error_text([&] {
              MadeKnowledge(WordLists(folder_.write("l.tsv", kTinyLanguage)), WordLists(path));
            }),
            "made maps: reversal has 2 images of 'low', a map has one");
}

}  // namespace
}  // namespace tangram
