#pragma once

#include <cstdint>
#include <vector>

#include "store/bytes.h"

namespace tangram {

/// A question of the domain of vectors with its raw answer.
struct VectorAnswer {
  int shots = 0;
  std::uint64_t query = 0;       // names the sequence: learners and conditions answer the same ones
  std::vector<double> truth, y;  // what an oracle would say, without noise; what was said
  bool operator==(const VectorAnswer&) const = default;
};

/// The answers of a unit, sequence by sequence and question by question.
struct VectorRecord {
  int dimension = 0;  // of x: what errors are divided by
  std::vector<VectorAnswer> answers;
  bool operator==(const VectorRecord&) const = default;
};

/// The part of docs/store-format.md, "The record, version 2". Both throw Error on a record that is
/// none: no answer, truth and y of different lengths or of none, a number that is not finite.
void write_vector_record(ByteWriter& out, const VectorRecord& record);
VectorRecord read_vector_record(ByteReader& in);

}  // namespace tangram
