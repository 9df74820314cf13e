#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/reference.h"
#include "core/task.h"

namespace tangram {

/// The kinds of reference questions that a task can draw of its data.
struct OwnReferences {
  bool pool = true, domain_words = true;
};

/// What is asked at every number of shots.
struct AskedItem {
  static constexpr int kReference = -1;

  std::string text;
  std::uint64_t number = 0;  // names it across draws
  int truth = kReference;    // index of a candidate
};

/// Throws Error, in the name of a task, where shots do not ascend, there is nothing to ask, or
/// references of a kind are wanted that the task does not have.
void check_shape(const Shape& shape, std::string_view task, OwnReferences own = {});

/// Where the queries of draw `index` come from: rng.at("queries"), without the index where all
/// draws share them (crossed), the repeat's where each draw asks one of them (per_query).
Rng query_stream(const Rng& rng, std::uint64_t index, const Shape& shape);

/// Of the shape.queries items drawn from query_stream(), those that draw `index` asks.
std::vector<int> asked_in_draw(std::vector<int> drawn, std::uint64_t index, const Shape& shape);

/// Appends the questions, ordered by shots, then as given, with their numbers and truths.
void append_questions(const std::vector<AskedItem>& items, const Candidates& candidates,
                      const std::vector<int>& shots, Episode<Text>& episode);

}  // namespace tangram
