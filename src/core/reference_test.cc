#include "core/reference.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

Candidates words(std::vector<std::string> list) {
  return std::make_shared<const std::vector<std::string>>(std::move(list));
}

/// Two queries at each of 0 and 4 shots, with these candidates.
Episode<Text> asked(const Candidates& first, const Candidates& second) {
  Episode<Text> episode{"task", 0, {}, {}, {}};
  for (const int shots : {0, 4})
    for (const std::uint64_t q : {7, 8}) {
      episode.problem.questions.push_back({shots, std::string("x"), q == 7 ? first : second});
      episode.query.push_back(q);
      episode.truth.push_back(0);
    }
  return episode;
}

TEST(ReferenceNumbers, AreNoQuerysAndNameTheirKind) {
  for (const ReferenceKind kind : {ReferenceKind::pool, ReferenceKind::domain_words,
                                   ReferenceKind::content_free, ReferenceKind::unconditional})
    for (const std::uint64_t i : {std::uint64_t{0}, kFirstReference - 1}) {
      EXPECT_GE(reference_number(kind, i), kFirstReference);
      EXPECT_EQ(reference_kind(reference_number(kind, i)), kind);
    }
}

// Two inputs at each of two numbers of shots, and the unconditional question once: 5, behind the
// queries, none with a truth.
TEST(AppendReferences, AsksEachInputAtEachNumberOfShotsAndNothingOnce) {
  const Candidates labels = words({"bad", "good"});
  Episode<Text> episode = asked(labels, labels);
  append_references({.content_free = {"N/A", ""}, .unconditional = true}, episode);
  ASSERT_EQ(episode.problem.questions.size(), 9u);
  ASSERT_EQ(episode.query.size(), 9u);
  EXPECT_EQ(episode.truth.size(), 4u);
  const int shots[] = {0, 0, 4, 4, 0};
  const std::string inputs[] = {"N/A", "", "N/A", "", ""};
  for (std::size_t i = 0; i < 5; ++i) {
    const Text::Question& question = episode.problem.questions[4 + i];
    EXPECT_TRUE(question.reference) << i;
    EXPECT_EQ(question.shots, shots[i]) << i;
    EXPECT_EQ(std::get<std::string>(question.x), inputs[i]) << i;
    EXPECT_EQ(question.candidates, labels) << i;
    EXPECT_EQ(reference_kind(episode.query[4 + i]),
              i < 4 ? ReferenceKind::content_free : ReferenceKind::unconditional);
  }
  EXPECT_EQ(episode.query[4], episode.query[6]);  // one input, one number, whatever the shots
  EXPECT_NE(episode.query[4], episode.query[5]);
}

TEST(AppendReferences, AsksEachListOfCandidatesApart) {
  Episode<Text> episode = asked(words({"tea", "coffee"}), words({"day", "night", "dusk"}));
  append_references({.content_free = {"N/A"}}, episode);
  ASSERT_EQ(episode.problem.questions.size(), 8u);
  EXPECT_EQ(episode.problem.questions[4].candidates->size(), 2u);
  EXPECT_EQ(episode.problem.questions[6].candidates->size(), 3u);
  EXPECT_NE(episode.query[4], episode.query[6]);
}

TEST(AppendReferences, EqualListsAreOne) {
  Episode<Text> episode = asked(words({"bad", "good"}), words({"bad", "good"}));
  append_references({.content_free = {"N/A"}}, episode);
  EXPECT_EQ(episode.problem.questions.size(), 6u);
}

TEST(AppendReferences, NothingAskedOrNothingWantedIsNothing) {
  const Candidates labels = words({"bad", "good"});
  Episode<Text> episode = asked(labels, labels);
  append_references({.pool = 3, .domain_words = 3}, episode);  // the task's business
  EXPECT_EQ(episode.problem.questions.size(), 4u);
  Episode<Text> silent{"task", 0, {}, {}, {}};
  append_references({.content_free = {"N/A"}, .unconditional = true}, silent);
  EXPECT_TRUE(silent.problem.questions.empty());
}

}  // namespace
}  // namespace tangram
