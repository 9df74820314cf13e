#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/session.h"
#include "base/value.h"
#include "store/store.h"

namespace tangram {

/// A pre-registration: the study with its claims, the content of everything that it runs (data
/// and model by hash) and its size, on a date that its author gives.
Value frozen_value(const Prepared& prepared, const std::vector<WorkUnit>& units,
                   const std::string& date);

/// Throws Error naming the first thing that is not as it was frozen in `path`.
void check_frozen(const std::filesystem::path& path, const Prepared& prepared,
                  const std::vector<WorkUnit>& units);

}  // namespace tangram
