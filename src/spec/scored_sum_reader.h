#pragma once

#include <string_view>

#include "spec/scored_sum.h"
#include "spec/statements.h"

namespace tangram::spec {

/// Written as a string, or as a table { arm = "ra/llm", shots = 0 }; the keys of `common` (shots,
/// metric, bound axes) hold where it does not say otherwise. `where` names the section in messages:
/// "[[correlation]]". Throws Error on a comparison, a constant, a distance of learners, and as
/// read_statement() does.
ScoredSum read_scored_sum(const StatementReader& reader, const Value& value, const Table& common,
                          std::string_view where);

}  // namespace tangram::spec
