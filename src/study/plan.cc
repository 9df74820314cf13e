#include "study/plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "study/nets.h"

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

/// Tokens of prompts, and those of them that several queries share.
struct Tokens {
  double all = 0, shared = 0;
};

void add_tokens(const VariantRecord& variant, Tokens& tokens) {
  const auto& nodes = variant.prompt.nodes;
  std::vector<std::optional<std::uint64_t>> reader(nodes.size());  // the last query that reads it
  std::vector<bool> shared(nodes.size());
  for (const QuestionRecord& question : variant.questions)
    for (const int leaf : question.leaf)
      for (int node = leaf; node >= 0; node = nodes[static_cast<std::size_t>(node)].parent) {
        const auto i = static_cast<std::size_t>(node);
        if (reader[i] && *reader[i] != question.query) shared[i] = true;
        reader[i] = question.query;
      }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto n = static_cast<double>(nodes[i].tokens.size());
    tokens.all += n;
    if (shared[i]) tokens.shared += n;
  }
}

std::size_t n_queries(const UnitRecord& record) {
  std::set<std::uint64_t> queries;
  for (const VariantRecord& variant : record.variants)
    for (const QuestionRecord& question : variant.questions) queries.insert(question.query);
  return queries.size();
}

/// Of the tokens of a unit, the part that several queries share.
double shared_part(const UnitRecord& record) {
  Tokens tokens;
  for (const VariantRecord& variant : record.variants) add_tokens(variant, tokens);
  return tokens.all > 0 ? tokens.shared / tokens.all : 0;
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

/// Fills the row of one unit by answering it; zero where no model is read. False: stopped.
bool count(Laboratory& laboratory, std::size_t unit, const LanguageModel* model, PlanRow& row,
           std::stop_token stop) {
  if (stop.stop_requested()) return false;
  if (model == nullptr || !laboratory.reads_model(unit)) return true;
  const Work before = model->work();
  const auto record = laboratory.answer(unit, std::move(stop));
  if (!record) return false;
  const Work after = model->work();
  row.tokens_evaluated = after.tokens_evaluated - before.tokens_evaluated;
  row.tokens_asked = after.tokens_asked - before.tokens_asked;
  row.paths = after.paths - before.paths;
  row.longest_path = longest(*record);
  row.queries = n_queries(*record);
  row.tokens_shared = static_cast<std::uint64_t>(
      std::llround(static_cast<double>(row.tokens_evaluated) * shared_part(*record)));
  for (const VariantRecord& variant : record->variants) row.questions += variant.questions.size();
  return true;
}

void scale(PlanRow& row, std::size_t units) {
  row.units = units;
  row.tokens_evaluated *= units;
  row.tokens_shared *= units;
  row.tokens_asked *= units;
  row.paths *= units;
  row.questions *= units;
}

}  // namespace

DesignCost Plan::cost_of(const Block& block) const {
  DesignCost cost;
  for (const PlanRow& row : rows) {
    if (row.block != block.id) continue;
    // tau_g asks each label once: more queries ask it nothing more.
    const bool sampled = row.queries >= static_cast<std::size_t>(block.queries);
    const std::uint64_t fixed = sampled ? row.tokens_shared : row.tokens_evaluated;
    cost.per_draw += static_cast<double>(fixed) / block.draws;
    cost.per_query += static_cast<double>(row.tokens_evaluated - fixed) / block.draws /
                      std::max(block.queries, 1);
  }
  return cost;
}

std::optional<Plan> make_plan(Laboratory& laboratory, const LanguageModel* model,
                              const std::stop_token& stop) {
  Plan plan;
  plan.training_operations = operations_left(nets_of(laboratory));
  const auto& units = laboratory.units();
  std::map<CellKey, std::size_t> index;
  std::vector<std::size_t> row(units.size()), n_units;
  for (std::size_t i = 0; i < units.size(); ++i) {
    const auto [it, fresh] = index.emplace(cell_key(units[i]), plan.rows.size());
    row[i] = it->second;
    if (fresh) {
      plan.rows.push_back(row_of(units[i]));
      n_units.push_back(0);
      if (!count(laboratory, i, model, plan.rows.back(), stop)) return std::nullopt;
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

void count_questions(const Laboratory& laboratory, Plan& plan) {
  std::map<CellKey, PlanRow*> uncounted;
  for (PlanRow& row : plan.rows)
    if (row.questions == 0) uncounted[cell_key(row)] = &row;
  for (std::size_t i = 0; i < laboratory.units().size() && !uncounted.empty(); ++i) {
    const auto found = uncounted.find(cell_key(laboratory.units()[i]));
    if (found == uncounted.end()) continue;
    found->second->questions = found->second->units * laboratory.n_questions(i);
    plan.questions += found->second->questions;
    uncounted.erase(found);
  }
}

}  // namespace tangram
