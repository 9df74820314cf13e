#include "spec/canonical.h"

#include <cstdint>
#include <string>
#include <utility>

#include "spec/matrix_reader.h"

namespace tangram::spec {
namespace {

Value value(std::int64_t v) { return {v, {}}; }
Value value(std::string v) { return {std::move(v), {}}; }
Value value(Table v) { return {std::move(v), {}}; }
Value value(Array v) { return {std::move(v), {}}; }

void add(Table& table, std::string key, Value v) {
  table.entries.push_back({std::move(key), std::move(v)});
}

Value named(const std::vector<NamedComponent>& components) {
  Table table;
  for (const NamedComponent& component : components)
    add(table, component.name, component.spec.options);
  return value(std::move(table));
}

Value named(const std::vector<ConditionSpec>& conditions) {
  Table table;
  for (const ConditionSpec& condition : conditions) {
    Array transformations;
    for (const ComponentSpec& spec : condition.transformations)
      transformations.push_back(spec.options);
    add(table, condition.name, value(std::move(transformations)));
  }
  return value(std::move(table));
}

Value named(const std::vector<Axis>& axes) {
  Table table;
  for (const Axis& axis : axes) add(table, axis.name, value(axis.values));
  return value(std::move(table));
}

Value shots_value(const std::vector<int>& shots) {
  if (shots.empty()) return value(std::string("all"));
  Array list;
  for (const int k : shots) list.push_back(value(std::int64_t{k}));
  return value(std::move(list));
}

Value references_value(const ReferencesSpec& references) {
  Table table;
  add(table, "pool", value(std::int64_t{references.pool}));
  add(table, "domain_words", value(std::int64_t{references.domain_words}));
  Array content_free;
  for (const std::string& input : references.content_free) content_free.push_back(value(input));
  add(table, "content_free", value(std::move(content_free)));
  add(table, "unconditional", {references.unconditional, {}});
  return value(std::move(table));
}

Value block_value(const Block& block) {
  Table table;
  add(table, "design", value(block.design));
  add(table, "draws", value(std::int64_t{block.draws}));
  if (block.demonstrations > 1)
    add(table, "demonstrations_per_draw", value(std::int64_t{block.demonstrations}));
  add(table, "first_draw", value(static_cast<std::int64_t>(block.first_draw)));
  add(table, "queries", value(std::int64_t{block.queries}));
  if (block.references != ReferencesSpec{})
    add(table, "references", references_value(block.references));
  add(table, "shots", shots_value(block.shots));
  add(table, "tasks", named(block.tasks));
  add(table, "conditions", named(block.conditions));
  add(table, "learners", named(block.learners));
  add(table, "axes", named(block.axes));
  return value(std::move(table));
}

/// Sections as they are written; a study without one keeps its hash.
template <class Spec>
void add_bodies(Table& table, const std::string& key, const std::vector<Spec>& sections) {
  if (sections.empty()) return;
  Array bodies;
  for (const Spec& section : sections) bodies.push_back(section.body);
  add(table, key, {std::move(bodies), {}});
}

}  // namespace

Value canonical_value(const Study& study) {
  Table blocks, table;
  for (const Block& block : study.blocks) add(blocks, block.id, block_value(block));
  add(table, "format", value(std::int64_t{1}));
  add(table, "id", value(study.id));
  add(table, "domain", value(study.domain));
  add(table, "seed", value(static_cast<std::int64_t>(study.seed)));
  add(table, "blocks", value(std::move(blocks)));
  add(table, "claims", study.claims.body);
  add_bodies(table, "correlations", study.correlations);
  if (!study.matrices.empty()) {  // a study without one keeps its hash
    Table matrices;
    for (const MatrixSpec& matrix : study.matrices)
      add(matrices, matrix.id, canonical_value(matrix));
    add(table, "matrices", value(std::move(matrices)));
  }
  add_bodies(table, "trends", study.trends);
  add_bodies(table, "ratios", study.ratios);
  add_bodies(table, "spreads", study.spreads);
  add_bodies(table, "landmarks", study.landmarks);
  return value(std::move(table));
}

}  // namespace tangram::spec
