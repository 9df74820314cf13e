#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/commands.h"
#include "base/json.h"
#include "store/store.h"
#include "verdict/measure.h"

namespace tangram {
namespace {

/// A cell that both runs have: the first's score less the second's.
struct ComparedCell {
  const Arm* arm = nullptr;  // the first's
  Estimate of_a, of_b, difference;
};

/// What differs in where the numbers come from: name, first, second.
struct FactDifference {
  std::string name, a, b;
};

std::map<std::string, std::string> facts_of(const Provenance& p) {
  std::map<std::string, std::string> out{{"study", p.study_id + " " + p.study_hash.substr(0, 8)},
                                         {"profile", p.profile},
                                         {"seed", std::to_string(p.seed)}};
  for (const auto& [name, value] : p.facts) out[name] = value;
  return out;
}

std::vector<FactDifference> differences(const Store& a, const Store& b) {
  const auto of_a = facts_of(a.provenance()), of_b = facts_of(b.provenance());
  std::map<std::string, FactDifference> out;
  for (const auto& [name, value] : of_a) out[name] = {name, value, "-"};
  for (const auto& [name, value] : of_b) {
    FactDifference& d = out[name];
    if (d.name.empty()) d = {name, "-", {}};
    d.b = value;
  }
  std::vector<FactDifference> list;
  for (auto& [name, d] : out)
    if (d.a != d.b) list.push_back(std::move(d));
  return list;
}

/// The content of each task, by its name: draws are the same only where it is.
std::map<std::string, std::string> task_ids(const Store& store) {
  std::map<std::string, std::string> out;
  for (const WorkUnit& unit : store.units()) out[unit.task] = unit.task_id;
  return out;
}

bool same_cell(const Arm& a, const Arm& b) {
  return cell_key(a) == cell_key(b) && a.shots == b.shots;
}

/// The queries of the first draw, sorted: a crossed design has them in every draw.
std::vector<std::uint64_t> queries_of(const Arm& arm) {
  std::vector<std::uint64_t> out;
  if (!arm.draws.empty())
    for (const Answer& answer : arm.draws.front().variants.front()) out.push_back(answer.query);
  std::sort(out.begin(), out.end());
  return out;
}

/// A cell of both runs. Where draw i has other demonstrations or queries in the one than in the
/// other, their difference has no interval.
ComparedCell compared(const Arm& a, const Arm& b, bool paired, const MetricInfo& metric) {
  const WeightedArm first{1, &a}, second{1, &b}, both[] = {{1, &a}, {-1, &b}};
  ComparedCell cell{&a,
                    estimate_of(effect_of({&first, 1}, 0, metric)),
                    estimate_of(effect_of({&second, 1}, 0, metric)),
                    {}};
  if (paired) {
    cell.difference = estimate_of(effect_of(both, 0, metric));
    return cell;
  }
  if (cell.of_a.value && cell.of_b.value)
    cell.difference.value = *cell.of_a.value - *cell.of_b.value;
  cell.difference.note = "not paired: other seed, data, design or queries";
  return cell;
}

std::vector<ComparedCell> compared(const std::vector<Arm>& as, const std::vector<Arm>& bs,
                                   const std::map<std::string, bool>& paired,
                                   const MetricInfo& metric) {
  std::vector<ComparedCell> out;
  for (const Arm& a : as) {
    const auto b =
        std::find_if(bs.begin(), bs.end(), [&](const Arm& o) { return same_cell(a, o); });
    if (b == bs.end()) continue;
    const auto of_task = paired.find(a.task);
    const bool pair = of_task != paired.end() && of_task->second && a.crossed == b->crossed &&
                      queries_of(a) == queries_of(*b);
    out.push_back(compared(a, *b, pair, metric));
  }
  return out;
}

std::string text_of(const std::vector<FactDifference>& facts,
                    const std::vector<ComparedCell>& cells, const MetricInfo& metric) {
  std::string out;
  for (const FactDifference& f : facts) out += fmt::format("{}: {} | {}\n", f.name, f.a, f.b);
  out += fmt::format("\n{:<48} {:>5} {:<14} {:<14} {:<14}\n", metric.title, "shots", "first",
                     "second", "difference");
  for (const ComparedCell& c : cells)
    out += fmt::format("{:<48} {:>5} {:<14} {:<14} {:<14} {}\n", cell_name(*c.arm), c.arm->shots,
                       estimate_text(c.of_a), estimate_text(c.of_b), estimate_text(c.difference),
                       c.difference.low ? "" : c.difference.note);
  return out + "± half of the 95 % interval; differences are paired by draw and query\n";
}

Value json_of(const std::vector<FactDifference>& facts, const std::vector<ComparedCell>& cells,
              const MetricInfo& metric) {
  Array fact_list, cell_list;
  for (const FactDifference& f : facts)
    fact_list.push_back(
        json_object({{"name", json(f.name)}, {"first", json(f.a)}, {"second", json(f.b)}}));
  for (const ComparedCell& c : cells)
    cell_list.push_back(json_object({{"cell", json(cell_name(*c.arm))},
                                     {"shots", json(c.arm->shots)},
                                     {"first", to_json_value(c.of_a)},
                                     {"second", to_json_value(c.of_b)},
                                     {"difference", to_json_value(c.difference)}}));
  return json_object({{"metric", json(metric.name)},
                      {"facts", json_array(std::move(fact_list))},
                      {"cells", json_array(std::move(cell_list))}});
}

}  // namespace

int compare_command(const CompareCommand& command, const Context& context) {
  const Store a = Store::open(find_run(context, command.first), Store::Mode::read);
  const Store b = Store::open(find_run(context, command.second), Store::Mode::read);
  const MetricInfo& metric = find_metric(command.metric);
  const std::vector<Arm> arms_a = read_arms(a), arms_b = read_arms(b);
  const auto tasks_a = task_ids(a);
  std::map<std::string, bool> paired;
  for (const auto& [task, id] : task_ids(b)) {
    const auto found = tasks_a.find(task);
    paired[task] =
        found != tasks_a.end() && found->second == id && a.provenance().seed == b.provenance().seed;
  }
  const auto facts = differences(a, b);
  const auto cells = compared(arms_a, arms_b, paired, metric);
  if (context.json)
    print_json(json_of(facts, cells, metric));
  else
    print(text_of(facts, cells, metric));
  return kDone;
}

}  // namespace tangram
