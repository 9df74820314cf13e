// What a trained learner makes of the files of its net: damaged, foreign, in the way, or in use.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stop_token>
#include <string>
#include <thread>

#include "base/files.h"
#include "base/writer_lock.h"
#include "nets/trained_learner_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

/// What is said of a net whose file holds these bytes, the file as FILE.
std::string error_of_file(const std::string& bytes, const char* ending = ".safetensors") {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const std::string name = "nets/" + learner.net().file().stem().string();
  const fs::path file = cache.folder.write(name + ending, bytes);
  std::string error = error_text([&] { learner.net().prepare({}); });
  for (std::size_t at = 0; (at = error.find(file.string())) != std::string::npos;)
    error.replace(at, file.string().size(), "FILE");
  EXPECT_EQ(cache.hears.n, 0);
  return error;
}

/// What is said where it holds the net of other options.
std::string error_of_net(const TrainedOptions& options) {
  Cache cache;
  TrainedLearner other = cache.learner(options);
  EXPECT_TRUE(other.net().prepare({}));
  return error_of_file(read_file(other.net().file()));
}

TEST(TrainedLearner, OfADamagedOrForeignFileIsAnErrorThatSaysWhatToDo) {
  const std::string whole = undisturbed().first;
  const std::string begin =
      "FILE: is not the net that is asked for; delete it, and that is trained again (";
  std::string flipped = whole;
  flipped.back() = static_cast<char>(flipped.back() ^ 1);
  for (const char* ending : {".safetensors", ".partial.safetensors"}) {
    EXPECT_EQ(error_of_file("", ending),
              begin +
                  "FILE: has 0 bytes, too few for a checkpoint: the file is damaged, and must be "
                  "made again)");
    for (const std::string& bytes : {whole.substr(0, whole.size() / 2), flipped}) {
      const std::string error = error_of_file(bytes, ending);
      EXPECT_EQ(error.substr(0, begin.size()), begin) << error;
      EXPECT_NE(error.find("the file is damaged"), std::string::npos) << error;
    }
  }
  TrainedOptions options = quick_training();
  options.train_seed = 1;
  const std::string error = error_of_net(options);
  EXPECT_EQ(error.substr(0, begin.size()), begin) << error;
  EXPECT_NE(error.find("it is of training("), std::string::npos) << error;
}

/// What is said of a net whose file `make` makes in its way, the file as FILE.
template <class Make>
std::string error_where(const char* ending, const Make& make) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  fs::path file = learner.net().file();
  file.replace_extension(ending);
  fs::create_directories(file.parent_path());
  make(file);
  const std::string error = error_text([&] { learner.net().prepare({}); });
  EXPECT_EQ(cache.hears.n, 0);
  return error.substr(0, file.string().size()) == file.string()
             ? "FILE" + error.substr(file.string().size())
             : error;
}

// A folder can be opened but not read, a link to itself not even looked for: neither says anything
// against a net, and what they say is not that it be deleted.
TEST(TrainedLearner, OfAFileThatTheSystemDoesNotReadIsAnErrorThatKeepsIt) {
  for (const char* ending : {".safetensors", ".partial.safetensors"}) {
    EXPECT_EQ(
        error_where(ending, [](const fs::path& file) { fs::create_directory(file); }),
        "FILE: cannot be read: Is a directory; see to that and try again: nothing is known to "
        "be wrong with the net in it");
    EXPECT_EQ(error_where(ending, [](const fs::path& file) { fs::create_symlink(file, file); }),
              "FILE: cannot be looked for: Too many levels of symbolic links; see to that, or give "
              "another --cache-dir");
  }
}

#ifndef __SANITIZE_ADDRESS__  // the sanitizers look at objects through a pipe, which is two files
/// While it lives no file can be opened.
class NoFileMore {
 public:
  NoFileMore() {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    const rlimit none{0, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  }
  NoFileMore(const NoFileMore&) = delete;
  NoFileMore& operator=(const NoFileMore&) = delete;
  ~NoFileMore() { EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &before_), 0); }

 private:
  rlimit before_{};
};

// What was kept on the way cannot be looked for, which is not that there is nothing.
TEST(TrainedLearner, ForWhomNoFileIsOpenedIsAnErrorThatKeepsItsNet) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const fs::path file = learner.net().file();
  {
    const NoFileMore none;
    EXPECT_EQ(error_text([&] { learner.net().operations_left(); }),
              file.parent_path().string() +
                  ": cannot be looked through: Too many open files; see to that, or give another "
                  "--cache-dir");
  }
  ASSERT_TRUE(learner.net().prepare({}));
  TrainedLearner again = cache.learner();
  {
    const NoFileMore none;
    EXPECT_EQ(error_text([&] { again.net().prepare({}); }),
              file.string() +
                  ": cannot be opened: Too many open files; see to that and try again: nothing is "
                  "known to be wrong with the net in it");
  }
  EXPECT_TRUE(again.net().prepare({}));
}
#endif

/// Opens a pipe to write, once another thread reads it; -1 where it was stopped before.
int opened_to_write(const fs::path& pipe, const std::stop_token& stop) {
  int out = -1;
  while (out < 0 && !stop.stop_requested()) {
    out = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (out < 0) std::this_thread::yield();
  }
  return out;
}

// The partial state is a pipe, so that it is known when it is being read: then another process
// comes to the end of the training, and removes it.
TEST(TrainedLearner, WhosePartialStateGoesWhileItIsReadIsTrained) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const fs::path file = learner.net().file(),
                 partial = fs::path(file).replace_extension(".partial.safetensors");
  fs::create_directories(file.parent_path());
  ASSERT_EQ(::mkfifo(partial.c_str(), 0600), 0);
  const std::jthread other([&](const std::stop_token& stop) {
    const int pipe = opened_to_write(partial, stop);
    if (pipe < 0) return;
    cache.folder.write(file, "the net");
    fs::remove(partial);
    ::close(pipe);
  });
  EXPECT_EQ(learner.net().operations_left(), 0);
}

TEST(TrainedLearner, OfAFileOfAnotherStepIsAnError) {
  TrainedOptions options = quick_training();
  options.at_step = 20;
  const std::string error = error_of_net(options);
  EXPECT_NE(error.find("(it is of step 20)"), std::string::npos) << error;
}

TEST(TrainedLearner, ThatAnotherProcessTrainsIsAnError) {
  Cache cache;
  TrainedLearner learner = cache.learner();
  const fs::path stem = fs::path(learner.net().file()).replace_extension();
  fs::create_directories(stem.parent_path());
  {
    const WriterLock other(stem, "net", 0);
    const std::string error = error_text([&] { learner.net().prepare({}); });
    EXPECT_NE(error.find(fmt::format(
                  "process {} is writing this net: wait until it ends, or stop it, and try again",
                  getpid())),
              std::string::npos)
        << error;
  }
  EXPECT_TRUE(learner.net().prepare({}));
}

}  // namespace
}  // namespace tangram
