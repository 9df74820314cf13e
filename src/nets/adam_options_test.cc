#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "nets/adam.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

std::string adam_error(const AdamOptions& options) {
  return error_text([&] { (void)options.id(); });
}

TEST(AdamOptions, ThatCannotBeAreErrorsThatNameThem) {
  EXPECT_EQ(adam_error({.beta1 = -0.5}),
            "adam: beta1 is -0.5, must be at least 0 and, as a float, below 1");
  EXPECT_EQ(adam_error({.beta2 = NAN}),
            "adam: beta2 is nan, must be at least 0 and, as a float, below 1");
  EXPECT_EQ(adam_error({.clip_entries = -1}),
            "adam: clip_entries is -1, must be at least 0; 0 is none");
  EXPECT_EQ(adam_error({.clip_norm = NAN}),
            "adam: clip_norm is nan, must be at least 0; 0 is none");
}

// Floats next to 1 are 6e-8 apart below it: 1 - 1e-9 becomes 1, 1 - 1e-7 does not. The least float
// is 1.4e-45, the largest 3.4e38.
TEST(AdamOptions, ThatAreLostInFloatAreErrors) {
  EXPECT_EQ(adam_error({.beta2 = 0.999999999}),
            "adam: beta2 is 0.999999999, must be at least 0 and, as a float, below 1");
  EXPECT_EQ(adam_error({.beta2 = 0.9999999}), "no error");
  for (const double epsilon : {1e-46, 1e39})
    EXPECT_EQ(adam_error({.epsilon = epsilon}),
              fmt::format("adam: epsilon is {}, which as a float is 0 or inf; give one from 1e-38 "
                          "to 1e38",
                          epsilon));
  for (const double epsilon : {1e-38, 1e38})
    EXPECT_EQ(adam_error({.epsilon = epsilon}), "no error");
}

}  // namespace
}  // namespace tangram
