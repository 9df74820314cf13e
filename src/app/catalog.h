#pragma once

#include "core/catalog.h"

namespace tangram {

/// Everything that a text study can name.
Catalog<Text> text_catalog();

}  // namespace tangram
