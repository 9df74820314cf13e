#include "study/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <set>

#include "app/progress.h"
#include "app/session.h"
#include "app/speed.h"
#include "base/json.h"
#include "verdict/assumptions.h"
#include "verdict/power.h"

namespace tangram {
namespace {

constexpr int kSimulations = 2000;

double mean_of(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// What a run needs beside its tokens.
struct Machine {
  double tokens_per_second = 0;  // 0: no model
  double memory_bytes = 0;
};

Machine machine_of(const Prepared& prepared, const Plan& plan, LlamaLanguageModel* model,
                   const Context& context) {
  if (model == nullptr) return {};
  Machine out;
  out.tokens_per_second = tokens_per_second(prepared, plan, *model, context);
  const LlamaFacts facts = model->facts();
  out.memory_bytes =
      static_cast<double>(facts.model_bytes) +
      static_cast<double>(facts.kv_bytes_per_token) * static_cast<double>(plan.longest_path);
  return out;
}

/// A line of the table, of a row or of all: its cell, units and questions, and where a model is
/// read what that takes.
template <class Counts>
std::string row_text(const std::string& name, std::size_t width, const Counts& row, bool reads) {
  std::string out = fmt::format("{:<{}} {:>6} {:>10}", name, width, row.units, row.questions);
  if (reads)
    out += fmt::format(" {:>12} {:>12} {:>7}", row.tokens_evaluated, row.tokens_asked,
                       row.longest_path);
  return out + "\n";
}

std::string plan_text(const Plan& plan, const Machine& machine) {
  const bool reads = plan.tokens_asked > 0;
  std::size_t width = 52;
  for (const PlanRow& row : plan.rows) width = std::max(width, cell_name(row).size());
  std::string out = fmt::format("{:<{}} {:>6} {:>10}{}\n", "task/condition/learner", width, "units",
                                "questions", reads ? "       tokens     unshared longest" : "");
  for (const PlanRow& row : plan.rows) out += row_text(cell_name(row), width, row, reads);
  out += row_text("all", width, plan, reads);
  if (plan.tokens_evaluated == 0 || machine.tokens_per_second <= 0) return out;
  const auto evaluated = static_cast<double>(plan.tokens_evaluated);
  out += fmt::format(
      "sharing prefixes saves {:.1f}x; at {:.0f} tokens/s the model needs {}; memory {:.0f} MB\n",
      static_cast<double>(plan.tokens_asked) / evaluated, machine.tokens_per_second,
      duration_text(evaluated / machine.tokens_per_second), machine.memory_bytes / 1e6);
  return out;
}

/// What one function more costs in a study of correlations over functions: tokens of all blocks
/// that a correlation reads, a draw of each. nullopt: the study has no correlation.
std::optional<double> tokens_of_function(const Plan& plan, const Study& study) {
  std::set<std::string> blocks;
  for (const CorrelationSpec& spec : study.correlations) {
    std::vector<const ScoredSum*> sums{&spec.x, &spec.y};
    for (const ScoredSum& covariate : spec.covariates) sums.push_back(&covariate);
    for (const ScoredSum* sum : sums)
      for (const auto& [weight, arm] : sum->score.effect.terms) blocks.insert(arm.block);
  }
  if (blocks.empty()) return std::nullopt;
  double tokens = 0;
  for (const Block& block : study.blocks)
    for (const PlanRow& row : plan.rows)
      if (row.block == block.id && blocks.contains(block.id))
        tokens += static_cast<double>(row.tokens_evaluated) / block.draws;
  return tokens;
}

std::string training_text(const Plan& plan) {
  if (plan.training_operations == 0) return {};
  return fmt::format(
      "nets that the learners need still cost {:.2g} floating-point operations (tangram train)\n",
      plan.training_operations);
}

std::string functions_text(const std::optional<double>& tokens) {
  if (!tokens) return {};
  return fmt::format(
      "each function g costs {:.0f} tokens: prompts of two functions share nothing from the first "
      "label on\n",
      *tokens);
}

/// Is this a condition with labels that are not the data's?
bool corrupts(const LabelsKept& kept) {
  return std::any_of(kept.shares.begin(), kept.shares.end(),
                     [](double share) { return share < 1; });
}

std::string labels_text(const std::vector<LabelsKept>& all) {
  std::string out;
  for (const LabelsKept& kept : all) {
    if (!corrupts(kept)) continue;
    if (out.empty()) out = "share of the labels shown that are the data's: mean, least, most\n";
    const auto [least, most] = std::minmax_element(kept.shares.begin(), kept.shares.end());
    out +=
        fmt::format("{:<52} {:>6.3f} {:>6.3f} {:>6.3f}\n",
                    fmt::format("{}{}{}/{}{}", kept.block, kept.block.empty() ? "" : "/", kept.task,
                                kept.condition, kept.axes.empty() ? "" : "/" + kept.axes),
                    mean_of(kept.shares), *least, *most);
  }
  return out;
}

Value labels_json(const std::vector<LabelsKept>& all) {
  Array out;
  for (const LabelsKept& kept : all)
    if (corrupts(kept))
      out.push_back(
          json_object({{"block", json(kept.block)},
                       {"task", json(kept.task)},
                       {"condition", json(kept.condition)},
                       {"axes", json(kept.axes)},
                       {"mean", json(mean_of(kept.shares))},
                       {"draws", json_list(kept.shares, [](double s) { return json(s); })}}));
  return json_array(std::move(out));
}

Value count(std::uint64_t n) { return json(static_cast<std::int64_t>(n)); }

Value plan_json(const Plan& plan, const Machine& machine) {
  Array rows;
  for (const PlanRow& row : plan.rows)
    rows.push_back(json_object({{"block", json(row.block)},
                                {"task", json(row.task)},
                                {"condition", json(row.condition)},
                                {"learner", json(row.learner)},
                                {"axes", json(row.axes)},
                                {"units", count(row.units)},
                                {"questions", count(row.questions)},
                                {"paths", count(row.paths)},
                                {"tokens", count(row.tokens_evaluated)},
                                {"tokens_shared", count(row.tokens_shared)},
                                {"tokens_unshared", count(row.tokens_asked)},
                                {"longest_path", count(row.longest_path)}}));
  const bool timed = machine.tokens_per_second > 0;
  const double seconds =
      timed ? static_cast<double>(plan.tokens_evaluated) / machine.tokens_per_second : 0;
  return json_object({{"rows", json_array(std::move(rows))},
                      {"units", count(plan.units)},
                      {"tokens", count(plan.tokens_evaluated)},
                      {"tokens_unshared", count(plan.tokens_asked)},
                      {"longest_path", count(plan.longest_path)},
                      {"tokens_per_second", timed ? json(machine.tokens_per_second) : Value{}},
                      {"seconds", timed ? json(seconds) : Value{}},
                      {"memory_bytes", timed ? json(machine.memory_bytes) : Value{}}});
}

/// What --pilot or --assume takes for true, without costs; nullopt: neither is given.
std::optional<Assumed> assumed_of(const StudyCommand& command, const Study& study,
                                  const Context& context) {
  if (!command.assume.empty())
    return Assumed{read_assumptions(command.assume, study), command.assume, {}};
  if (command.pilot.empty()) return std::nullopt;
  const Store pilot = Store::open(find_run(context, command.pilot), Store::Mode::read);
  return Assumed{stored_effects(pilot, study), "the pilot", {}};
}

}  // namespace

int plan_command(const StudyCommand& command, const Context& context) {
  const Prepared prepared = prepare(command, context);
  std::optional<Assumed> assumed = assumed_of(command, prepared.study, context);
  const auto model = load_model(prepared, llama_options(command.model), *context.log);
  std::vector<LabelsKept> labels;
  const std::optional<Plan> plan = plan_of(prepared, model.get(), context, &labels);
  if (!plan) return kInterrupted;
  const Machine machine = machine_of(prepared, *plan, model.get(), context);
  if (context.stop.stop_requested()) return kInterrupted;
  std::optional<Power> power;
  if (assumed) {
    for (const Block& block : prepared.study.blocks)
      assumed->costs[block.id] = plan->cost_of(block);
    power = power_of(prepared.study, *assumed, kSimulations, Rng(prepared.study.seed));
  }
  const std::optional<double> of_function = tokens_of_function(*plan, prepared.study);
  if (context.json) {
    Value out = plan_json(*plan, machine);
    if (of_function) std::get<Table>(out.data).set("tokens_of_function", json(of_function));
    if (plan->training_operations > 0)
      std::get<Table>(out.data).set("training_operations", json(plan->training_operations));
    if (const Value kept = labels_json(labels); !kept.array()->empty())
      std::get<Table>(out.data).set("labels_kept", kept);
    if (power) std::get<Table>(out.data).set("power", to_json_value(*power));
    print_json(out);
  } else {
    print(plan_text(*plan, machine) + training_text(*plan) + functions_text(of_function) +
          labels_text(labels) + (power ? power_text(*power) : ""));
  }
  return kDone;
}

}  // namespace tangram
