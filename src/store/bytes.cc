#include "store/bytes.h"

#include <bit>

#include "base/check.h"

namespace tangram {

void ByteWriter::varint(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out_.push_back(static_cast<char>((value & 0x7f) | 0x80));
  out_.push_back(static_cast<char>(value));
}

void ByteWriter::real(double value) {
  auto bits = std::bit_cast<std::uint64_t>(value);
  char bytes[8];
  for (char& byte : bytes) {
    byte = static_cast<char>(bits & 0xff);
    bits >>= 8;
  }
  out_.append(bytes, sizeof bytes);
}

void ByteWriter::text(std::string_view value) {
  varint(value.size());
  bytes(value);
}

std::uint64_t ByteReader::varint(const char* what) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (at_ == bytes_.size()) refuse(fmt::format("{}: the bytes end too early", what));
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    // The tenth byte holds the last bit alone; a last byte of 0 is a longer form of the same.
    if ((shift == 63 && byte > 1) || (shift > 0 && byte == 0)) break;
    return value;
  }
  refuse(fmt::format("{}: not the shortest form of a number", what));
}

std::uint64_t ByteReader::varint(const char* what, std::uint64_t max) {
  const std::uint64_t value = varint(what);
  if (value > max) refuse(fmt::format("{} is {}, at most {} is possible", what, value, max));
  return value;
}

std::size_t ByteReader::count(const char* what, std::size_t min_bytes) {
  const std::uint64_t n = varint(what);
  if (n > left() / min_bytes)
    refuse(fmt::format("{} is {}, more than the {} bytes left can hold", what, n, left()));
  return static_cast<std::size_t>(n);
}

double ByteReader::real(const char* what) {
  const std::string_view raw = bytes(what, 8);
  std::uint64_t bits = 0;
  for (std::size_t i = 8; i-- > 0;) bits = bits << 8 | static_cast<unsigned char>(raw[i]);
  return std::bit_cast<double>(bits);
}

std::string_view ByteReader::bytes(const char* what, std::size_t n) {
  if (n > left()) refuse(fmt::format("{}: the bytes end too early", what));
  const std::string_view result = bytes_.substr(at_, n);
  at_ += n;
  return result;
}

std::string_view ByteReader::text(const char* what) { return bytes(what, count(what, 1)); }

void ByteReader::finish() const {
  if (left() > 0) refuse(fmt::format("{} bytes follow the end", left()));
}

void ByteReader::refuse(const std::string& what) const {
  fail("{}: damaged at byte {}: {}", owner_, at_, what);
}

}  // namespace tangram
