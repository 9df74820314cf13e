#pragma once

#include <filesystem>
#include <vector>

#include "report/card.h"

namespace tangram {

/// The inverse of to_json_value(card). Throws Error, with the place, on another form.
ProfileCard card_of_json(const Value& json);

/// The profiles in a folder, as `tangram profile --json` prints them (*.json), by file name; none
/// where there is no folder. Throws Error as card_of_json() and parse_json() do.
std::vector<ProfileCard> read_atlas(const std::filesystem::path& folder);

/// The profiles of an atlas that a card may stand beside, the nearest first: of the same data, of
/// the same model, then others; at most kMostNeighbours, and never the card's own.
std::vector<ProfileCard> neighbours_of(const ProfileCard& card, std::vector<ProfileCard> atlas);
inline constexpr int kMostNeighbours = 4;

/// The number of a finding that its answer stands on, and the same one of each neighbour that has
/// it; null: the finding has none.
struct Beside {
  const CardNumber* own = nullptr;
  std::vector<const Estimate*> neighbours;  // beside the neighbours; null: it has none
};
Beside beside(const Finding& finding, const std::vector<ProfileCard>& neighbours);

}  // namespace tangram
