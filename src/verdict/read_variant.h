#pragma once

#include <map>
#include <string>
#include <vector>

#include "metrics/reading.h"
#include "verdict/arms.h"

namespace tangram {

/// The answers to a variant's test questions by number of shots, in their order, under a reading.
/// Where the record lacks what a calibration subtracts, there are none at these shots and `why_not`
/// says what to ask for.
struct ReadVariant {
  std::map<int, std::vector<Answer>> by_shots;
  std::map<int, std::string> why_not;
};

/// Pure. A calibration reads only the references of the same variant, shots (unconditional: none)
/// and candidate words. O(questions x candidates).
ReadVariant read_variant(const VariantRecord& variant, Reading reading);

}  // namespace tangram
