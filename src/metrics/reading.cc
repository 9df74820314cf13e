#include "metrics/reading.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace tangram {

double read_score(Reading reading, std::span<const double> token_logps,
                  const CandidateLength& length) {
  TANGRAM_CHECK(!token_logps.empty());
  const double sum = std::accumulate(token_logps.begin(), token_logps.end(), 0.0);
  switch (reading) {
    case Reading::sum:
      return sum;
    case Reading::per_token:
      return sum / static_cast<double>(token_logps.size());
    case Reading::per_char:
      return sum / std::max(length.n_chars, 1);
    case Reading::per_byte:
      return sum / std::max(length.n_bytes, 1);
  }
  TANGRAM_CHECK(false);
  return 0;
}

}  // namespace tangram
