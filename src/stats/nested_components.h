#pragma once

#include <Eigen/Dense>
#include <optional>
#include <vector>

#include "stats/bounds.h"

namespace tangram {

/// One variance of NestedComponents: cut to 0 and marked where its estimate is below.
struct Component {
  double variance = 0;
  bool was_negative = false;
  Bounds bounds;  // at the level asked for, cut at 0
};

/// Variances of y(draw, order, query) = mean + draw + order(draw) + query + draw x query +
/// residual: orders are nested in draws (order 1 of a draw has nothing to do with order 1 of
/// another), queries are the same everywhere.
struct NestedComponents {
  Component draw, order;  // of what a score would be over ever more queries
  double query = 0;       // of one query, the draw apart
  double draw_query = 0;  // of one query, by draw
  double residual = 0;    // of one query: with the order, and by itself
  int n_draws = 0, n_orders = 0, n_queries = 0;
};

/// By the moments of the balanced analysis of variance; y has one matrix a draw, orders by queries,
/// all of one shape. With D draws, P orders, Q queries and the mean squares
///   MSD  P Q sum_d (y_d.. - y_...)^2 / (D - 1)
///   MSO  Q sum_dp (y_dp. - y_d..)^2 / (D (P - 1))
///   MSQ  D P sum_q (y_..q - y_...)^2 / (Q - 1)
///   MSDQ P sum_dq (y_d.q - y_d.. - y_..q + y_...)^2 / ((D - 1) (Q - 1))
///   MSE  sum_dpq (y_dpq - y_dp. - y_d.q + y_d..)^2 / (D (P - 1) (Q - 1)):
/// residual = MSE, order = (MSO - MSE) / Q, draw = (MSD - max(MSO + MSDQ - MSE, MSO, MSDQ)) / (P
/// Q), query = (MSQ - MSDQ) / (D P), draw_query = (MSDQ - MSE) / P; what is negative stands as 0.
/// The sum is what MSD holds beside the draws; the maximum keeps luck in MSE from taking too little
/// off.
///
/// What a finite number of queries adds to a score's variance is in MSE and MSDQ, so it is taken
/// off: orders that differ by luck at single queries alone have an order variance of 0.
///
/// Intervals: those of a difference of two mean squares by the modified large-sample method (Ting,
/// Burdick, Graybill, Jeyaratnam, Lu 1990, J. Statist. Comput. Simul. 35), exact where either is 0;
/// for `draw` that maximum counts as one mean square with Satterthwaite's df. Coverage:
/// nested_components_test.cc.
///
/// Values finite, 0 < level < 1. Fewer than 2 draws, orders or queries: nothing.
std::optional<NestedComponents> nested_components(const std::vector<Eigen::MatrixXd>& y,
                                                  double level);

}  // namespace tangram
