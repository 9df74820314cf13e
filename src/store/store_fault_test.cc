#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <functional>

#include "store/export.h"
#include "store/faulty_disk_testing.h"
#include "store/store_testing.h"
#include "tests/support/error_text.h"

// What the world does to a store: killed writers, power cuts, full disks, second writers,
// missing rights.
namespace tangram {
namespace {

using namespace store_testing;
constexpr int kUnits = 12;

/// Runs `body` in a child process; returns what it wrote to the given descriptor, and how
/// it ended (as wait() says).
struct Ended {
  std::string said;
  int status = 0;
};
Ended in_child(const std::function<void(int)>& body) {
  int fds[2];
  TANGRAM_CHECK(pipe(fds) == 0);
  const pid_t child = fork();
  TANGRAM_CHECK(child >= 0);
  if (child == 0) {
    close(fds[0]);
    body(fds[1]);
    _exit(0);
  }
  close(fds[1]);
  Ended ended;
  char buffer[4096];
  for (ssize_t n; (n = read(fds[0], buffer, sizeof buffer)) > 0;)
    ended.said.append(buffer, static_cast<std::size_t>(n));
  close(fds[0]);
  waitpid(child, &ended.status, 0);
  return ended;
}

void say(int fd, const std::string& text) {
  TANGRAM_CHECK(write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

std::string undisturbed(const std::filesystem::path& path) {
  Store store = Store::create(path, sample_provenance(), sample_units(kUnits));
  write_rest(store, [](std::size_t) {});
  return export_canonical(store);
}

/// Opens, writes the rest, says one byte for each unit that was reported as done.
void write_and_say(const std::filesystem::path& path, int fd) {
  Store store = Store::open(path, kWrite, 0);
  write_rest(store, [&](std::size_t i) { say(fd, std::string(1, static_cast<char>('A' + i))); });
}

/// Every unit that was said to be done is there, whole; every unit there is right.
void expect_whole_units(const std::filesystem::path& path, const std::string& said) {
  const Store store = Store::open(path, kRead);
  for (std::size_t i = 0; i < kUnits; ++i) {
    const std::string& id = store.units()[i].id;
    if (said.find(static_cast<char>('A' + i)) != said.npos) {
      EXPECT_TRUE(store.done(id)) << id;
    }
    if (store.done(id)) {
      EXPECT_EQ(store.read(id), sample_record(i));
    }
  }
}

void finish_and_compare(const std::filesystem::path& path, const std::string& expected) {
  Store store = Store::open(path, kWrite, 0);
  write_rest(store, [](std::size_t) {});
  EXPECT_EQ(export_canonical(store), expected);
}

TEST(StoreFaults, AWriterKilledAfterAnyCommitLosesNothing) {
  const TempFolder folder;
  const std::string expected = undisturbed(folder / "whole.db");
  Rng rng = Rng(11).at("kills");
  for (int kill = 0; kill < 20; ++kill) {
    const auto path = folder / ("run" + std::to_string(kill) + ".db").c_str();
    { Store::create(path, sample_provenance(), sample_units(kUnits)); }
    const std::size_t last = rng.below(kUnits);
    const Ended ended = in_child([&](int fd) {
      Store store = Store::open(path, kWrite, 0);
      write_rest(store, [&](std::size_t i) {
        say(fd, std::string(1, static_cast<char>('A' + i)));
        if (i == last) raise(SIGKILL);
      });
    });
    EXPECT_TRUE(WIFSIGNALED(ended.status) && WTERMSIG(ended.status) == SIGKILL);
    EXPECT_EQ(ended.said.size(), last + 1);
    expect_whole_units(path, ended.said);
    finish_and_compare(path, expected);
  }
}

// The writes of a run, its recovery and its checkpoints are counted; each kill comes at a
// seeded one of them, half of the kills with a power cut that loses unflushed writes. The
// writer that goes on may be killed again before it ends.
TEST(StoreFaults, AWriterKilledAtAnyWriteLosesNothing) {
  const TempFolder folder;
  const std::string expected = undisturbed(folder / "whole.db");
  Rng rng = Rng(12).at("kills");
  int killed = 0;
  for (int kill = 0; kill < 24; ++kill) {
    const auto path = folder / ("run" + std::to_string(kill) + ".db").c_str();
    { Store::create(path, sample_provenance(), sample_units(kUnits)); }
    std::string said;
    for (int life = 0; life < 2; ++life) {
      const long at = 1 + static_cast<long>(rng.below(140));
      const bool power_cut = kill % 2 == 1;
      const double keep = rng.uniform();
      const Ended ended = in_child([&](int fd) {
        install_faulty_disk({.fails_at = at, .power_cut = power_cut, .keep = keep});
        write_and_say(path, fd);
      });
      killed += WIFSIGNALED(ended.status) ? 1 : 0;
      said += ended.said;
      expect_whole_units(path, said);
    }
    finish_and_compare(path, expected);
  }
  EXPECT_GT(killed, 24);
}

TEST(StoreFaults, AKillWhileTheStoreIsMadeLeavesAWholeStoreOrNone) {
  const TempFolder folder;
  int whole = 0;
  for (long at = 1; at <= 40; ++at) {
    const auto path = folder / ("run" + std::to_string(at) + ".db").c_str();
    const Ended ended = in_child([&](int) {
      install_faulty_disk({.fails_at = at});
      Store::create(path, sample_provenance(), sample_units(kUnits));
    });
    if (std::filesystem::exists(path)) {
      EXPECT_EQ(Store::open(path, kWrite, 0).units(), sample_units(kUnits));
      ++whole;
    } else {
      EXPECT_TRUE(WIFSIGNALED(ended.status)) << at;
      Store::create(path, sample_provenance(),
                    sample_units(kUnits));  // what was left is no hindrance
    }
  }
  EXPECT_GT(whole, 0);
  EXPECT_LT(whole, 40);
}

TEST(StoreFaults, AFullDiskIsAnErrorAndKeepsWhatWasDone) {
  const TempFolder folder;
  const auto path = folder / "run.db";
  const std::string expected = undisturbed(folder / "whole.db");
  { Store::create(path, sample_provenance(), sample_units(kUnits)); }
  int failures = 0;
  for (const rlim_t largest :
       {33'000, 60'000, 100'000}) {  // bytes of a file; 32 KiB are shared memory
    const Ended ended = in_child([&](int fd) {
      signal(SIGXFSZ, SIG_IGN);
      const rlimit limit = {largest, largest};
      setrlimit(RLIMIT_FSIZE, &limit);
      say(fd, "|" + error_text([&] { write_and_say(path, fd); }));
    });
    const std::size_t bar = ended.said.find('|');
    ASSERT_NE(bar, ended.said.npos);
    const std::string message = ended.said.substr(bar + 1);
    if (message != "no error") {
      ++failures;
      EXPECT_EQ(message, path.string() +
                             ": the disk is full or a size limit is reached (File too large): free "
                             "space and run again; every unit that was reported as done is kept");
    }
    expect_whole_units(path, ended.said.substr(0, bar));
  }
  EXPECT_GE(failures, 2);
  finish_and_compare(path, expected);
}

TEST(StoreFaults, ASecondWriterFailsAndNamesTheFirst) {
  const TempFolder folder;
  const auto path = folder / "run.db";
  const Store first = Store::create(path, sample_provenance(), sample_units(2));
  const Ended ended =
      in_child([&](int fd) { say(fd, error_text([&] { Store::open(path, kWrite, 0.05); })); });
  EXPECT_EQ(ended.said, path.string() + ": process " + std::to_string(getpid()) +
                            " is writing this run: wait until it ends, or stop it, and try again");
  EXPECT_EQ(error_text([&] { Store::create(path, sample_provenance(), {}); }), ended.said);
  EXPECT_EQ(Store::open(path, kRead).n_done(), 0u);  // readers are not held up
}

TEST(StoreFaults, ASecondWriterWaitsForTheFirst) {
  const TempFolder folder;
  const auto path = folder / "run.db";
  { Store::create(path, sample_provenance(), sample_units(2)); }
  int go[2];
  ASSERT_EQ(pipe(go), 0);
  const Ended ended = in_child([&](int fd) {
    auto first = std::make_unique<Store>(Store::open(path, kWrite, 0));
    const pid_t second = fork();
    if (second == 0) {
      say(go[1], "w");
      const std::string result = error_text([&] { Store::open(path, kWrite, 60); });
      say(fd, result);
      _exit(0);
    }
    char c;
    TANGRAM_CHECK(::read(go[0], &c, 1) == 1);  // the second is about to wait
    first.reset();
    waitpid(second, nullptr, 0);
  });
  EXPECT_EQ(ended.said, "no error");
}

TEST(StoreFaults, ALockFileThatAKilledWriterLeftHoldsNobodyUp) {
  const TempFolder folder;
  const auto path = folder / "run.db";
  { Store::create(path, sample_provenance(), sample_units(2)); }
  in_child([&](int) {
    const Store store = Store::open(path, kWrite, 0);
    raise(SIGKILL);
  });
  EXPECT_TRUE(std::filesystem::exists(path.string() + ".lock"));
  EXPECT_EQ(error_text([&] { Store::open(path, kWrite, 0); }), "no error");
}

/// Where as_nobody() sees the folder: root makes it the child's root, since the way to it may
/// be closed to others.
std::filesystem::path seen(const TempFolder& folder) {
  return getuid() == 0 ? std::filesystem::path("/") : folder.path();
}

/// Without root's rights, which no permission stops.
std::string as_nobody(const TempFolder& folder, const std::function<void()>& body) {
  return in_child([&](int fd) {
           if (getuid() == 0)
             TANGRAM_CHECK(chroot(folder.path().c_str()) == 0 && chdir("/") == 0 &&
                           setgid(65534) == 0 && setuid(65534) == 0);
           say(fd, error_text(body));
         })
      .said;
}

TEST(StoreFaults, AReadOnlyStoreCanBeReadAndNotWritten) {
  const TempFolder folder;
  const auto path = folder / "run.db", inside = seen(folder) / "run.db";
  { Store::create(path, sample_provenance(), sample_units(2)); }
  chmod(path.c_str(), 0444);
  EXPECT_EQ(as_nobody(folder, [&] { Store::open(inside, kWrite, 0); }),
            inside.string() +
                ": the store is read-only: give the file and its folder write permission, or copy "
                "it to a place where you may write");
  EXPECT_EQ(
      as_nobody(folder, [&] { TANGRAM_CHECK(Store::open(inside, kRead).units().size() == 2); }),
      "no error");
}

TEST(StoreFaults, AStoreInAReadOnlyFolderCanBeReadAndNotWritten) {
  const TempFolder folder;
  const auto path = folder / "run.db", inside = seen(folder) / "run.db",
             fresh = seen(folder) / "new.db";
  {
    Store store = Store::create(path, sample_provenance(), sample_units(2));
    write_rest(store, [](std::size_t) {});
  }
  chmod(path.c_str(), 0666);
  chmod(folder.path().c_str(), 0555);
  EXPECT_EQ(as_nobody(folder, [&] { Store::open(inside, kWrite, 0); }),
            inside.string() +
                ": no lock file can be made beside it (Permission denied): give the folder write "
                "permission, or copy it to a place where you may write");
  EXPECT_EQ(as_nobody(folder,
                      [&] {
                        const Store store = Store::open(inside, kRead);
                        TANGRAM_CHECK(store.read(store.units()[1].id) == sample_record(1));
                      }),
            "no error");
  EXPECT_EQ(as_nobody(folder, [&] { Store::create(fresh, sample_provenance(), {}); }),
            fresh.string() +
                ": no lock file can be made beside it (Permission denied): give the folder write "
                "permission, or copy it to a place where you may write");
  chmod(folder.path().c_str(), 0755);
}

TEST(StoreFaults, AStoreThatMayNotBeOpenedSaysSo) {
  const TempFolder folder;
  const auto path = folder / "run.db", inside = seen(folder) / "run.db";
  { Store::create(path, sample_provenance(), sample_units(2)); }
  chmod(path.c_str(), 0);
  EXPECT_EQ(as_nobody(folder, [&] { Store::open(inside, kRead); }),
            inside.string() +
                ": cannot be opened (Permission denied): check the path and the permissions of the "
                "file and its folder");
}

}  // namespace
}  // namespace tangram
