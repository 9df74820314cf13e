#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tangram {

/// The whole content. Throws Error naming the path and what the system said.
std::string read_file(const std::filesystem::path& path);

/// All or nothing: writes a sibling, flushes it to the disk, renames it over `path`. Throws
/// Error (full disk, no permission); the old content is then still there.
void write_file(const std::filesystem::path& path, std::string_view content);

/// $XDG_CACHE_HOME/tangram, or ~/.cache/tangram: models and data. Not created.
std::filesystem::path default_cache_dir();

/// $XDG_DATA_HOME/tangram/runs, or ~/.local/share/tangram/runs: stores. Not created.
std::filesystem::path default_runs_dir();

}  // namespace tangram
