#include "study/labels_kept.h"

#include <map>
#include <set>
#include <tuple>

namespace tangram {

std::vector<LabelsKept> labels_kept(const Laboratory& laboratory) {
  using Key = std::tuple<std::string, std::string, std::string, std::string>;
  std::vector<LabelsKept> out;
  std::map<Key, std::size_t> index;
  std::set<std::pair<Key, std::uint64_t>> seen;  // by another learner
  for (std::size_t i = 0; i < laboratory.units().size(); ++i) {
    const WorkUnit& unit = laboratory.units()[i];
    const Key key{unit.block, unit.task, unit.condition, unit.axes};
    if (!seen.emplace(key, unit.draw).second) continue;
    const auto [it, fresh] = index.emplace(key, out.size());
    if (fresh) out.push_back({unit.block, unit.task, unit.condition, unit.axes, {}});
    if (const auto share = laboratory.labels_kept(i)) out[it->second].shares.push_back(*share);
  }
  return out;
}

}  // namespace tangram
