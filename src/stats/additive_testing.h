#pragma once

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/rng.h"
#include "stats/additive.h"
#include "stats/holm.h"

// Tables of cells with known components, for the tests of the additive model. Not part of the
// program.
namespace tangram {

/// A row out of its units' cells (units by G), by Student's t.
inline PairedRow row_of(const Eigen::MatrixXd& y) {
  PairedRow row{.cells = y.colwise().mean().transpose(),
                .contrasts = {},
                .units = y.colwise() - y.rowwise().mean(),
                .mean = {}};
  for (Eigen::Index g = 0; g < y.cols(); ++g) {
    const Eigen::VectorXd units = row.units.col(g);
    row.contrasts.push_back(*t_effect({units.data(), static_cast<std::size_t>(units.size())}));
  }
  const Eigen::VectorXd means = y.rowwise().mean();
  row.mean = t_effect({means.data(), static_cast<std::size_t>(means.size())});
  return row;
}

/// How the noise of simulated cells looks: of its sds from map to map and from task to task.
struct Noise {
  const char* name;
  double smallest;    // sd of the first map, where the last has 1
  double task_step;   // the t-th task has 1 + t task_step times as much
  double shared = 0;  // share of a noise that neighbouring maps have in common
};

/// Units by maps.
struct TableSize {
  int n_units = 0, n_maps = 0;
};

/// A task's cells by unit, with noise of `scale` times its size.
inline Eigen::MatrixXd simulated_cells(const TableSize& size, const Noise& noise, double scale,
                                       Rng& rng) {
  Eigen::MatrixXd y(size.n_units, size.n_maps);
  for (int m = 0; m < size.n_units; ++m) {
    double carried = rng.normal();
    for (int g = 0; g < size.n_maps; ++g) {
      carried = noise.shared * carried + std::sqrt(1 - noise.shared * noise.shared) * rng.normal();
      const double sd = noise.smallest + (1 - noise.smallest) * g / (size.n_maps - 1.0);
      y(m, g) = 0.1 * g + scale * sd * carried;  // maps differ, tasks take them alike
    }
  }
  return y;
}

inline constexpr Noise kNoises[] = {
    {"alike", 1, 0}, {"unequal maps", 0.1, 0}, {"unequal tasks", 1, 1}, {"neighbours", 1, 0, 0.9}};

/// Tables of 4 tasks by 6 maps in which tasks take the maps alike.
struct NullTables {
  int n_units = 0;
  Noise noise;
  int n_sets = 0;
};

/// In how many of them something is found at 5 %: by the F test, by Holm over the residuals.
struct FalseAlarms {
  int by_f = 0, by_holm = 0;
};

inline FalseAlarms false_alarms(const NullTables& tables) {
  constexpr int kTasks = 4, kMaps = 6;
  FalseAlarms out;
  Rng rng = Rng(20240701).at(tables.noise.name).at(static_cast<std::uint64_t>(tables.n_units));
  for (int set = 0; set < tables.n_sets; ++set) {
    std::vector<PairedRow> rows;
    for (int t = 0; t < kTasks; ++t)
      rows.push_back(row_of(simulated_cells({tables.n_units, kMaps}, tables.noise,
                                            1 + t * tables.noise.task_step, rng)));
    const AdditiveFit fit = fit_additive(rows);
    std::vector<double> p;
    for (const Effect& e : fit.residual_effects)
      p.push_back(std::min(1.0, 2 * std::min(p_above(e, 0), p_below(e, 0))));
    const std::vector<double> adjusted = holm(p);
    out.by_f += fit.test->p <= 0.05 ? 1 : 0;
    out.by_holm += *std::min_element(adjusted.begin(), adjusted.end()) <= 0.05 ? 1 : 0;
  }
  return out;
}

}  // namespace tangram
