#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace tangram {

/// SHA-256 (OpenSSL), as 64 lower-case hexadecimal digits.
std::string sha256(std::string_view bytes);

/// SHA-256 of a file's content, streamed. Throws Error if it cannot be read.
std::string sha256_file(const std::filesystem::path& path);

}  // namespace tangram
