#include "nets/schedule.h"

#include <gtest/gtest.h>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

Schedule schedule(ScheduleShape shape, std::int64_t warmup = 4) {
  return Schedule({.shape = shape, .rate = 0.5, .updates = 12, .warmup = warmup});
}

TEST(Schedule, ConstantIsConstant) {
  for (const std::int64_t u : {0, 4, 11, 12, 100})
    EXPECT_EQ(schedule(ScheduleShape::constant).rate(u), 0.5);
}

// Up by 0.5 / 4 an update, down by 0.5 / 8.
TEST(Schedule, TriangleIsZeroAtFirstTheRateAtTheCornerAndZeroAtTheEnd) {
  const Schedule s = schedule(ScheduleShape::triangle);
  EXPECT_EQ(s.rate(0), 0);
  EXPECT_EQ(s.rate(1), 0.125);
  EXPECT_EQ(s.rate(4), 0.5);
  EXPECT_EQ(s.rate(5), 0.4375);
  EXPECT_EQ(s.rate(11), 0.0625);
  EXPECT_EQ(s.rate(12), 0);
  EXPECT_EQ(s.rate(100), 0);
}

// Half a cosine over 8 updates: a quarter of it at update 6, cos(pi / 4) = 0.70710678.
TEST(Schedule, WarmupCosineIsZeroAtFirstTheRateAtTheCornerAndZeroAtTheEnd) {
  const Schedule s = schedule(ScheduleShape::warmup_cosine);
  EXPECT_EQ(s.rate(0), 0);
  EXPECT_EQ(s.rate(2), 0.25);
  EXPECT_EQ(s.rate(4), 0.5);
  EXPECT_NEAR(s.rate(6), 0.5 * 0.85355339, 1e-9);
  EXPECT_NEAR(s.rate(8), 0.25, 1e-15);
  EXPECT_EQ(s.rate(12), 0);
  EXPECT_EQ(s.rate(100), 0);
}

TEST(Schedule, WarmupConstantStaysAtItsRate) {
  const Schedule s = schedule(ScheduleShape::warmup_constant);
  EXPECT_EQ(s.rate(0), 0);
  EXPECT_EQ(s.rate(3), 0.375);
  for (const std::int64_t u : {4, 12, 100}) EXPECT_EQ(s.rate(u), 0.5);
}

TEST(Schedule, WithoutWarmupBeginsAtItsRate) {
  for (const ScheduleShape shape :
       {ScheduleShape::triangle, ScheduleShape::warmup_cosine, ScheduleShape::warmup_constant})
    EXPECT_EQ(schedule(shape, 0).rate(0), 0.5);
}

// The corner would be update 12, of a run that has 0, ..., 11.
TEST(Schedule, OfWarmupAloneOnlyRises) {
  const Schedule s = schedule(ScheduleShape::triangle, 12);
  EXPECT_EQ(s.rate(6), 0.25);
  EXPECT_EQ(s.rate(12), 0);
}

TEST(Schedule, ShapesHaveNames) {
  for (const std::string_view name : schedule_names())
    EXPECT_EQ(name_of(schedule_shape(name)), name);
  EXPECT_EQ(schedule_shape("warmup_cosine"), ScheduleShape::warmup_cosine);
  EXPECT_EQ(error_text([] { schedule_shape("cosine"); }),
            "schedule: there is no 'cosine'; there are constant, triangle, warmup_cosine, "
            "warmup_constant");
}

TEST(Schedule, IsNamedByAllThatChangesIt) {
  EXPECT_EQ(
      Schedule({.shape = ScheduleShape::triangle, .rate = 0.001, .updates = 9, .warmup = 4}).id(),
      "triangle(rate=0.001, updates=9, warmup=4)");
}

TEST(Schedule, OfOptionsThatCannotBeIsAnError) {
  EXPECT_EQ(error_text([] { Schedule({.rate = 0}); }), "schedule: rate is 0, must be > 0");
  EXPECT_EQ(error_text([] { Schedule({.updates = 0}); }),
            "schedule: updates is 0, must be at least 1");
  EXPECT_EQ(error_text([] { Schedule({.updates = 5, .warmup = 6}); }),
            "schedule: warmup is 6, must be at least 0 and at most the run's 5 updates");
}

}  // namespace
}  // namespace tangram
