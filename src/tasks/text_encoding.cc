#include "tasks/text_encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/unicode.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

/// A path as a shell reads it.
std::string shell_word(const std::string& path) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/-";
  if (!path.empty() && path.find_first_not_of(kPlain) == path.npos) return path;
  std::string out = "'";
  for (const char c : path) out += c == '\'' ? "'\\''" : std::string(1, c);
  return out + "'";
}

/// "reviews.csv" -> "iconv -f UTF-16 -t UTF-8 reviews.csv > reviews.utf8.csv".
std::string iconv(std::string_view encoding, const fs::path& path) {
  fs::path out = path;
  out.replace_extension(".utf8" + path.extension().string());
  return fmt::format("iconv -f {} -t UTF-8 {} > {}", encoding, shell_word(path.string()),
                     shell_word(out.string()));
}

/// What Windows-1252 shows for the bytes 0x80 to 0x9f; empty: nothing.
constexpr std::array<std::string_view, 32> kWindows1252 = {
    "€", "",  "‚", "ƒ", "„", "…", "†", "‡", "ˆ", "‰", "Š", "‹", "Œ", "", "Ž", "",
    "",  "‘", "’", "“", "”", "•", "–", "—", "˜", "™", "š", "›", "œ", "", "ž", "Ÿ"};

std::string in_windows_1252(unsigned char byte) {
  if (byte < 0xa0) return std::string(kWindows1252[byte - 0x80U]);
  return {static_cast<char>(0xc0U | (byte >> 6U)), static_cast<char>(0x80U | (byte & 0x3fU))};
}

EncodingFault nul_fault(const EncodedLine& line, std::size_t at) {
  const auto n = std::count(line.text.begin(), line.text.end(), '\0');
  const std::uint64_t offset = line.offset + at;
  if (3 * static_cast<std::size_t>(n) >= line.text.size())
    return {at, fmt::format("byte 0x00 at offset {} of the file: this is UTF-16; convert it: {}",
                            offset, iconv(offset % 2 == 1 ? "UTF-16LE" : "UTF-16BE", line.path))};
  return {at, fmt::format("byte 0x00 at offset {} of the file is no text; the file is damaged, or "
                          "these bytes are to be taken out: tr -d '\\000' < {}",
                          offset, shell_word(line.path.string()))};
}

EncodingFault utf8_fault(const EncodedLine& line, std::size_t at) {
  const auto byte = static_cast<unsigned char>(line.text[at]);
  const std::string what =
      fmt::format("byte 0x{:02x} at offset {} of the file is not UTF-8", byte, line.offset + at);
  const bool before =
      line.utf8_before ||
      std::any_of(line.text.begin(), line.text.begin() + static_cast<std::ptrdiff_t>(at),
                  [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  if (before)
    return {at, what +
                    ", but what stands before it is; write this character anew, or take the "
                    "row out"};
  const std::string sign = in_windows_1252(byte);
  if (sign.empty())
    return {at, what + "; find out the file's encoding, and convert it: " +
                    iconv("ENCODING", line.path)};
  return {at, fmt::format("{}; in Windows-1252 (and Latin-1) it is '{}': convert the file: {}",
                          what, sign, iconv("WINDOWS-1252", line.path))};
}

}  // namespace

std::optional<std::string> other_format(std::string_view beginning, const fs::path& path) {
  struct Mark {
    std::string_view bytes, encoding, what, remedy;
  };
  static constexpr std::array<Mark, 7> kMarks = {
      {{"\xff\xfe\0\0"sv, "UTF-32", "UTF-32, not UTF-8", ""},
       {"\0\0\xfe\xff"sv, "UTF-32", "UTF-32, not UTF-8", ""},
       {"\xff\xfe"sv, "UTF-16", "UTF-16, not UTF-8", ""},
       {"\xfe\xff"sv, "UTF-16", "UTF-16, not UTF-8", ""},
       {"PK\x03\x04"sv, "", "a ZIP archive or a workbook",
        "unpack it, or export it as CSV (UTF-8)"},
       {"\x1f\x8b"sv, "", "compressed by gzip", "unpack it with gunzip"},
       {"PAR1"sv, "", "a Parquet file", "write it as CSV or JSON lines"}}};
  for (const Mark& mark : kMarks)
    if (beginning.starts_with(mark.bytes))
      return fmt::format("{}: this is {}; {}", path.string(), mark.what,
                         mark.encoding.empty() ? std::string(mark.remedy)
                                               : "convert it: " + iconv(mark.encoding, path));
  return std::nullopt;
}

std::optional<EncodingFault> encoding_fault(const EncodedLine& line) {
  const std::size_t nul = line.text.find('\0');
  const auto bad = invalid_utf8(line.text.substr(0, nul));
  if (bad) return utf8_fault(line, *bad);
  if (nul != line.text.npos) return nul_fault(line, nul);
  return std::nullopt;
}

}  // namespace tangram
