#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tangram {

/// Appends the primitive forms of docs/store-format.md to a byte string: unsigned integers
/// as LEB128 varints in the shortest form, doubles as 8 little-endian bytes.
class ByteWriter {
 public:
  void varint(std::uint64_t value);
  void real(double value);
  void bytes(std::string_view value) { out_.append(value); }
  void text(std::string_view value);  // length as varint, then the bytes

  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads what ByteWriter wrote. Every method throws Error, naming `owner`, what it read and
/// the offset, where the bytes end too early or are not the form that ByteWriter writes.
/// The bytes must outlive it.
class ByteReader {
 public:
  ByteReader(std::string_view bytes, std::string_view owner) : bytes_(bytes), owner_(owner) {}

  std::uint64_t varint(const char* what);

  /// A varint of at most `max`.
  std::uint64_t varint(const char* what, std::uint64_t max);

  /// The number of items that follow, each of at least `min_bytes` bytes: a count that the
  /// remaining bytes cannot hold is refused before anything is allocated.
  std::size_t count(const char* what, std::size_t min_bytes);

  double real(const char* what);
  std::string_view bytes(const char* what, std::size_t n);
  std::string_view text(const char* what);
  void finish() const;  // nothing may follow

  [[noreturn]] void refuse(const std::string& what) const;

 private:
  std::size_t left() const { return bytes_.size() - at_; }

  std::string_view bytes_;
  std::string_view owner_;
  std::size_t at_ = 0;
};

}  // namespace tangram
