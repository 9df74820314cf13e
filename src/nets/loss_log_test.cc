#include "nets/loss_log.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

void hear(LossLog& log, std::int64_t first, std::int64_t end) {
  for (std::int64_t step = first; step < end; ++step)
    log.hear({.step = step, .loss = 1.5, .rate = 0.001});
}

// 250 steps: a line at 0, 2, ..., 248, and at 249, the last.
TEST(LossLog, HasALineAHundredthAndTheLast) {
  const TempFolder folder;
  LossLog log(folder.path() / "log", 250);
  hear(log, 0, 250);
  log.write();
  const std::string text = read_file(folder.path() / "log");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 126);
  EXPECT_EQ(text.substr(0, text.find('\n')), R"({"step":0,"loss":1.5,"rate":0.001})");
  EXPECT_NE(text.find(R"({"step":248,"loss":1.5,"rate":0.001})"
                      "\n"
                      R"({"step":249,)"),
            std::string::npos);
}

TEST(LossLog, OfStepsThatAreMadeAgainHasNoLineTwice) {
  const TempFolder folder;
  LossLog whole(folder.path() / "whole", 30), first(folder.path() / "parts", 30);
  hear(whole, 0, 30);
  whole.write();
  hear(first, 0, 20);
  first.write();
  LossLog second(folder.path() / "parts", 30);
  hear(second, 12, 30);
  second.write();
  EXPECT_EQ(read_file(folder.path() / "parts"), read_file(folder.path() / "whole"));
}

// A net is scored before the step of its number: after a line of 10 the validation of 10 is past,
// after a validation of 10 the line of 10 is to come.
TEST(LossLog, HasTheValidationsBetweenItsSteps) {
  const TempFolder folder;
  const auto heard = [](LossLog& log, std::int64_t first, std::int64_t end) {
    for (std::int64_t step = first; step < end; ++step) {
      hear(log, step, step + 1);
      if ((step + 1) % 5 == 0) log.validated(step + 1, 0.25);
    }
  };
  LossLog whole(folder.path() / "whole", 20);
  heard(whole, 0, 20);
  whole.write();
  const std::string text = read_file(folder.path() / "whole");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 24);
  EXPECT_NE(text.find(R"({"step":9,"loss":1.5,"rate":0.001})"
                      "\n"
                      R"({"step":10,"validation_loss":0.25})"
                      "\n"
                      R"({"step":10,"loss":1.5,"rate":0.001})"),
            std::string::npos);
  EXPECT_TRUE(text.ends_with(R"({"step":20,"validation_loss":0.25})"
                             "\n"));
  for (const std::int64_t killed : {9, 10, 11}) {
    const std::filesystem::path path = folder.path() / fmt::format("parts{}", killed);
    LossLog first(path, 20);
    heard(first, 0, killed);
    first.write();
    LossLog second(path, 20);
    heard(second, 4, 20);
    second.write();
    EXPECT_EQ(read_file(path), text) << killed;
  }
}

TEST(LossLog, OfADamagedFileIsAnError) {
  const TempFolder folder;
  for (const char* text : {"{\"step\":0}\n{\"step\":", "{\"step\":0.5}\n", "step\n", "\n"}) {
    const auto path = folder.write("log", text);
    EXPECT_EQ(error_text([&] { LossLog(path, 9); }),
              path.string() +
                  ": its last line is not of losses of a training: the file is damaged; delete it, "
                  "and the losses to come are written")
        << text;
  }
}

}  // namespace
}  // namespace tangram
