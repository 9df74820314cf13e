#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <utility>
#include <vector>

namespace tangram {

/// Addressable randomness: a stream is a value named by its path, so a draw never depends
/// on what was drawn elsewhere: Rng(seed).at("episode").at(7).at("noise"). SplitMix64 with
/// our own uniform, normal and shuffle, because std::*_distribution differ between
/// libraries; the values are pinned in rng_test.cc. normal() calls libm: bits may differ
/// between libms.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : key_(mix(seed)) {}

  [[nodiscard]] Rng at(std::string_view name) const {
    std::uint64_t h = 0xcbf29ce484222325ULL;
    for (unsigned char c : name) h = (h ^ c) * 0x100000001b3ULL;
    return Rng(mix(key_ + mix(h)), 0);
  }
  [[nodiscard]] Rng at(std::uint64_t i) const {
    return Rng(mix(key_ ^ mix(i + 0x5851f42d4c957f2dULL)), 0);
  }

  std::uint64_t next() { return mix(key_ + 0x9e3779b97f4a7c15ULL * ++n_); }
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
  double normal() {
    const double u = 1.0 - uniform(), v = uniform();
    return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
  }

  /// A uniform integer in [0, n), n >= 1, without bias: values of the incomplete last
  /// interval are rejected.
  std::uint64_t below(std::uint64_t n) {
    const std::uint64_t threshold = (0 - n) % n;
    for (;;)
      if (const std::uint64_t r = next(); r >= threshold) return r % n;
  }

  /// Fisher-Yates, in place: each order equally likely.
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  Rng(std::uint64_t key, int) : key_(key) {}
  static std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  std::uint64_t key_, n_ = 0;
};

}  // namespace tangram
