#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "spec/scored_sum.h"
#include "spec/statements.h"

namespace tangram::spec {

/// How the scores of an analysis are read: by the metric, the shots and the values of axes that its
/// table gives for all of them, else by those of `reader`. `own` are the table's other keys,
/// `where` is its name: "[[correlation]]". A score takes those axes that its blocks have
/// (check_axes_met()). Throws Error on any other key, an unknown metric, a number of shots below 0.
StatementReader reader_of_analysis(const StatementReader& reader, const Value& table,
                                   const std::set<std::string>& own, std::string_view where);

/// Written as a string, or as a table { arm = "ra/llm", shots = 0 } where it is scored otherwise.
/// Throws Error on a constant, a distance of learners, and as read_statement() does.
ScoredSum read_scored_sum(const StatementReader& reader, const Value& value,
                          std::string_view where);

/// What an axis of the table binds: at least one of the scores that were read with it has it, else
/// StatementReader::lacks() of the first. At least one score.
void check_axes_met(const StatementReader& reader, const Value& table,
                    const std::vector<ScoredSum*>& scores);

}  // namespace tangram::spec
