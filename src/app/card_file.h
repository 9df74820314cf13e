#pragma once

#include <filesystem>
#include <string>

#include "app/commands.h"
#include "report/card.h"

namespace tangram {

/// The card beside its neighbours of the atlas that ships, as the file's name wants it: a page
/// (.html), JSON of the card alone (.json), otherwise Markdown. Throws Error as read_atlas() does.
std::string card_as_file(const ProfileCard& card, const std::filesystem::path& file,
                         const Context& context);

}  // namespace tangram
