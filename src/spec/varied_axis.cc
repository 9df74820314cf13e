#include "spec/varied_axis.h"

#include <string>
#include <vector>

#include "base/check.h"
#include "spec/fields.h"

namespace tangram::spec {

const Axis& varied_axis(const Study& study, const Value& name, std::string_view what) {
  const std::string& wanted = as_string(name, what);
  const Axis* found = nullptr;
  std::vector<std::string> known;
  for (const Block& block : study.blocks)
    for (const Axis& axis : block.axes) {
      known.push_back(axis.name);
      if (axis.name == wanted && (found == nullptr || axis.values.size() > found->values.size()))
        found = &axis;
    }
  require(found != nullptr, "{}: {}: the grid has no axis '{}'{}", name.place.str(), what, wanted,
          suggestion(wanted, known));
  return *found;
}

}  // namespace tangram::spec
