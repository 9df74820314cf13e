#pragma once

#include <filesystem>
#include <string_view>

#include "base/value.h"

namespace tangram {

/// The one door to TOML (toml++). The result is a Table with keys in source order; dates and
/// times are refused. Throws Error "FILE:LINE:COLUMN: ..." on a syntax error.
Value parse_toml(std::string_view text, std::string_view file);

/// Reads and parses a file. Throws Error if it cannot be read.
Value load_toml(const std::filesystem::path& path);

}  // namespace tangram
