#pragma once

#include "base/value.h"
#include "spec/claims.h"
#include "spec/statements.h"

namespace tangram::spec {

/// Adds to the effect of a statement `factor` x the sum that `value` writes: a number, or arms,
/// numbers and numbers times arms joined by + and -: "ra/llm - 0.5*gate:pa/llm". Throws Error on
/// what is none; an arm that the grid does not have is StatementReader::lacks().
void add_sum(const StatementReader& reader, const Value& value, double factor, Statement& s);

}  // namespace tangram::spec
