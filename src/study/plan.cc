#include "study/plan.h"

#include <algorithm>
#include <map>

namespace tangram {
namespace {

std::size_t longest(const UnitRecord& record) {
  std::size_t out = 0;
  for (const VariantRecord& variant : record.variants) {
    std::vector<std::size_t> end(variant.prompt.nodes.size());
    for (std::size_t i = 0; i < end.size(); ++i) {
      const auto& node = variant.prompt.nodes[i];
      end[i] =
          node.tokens.size() + (node.parent < 0 ? 0 : end[static_cast<std::size_t>(node.parent)]);
      out = std::max(out, end[i]);
    }
  }
  return out;
}

PlanRow row_of(const WorkUnit& unit) {
  PlanRow row;
  row.block = unit.block;
  row.task = unit.task;
  row.condition = unit.condition;
  row.learner = unit.learner;
  row.axes = unit.axes;
  return row;
}

/// Fills the row of one unit by answering it; zero where no model is read.
void count(Laboratory& laboratory, std::size_t unit, const LanguageModel* model, PlanRow& row) {
  if (model == nullptr || !laboratory.reads_model(unit)) return;
  const Work before = model->work();
  const auto record = laboratory.answer(unit, {});
  const Work after = model->work();
  row.tokens_evaluated = after.tokens_evaluated - before.tokens_evaluated;
  row.tokens_asked = after.tokens_asked - before.tokens_asked;
  row.paths = after.paths - before.paths;
  if (!record) return;
  row.longest_path = longest(*record);
  for (const VariantRecord& variant : record->variants) row.questions += variant.questions.size();
}

void scale(PlanRow& row, std::size_t units) {
  row.units = units;
  row.tokens_evaluated *= units;
  row.tokens_asked *= units;
  row.paths *= units;
  row.questions *= units;
}

}  // namespace

Plan make_plan(Laboratory& laboratory, const LanguageModel* model, std::stop_token stop) {
  Plan plan;
  const auto& units = laboratory.units();
  std::map<decltype(cell_key(WorkUnit{})), std::size_t> index;
  std::vector<std::size_t> row(units.size()), n_units;
  for (std::size_t i = 0; i < units.size() && !stop.stop_requested(); ++i) {
    const auto [it, fresh] = index.emplace(cell_key(units[i]), plan.rows.size());
    row[i] = it->second;
    if (fresh) {
      plan.rows.push_back(row_of(units[i]));
      n_units.push_back(0);
      count(laboratory, i, model, plan.rows.back());
    }
    ++n_units[row[i]];
  }
  for (const std::size_t r : row)
    plan.unit_tokens.push_back(static_cast<double>(plan.rows[r].tokens_evaluated));
  for (std::size_t r = 0; r < plan.rows.size(); ++r) {
    PlanRow& each = plan.rows[r];
    scale(each, n_units[r]);
    plan.units += each.units;
    plan.tokens_evaluated += each.tokens_evaluated;
    plan.tokens_asked += each.tokens_asked;
    plan.questions += each.questions;
    plan.paths += each.paths;
    plan.longest_path = std::max(plan.longest_path, each.longest_path);
  }
  return plan;
}

}  // namespace tangram
