#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "verdict/measure.h"
#include "verdict/vector_measure.h"

namespace tangram {

/// Those cells of a run that are to be shown: of a task, a learner, a setting of an axis.
class CellFilter {
 public:
  /// Words NAME=VALUE: the name is block, task, condition, learner, shots (of words) or an axis.
  /// Several of one name: any of their values; several names: all of them. Throws Error on a word
  /// of another form.
  explicit CellFilter(const std::vector<std::string>& words);

  /// The cells in their order. A cell that an axis does not concern, as ridge has no pool_size, is
  /// among them whatever is wanted of it; a distance between learners is of either and of "a~b".
  /// Throws Error, with what there is, where no cell has what is wanted under one of the names, or
  /// none has all of it.
  std::vector<Cell> of(const std::vector<Cell>& cells) const;
  VectorMeasures of(const VectorMeasures& measures) const;

 private:
  std::map<std::string, std::set<std::string>> wanted_;  // values by name
};

}  // namespace tangram
