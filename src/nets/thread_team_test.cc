#include "nets/thread_team.h"

#include <gtest/gtest.h>
#include <pthread.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <set>
#include <string>
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

/// While it lives the system starts no thread: its stack would be longer than any memory.
class NoThreadMore {
 public:
  NoThreadMore() {
    EXPECT_EQ(pthread_getattr_default_np(&before_), 0);
    pthread_attr_t endless{};
    EXPECT_EQ(pthread_getattr_default_np(&endless), 0);
    EXPECT_EQ(pthread_attr_setstacksize(&endless, std::size_t{1} << 60), 0);
    EXPECT_EQ(pthread_setattr_default_np(&endless), 0);
    pthread_attr_destroy(&endless);
  }
  NoThreadMore(const NoThreadMore&) = delete;
  NoThreadMore& operator=(const NoThreadMore&) = delete;
  ~NoThreadMore() {
    EXPECT_EQ(pthread_setattr_default_np(&before_), 0);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_{};
};

TEST(ThreadTeam, OfMoreThreadsThanTheSystemStartsIsAnError) {
  {
    const NoThreadMore none;
    const std::string error = error_text([] { ThreadTeam team(3); });
    EXPECT_EQ(error.find("threads is 3, but after 1 of them the system starts no more: "), 0U)
        << error;
    EXPECT_NE(error.find("; give fewer threads"), std::string::npos) << error;
    EXPECT_EQ(ThreadTeam(1).size(), 1U) << "the caller's thread is there already";
  }
  std::atomic<int> calls = 0;
  ThreadTeam(3).run([&](std::size_t) { ++calls; });
  EXPECT_EQ(calls, 3);
}

TEST(ThreadTeam, OfNobodyAborts) { EXPECT_DEATH(ThreadTeam team(0), "size >= 1"); }

}  // namespace
}  // namespace tangram
