#include "verdict/measure.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <set>
#include <string_view>

#include "app/commands.h"
#include "base/check.h"
#include "base/json.h"
#include "store/domain.h"
#include "store/store.h"
#include "verdict/analyses.h"
#include "verdict/cell_filter.h"
#include "verdict/curves.h"
#include "verdict/vector_measure.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

/// As in claims: the reading is named where it is not the sum.
std::string name_of(const Cell& cell) {
  const bool plain = cell.reading == reading_name(Reading::sum);
  return cell_name(cell) + (plain ? "" : "@" + cell.reading);
}

/// Why cells have no value, each reason once.
std::string reasons_text(const std::vector<Cell>& cells) {
  std::set<std::string> reasons;
  for (const Cell& cell : cells)
    if (const Estimate& auc = cell.metric("auc"); !auc.value && cell.draws_done == 0)
      reasons.insert(fmt::format("{}: {}", cell.reading, auc.note));
  std::string out;
  for (const std::string& reason : reasons) out += "no value of " + reason + "\n";
  return out;
}

// Columns are padded by code points, as fmt does: ± takes two bytes and one column.
std::string table_text(const std::vector<Cell>& cells) {
  std::string out =
      fmt::format("{:<44} {:>5} {:>5} {:<13} {:<13} {:<13} {:<13} {:<13} {:<13}\n", "cell", "shots",
                  "draws", "AUC", "accuracy", "macro-F1", "mass", "entropy", "leaning");
  for (const Cell& cell : cells) {
    const std::string draws = cell.draws_done == cell.draws_declared
                                  ? std::to_string(cell.draws_done)
                                  : fmt::format("{}/{}", cell.draws_done, cell.draws_declared);
    out += fmt::format(
        "{:<44} {:>5} {:>5} {:<13} {:<13} {:<13} {:<13} {:<13} {:<13}\n", name_of(cell), cell.shots,
        draws, estimate_text(cell.metric("auc")), estimate_text(cell.metric("accuracy")),
        estimate_text(cell.metric("macro_f1")), estimate_text(cell.metric("candidate_mass")),
        estimate_text(cell.metric("label_entropy")), estimate_text(cell.metric("label_bias")));
  }
  return out + "mean over draws ± half of the 95 % interval (docs/statistics.md)\n" +
         reasons_text(cells) + "\n";
}

/// What the cells are measured under.
std::vector<Reading> readings_of(const MeasureCommand& command) {
  if (command.reading == "all") return all_readings();
  return {command.reading.empty() ? Reading::sum : find_reading(command.reading)};
}

/// The cells of the curves: one reading.
std::vector<Cell> of_first_reading(const std::vector<Cell>& cells) {
  std::vector<Cell> out;
  for (const Cell& cell : cells)
    if (cell.reading == cells.front().reading) out.push_back(cell);
  return out;
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

/// use(study): the scores do without a study that cannot be read. Says why it cannot; empty: it
/// can.
template <class Use>
std::string use_study(const Store& store, const Use& use) {
  try {
    use(study_of(store));
    return {};
  } catch (const Error& error) {
    return fmt::format("what else the study asks for is not known: {}", error.what());
  }
}

std::string note_text(const std::string& why_none) {
  return why_none.empty() ? "" : fmt::format("\nnote: {}\n", why_none);
}

void print_document(Value scores, const Analyses& analyses, const std::string& why_none) {
  Table& document = std::get<Table>(scores.data);
  add_json(analyses, document);
  if (!why_none.empty()) document.set("note", json(why_none));
  print_json(scores);
}

CurveOptions curve_options(const std::string& metric) {
  CurveOptions options;
  options.metric = metric;
  options.width = terminal_width();
  options.unicode = speaks_unicode();
  options.color = isatty(STDOUT_FILENO) == 1;
  return options;
}

void print_if_provisional(const Store& store) {
  if (store.n_done() < store.units().size())
    print(fmt::format("provisional: {} of {} units are done\n", store.n_done(),
                      store.units().size()));
}

int measure_vectors(const MeasureCommand& command, const Store& store, const Context& context) {
  require(command.reading.empty(),
          "--reading {}: readings are of answers in words; those of {} are "
          "vectors",
          command.reading, store.path().string());
  const std::vector<VectorArm> arms = read_vector_arms(store);
  const VectorMeasures measures = CellFilter(command.only).of(measure(arms));
  std::set<std::string> units;
  Analyses analyses;
  const std::string why_none = use_study(store, [&](const Study& study) {
    units = unit_axes(study);
    analyses = analyses_of(study, arms);
  });
  if (context.json) {
    print_document(to_json_value(measures), analyses, why_none);
    return kDone;
  }
  const CurveOptions options =
      curve_options(command.metric.empty() ? kErrorMetric : command.metric);
  print_if_provisional(store);
  const VectorMeasures shown = over_units(measures, units);  // JSON has each cell
  if (command.table) print(table_text(shown, options));
  if (command.curves) print(curves_text(shown, options));
  print(landmarks_text(analyses.landmarks));
  print(note_text(why_none));
  return kDone;
}

}  // namespace

int measure_command(const MeasureCommand& command, const Context& context) {
  const Store store = Store::open(find_run(context, command.run), Store::Mode::read);
  if (asks_vectors(store.provenance())) return measure_vectors(command, store, context);
  const std::vector<Reading> readings = readings_of(command);
  const std::vector<Arm> arms = read_claim_arms(store, readings);
  const std::vector<Cell> cells = CellFilter(command.only).of(measure(of_readings(arms, readings)));
  Analyses analyses;
  const std::string why_none =
      use_study(store, [&](const Study& study) { analyses = analyses_of(study, arms); });
  if (context.json) {
    print_document(to_json_value(cells), analyses, why_none);
    return kDone;
  }
  const CurveOptions options = curve_options(command.metric.empty() ? "auc" : command.metric);
  print_if_provisional(store);
  if (command.table) print(table_text(cells));
  if (command.curves) print(curves_text(of_first_reading(cells), options));
  print(trends_text(analyses.trends, options.width));
  print(ratios_text(analyses.ratios));
  print(spreads_text(analyses.spreads));
  print(correlations_text(analyses.correlations));
  for (const Matrix& matrix : analyses.matrices)
    print("\n" + matrix_text(matrix, {.width = options.width, .unicode = options.unicode}));
  print(note_text(why_none));
  return kDone;
}

}  // namespace tangram
