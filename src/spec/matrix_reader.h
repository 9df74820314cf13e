#pragma once

#include <vector>

#include "base/value.h"
#include "spec/matrix_spec.h"
#include "spec/statements.h"

namespace tangram::spec {

/// Reads every [[matrix]] of a document: id and learner, and if given block
/// (else the first that holds all it names), conditions (else those that `against` lists, or all of
/// the block), tasks (else all of the block), against (a condition whose score is taken off all
/// others, or a table of one for each); shots, metric and a value for each axis of the block are
/// the reader's where they are not given (the metric then auc). Throws Error "FILE:LINE: ..."
/// on an unknown key, and with the nearest known name on a block, learner, condition, task, metric
/// or number of shots that the grid does not have. A reader that is not strict (a size of the
/// study): what the
/// grid no longer has is noted in MatrixSpec::missing.
std::vector<MatrixSpec> read_matrices(const Value& document, const StatementReader& reader);

/// All that a matrix depends on, for the canonical text.
Value canonical_value(const MatrixSpec& matrix);

}  // namespace tangram::spec
