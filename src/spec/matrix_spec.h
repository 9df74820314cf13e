#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "spec/claims.h"

namespace tangram {

/// [[matrix]]: the scores of one learner at one number of shots, of each task under each condition,
/// to be read as a table of tau by g (docs/statistics.md). It decides nothing.
struct MatrixSpec {
  std::string id;
  std::string block;  // the id that was found; empty: the unnamed block
  std::string learner, metric;
  int shots = 0;
  std::vector<std::string> conditions, tasks;
  std::map<std::string, std::string> against;  // condition -> the one whose score is taken off;
                                               // empty: scores as they are
  BoundAxes axes;
  std::string missing;  // why the grid cannot fill it at this size; empty: it can
  Place place;
};

}  // namespace tangram
