#include "metrics/regression.h"

#include <cmath>

#include "base/check.h"

namespace tangram {

Eigen::MatrixXd squared_per_d(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b,
                              const AnswerShape& shape) {
  TANGRAM_CHECK(shape.dimension >= 1 && shape.width >= 1);
  TANGRAM_CHECK(a.rows() == b.rows() && a.cols() == b.cols() && a.cols() % shape.width == 0);
  const Eigen::MatrixXd squares = (a - b).array().square();
  Eigen::MatrixXd out = Eigen::MatrixXd::Zero(a.rows(), a.cols() / shape.width);
  for (Eigen::Index question = 0; question < out.cols(); ++question)
    for (Eigen::Index i = 0; i < shape.width; ++i)
      out.col(question) += squares.col(question * shape.width + i);
  return out / (static_cast<double>(shape.width) * shape.dimension);
}

Score mean_of(const Eigen::MatrixXd& values) {
  if (values.size() == 0) return Score::none("no questions");
  const double mean = values.mean();
  if (!std::isfinite(mean))
    return Score::none("an answer lies so far away that its square is no number");
  return Score::of(mean);
}

std::vector<Score> means_of_columns(const Eigen::MatrixXd& values) {
  std::vector<Score> out;
  out.reserve(static_cast<std::size_t>(values.cols()));
  for (Eigen::Index column = 0; column < values.cols(); ++column)
    out.push_back(mean_of(values.col(column)));
  return out;
}

}  // namespace tangram
