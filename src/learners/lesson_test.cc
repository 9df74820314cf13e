#include "learners/lesson.h"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

namespace tangram {
namespace {

Candidates words(std::vector<std::string> list) {
  return std::make_shared<const std::vector<std::string>>(std::move(list));
}

/// The lessons that a problem's questions make, in order.
std::vector<Lesson> lessons_of(const Problem<Text>& problem) {
  std::vector<Lesson> out;
  InputTable inputs;
  answer_by_lessons(problem, inputs, [&out](const Lesson& lesson) {
    out.push_back(lesson);
    return same_for_all(Eigen::VectorXd::Zero(lesson.n_classes), lesson);
  });
  return out;
}

TEST(Lesson, HoldsOnlyTheExamplesShownAndTheQuestionsThatShareThem) {
  const Candidates ab = words({"a", "b"});
  Problem<Text> p;
  p.demonstration = {{std::string("x"), ab, 1}, {std::string("y"), ab, 0}};
  p.questions = {{2, std::string("q"), ab}, {1, std::string("y"), ab}, {2, std::string("x"), ab}};
  const auto lessons = lessons_of(p);
  ASSERT_EQ(lessons.size(), 2u);
  EXPECT_EQ(lessons[0].y, std::vector<int>{1});
  EXPECT_EQ(lessons[1].y, (std::vector<int>{1, 0}));
  EXPECT_EQ(lessons[1].counts(), (std::vector<int>{1, 1}));
  EXPECT_EQ(lessons[1].query.size(), 2u);
  EXPECT_EQ(lessons[1].query[1], lessons[1].x[0]);  // "x" is asked and was shown
}

// Demonstrations answer with "bad" or "great"; the question offers "good" and "bad": only
// the example of "bad" counts, and it is class 1 there.
TEST(Lesson, FindsAnswersAmongOtherCandidatesByTheirWords) {
  Problem<Text> p;
  const Candidates shown = words({"bad", "great"});
  p.demonstration = {{std::string("x"), shown, 0}, {std::string("y"), shown, 1}};
  p.questions = {{2, std::string("q"), words({"good", "bad"})}};
  const auto lessons = lessons_of(p);
  EXPECT_EQ(lessons[0].y, std::vector<int>{1});
  EXPECT_EQ(lessons[0].x.size(), 1u);
}

TEST(InputTable, NumbersInputsByContent) {
  InputTable table;
  const TextInput a = std::string("1 2"), b = TokenSegment{{1, 2}, "t"}, c = std::string("1 2"),
                  d = TokenSegment{{12}, "t"};
  EXPECT_EQ(table.number(a), 0);
  EXPECT_EQ(table.number(b), 1);
  EXPECT_EQ(table.number(c), 0);
  EXPECT_EQ(table.number(d), 2);
  EXPECT_EQ(table.inputs().size(), 3u);
}

// (2 + .5) / (2 + 1 + 1.5) and so on; no votes: uniform.
TEST(SmoothedLogP, AddsTheSameToEveryClass) {
  const Eigen::VectorXd p = smoothed_log_p(Eigen::VectorXd{{2, 1, 0}}, 0.5).array().exp();
  EXPECT_NEAR(p(0), 2.5 / 4.5, 1e-15);
  EXPECT_NEAR(p(2), 0.5 / 4.5, 1e-15);
  EXPECT_NEAR(smoothed_log_p(Eigen::VectorXd::Zero(3), 0.5)(1), std::log(1.0 / 3), 1e-15);
}

}  // namespace
}  // namespace tangram
