#pragma once

#include <cstddef>
#include <span>

namespace tangram {

/// Divides a flat array into consecutive parts: takes them off its front, or off its back.
template <class T>
class SpanTaker {
 public:
  explicit SpanTaker(std::span<T> all) : left_(all) {}

  std::span<T> operator()(std::size_t n) {
    const std::span<T> out = left_.first(n);
    left_ = left_.subspan(n);
    return out;
  }
  std::span<T> from_the_back(std::size_t n) {
    const std::span<T> out = left_.last(n);
    left_ = left_.first(left_.size() - n);
    return out;
  }

 private:
  std::span<T> left_;
};

}  // namespace tangram
