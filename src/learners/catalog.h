#pragma once

#include <vector>

#include "core/catalog.h"

namespace tangram {

/// The learners of this folder, for app/catalog.cc.
std::vector<CatalogEntry<Learner<Text>>> text_learners();

}  // namespace tangram
