#pragma once

#include <vector>

#include "core/catalog.h"

namespace tangram {

/// The transformations of text episodes, by name.
///
/// Streams. A transformation names the stream of what it draws by its use, not by its place:
/// response maps from rng.at("g"), input maps from rng.at("h"), label permutations from
/// rng.at("labels"). Given the same rng, every condition and variant of a draw has the same
/// map.
std::vector<CatalogEntry<Transformation<Text>>> text_transformations();

}  // namespace tangram
