#include "core/check_regression.h"

#include "base/check.h"

namespace tangram {

void check_regression(const Problem<Vector>& problem, std::string_view owner) {
  const auto& [x, y] = problem.demonstration;
  require(x.cols() == 0 || y.rows() == 1, "{}: answers of {} numbers; it learns one", owner,
          y.rows());
  require(x.cols() == y.cols(), "{}: {} inputs and {} answers", owner, x.cols(), y.cols());
  for (const auto& question : problem.questions)
    require(0 <= question.shots && question.shots <= x.cols(), "{}: {} shots of {} examples", owner,
            question.shots, x.cols());
}

}  // namespace tangram
