#include "nets/regression_tokens.h"

#include <gtest/gtest.h>

#include <vector>

namespace tangram {
namespace {

using Eigen::MatrixXd, Eigen::RowVectorXd;
using Values = std::vector<double>;

Values tokens_of(TokenLayout layout, const MatrixXd& x, const RowVectorXd& y) {
  Values out(static_cast<std::size_t>((2 * x.cols() - 1) *
                                      token_width(layout, static_cast<int>(x.rows()))),
             99);
  write_tokens<double>(layout, x, y, out);
  return out;
}

// Examples ((1, 2), 10) and ((3, 4), 20), of which 20 is not shown.
const MatrixXd kX{{1, 3}, {2, 4}};
const RowVectorXd kY{{10, 20}};

TEST(RegressionTokens, SeparateHaveAPlaceForY) {
  EXPECT_EQ(token_width(TokenLayout::separate, 2), 3);
  EXPECT_EQ(tokens_of(TokenLayout::separate, kX, kY), (Values{0, 1, 2, 10, 0, 0, 0, 3, 4}));
}

TEST(RegressionTokens, SharedPutYWhereTheFirstInputIs) {
  EXPECT_EQ(token_width(TokenLayout::shared, 2), 2);
  EXPECT_EQ(tokens_of(TokenLayout::shared, kX, kY), (Values{1, 2, 10, 0, 3, 4}));
}

TEST(RegressionTokens, DoNotLookAtTheLastY) {
  for (const TokenLayout layout : {TokenLayout::separate, TokenLayout::shared})
    EXPECT_EQ(tokens_of(layout, kX, kY.head(1)), tokens_of(layout, kX, kY));
}

TEST(RegressionTokens, OfOnePointAreItsInput) {
  EXPECT_EQ(tokens_of(TokenLayout::separate, MatrixXd{{5}}, RowVectorXd()), (Values{0, 5}));
  EXPECT_EQ(tokens_of(TokenLayout::shared, MatrixXd{{5}}, RowVectorXd()), (Values{5}));
}

TEST(RegressionTokens, AbortOnAnotherSize) {
  Values room(8);
  EXPECT_DEATH(write_tokens<double>(TokenLayout::separate, kX, kY, room), "tokens.size");
  EXPECT_DEATH(write_tokens<double>(TokenLayout::separate, kX, RowVectorXd(), room), "y.size");
}

}  // namespace
}  // namespace tangram
