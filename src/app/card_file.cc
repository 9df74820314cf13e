#include "app/card_file.h"

#include "base/json.h"
#include "report/atlas.h"

namespace tangram {

std::string card_as_file(const ProfileCard& card, const std::filesystem::path& file,
                         const Context& context) {
  if (file.extension() == ".json") return to_json(to_json_value(card), 2) + "\n";
  const auto neighbours = neighbours_of(card, read_atlas(context.share_dir / "data" / "atlas"));
  return file.extension() == ".html" ? card_html(card, neighbours)
                                     : card_markdown(card, neighbours);
}

}  // namespace tangram
