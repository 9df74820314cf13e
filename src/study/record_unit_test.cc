#include "study/record_unit.h"

#include <gtest/gtest.h>

#include "core/reference.h"

namespace tangram {
namespace {

const Candidates kWords =
    std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"no", "très"});

/// A prediction of one number a candidate, read from no token.
Prediction plain() { return {{}, {{-1}, {-2}}, {}}; }

/// Of `n` tokens a candidate, behind a shared start.
Prediction read(int n) {
  Prediction out;
  for (const Token candidate : {7, 8}) {
    out.candidate_logps.emplace_back(static_cast<std::size_t>(n), -0.5);
    Path path{{1, candidate}, 2};
    for (int i = 0; i < n; ++i) path.tokens.push_back(20 + i);
    out.candidate_paths.push_back(std::move(path));
  }
  return out;
}

Prediction read_input(int n) {
  Prediction out = n == 0 ? Prediction{{}, {{0}, {0}}, {}} : read(n);
  out.scores_input = true;
  return out;
}

struct Asked {
  std::string x;
  std::uint64_t query;
  int truth;  // -1: a reference
  Prediction prediction;
};

VariantRecord record_of(const std::vector<Asked>& asked) {
  Episode<Text> episode{"t", 0, {}, {}, {}};
  std::vector<Prediction> predictions;
  for (const Asked& a : asked) {
    episode.problem.questions.push_back({4, a.x, kWords, a.truth < 0});
    episode.query.push_back(a.query);
    if (a.truth >= 0) episode.truth.push_back(a.truth);
    predictions.push_back(a.prediction);
  }
  RecordBuilder builder;
  builder.add(episode, episode.problem, predictions);
  return builder.finish();
}

// "très" has 4 characters in 5 bytes.
TEST(RecordBuilder, LengthsAreThoseOfTheWords) {
  const VariantRecord record = record_of({{"a film", 5, 1, read(1)}, {"a play", 6, 0, read(1)}});
  ASSERT_EQ(record.candidate_sets.size(), 1u) << "one set for both";
  EXPECT_EQ(record.candidate_sets[0][0], (CandidateInfo{"no", 1, 2, 2}));
  EXPECT_EQ(record.candidate_sets[0][1], (CandidateInfo{"très", 1, 4, 5}));
  EXPECT_EQ(record.questions[1].candidate_set, 0);
}

TEST(RecordBuilder, WithoutTokensTheirNumberIsZero) {
  const VariantRecord record = record_of({{"a film", 5, 1, plain()}});
  EXPECT_EQ(record.candidate_sets[0][1], (CandidateInfo{"très", 0, 4, 5}));
}

// The channel scores "né" (2 characters, 3 bytes, 3 tokens) after each label: that is the length of
// both candidates. Inputs of another length have a set of their own; equal ones share it.
TEST(RecordBuilder, WhereTheInputIsScoredItsLengthIsThatOfEachCandidate) {
  const VariantRecord record = record_of(
      {{"né", 5, 1, read_input(3)}, {"a film", 6, 0, read_input(2)}, {"nü", 7, 0, read_input(3)}});
  ASSERT_EQ(record.candidate_sets.size(), 2u);
  EXPECT_EQ(record.candidate_sets[0][0], (CandidateInfo{"no", 3, 2, 3}));
  EXPECT_EQ(record.candidate_sets[0][1], (CandidateInfo{"très", 3, 2, 3}));
  EXPECT_EQ(record.candidate_sets[1][1], (CandidateInfo{"très", 2, 6, 6}));
  EXPECT_EQ(record.questions[1].candidate_set, 1);
  EXPECT_EQ(record.questions[2].candidate_set, 0);
}

// The unconditional question has no input: the channel reads no token and says 0 of both.
TEST(RecordBuilder, AnInputWithoutTextHasNoLength) {
  const auto number = reference_number(ReferenceKind::unconditional, 0);
  const VariantRecord record = record_of({{"", number, -1, read_input(0)}});
  EXPECT_EQ(record.candidate_sets[0][1], (CandidateInfo{"très", 0, 0, 0}));
  EXPECT_TRUE(record.questions[0].leaf.empty());
}

TEST(RecordBuilder, AReferenceHasNoTruthAndTakesNone) {
  const auto number = reference_number(ReferenceKind::pool, 9);
  const VariantRecord record =
      record_of({{"a", 5, 1, plain()}, {"b", number, -1, plain()}, {"c", 6, 0, plain()}});
  EXPECT_EQ(record.questions[0].truth, 1);
  EXPECT_EQ(record.questions[1].truth, -1);
  EXPECT_EQ(record.questions[1].query, number);
  EXPECT_EQ(record.questions[2].truth, 0);
}

}  // namespace
}  // namespace tangram
