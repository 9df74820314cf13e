#include "study/laboratory.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "core/reference.h"
#include "study/axes.h"
#include "study/record_unit.h"

namespace tangram {
namespace {

Design design_of(const Block& block) {
  if (block.design == "crossed") return Design::crossed;
  if (block.design == "nested") return Design::nested;
  TANGRAM_CHECK(block.design == "per_query");  // spec/ lets nothing else pass
  return Design::per_query;
}

/// Does an example show a label, its own or another of its item's? Then its candidates are those
/// that it had, or those that are asked: a map of labels rewrites both.
bool shows_label(const Text::Example& shown, const Text::Example& own,
                 const Problem<Text>& problem) {
  if (*shown.candidates == *own.candidates) return true;
  const bool is_missing = shown.candidates->at(static_cast<std::size_t>(shown.y)).empty();
  return !is_missing && !problem.questions.empty() &&
         *shown.candidates == *problem.questions.front().candidates;
}

/// What a transformation's variants are counted by; 0: the domain has no candidates.
int n_candidates(const Text::Question& question) {
  return static_cast<int>(question.candidates->size());
}
int n_candidates(const Vector::Question&) { return 0; }

void add_references(const References& wanted, Episode<Text>& episode) {
  append_references(wanted, episode);
}
void add_references(const References& wanted, const Episode<Vector>&) {
  TANGRAM_CHECK(wanted == References{});  // spec/ lets nothing else pass
}

/// An episode as it was asked, and what was said.
template <class D>
struct Asked {
  Episode<D> episode;  // its problem moved out
  const Problem<D>& problem;
  const std::vector<Prediction>& predictions;
};

/// What a unit's answers are stored as. `ends`: of each variant of each group.
UnitRecord record_of(const std::vector<Asked<Text>>& asked, const std::vector<std::size_t>& ends) {
  UnitRecord record;
  std::size_t e = 0;
  for (const std::size_t end : ends) {
    RecordBuilder builder;
    for (; e < end; ++e) builder.add(asked[e].episode, asked[e].problem, asked[e].predictions);
    record.variants.push_back(builder.finish());
  }
  return record;
}
UnitRecord record_of(const std::vector<Asked<Vector>>& asked, const std::vector<std::size_t>&) {
  UnitRecord record;
  for (const Asked<Vector>& each : asked)
    add_answers(each.episode, each.problem, each.predictions, record.vectors);
  return record;
}

}  // namespace

std::unique_ptr<Laboratory> make_laboratory(const Study& study, const Catalogs& catalogs,
                                            const Resources& resources) {
  return visit_domain(catalogs, study.domain, study.path.string(),
                      [&]<class D>(const Catalog<D>& catalog) -> std::unique_ptr<Laboratory> {
                        return std::make_unique<DomainLaboratory<D>>(study, catalog, resources);
                      });
}

template <class D>
DomainLaboratory<D>::DomainLaboratory(const Study& study, const Catalog<D>& catalog,
                                      const Resources& resources)
    : catalog_(catalog), resources_(resources), seed_(study.seed) {
  for (const Block& block : study.blocks) add_block(block);
  order_by_draw(study);
}

template <class D>
void DomainLaboratory<D>::order_by_draw(const Study& study) {
  std::map<std::string, std::uint64_t> first;
  for (const Block& block : study.blocks) first[block.id] = block.first_draw;
  std::vector<std::size_t> order(units_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto nth = [&](std::size_t i) { return units_[i].draw - first.at(units_[i].block); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return nth(a) < nth(b); });
  std::vector<WorkUnit> units;
  std::vector<Binding> bindings;
  for (const std::size_t i : order) {
    units.push_back(std::move(units_[i]));
    bindings.push_back(bindings_[i]);
  }
  units_ = std::move(units);
  bindings_ = std::move(bindings);
}

template <class D>
const Task<D>& DomainLaboratory<D>::task(const ComponentSpec& spec) {
  auto& slot = tasks_[canonical_text(spec.options)];
  if (!slot)
    slot = find_entry(catalog_.tasks, "task", spec.use, spec.place).make(spec.options, resources_);
  return *slot;
}

template <class D>
const typename DomainLaboratory<D>::Condition& DomainLaboratory<D>::condition(
    const ConditionSpec& spec) {
  std::string key = spec.name;  // and what axes have set in it
  for (const ComponentSpec& step : spec.transformations) key += " " + canonical_text(step.options);
  auto& slot = conditions_[key];
  if (slot) return *slot;
  slot = std::make_unique<Condition>();
  std::map<std::string, int> uses;
  for (const ComponentSpec& step : spec.transformations) {
    const auto& entry =
        find_entry(catalog_.transformations, "transformation", step.use, step.place);
    slot->steps.push_back({step.use, uses[step.use]++, entry.make(step.options, resources_)});
    slot->id += (slot->id.empty() ? "" : " | ") + slot->steps.back().transformation->id();
  }
  if (slot->id.empty()) slot->id = "identity";
  return *slot;
}

template <class D>
Learner<D>& DomainLaboratory<D>::learner(const ComponentSpec& spec) {
  auto& slot = learners_[canonical_text(spec.options)];
  if (!slot)
    slot = find_entry(catalog_.learners, "learner", spec.use, spec.place)
               .make(spec.options, resources_);
  return *slot;
}

template <class D>
void DomainLaboratory<D>::add_block(const Block& block) {
  const ReferencesSpec& r = block.references;
  const Shape shape{design_of(block),
                    block.shots,
                    block.queries,
                    {r.pool, r.domain_words, r.content_free, r.unconditional}};
  std::vector<bool> taken(block.axes.size());
  std::set<std::string> known, seen;
  const auto fields_of = [&known](const auto& entries, const char* kind,
                                  const ComponentSpec& spec) {
    auto fields = find_entry(entries, kind, spec.use, spec.place).fields();
    for (const auto& field : fields) known.insert(field.name);
    return fields;
  };
  const auto add = [&](const NamedComponent& t, const ConditionSpec& c, const NamedComponent& l,
                       std::uint64_t draw) {
    for (const AxisPoint& point : axis_points(block.axes)) {
      std::string label;
      const auto bound = [&](const auto& entries, const char* kind, const ComponentSpec& spec) {
        return bind_axes(spec, fields_of(entries, kind, spec), block.axes, point, taken, label);
      };
      const auto task_spec = bound(catalog_.tasks, "task", t.spec);
      const auto learner_spec = bound(catalog_.learners, "learner", l.spec);
      ConditionSpec steps = c;
      for (ComponentSpec& step : steps.transformations)
        step = bound(catalog_.transformations, "transformation", step);
      WorkUnit unit{{}, block.id, t.name, c.name, l.name, label, draw, {}, {}, {}};
      unit.id = fmt::format("{}/{}", cell_name(unit), unit.draw);
      if (!seen.insert(unit.id).second) continue;  // an axis that none of the three takes
      const Binding binding{shape, block.demonstrations, &task(task_spec), &condition(steps),
                            &learner(learner_spec)};
      unit.task_id = binding.task->id();
      unit.condition_id = binding.condition->id;
      unit.learner_id = binding.learner->id();
      units_.push_back(std::move(unit));
      bindings_.push_back(binding);
    }
  };
  const std::uint64_t end = block.first_draw + static_cast<std::uint64_t>(block.draws);
  for (const NamedComponent& t : block.tasks)
    for (std::uint64_t draw = block.first_draw; draw < end; ++draw)
      for (const ConditionSpec& c : block.conditions)
        for (const NamedComponent& l : block.learners) add(t, c, l, draw);
  check_axes_taken(block, taken, known);
}

template <class D>
bool DomainLaboratory<D>::reads_model(std::size_t unit) const {
  return bindings_[unit].learner->reads_model();
}

template <class D>
std::vector<Trainable*> DomainLaboratory<D>::nets(std::size_t unit) const {
  return bindings_[unit].learner->nets();
}

template <class D>
std::vector<std::vector<Episode<D>>> DomainLaboratory<D>::episodes(std::size_t unit) const {
  const Binding& binding = bindings_[unit];
  const bool per_query = binding.shape.design == Design::per_query;
  const auto n =
      static_cast<std::uint64_t>(per_query ? binding.shape.queries : binding.demonstrations);
  std::vector<std::vector<Episode<D>>> groups;
  for (std::uint64_t i = 0; i < n; ++i) {
    if (groups.empty() || !per_query) groups.emplace_back();
    groups.back().push_back(
        binding.task->draw(Rng(seed_), units_[unit].draw * n + i, binding.shape));
  }
  return groups;
}

template <class D>
int DomainLaboratory<D>::n_variants(const Condition& condition, const Episode<D>& episode) {
  if (episode.problem.questions.empty()) return 1;
  const int k = n_candidates(episode.problem.questions.front());
  int n = 1;
  for (const Step& step : condition.steps) n *= step.transformation->variants(k);
  return n;
}

template <class D>
Episode<D> DomainLaboratory<D>::transformed(std::size_t unit, Episode<D> episode,
                                            int variant) const {
  const Rng rng = Rng(seed_).at("draw").at(units_[unit].draw);
  const Condition& condition = *bindings_[unit].condition;
  for (const Step& step : condition.steps) {
    if (episode.problem.questions.empty()) break;
    const int k = n_candidates(episode.problem.questions.front());
    const int n = step.transformation->variants(k);
    const Rng stream = rng.at(step.use).at(static_cast<std::uint64_t>(step.occurrence));
    episode = step.transformation->apply(std::move(episode), stream, variant % n);
    variant /= n;
  }
  add_references(bindings_[unit].shape.references, episode);
  return episode;
}

template <class D>
std::optional<double> DomainLaboratory<D>::labels_kept(std::size_t unit) const {
  if constexpr (std::is_same_v<D, Text>) {
    int n = 0, kept = 0;
    for (const std::vector<Episode<D>>& group : episodes(unit))
      for (const Episode<D>& episode : group) {
        const auto& own = episode.problem.demonstration;
        const Episode<D> shown = transformed(unit, episode, 0);
        TANGRAM_CHECK(shown.problem.demonstration.size() == own.size());
        for (std::size_t i = 0; i < own.size(); ++i) {
          const auto& example = shown.problem.demonstration[i];
          if (!shows_label(example, own[i], shown.problem)) continue;
          ++n;
          kept += example.y == own[i].y ? 1 : 0;
        }
      }
    if (n > 0) return static_cast<double>(kept) / n;
  }
  return std::nullopt;  // vectors have no labels
}

template <class D>
typename DomainLaboratory<D>::Asking DomainLaboratory<D>::asking(std::size_t unit) const {
  Asking out;
  for (const std::vector<Episode<D>>& group : episodes(unit)) {
    const int n = group.empty() ? 1 : n_variants(*bindings_[unit].condition, group.front());
    for (int v = 0; v < n; ++v) {
      for (const Episode<D>& episode : group) out.episodes.push_back(transformed(unit, episode, v));
      out.ends.push_back(out.episodes.size());
    }
  }
  return out;
}

template <class D>
std::size_t DomainLaboratory<D>::n_questions(std::size_t unit) const {
  std::size_t n = 0;
  for (const Episode<D>& episode : asking(unit).episodes) n += episode.problem.questions.size();
  return n;
}

template <class D>
std::optional<UnitRecord> DomainLaboratory<D>::answer(std::size_t unit, std::stop_token stop) {
  Asking asked_of = asking(unit);
  std::vector<Problem<D>> problems;
  for (Episode<D>& episode : asked_of.episodes) problems.push_back(std::move(episode.problem));
  const auto predictions = bindings_[unit].learner->answer(problems, stop);
  if (predictions.size() < problems.size()) return std::nullopt;
  std::vector<Asked<D>> asked;
  for (std::size_t e = 0; e < problems.size(); ++e)
    asked.push_back({std::move(asked_of.episodes[e]), problems[e], predictions[e]});
  return record_of(asked, asked_of.ends);
}

template class DomainLaboratory<Text>;
template class DomainLaboratory<Vector>;

}  // namespace tangram
