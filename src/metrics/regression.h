#pragma once

#include <Eigen/Dense>
#include <vector>

#include "metrics/scored.h"

namespace tangram {

/// How answers lie in a matrix: a row a sequence, its questions side by side in columns, the
/// `width` numbers of an answer next to each other.
struct AnswerShape {
  int dimension = 1;  // d, of x
  int width = 1;      // m, of y
};

/// |a - b|^2 / (m d) of each question, its m numbers averaged (Raventos et al. 2023, section 3, has
/// m = 1). With b the truth it is a learner's squared error; with b another learner's answers to
/// the same questions, how far the two are apart. A row a sequence, a column a question; infinite
/// where a square is beyond double. Numbers are subtracted before they are squared: a^2 - 2ab + b^2
/// has no digit left where a and b agree to eight. Aborts on matrices of other sizes.
Eigen::MatrixXd squared_per_d(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b,
                              const AnswerShape& shape);

/// The mean of all, or why there is none: no questions, or a square beyond double.
Score mean_of(const Eigen::MatrixXd& values);

/// The mean over sequences of each column.
std::vector<Score> means_of_columns(const Eigen::MatrixXd& values);

}  // namespace tangram
