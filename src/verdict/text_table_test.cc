#include "verdict/text_table.h"

#include <gtest/gtest.h>

namespace tangram {
namespace {

TEST(ThreeDigits, CountHoweverSmallOrLargeANumberIs) {
  EXPECT_EQ(three_digits(0), "0");
  EXPECT_EQ(three_digits(0.00021249), "0.000212");
  EXPECT_EQ(three_digits(-2.1e-7), "-2.1e-07");
  EXPECT_EQ(three_digits(999.4), "999");
  EXPECT_EQ(three_digits(999.6), "1000");
  EXPECT_EQ(three_digits(9834), "9830");
  EXPECT_EQ(three_digits(-24000), "-24000");
  EXPECT_EQ(three_digits(123456), "123000");
  EXPECT_EQ(three_digits(9.96e6), "9960000");
  EXPECT_EQ(three_digits(1.024e7), "1.02e+07");
}

}  // namespace
}  // namespace tangram
