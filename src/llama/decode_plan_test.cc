#include "llama/decode_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/rng.h"
#include "core/prompt_tree.h"

namespace tangram {
namespace {

std::vector<Token> tokens(int n, Token first = 1000) {
  std::vector<Token> out;
  for (int i = 0; i < n; ++i) out.push_back(first + i);
  return out;
}

std::vector<Token> operator+(std::vector<Token> a, const std::vector<Token>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Runs a plan without a network: the cache holds what it would hold, each read must stand on
/// rows of the right tokens, every scored token is read once, each decode obeys the rules.
void check_plan(const std::vector<Path>& paths, std::vector<Token> cache,
                const DecodeRules& rules) {
  std::set<std::pair<std::size_t, int>> scored;
  for (const DecodeStep& step : plan_decodes(paths, cache, rules)) {
    const auto& path = paths[step.path].tokens;
    ASSERT_LT(step.begin, step.end);
    ASSERT_LT(step.end, static_cast<int>(path.size())) << "the last token is never evaluated";
    if (rules.whole && step.begin == 0) cache.clear();
    ASSERT_GE(static_cast<int>(cache.size()), step.begin);
    ASSERT_TRUE(std::equal(path.begin(), path.begin() + step.begin, cache.begin()));
    cache.assign(path.begin(), path.begin() + step.end);

    const int rows = step.end - step.begin + step.padding;
    ASSERT_LE(rows, rules.max_rows);
    ASSERT_TRUE(std::is_sorted(step.reads.begin(), step.reads.end()));
    ASSERT_EQ(std::adjacent_find(step.reads.begin(), step.reads.end()), step.reads.end());
    const int n_reads = static_cast<int>(step.reads.size());
    ASSERT_LE(n_reads, rules.max_reads);
    if (!step.reads.empty()) {
      ASSERT_GE(step.reads.front(), step.begin);
      ASSERT_LT(step.reads.back(), step.begin + rows);
    }
    if (!rules.whole) {
      ASSERT_GE(rows, rules.min_rows);
    }
    for (const Wanted& wanted : step.wanted) {
      const Path& asker = paths[wanted.path];
      ASSERT_TRUE(std::binary_search(step.reads.begin(), step.reads.end(), wanted.row));
      ASSERT_LT(wanted.row, step.end) << "never read from padding";
      ASSERT_TRUE(
          std::equal(asker.tokens.begin(), asker.tokens.begin() + wanted.row + 1, path.begin()));
      ASSERT_GE(wanted.row + 1, asker.scored_from);
      ASSERT_TRUE(scored.insert({wanted.path, wanted.row + 1}).second) << "read twice";
      const int n_scored = static_cast<int>(asker.tokens.size()) - asker.scored_from;
      if (rules.whole) {
        ASSERT_EQ(std::count_if(step.reads.begin(), step.reads.end(), [](int) { return true; }),
                  step.end - std::max(step.begin, asker.scored_from - 1));
      } else if (n_scored <= rules.max_few_reads) {
        ASSERT_LE(n_reads, rules.max_few_reads);
        ASSERT_GE(n_reads, rules.min_few_reads);
      } else {
        ASSERT_GE(n_reads, rules.min_many_reads);
      }
    }
  }
  std::size_t expected = 0;
  for (const Path& path : paths)
    expected += path.tokens.size() - static_cast<std::size_t>(path.scored_from);
  EXPECT_EQ(scored.size(), expected);
}

int rows_evaluated(const std::vector<DecodeStep>& plan) {
  int rows = 0;
  for (const DecodeStep& step : plan) rows += step.end - step.begin + step.padding;
  return rows;
}

TEST(Balanced, CutsIntoPiecesThatDifferByAtMostOne) {
  using Pieces = std::vector<std::pair<int, int>>;
  EXPECT_EQ(balanced(0, 512, 512), (Pieces{{0, 512}}));
  EXPECT_EQ(balanced(0, 513, 512), (Pieces{{0, 256}, {256, 513}}));  // not 512 and 1
  EXPECT_EQ(balanced(10, 17, 3), (Pieces{{10, 12}, {12, 14}, {14, 17}}));
  EXPECT_TRUE(balanced(5, 5, 3).empty());
}

// 20 tokens, the last scored: one decode of 19 rows that reads the last; a second row is read to
// stay in the class of few reads.
TEST(DecodePlan, OnePathIsOneDecode) {
  const std::vector<Path> paths = {{tokens(20), 19}};
  const auto plan = plan_decodes(paths, {}, {});
  ASSERT_EQ(plan.size(), 1u);
  EXPECT_EQ(plan[0].begin, 0);
  EXPECT_EQ(plan[0].end, 19);
  EXPECT_EQ(plan[0].padding, 0);
  EXPECT_EQ(plan[0].reads, (std::vector<int>{17, 18}));
  ASSERT_EQ(plan[0].wanted.size(), 1u);
  EXPECT_EQ(plan[0].wanted[0].row, 18);
}

TEST(DecodePlan, NoPathsAreNoDecodes) { EXPECT_TRUE(plan_decodes({}, {}, {}).empty()); }

TEST(DecodePlan, LabelsOfOneTokenShareARow) {
  const std::vector<Path> paths = {{tokens(30) + tokens(1, 5), 30},
                                   {tokens(30) + tokens(1, 9), 30},
                                   {tokens(30) + tokens(1, 7), 30}};
  const auto plan = plan_decodes(paths, {}, {});
  ASSERT_EQ(plan.size(), 1u);
  EXPECT_EQ(plan[0].wanted.size(), 3u);
  EXPECT_EQ(plan[0].end, 30);
}

// 100 shared tokens, then queries of 20: 120 rows, and 20 more for the second.
TEST(DecodePlan, TheSharedPrefixIsEvaluatedOnce) {
  const std::vector<Path> paths = {{tokens(100) + tokens(20, 1) + tokens(1, 90), 120},
                                   {tokens(100) + tokens(20, 50) + tokens(1, 90), 120}};
  const auto plan = plan_decodes(paths, {}, {});
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_EQ(plan[1].begin, 100);
  EXPECT_EQ(rows_evaluated(plan), 140);
}

TEST(DecodePlan, ShortDecodesArePaddedBehindTheirEnd) {
  const std::vector<Path> paths = {{tokens(100) + tokens(2, 1) + tokens(1, 90), 102},
                                   {tokens(100) + tokens(2, 50) + tokens(1, 90), 102}};
  const auto plan = plan_decodes(paths, {}, {});
  ASSERT_EQ(plan.size(), 2u);
  EXPECT_EQ(plan[1].begin, 100);
  EXPECT_EQ(plan[1].end, 102);
  EXPECT_EQ(plan[1].padding, 14);
  const std::vector<Path> tiny = {{{1, 2}, 1}};
  EXPECT_EQ(plan_decodes(tiny, {}, {})[0].padding, 15);
}

TEST(DecodePlan, LongTrunksAreCutIntoBalancedPieces) {
  const std::vector<Path> paths = {{tokens(1030), 1029}};
  const auto plan = plan_decodes(paths, {}, {});
  ASSERT_EQ(plan.size(), 3u);
  for (const DecodeStep& step : plan) EXPECT_EQ(step.end - step.begin, 343);
}

// 10 labels of 2 to 11 tokens along one path: 10 rows wanted, few each: 5 and 5.
TEST(DecodePlan, MoreFewReadsThanAllowedAreTwoDecodesOfTheSameRows) {
  std::vector<Path> paths;
  for (int n = 0; n < 10; ++n) paths.push_back({tokens(40) + tokens(n, 1) + tokens(1, 90), 40 + n});
  const auto plan = plan_decodes(paths, {}, {});
  std::vector<std::size_t> reads;
  for (const DecodeStep& step : plan) reads.push_back(step.reads.size());
  EXPECT_EQ(reads, (std::vector<std::size_t>{5, 5}));
  EXPECT_EQ(plan[0].begin, plan[1].begin);
  check_plan(paths, {}, {});
}

// A text of 300 tokens scored whole: pieces of at most 64 rows, all read.
TEST(DecodePlan, ScoringAWholeTextNeverReadsMoreThanAllowedAtOnce) {
  const std::vector<Path> paths = {{tokens(300), 1}};
  const auto plan = plan_decodes(paths, {}, {});
  EXPECT_EQ(plan.size(), 5u);
  for (const DecodeStep& step : plan) EXPECT_LE(step.reads.size(), 64u);
  EXPECT_EQ(rows_evaluated(plan), 299);
}

// What an earlier call left is used, but rows that this call reads are evaluated again: their
// logits are gone.
TEST(DecodePlan, GoesOnFromWhatIsInTheCache) {
  const std::vector<Path> paths = {{tokens(100) + tokens(20, 1) + tokens(1, 90), 120}};
  const auto plan = plan_decodes(paths, tokens(100) + tokens(20, 50), {});
  ASSERT_EQ(plan.size(), 1u);
  EXPECT_EQ(plan[0].begin, 100);
  const auto again = plan_decodes(paths, tokens(100) + tokens(20, 1), {});
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].begin, 119);
  EXPECT_EQ(again[0].padding, 15);
}

TEST(DecodePlan, WholePathsWithTheSameRowsAreOneEvaluation) {
  DecodeRules rules;
  rules.whole = true;
  const std::vector<Path> paths = {{tokens(30) + tokens(1, 5), 30},
                                   {tokens(30) + tokens(1, 9), 30},
                                   {tokens(31) + tokens(1, 9), 30},
                                   {tokens(30) + tokens(1, 7), 29}};
  EXPECT_EQ(plan_decodes(paths, {}, rules).size(), 3u);
  check_plan(paths, {}, rules);
}

/// The steps of path `i`, as a whole plan of `paths` holds them.
std::vector<std::vector<int>> shape(const std::vector<Path>& paths, std::size_t i) {
  DecodeRules rules;
  rules.whole = true;
  std::vector<std::vector<int>> steps;
  for (const DecodeStep& step : plan_decodes(paths, {}, rules))
    if (step.path == i) {
      steps.push_back({step.begin, step.end, step.padding});
      steps.push_back(step.reads);
    }
  return steps;
}

TEST(DecodePlan, AWholeEvaluationDependsOnItsPathAlone) {
  const Path path{tokens(700), 500};
  const Path other{tokens(600) + tokens(90, 1), 3};
  EXPECT_EQ(shape({path}, 0), shape({other, path}, 1));
  EXPECT_EQ(shape({path}, 0), shape({path, other, {tokens(699), 400}}, 0));
}

std::vector<Path> random_paths(Rng& rng) {
  std::vector<Path> paths(1 + rng.below(14));
  for (Path& path : paths) {
    const int shared = static_cast<int>(rng.below(80));
    path.tokens = tokens(shared) + std::vector<Token>(rng.below(3), 7);
    for (std::uint64_t n = 1 + rng.below(rng.below(4) == 0 ? 90 : 4); n > 0; --n)
      path.tokens.push_back(static_cast<Token>(rng.below(3)));
    if (path.tokens.size() < 2) path.tokens.push_back(1);
    path.scored_from = static_cast<int>(1 + rng.below(path.tokens.size() - 1));
    if (rng.below(3) > 0)
      path.scored_from = std::max(path.scored_from, static_cast<int>(path.tokens.size()) - 1 -
                                                        static_cast<int>(rng.below(4)));
  }
  return paths;
}

TEST(DecodePlan, RandomPlansReadEveryScoredTokenOnceAndObeyTheRules) {
  Rng rng = Rng(9).at("plans");
  for (int round = 0; round < 400; ++round) {
    const auto paths = random_paths(rng);
    DecodeRules rules;
    rules.min_rows = rng.below(2) == 0 ? 8 : 16;
    rules.max_rows = 64;
    rules.min_few_reads = 1 + static_cast<int>(rng.below(2));
    rules.max_reads = rng.below(2) == 0 ? 64 : 16;
    rules.whole = rng.below(4) == 0;
    const auto before = random_paths(rng);
    SCOPED_TRACE(round);
    check_plan(paths, before[0].tokens, rules);
    if (testing::Test::HasFatalFailure()) return;
  }
}

// Long branches need no padding, so the rows are those of the tree.
TEST(DecodePlan, EvaluatesTheTokensOfTheTreeWhereBranchesAreLong) {
  std::vector<Path> paths;
  for (int k = 0; k < 5; ++k)
    for (int q = 0; q < 4; ++q)
      for (int label = 0; label < 2; ++label)
        paths.push_back(
            {tokens(1 + 40 * k) + tokens(25, 5000 + 100 * q) + tokens(1, label), 26 + 40 * k});
  EXPECT_EQ(rows_evaluated(plan_decodes(paths, {}, {})),
            static_cast<int>(make_tree(paths).n_tokens));
  check_plan(paths, {}, {});
}

}  // namespace
}  // namespace tangram
