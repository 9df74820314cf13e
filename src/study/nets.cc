#include "study/nets.h"

#include <algorithm>
#include <filesystem>
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
  std::vector<Trainable*> out;
  std::set<std::filesystem::path> seen;
  for (std::size_t i = 0; i < laboratory.units().size(); ++i) {
    if (!is_meant(laboratory.units()[i])) continue;
    for (Trainable* net : laboratory.nets(i))
      if (seen.insert(net->file()).second) out.push_back(net);
  }
  return out;
}

double operations_left(const std::vector<Trainable*>& nets) {
  std::map<std::string, double> longest;  // of each training, to its last step
  for (const Trainable* net : nets) {
    double& most = longest[net->training()];
    most = std::max(most, net->operations_left());
  }
  double out = 0;
  for (const auto& [training, operations] : longest) out += operations;
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
