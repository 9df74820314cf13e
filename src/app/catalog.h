#pragma once

#include "core/catalogs.h"

namespace tangram {

/// Everything that a text study can name.
Catalog<Text> text_catalog();

/// Everything that a study can name.
Catalogs all_catalogs();

}  // namespace tangram
