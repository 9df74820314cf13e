#include <fmt/format.h>

#include "verdict/matrix.h"
#include "verdict/text_table.h"

// A matrix for a terminal, and its sentences.
namespace tangram {
namespace {

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

/// The mark of what is established, or room for it: columns stay aligned.
std::string marked(std::string text, bool established) {
  return std::move(text) + (established ? "*" : " ");
}

/// A row a condition, a column a task.
template <class F>
std::string table(const Matrix& matrix, const MatrixTextOptions& options, F&& text) {
  std::vector<std::vector<std::string>> columns = {{""}};
  for (const std::string& condition : matrix.conditions) columns[0].push_back(condition);
  for (std::size_t t = 0; t < matrix.tasks.size(); ++t) {
    auto& column = columns.emplace_back(1, matrix.tasks[t] + " ");
    for (std::size_t g = 0; g < matrix.conditions.size(); ++g)
      column.push_back(text(matrix.cell(t, g)));
  }
  return columns_text(columns, 1, options.width);
}

std::string signed_estimate(const Estimate& e, bool unicode) {
  return (e.value && *e.value > 0 ? "+" : "") + short_estimate(e, unicode);
}

std::string composing_sentence(const Matrix& matrix) {
  const std::string what = matrix.spec.against.empty() ? "chance" : "what they are set against";
  return fmt::format("{} of {} pairs are above {} (Holm over the pairs, one-sided, {}).",
                     matrix.n_composing, matrix.n_tested, what, percent(kMatrixLevel));
}

std::string interaction_sentence(const Matrix& matrix) {
  const InteractionTest& test = *matrix.fit->test;
  return fmt::format(
      "Tasks {}take the maps differently: F = {:.2f} on {:.1f} and {:.1f} degrees of freedom, {}.",
      test.p <= kMatrixLevel ? "" : "are not shown to ", test.statistic, test.df1, test.df2,
      p_text(test.p));
}

std::string share_sentence(const AdditiveFit& fit) {
  const auto raw = additive_share(fit.squares);
  const std::string out = fmt::format("Task and map alone explain {} of the variance between cells",
                                      raw ? percent(*raw) : "-");
  if (!fit.true_squares) return out + ".";
  const auto corrected = additive_share(*fit.true_squares);
  return out + (corrected ? fmt::format(", {} without the draws' noise.", percent(*corrected))
                          : ", which is no more than the draws' noise.");
}

}  // namespace

std::string matrix_title(const MatrixSpec& spec) {
  std::string out =
      fmt::format("{} of {}{} at {} shots", find_metric(spec.metric).title,
                  spec.block.empty() ? "" : spec.block + ":", spec.learner, spec.shots);
  out += axes_text(spec.axes);
  if (spec.against.empty()) return out;
  std::string one = spec.against.begin()->second;
  for (const auto& [condition, other] : spec.against)
    if (other != one) one.clear();
  return out + ", less that of " + (one.empty() ? "what each is set against" : one);
}

std::vector<std::string> matrix_sentences(const Matrix& matrix) {
  std::vector<std::string> out;
  if (matrix.n_tested > 0) out.push_back(composing_sentence(matrix));
  if (!matrix.fit) return out;
  if (matrix.fit->test) out.push_back(interaction_sentence(matrix));
  out.push_back(share_sentence(*matrix.fit));
  return out;
}

std::string matrix_text(const Matrix& matrix, const MatrixTextOptions& options) {
  std::string out = fmt::format("matrix {}: {}\n", matrix.spec.id, matrix_title(matrix.spec));
  const char* sign = options.unicode ? "±" : "+-";
  if (!matrix.cells.empty())
    out += fmt::format("mean {} half-width of the 95 % interval; * {}\n", sign,
                       matrix.spec.against.empty() ? "above chance" : "above 0") +
           table(matrix, options, [&](const MatrixCell& cell) {
             return marked(short_estimate(cell.value, options.unicode), cell.composes);
           });
  if (matrix.fit)
    out += fmt::format("\nresiduals of mean + task + map {} half-width; * not 0\n", sign) +
           table(matrix, options, [&](const MatrixCell& cell) {
             return marked(signed_estimate(cell.residual, options.unicode), cell.stands_out);
           });
  for (const std::string& sentence : matrix_sentences(matrix)) out += sentence + "\n";
  for (const std::string& note : matrix.notes) out += "note: " + note + "\n";
  return out;
}

}  // namespace tangram
