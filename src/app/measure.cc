#include "verdict/measure.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "app/commands.h"
#include "base/check.h"
#include "store/store.h"
#include "verdict/curves.h"
#include "verdict/matrix.h"

namespace tangram {
namespace {

// Columns are padded by code points, as fmt does: ± takes two bytes and one column.
std::string table_text(const std::vector<Cell>& cells) {
  std::string out = fmt::format("{:<44} {:>5} {:>5} {:<13} {:<13} {:<13} {:<13} {:<13}\n", "cell",
                                "shots", "draws", "AUC", "accuracy", "macro-F1", "mass", "entropy");
  for (const Cell& cell : cells) {
    const std::string draws = cell.draws_done == cell.draws_declared
                                  ? std::to_string(cell.draws_done)
                                  : fmt::format("{}/{}", cell.draws_done, cell.draws_declared);
    out += fmt::format(
        "{:<44} {:>5} {:>5} {:<13} {:<13} {:<13} {:<13} {:<13}\n", cell_name(cell), cell.shots,
        draws, estimate_text(cell.metric("auc")), estimate_text(cell.metric("accuracy")),
        estimate_text(cell.metric("macro_f1")), estimate_text(cell.metric("candidate_mass")),
        estimate_text(cell.metric("label_entropy")));
  }
  return out + "mean over draws ± half of the 95 % interval (docs/statistics.md)\n\n";
}

int terminal_width() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
  return 100;
}

/// UTF-8 may be printed: the locale says so, or says nothing of another encoding.
bool speaks_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    return locale.find("UTF-8") != std::string_view::npos ||
           locale.find("utf8") != std::string_view::npos;
  }
  return true;
}

/// The matrices that the study asks for; the scores do without a study that cannot be read.
std::vector<Matrix> matrices_or_why(const Store& store, const std::vector<Arm>& arms,
                                    std::string& why) {
  try {
    return matrices_of(store, arms);
  } catch (const Error& error) {
    why =
        fmt::format("\nnote: whether the study asks for a matrix is not known: {}\n", error.what());
    return {};
  }
}

}  // namespace

int measure_command(const MeasureCommand& command, const Context& context) {
  const Store store = Store::open(find_run(context, command.run), Store::Mode::read);
  const std::vector<Arm> arms = read_arms(store);
  const std::vector<Cell> cells = measure(arms);
  std::string why_no_matrices;
  const std::vector<Matrix> matrices = matrices_or_why(store, arms, why_no_matrices);
  if (context.json) {
    Value out = to_json_value(cells);
    if (!matrices.empty()) std::get<Table>(out.data).set("matrices", to_json_value(matrices));
    print_json(out);
    return kDone;
  }
  CurveOptions options;
  options.metric = command.metric;
  options.width = terminal_width();
  options.unicode = speaks_unicode();
  options.color = isatty(STDOUT_FILENO) == 1;
  if (store.n_done() < store.units().size())
    print(fmt::format("provisional: {} of {} units are done\n", store.n_done(),
                      store.units().size()));
  if (command.table) print(table_text(cells));
  if (command.curves) print(curves_text(cells, options));
  for (const Matrix& matrix : matrices)
    print("\n" + matrix_text(matrix, {.width = options.width, .unicode = options.unicode}));
  if (!why_no_matrices.empty()) print(why_no_matrices);
  return kDone;
}

}  // namespace tangram
