#include "nets/thread_team.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

TEST(ThreadTeam, CallsEachMemberOnceARound) {
  for (const int size : {1, 2, 5}) {
    ThreadTeam team(size);
    std::vector<int> calls(team.size());
    for (int round = 0; round < 200; ++round)
      team.run([&](std::size_t member) { ++calls[member]; });
    EXPECT_EQ(calls, std::vector<int>(static_cast<std::size_t>(size), 200));
  }
}

using Share = std::pair<std::size_t, std::size_t>;

TEST(ThreadTeam, SharesOutAllItems) {
  const ThreadTeam team(3);
  EXPECT_EQ(team.share(8, 0), (Share{0, 2}));
  EXPECT_EQ(team.share(8, 1), (Share{2, 5}));
  EXPECT_EQ(team.share(8, 2), (Share{5, 8}));
  EXPECT_EQ(team.share(1, 0), (Share{0, 0}));
  EXPECT_EQ(team.share(1, 2), (Share{0, 1}));
  EXPECT_EQ(team.share(0, 1), (Share{0, 0}));
}

TEST(ThreadTeam, MembersKeepTheirThreads) {
  ThreadTeam team(3);
  std::array<std::set<std::thread::id>, 3> threads;
  for (int round = 0; round < 20; ++round)
    team.run([&](std::size_t member) { threads[member].insert(std::this_thread::get_id()); });
  std::set<std::thread::id> all;
  for (const auto& ids : threads) {
    EXPECT_EQ(ids.size(), 1U);
    all.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(all.size(), 3U);
  EXPECT_EQ(*threads[0].begin(), std::this_thread::get_id());
}

// Each waits for the other: one after another they would never end.
TEST(ThreadTeam, MembersWorkAtTheSameTime) {
  ThreadTeam team(2);
  std::atomic<int> there = 0;
  team.run([&](std::size_t) {
    ++there;
    while (there < 2) std::this_thread::yield();
  });
  EXPECT_EQ(there, 2);
}

TEST(ThreadTeam, PassesOnTheErrorOfTheFirstMemberAndGoesOn) {
  ThreadTeam team(3);
  std::atomic<int> calls = 0;
  EXPECT_EQ(error_text([&] {
              team.run([&](std::size_t member) {
                ++calls;
                if (member > 0) fail("member {}", member);
              });
            }),
            "member 1");
  EXPECT_EQ(calls, 3);
  team.run([&](std::size_t) { ++calls; });
  EXPECT_EQ(calls, 6);
}

TEST(ThreadTeam, OfNobodyAborts) { EXPECT_DEATH(ThreadTeam team(0), "size >= 1"); }

}  // namespace
}  // namespace tangram
