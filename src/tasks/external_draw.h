#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "core/task.h"

namespace tangram {

/// What an outside program drew: one line of its output (docs/external-task.md).
struct ExternalDraw {
  struct Query {
    std::uint64_t id = 0;  // names the item across draws
    std::string input;
    Candidates candidates;
    int answer = 0;  // index of a candidate
  };

  TextFormat format;
  Text::Demonstration demonstration;
  std::vector<Query> queries;
};

/// The line that a program reads for draw `index`, without "\n": seeds are integers in
/// [0, 2^53), so that every language reads them exactly.
struct ExternalRequest {
  std::string line;
  std::uint64_t query_seed = 0;
};
ExternalRequest external_draw_request(const Rng& rng, std::uint64_t index, const Shape& shape);

/// The draw in a line of the program's output; `place` names the line, `index` the draw that was
/// asked for. Throws Error unless it holds as many examples as the largest number of shots and
/// shape.queries queries with distinct ids, each with an input, at least 2 distinct candidates
/// that can be shown (its own, or those of the draw), and an answer among them.
ExternalDraw parse_external_draw(std::string_view line, std::uint64_t index, const Shape& shape,
                                 const Place& place);

/// The item of a query, without its id, in one text: two with the same text are the same item.
std::string item_text(const ExternalDraw::Query& query);

}  // namespace tangram
