#include "tasks/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"
#include "tasks/text_encoding.h"

namespace tangram {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 18;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

}  // namespace

std::string full_place(const Place& place) {
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

LineReader::LineReader(std::filesystem::path path, std::size_t max_line_bytes)
    : path_(std::move(path)), max_line_bytes_(max_line_bytes), file_(path_, std::ios::binary) {
  require(file_.is_open() && !std::filesystem::is_directory(path_), "{}: cannot be read: {}",
          path_.string(), errno != 0 ? std::strerror(errno) : "it is a folder");
  fill();
  if (const auto other = other_format(buffer_, path_)) throw Error(*other);
}

bool LineReader::fill() {
  buffer_.erase(0, std::exchange(begin_, 0));
  const std::size_t old = buffer_.size();
  buffer_.resize(old + kBlock);
  file_.read(buffer_.data() + old, static_cast<std::streamsize>(kBlock));
  require(!file_.bad(), "{}: cannot be read: {}", path_.string(), std::strerror(errno));
  buffer_.resize(old + static_cast<std::size_t>(file_.gcount()));
  return buffer_.size() > old;
}

bool LineReader::next() {
  const auto check_length = [this](std::size_t n) {
    require(n <= max_line_bytes_,
            "{}:{}: the line is longer than {} bytes; is this a file of rows, one a line?",
            path_.string(), line_ + 1, max_line_bytes_);
  };
  std::size_t looked_at = begin_;
  std::size_t end;
  while ((end = buffer_.find('\n', looked_at)) == buffer_.npos) {
    check_length(buffer_.size() - begin_);
    looked_at = buffer_.size() - begin_;  // fill() moves what is left to the front
    if (!fill()) break;
  }
  if (begin_ == buffer_.size()) return false;
  if (end == buffer_.npos) end = buffer_.size();
  check_length(end - begin_);
  text_ = std::string_view(buffer_).substr(begin_, end - begin_);
  offset_ = next_offset_;
  next_offset_ += text_.size() + 1;
  begin_ = std::min(end + 1, buffer_.size());
  if (++line_ == 1 && text_.starts_with(kByteOrderMark)) {
    text_.remove_prefix(kByteOrderMark.size());
    offset_ += kByteOrderMark.size();
  }
  check_encoding();
  return true;
}

Place LineReader::place(std::size_t at) const {
  return {path_.string(), static_cast<int>(line_), static_cast<int>(at) + 1};
}

void LineReader::check_encoding() {
  if (const auto fault = encoding_fault({text_, offset_, utf8_before_, path_}))
    fail("{}: {}", full_place(place(fault->at)), fault->text);
  utf8_before_ = utf8_before_ || std::any_of(text_.begin(), text_.end(), [](char c) {
                   return static_cast<unsigned char>(c) >= 0x80;
                 });
}

}  // namespace tangram
