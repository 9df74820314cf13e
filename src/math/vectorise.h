#pragma once

#include <cstddef>
#include <limits>
#include <span>

// How the loops of layers and learners become vector instructions: they are plain loops, which
// compilers vectorise once sums are split by hand (a compiler may not reorder one) and once the
// processor is known to have more than the instructions of 2003.
namespace tangram {

#if defined(__x86_64__)
/// body(), with all that it calls inlined, compiled for processors with AVX2 and FMA.
template <class Body>
[[gnu::target("avx2,fma"), gnu::flatten]] void run_with_avx2(const Body& body) {
  body();
}

/// The same for processors with AVX-512 as servers have had it from its start.
template <class Body>
[[gnu::target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl"), gnu::flatten]] void run_with_avx512(
    const Body& body) {
  body();
}

inline bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

inline bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}
#endif

/// body(), a lambda with the loops of a kernel, in the best version that this processor runs. So
/// bits differ between kinds of processor, by rounding. (GCC's target_clones would say the same,
/// but its choice runs before ThreadSanitizer does, which then crashes.)
template <class Body>
void vectorised(const Body& body) {
#if defined(__x86_64__)
  if (has_avx512()) return run_with_avx512(body);
  if (has_avx2()) return run_with_avx2(body);
#endif
  body();
}

/// 32 bytes of numbers as one vector register, where compilers do not see it by themselves; at any
/// address of a number. Where the processor has no such register, it is two.
template <class T>
struct Lanes {
  using type [[gnu::vector_size(32), gnu::aligned(alignof(T)), gnu::may_alias]] = T;
  static constexpr std::size_t kCount = 32 / sizeof(T);
};

/// The sum of term(0), ..., term(n - 1) as 16 sums side by side: fast, of smaller rounding error
/// than one after another, and the same bits each time.
template <class T, class Term>
T lane_sum(std::size_t n, const Term& term) {
  constexpr std::size_t kLanes = 16;
  const std::size_t whole = n - n % kLanes;
  T lanes[kLanes] = {};
  for (std::size_t i = 0; i < whole; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane] += term(i + lane);
  for (std::size_t i = whole; i < n; ++i) lanes[i - whole] += term(i);
  for (std::size_t half = kLanes / 2; half > 0; half /= 2)
    for (std::size_t lane = 0; lane < half; ++lane) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

/// The largest of term(0), ..., term(n - 1), 16 side by side; -infinity of none. NaN is passed
/// over.
template <class T, class Term>
T lane_max(std::size_t n, const Term& term) {
  constexpr std::size_t kLanes = 16;
  const std::size_t whole = n - n % kLanes;
  T lanes[kLanes];
  for (T& lane : lanes) lane = -std::numeric_limits<T>::infinity();
  const auto take = [&lanes](std::size_t lane, T value) {
    lanes[lane] = value > lanes[lane] ? value : lanes[lane];
  };
  for (std::size_t i = 0; i < whole; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) take(lane, term(i + lane));
  for (std::size_t i = whole; i < n; ++i) take(i - whole, term(i));
  for (std::size_t half = kLanes / 2; half > 0; half /= 2)
    for (std::size_t lane = 0; lane < half; ++lane) take(lane, lanes[lane + half]);
  return lanes[0];
}

/// sums[j] += the sum of column j of `rows`, whose width is that of `sums`: a bias's gradient.
template <class T>
void add_column_sums(std::span<const T> rows, std::span<T> sums) {
  const T* from = rows.data();
  T* to = sums.data();
  const std::size_t n = rows.size(), width = sums.size();
  vectorised([=] {
    for (std::size_t start = 0; start < n; start += width)
      for (std::size_t j = 0; j < width; ++j) to[j] += from[start + j];
  });
}

/// sums[i] += terms[i]: what a residual stream does, and the gradients of several threads.
template <class T>
void add_to(std::span<T> sums, std::span<const T> terms) {
  const T* from = terms.data();
  T* to = sums.data();
  const std::size_t n = sums.size();
  vectorised([=] {
    for (std::size_t i = 0; i < n; ++i) to[i] += from[i];
  });
}

}  // namespace tangram
