#pragma once

#include <vector>

#include "core/catalog.h"

namespace tangram {

/// The tasks on texts, by name.
std::vector<CatalogEntry<Task<Text>>> text_tasks();

/// The tasks on vectors, by name.
std::vector<CatalogEntry<Task<Vector>>> vector_tasks();

}  // namespace tangram
