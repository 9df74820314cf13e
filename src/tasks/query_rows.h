#pragma once

#include <cstdint>
#include <vector>

#include "core/task.h"
#include "tasks/text_data.h"

namespace tangram {

/// The rows that draw `index` asks, in a random order, all distinct: indices into data.queries, of
/// balanced ones as many of each class as the rows allow. crossed: the same in all draws;
/// per_query: the one of its repeat. nested: draws share no row, until a class has too few left
/// for another draw; then all rows may be asked again. O(queries) time, nested O(index * classes +
/// rows asked so far). Throws Error where there are fewer than shape.queries rows.
std::vector<int> draw_query_rows(const TextData& data, bool balanced, const Rng& rng,
                                 std::uint64_t index, const Shape& shape);

}  // namespace tangram
