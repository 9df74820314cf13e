#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/episode.h"

namespace tangram {

/// What a reference question is asked for: each calibration subtracts the answers to one kind
/// (metrics/reading.h).
enum class ReferenceKind {
  pool,           // rows of the data set that are neither shown nor asked
  domain_words,   // words of such rows, put together at random: Fei et al. 2023
  content_free,   // inputs that say nothing, "N/A": Zhao et al. 2021
  unconditional,  // the template's end alone: no demonstration, no input: Holtzman et al. 2021
};

/// The reference questions of a draw, at every number of shots; unconditional once.
struct References {
  int pool = 0;
  int domain_words = 0;                        // texts
  std::vector<std::string> content_free = {};  // inputs
  bool unconditional = false;
  bool operator==(const References&) const = default;
};

/// Numbers in Episode::query from here on name reference questions.
inline constexpr std::uint64_t kFirstReference = std::uint64_t{1} << 40;

/// The number of reference question i of a kind; i < kFirstReference. reference_kind() is its
/// inverse; `number` >= kFirstReference.
constexpr std::uint64_t reference_number(ReferenceKind kind, std::uint64_t i) {
  return kFirstReference * (1 + static_cast<std::uint64_t>(kind)) + i;
}
constexpr ReferenceKind reference_kind(std::uint64_t number) {
  return static_cast<ReferenceKind>(number / kFirstReference - 1);
}

/// Appends the reference questions that need no data, content-free and unconditional, for each
/// list of candidates among the questions: after the transformations, so that what says nothing
/// says nothing under permuted tokens too, and is asked with the words that the condition asks for.
void append_references(const References& references, Episode<Text>& episode);

}  // namespace tangram
