#pragma once

#include <vector>

#include "core/catalog.h"

namespace tangram {

/// The learners of this folder, for app/catalog.cc.
std::vector<CatalogEntry<Learner<Vector>>> vector_nets();

}  // namespace tangram
