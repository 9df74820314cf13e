#include "verdict/measure.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

#include "app/commands.h"
#include "store/store.h"
#include "verdict/correlations.h"
#include "verdict/curves.h"

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

}  // namespace

int measure_command(const MeasureCommand& command, const Context& context) {
  const Store store = Store::open(find_run(context, command.run), Store::Mode::read);
  const std::vector<Arm> arms = read_arms(store);
  const std::vector<Cell> cells = measure(arms);
  const std::vector<CorrelationResult> correlations = correlations_of(store, arms);
  if (context.json) {
    Value document = to_json_value(cells);
    std::get<Table>(document.data).set("correlations", to_json_value(correlations));
    print_json(document);
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
  print(correlations_text(correlations));
  return kDone;
}

}  // namespace tangram
