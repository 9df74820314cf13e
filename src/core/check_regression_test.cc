#include "core/check_regression.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/error_text.h"

namespace tangram {
namespace {

/// n examples of dimension 2 with answers of one number, and a question after `shots` of them.
Problem<Vector> problem(Eigen::Index n, int shots) {
  return {.demonstration = {Eigen::MatrixXd::Zero(2, n), Eigen::MatrixXd::Zero(1, n)},
          .questions = {{shots, Eigen::VectorXd::Zero(2)}}};
}

std::string error(const Problem<Vector>& problem) {
  return error_text([&] { check_regression(problem, "ridge"); });
}

TEST(CheckRegression, TakesQuestionsAfterAsManyExamplesAsThereAre) {
  EXPECT_EQ(error(problem(4, 0)), "no error");
  EXPECT_EQ(error(problem(4, 4)), "no error");
  EXPECT_EQ(error(problem(4, 5)), "ridge: 5 shots of 4 examples");
  EXPECT_EQ(error(problem(4, -1)), "ridge: -1 shots of 4 examples");
}

TEST(CheckRegression, RefusesAnswersThatAreNotOneNumberEach) {
  Problem<Vector> two = problem(4, 0);
  two.demonstration.y.resize(2, 4);
  EXPECT_EQ(error(two), "ridge: answers of 2 numbers; it learns one");
  Problem<Vector> fewer = problem(4, 0);
  fewer.demonstration.y.resize(1, 3);
  EXPECT_EQ(error(fewer), "ridge: 4 inputs and 3 answers");
}

// Without examples there are no answers whose numbers could be counted.
TEST(CheckRegression, TakesNoExamples) {
  Problem<Vector> none = problem(0, 0);
  none.demonstration.y.resize(0, 0);
  EXPECT_EQ(error(none), "no error");
  none.questions[0].shots = 1;
  EXPECT_EQ(error(none), "ridge: 1 shots of 0 examples");
}

}  // namespace
}  // namespace tangram
