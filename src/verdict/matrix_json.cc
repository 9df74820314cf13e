#include "base/json.h"
#include "verdict/matrix.h"

// The documented form of a matrix.
namespace tangram {
namespace {

template <class Pairs>
Value pairs_json(const Pairs& pairs) {
  std::vector<Table::Entry> entries;
  for (const auto& [key, value] : pairs) entries.push_back({key, json(value)});
  return json_object(std::move(entries));
}

Value numbers_json(const Eigen::VectorXd& numbers) {
  return json_list(numbers, [](double v) { return json(v); });
}

Value cell_json(const MatrixCell& cell) {
  return json_object(
      {{"task", json(cell.task)},
       {"condition", json(cell.condition)},
       {"value", to_json_value(cell.value)},
       {"no_spread", json(cell.no_spread)},
       {"chance", json(cell.chance)},
       {"p_above_chance", json(cell.p_above_chance)},
       {"composes", json(cell.composes)},
       {"residual", to_json_value(cell.residual)},
       {"simultaneous_low",
        json(cell.simultaneous ? std::optional(cell.simultaneous->low) : std::nullopt)},
       {"simultaneous_high",
        json(cell.simultaneous ? std::optional(cell.simultaneous->high) : std::nullopt)},
       {"p_residual", json(cell.p_residual)},
       {"stands_out", json(cell.stands_out)}});
}

Value squares_json(const TableSquares& squares) {
  return json_object({{"task", json(squares.row)},
                      {"map", json(squares.column)},
                      {"rest", json(squares.rest)},
                      {"additive_share", json(additive_share(squares))}});
}

Value fit_json(const AdditiveFit& fit) {
  Value test;
  if (fit.test)
    test = json_object({{"f", json(fit.test->statistic)},
                        {"df1", json(fit.test->df1)},
                        {"df2", json(fit.test->df2)},
                        {"p", json(fit.test->p)}});
  return json_object(
      {{"mean", json(fit.mean)},
       {"task", numbers_json(fit.row)},
       {"map", numbers_json(fit.column)},
       {"interaction", std::move(test)},
       {"squares", squares_json(fit.squares)},
       {"squares_without_noise", fit.true_squares ? squares_json(*fit.true_squares) : Value{}}});
}

Value matrix_json(const Matrix& matrix) {
  const MatrixSpec& spec = matrix.spec;
  return json_object({{"id", json(spec.id)},
                      {"title", json(matrix_title(spec))},
                      {"block", json(spec.block)},
                      {"learner", json(spec.learner)},
                      {"metric", json(spec.metric)},
                      {"shots", json(spec.shots)},
                      {"axes", pairs_json(spec.axes)},
                      {"against", pairs_json(spec.against)},
                      {"tasks", json_strings(matrix.tasks)},
                      {"conditions", json_strings(matrix.conditions)},
                      {"cells", json_list(matrix.cells, cell_json)},
                      {"n_tested", json(matrix.n_tested)},
                      {"n_composing", json(matrix.n_composing)},
                      {"additive", matrix.fit ? fit_json(*matrix.fit) : Value{}},
                      {"sentences", json_strings(matrix_sentences(matrix))},
                      {"notes", json_strings(matrix.notes)}});
}

}  // namespace

Value to_json_value(const std::vector<Matrix>& matrices) {
  return json_list(matrices, matrix_json);
}

}  // namespace tangram
