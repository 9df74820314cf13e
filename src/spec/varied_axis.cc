#include "spec/varied_axis.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/check.h"
#include "spec/arm_sums.h"
#include "spec/fields.h"

namespace tangram::spec {
namespace {

/// The arms that sums name; a number has none, and what is neither its reader refuses.
ArmSum arms_named(const StatementReader& reader, const Array& scores) {
  Statement s;
  for (const Value& score : scores) {
    s.place = score.place;
    if (score.string() != nullptr) add_sum(reader, score, 1, s);
  }
  return s.effect;
}

bool holds_one_of(const Block& block, const ArmSum& arms) {
  return std::any_of(arms.terms.begin(), arms.terms.end(),
                     [&](const auto& term) { return term.second.block == block.id; });
}

}  // namespace

const Axis& varied_axis(const StatementReader& reader, const Array& scores, const Value& name,
                        std::string_view what) {
  const std::string& wanted = as_string(name, what);
  const ArmSum arms = arms_named(reader, scores);
  const Axis* found = nullptr;
  const Axis* elsewhere = nullptr;
  std::vector<std::string> known;
  for (const Block& block : reader.study.blocks) {
    const Axis*& longest = holds_one_of(block, arms) ? found : elsewhere;
    for (const Axis& axis : block.axes) {
      known.push_back(axis.name);
      if (axis.name != wanted) continue;
      if (longest == nullptr || axis.values.size() > longest->values.size()) longest = &axis;
    }
  }
  if (found == nullptr) found = elsewhere;
  require(found != nullptr, "{}: {}: the grid has no axis '{}'{}", name.place.str(), what, wanted,
          suggestion(wanted, known));
  return *found;
}

}  // namespace tangram::spec
