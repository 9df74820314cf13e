#include "study/nets.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <stop_token>
#include <string>

namespace tangram {

std::vector<Trainable*> nets_of(const Laboratory& laboratory) {
  return nets_of(laboratory, [](const WorkUnit&) { return true; });
}

std::vector<Trainable*> nets_of(const Laboratory& laboratory,
                                const std::function<bool(const WorkUnit&)>& is_meant) {
  std::vector<std::vector<Trainable*>> trainings;
  std::map<std::string, std::size_t> place;  // of each training among them
  std::set<std::filesystem::path> seen;
  for (std::size_t i = 0; i < laboratory.units().size(); ++i) {
    if (!is_meant(laboratory.units()[i])) continue;
    for (Trainable* net : laboratory.nets(i)) {
      if (!seen.insert(net->file()).second) continue;
      const auto [at, is_new] = place.try_emplace(net->training(), trainings.size());
      if (is_new) trainings.emplace_back();
      trainings[at->second].push_back(net);
    }
  }
  std::vector<Trainable*> out;
  for (std::vector<Trainable*>& nets : trainings) {
    std::stable_sort(nets.begin(), nets.end(), [](const Trainable* one, const Trainable* other) {
      return one->step() < other->step();
    });
    out.insert(out.end(), nets.begin(), nets.end());
  }
  return out;
}

double operations_left(const std::vector<Trainable*>& nets) {
  std::map<std::string, std::set<std::int64_t>> made;  // steps of each training, by those before
  double out = 0;
  for (const Trainable* net : nets) {
    if (net->is_trained()) continue;
    std::set<std::int64_t>& steps = made[net->training()];
    const auto later = steps.upper_bound(net->step());
    out += net->operations_left_from(later == steps.begin() ? 0 : *std::prev(later));
    steps.insert(net->step());
  }
  return out;
}

void check_questions(Laboratory& laboratory) {
  const std::vector<Trainable*> nets = nets_of(laboratory);
  if (std::all_of(nets.begin(), nets.end(), [](const Trainable* net) { return net->is_trained(); }))
    return;
  std::stop_source stopped;  // asked with this, a learner looks at the questions alone
  stopped.request_stop();
  std::set<CellKey> seen;
  for (std::size_t i = 0; i < laboratory.units().size(); ++i)
    if (seen.insert(cell_key(laboratory.units()[i])).second)
      laboratory.answer(i, stopped.get_token());
}

}  // namespace tangram
