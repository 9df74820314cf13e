#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace tangram {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: internal error: this should hold: %s\n", file, line, condition);
  std::abort();
}

}  // namespace tangram
