#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace tangram {

/// Why a file that begins so is no UTF-8 text and what to do, in the name of `path`: it is in
/// UTF-16 or UTF-32 (by its byte order mark), an archive or compressed. nullopt: nothing speaks
/// against it.
std::optional<std::string> other_format(std::string_view beginning,
                                        const std::filesystem::path& path);

/// The first byte of a line that UTF-8 text does not have.
struct EncodingFault {
  std::size_t at = 0;  // in the line
  std::string text;    // what it is and what to do
};

/// A line of a file of which it is asked whether it is UTF-8 text.
struct EncodedLine {
  std::string_view text;
  std::uint64_t offset = 0;      // of its first byte in the file
  bool utf8_before = false;      // lines before it have signs beyond ASCII, all in UTF-8
  std::filesystem::path path{};  // of the file, for the command that converts it
};

/// Sequences that are not UTF-8, and NUL bytes. The text says which encoding the file has, where
/// its bytes tell: Windows-1252 (Latin-1 is a part of it) unless the lines before it are UTF-8,
/// which is then damaged; UTF-16 where a third of the bytes or more are NUL. nullopt: no fault.
std::optional<EncodingFault> encoding_fault(const EncodedLine& line);

}  // namespace tangram
