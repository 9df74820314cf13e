#include "math/bfloat16_product.h"

#include "base/check.h"

#if defined(TANGRAM_BLAS) || !defined(__x86_64__)

namespace tangram {

bool multiplies_bfloat16() { return false; }

void multiply_bfloat16(const BFloat16Product& /*product*/) { TANGRAM_CHECK(multiplies_bfloat16()); }

}  // namespace tangram

#else

#include <immintrin.h>

#include <array>
#include <cstddef>
#include <map>
#include <mutex>
#include <oneapi/dnnl/dnnl.hpp>
#include <tuple>
#include <utility>
#include <vector>

#include "math/one_thread.h"
#include "math/vectorise.h"

namespace tangram {
namespace {

/// All of a product that its code hangs on.
struct Shape {
  Op op_a, op_b;
  std::int64_t m, n, k, ldc;
  float alpha, beta;

  auto tied() const { return std::tie(op_a, op_b, m, n, k, ldc, alpha, beta); }
  bool operator<(const Shape& other) const { return tied() < other.tied(); }
};

const dnnl::engine& processor() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

/// Of op(A), rows x columns, where A is stored without gaps.
dnnl::memory::desc gapless(Op op, std::int64_t rows, std::int64_t columns) {
  const dnnl::memory::dims strides =
      op == Op::none ? dnnl::memory::dims{columns, 1} : dnnl::memory::dims{1, rows};
  return {{rows, columns}, dnnl::memory::data_type::bf16, strides};
}

/// oneDNN's code for products of a shape, and what it wants to be told each time.
class Code {
 public:
  explicit Code(const Shape& s) : Code(describe(s)) {}

  /// Bytes that it works in.
  [[nodiscard]] std::size_t n_scratch() const { return n_scratch_; }

  /// Factors are stored without gaps.
  void run(const dnnl::stream& stream, void* a, void* b, float* c, void* scratch) {
    a_.set_data_handle(a);
    b_.set_data_handle(b);
    c_.set_data_handle(c);
    scratch_.set_data_handle(scratch);
    const std::array<dnnl_exec_arg_t, 4> arguments = {{{DNNL_ARG_SRC, a_.get()},
                                                       {DNNL_ARG_WEIGHTS, b_.get()},
                                                       {DNNL_ARG_DST, c_.get()},
                                                       {DNNL_ARG_SCRATCHPAD, scratch_.get()}}};
    const dnnl_status_t status = dnnl_primitive_execute(
        code_.get(), stream.get(), static_cast<int>(arguments.size()), arguments.data());
    TANGRAM_CHECK(status == dnnl_success);
  }

 private:
  using Description = dnnl::matmul::primitive_desc;

  explicit Code(const Description& description)
      : code_(description),
        a_(description.src_desc(), processor(), nullptr),
        b_(description.weights_desc(), processor(), nullptr),
        c_(description.dst_desc(), processor(), nullptr),
        scratch_(description.scratchpad_desc(), processor(), nullptr),
        n_scratch_(description.scratchpad_desc().get_size()) {}

  static Description describe(const Shape& s) {
    const dnnl::memory::desc c({s.m, s.n}, dnnl::memory::data_type::f32,
                               dnnl::memory::dims{s.ldc, 1});
    dnnl::primitive_attr attributes;
    // Else each code has scratch of its own.
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    if (s.alpha != 1) attributes.set_output_scales(0, {s.alpha});
    if (s.beta != 0) {
      dnnl::post_ops after;
      after.append_sum(s.beta);
      attributes.set_post_ops(after);
    }
    return {dnnl::matmul::desc(gapless(s.op_a, s.m, s.k), gapless(s.op_b, s.k, s.n), c), attributes,
            processor()};
  }

  dnnl::matmul code_;
  dnnl::memory a_, b_, c_, scratch_;
  std::size_t n_scratch_;
};

/// By an instruction that compilers do not make of loops: twice as fast as one.
[[gnu::target("avx512f,avx512bw,avx512vl,avx512bf16")]] void round_row(const float* from,
                                                                       std::int64_t n,
                                                                       std::uint16_t* to) {
  constexpr std::int64_t kLanes = 16;
  for (std::int64_t i = 0; i < n; i += kLanes) {
    const std::int64_t left = n - i;
    const auto mask = static_cast<__mmask16>(left >= kLanes ? 0xffff : (1 << left) - 1);
    const auto rounded = _mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(mask, from + i));
    _mm256_mask_storeu_epi16(to + i, mask, reinterpret_cast<const __m256i&>(rounded));
  }
}

/// Memory that grows to what was asked for, from the border of a cache line on.
class Buffer {
 public:
  void* of(std::size_t bytes) {
    const std::size_t n = (bytes + sizeof(Line) - 1) / sizeof(Line);
    if (lines_.size() < n) lines_.resize(n);
    return lines_.data();
  }

 private:
  struct alignas(64) Line {
    std::array<std::byte, 64> bytes;
  };
  std::vector<Line> lines_;
};

/// What a thread keeps.
struct Room {
  dnnl::stream stream{processor()};
  std::map<Shape, Code> codes;
  Buffer a, b, scratch;

  Code& code(const Shape& shape) {
    if (const auto found = codes.find(shape); found != codes.end()) return found->second;
    // One thread after another: they share a cache in oneDNN, whose own locks are made in a way
    // that ThreadSanitizer does not see.
    static std::mutex making;
    const std::lock_guard lock(making);
    constexpr std::size_t kMost = 256;
    if (codes.size() >= kMost) codes.clear();
    return codes.try_emplace(shape, shape).first->second;
  }
};

/// A, of which op(A) is rows x columns, as it is stored, rounded and without gaps between rows.
void* rounded(Buffer& room, Op op, std::int64_t rows, std::int64_t columns, const float* from,
              std::int64_t ld) {
  if (op == Op::transpose) std::swap(rows, columns);
  void* const out = room.of(sizeof(std::uint16_t) * static_cast<std::size_t>(rows * columns));
  auto* to = static_cast<std::uint16_t*>(out);
  if (ld == columns) {
    columns *= rows;
    rows = 1;
  }
  for (std::int64_t i = 0; i < rows; ++i) round_row(from + i * ld, columns, to + i * columns);
  return out;
}

}  // namespace

bool multiplies_bfloat16() { return has_avx512() && __builtin_cpu_supports("avx512bf16"); }

void multiply_bfloat16(const BFloat16Product& p) {
  TANGRAM_CHECK(multiplies_bfloat16());
  const OneThread one_thread;
  thread_local Room room;
  void* const a = rounded(room.a, p.op_a, p.m, p.k, p.a, p.lda);
  void* const b = rounded(room.b, p.op_b, p.k, p.n, p.b, p.ldb);
  Code& code = room.code({p.op_a, p.op_b, p.m, p.n, p.k, p.ldc, p.alpha, p.beta});
  code.run(room.stream, a, b, p.c, room.scratch.of(code.n_scratch()));
}

}  // namespace tangram

#endif
