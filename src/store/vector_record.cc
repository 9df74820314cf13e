#include "store/vector_record.h"

#include <cmath>
#include <limits>

#include "base/check.h"

namespace tangram {
namespace {

constexpr std::uint64_t kMostInt = std::numeric_limits<int>::max();

/// The rules that hold for a record whether it is written or read: one width for all.
void check(const VectorRecord& record) {
  require(record.dimension >= 1, "unit record: inputs of {} numbers", record.dimension);
  require(!record.answers.empty(), "unit record: no answer");
  const std::size_t width = record.answers.front().y.size();
  require(width >= 1, "unit record: an answer of no number");
  for (const VectorAnswer& answer : record.answers) {
    require(answer.shots >= 0, "unit record: a question has {} shots", answer.shots);
    require(answer.y.size() == width && answer.truth.size() == width,
            "unit record: an answer of {} numbers to a truth of {}, where others have {}",
            answer.y.size(), answer.truth.size(), width);
    for (const auto* numbers : {&answer.truth, &answer.y})
      for (const double v : *numbers)
        require(std::isfinite(v), "unit record: {} {}: the learner's answer is not usable",
                numbers == &answer.y ? "an answer is" : "a truth is", v);
  }
}

}  // namespace

void write_vector_record(ByteWriter& out, const VectorRecord& record) {
  check(record);
  out.varint(static_cast<std::uint64_t>(record.dimension));
  out.varint(record.answers.front().y.size());
  out.varint(record.answers.size());
  for (const VectorAnswer& answer : record.answers) {
    out.varint(static_cast<std::uint64_t>(answer.shots));
    out.varint(answer.query);
    for (const double v : answer.truth) out.real(v);
    for (const double v : answer.y) out.real(v);
  }
}

VectorRecord read_vector_record(ByteReader& in) {
  VectorRecord record;
  record.dimension = static_cast<int>(in.varint("dimension", kMostInt));
  const std::size_t width = in.count("numbers of an answer", 2 * sizeof(double));
  const std::size_t bytes = 2 + 2 * sizeof(double) * width;  // of an answer, at least
  record.answers.resize(in.count("number of answers", bytes));
  for (VectorAnswer& answer : record.answers) {
    answer.shots = static_cast<int>(in.varint("shots", kMostInt));
    answer.query = in.varint("query");
    for (std::vector<double>* numbers : {&answer.truth, &answer.y}) {
      numbers->resize(width);
      for (double& v : *numbers) v = in.real("number");
    }
  }
  check(record);
  return record;
}

}  // namespace tangram
