#include "nets/regression_reader.h"

#include <algorithm>

#include "base/check.h"
#include "base/machine.h"
#include "core/check_regression.h"

namespace tangram {
namespace {

/// Does it ask for the demonstration's own answer to the example behind those shown?
bool in_sequence(const Vector::Question& question, const Vector::Demonstration& demonstration) {
  return question.shots < demonstration.x.cols() &&
         question.x == demonstration.x.col(question.shots);
}

}  // namespace

RegressionReader::RegressionReader(const Gpt2<float>& net, TokenLayout layout, int dimension)
    : net_(net),
      layout_(layout),
      dimension_(dimension),
      shape_{1, static_cast<std::size_t>(net.options().longest)} {}

std::size_t RegressionReader::n_tokens() const {
  return shape_.length * static_cast<std::size_t>(net_.options().token_width);
}

std::size_t RegressionReader::n_predictions() const { return (shape_.length + 1) / 2; }

void RegressionReader::check_memory(std::string_view owner) const {
  const std::size_t n = n_tokens() + n_predictions() + net_.n_workspace(shape_);
  const double bytes = sizeof(float) * static_cast<double>(n);
  const Gpt2Options& net = net_.options();
  require_memory(bytes, "fewer points or layers, or a smaller width",
                 "{}: a pass over {} points by a net of {} layers of width {} takes", owner,
                 n_predictions(), net.layers, net.width);
}

void RegressionReader::check_one(const Problem<Vector>& problem, std::string_view owner) const {
  check_regression(problem, owner);
  const Eigen::MatrixXd& x = problem.demonstration.x;
  const auto most = static_cast<std::int64_t>(n_predictions()) - 1;
  for (const auto& question : problem.questions) {
    for (const Eigen::Index d : {question.x.size(), x.cols() == 0 ? dimension_ : x.rows()})
      require(d == dimension_,
              "{}: asked for an x of dimension {}, trained on {}; give the learner dimension = {}",
              owner, d, dimension_, d);
    require(question.shots <= most,
            "{}: asked after {} examples, trained after at most {}; give the learner points = {}, "
            "or ask at fewer shots",
            owner, question.shots, most, question.shots + 1);
  }
}

void RegressionReader::check(std::span<const Problem<Vector>> problems,
                             std::string_view owner) const {
  check_memory(owner);
  for (const Problem<Vector>& problem : problems) check_one(problem, owner);
}

/// Leaves in room.predictions the answers after 0, 1, ... examples to as many columns of x.
void RegressionReader::pass(std::span<const float> parameters,
                            const Eigen::Ref<const Eigen::MatrixXd>& x,
                            const Eigen::Ref<const Eigen::RowVectorXd>& y, Room& room) const {
  const auto length = static_cast<std::size_t>(2 * x.cols() - 1);
  std::vector<float>& tokens = room.tokens;
  const auto used = std::span(tokens).first(length * tokens.size() / shape_.length);
  write_tokens<float>(layout_, x, y, used);
  std::fill(tokens.begin() + static_cast<std::ptrdiff_t>(used.size()), tokens.end(), 0.0F);
  net_.predict(parameters, tokens, room.predictions, room.workspace, shape_);
}

std::vector<Prediction> RegressionReader::answer_one(std::span<const float> parameters,
                                                     const Problem<Vector>& problem,
                                                     Room& room) const {
  const auto& [x, y] = problem.demonstration;
  std::vector<float> own;  // the net's answers to the demonstration's x
  int most = -1;
  for (const auto& question : problem.questions)
    if (in_sequence(question, problem.demonstration)) most = std::max(most, question.shots);
  if (most >= 0) {
    pass(parameters, x.leftCols(most + 1), y.row(0).head(most), room);
    own = room.predictions;
  }
  std::vector<Prediction> out;
  for (const auto& question : problem.questions) {
    const auto at = static_cast<std::size_t>(question.shots);
    float answer = 0;
    if (in_sequence(question, problem.demonstration)) {
      answer = own[at];
    } else {
      Eigen::MatrixXd shown(dimension_, question.shots + 1);
      Eigen::RowVectorXd seen(question.shots);
      for (int k = 0; k < question.shots; ++k) {
        shown.col(k) = x.col(k);
        seen(k) = y(0, k);
      }
      shown.col(question.shots) = question.x;
      pass(parameters, shown, seen, room);
      answer = room.predictions[at];
    }
    out.push_back({Eigen::VectorXd::Constant(1, static_cast<double>(answer)), {}, {}});
  }
  return out;
}

std::vector<std::vector<Prediction>> RegressionReader::answer(
    std::span<const float> parameters, std::span<const Problem<Vector>> problems,
    const std::stop_token& stop) const {
  Room room{std::vector<float>(n_tokens()), std::vector<float>(n_predictions()),
            std::vector<float>(net_.n_workspace(shape_))};
  std::vector<std::vector<Prediction>> out;
  for (const Problem<Vector>& problem : problems) {
    if (stop.stop_requested()) break;
    out.push_back(answer_one(parameters, problem, room));
  }
  return out;
}

}  // namespace tangram
