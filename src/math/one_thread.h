#pragma once

// Of omp.h, a header of the compiler's own, which other tools that read this file do not have.
extern "C" int omp_get_max_threads() noexcept;
extern "C" void omp_set_num_threads(int n) noexcept;

namespace tangram {

/// oneDNN takes as many threads as OpenMP would give the caller: one, while this lives. The number
/// is the calling thread's own.
class OneThread {
 public:
  OneThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
  ~OneThread() { omp_set_num_threads(before_); }
  OneThread(const OneThread&) = delete;
  OneThread& operator=(const OneThread&) = delete;

 private:
  int before_;
};

}  // namespace tangram
