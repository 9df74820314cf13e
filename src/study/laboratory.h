#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/catalogs.h"
#include "spec/study.h"
#include "store/store.h"

namespace tangram {

/// A study with its components made: the place where an episode is drawn, a condition applied and
/// a learner asked. `plan` and `run` share it.
///
/// Not thread-safe: it holds the learners.
class Laboratory {
 public:
  virtual ~Laboratory() = default;

  /// In the order of running: by draw (of each block: from its first_draw on), then block, task,
  /// condition and learner, so that an interrupted run holds whole comparisons of all blocks.
  const std::vector<WorkUnit>& units() const { return units_; }

  /// True if answering this unit costs the language model's time.
  virtual bool reads_model(std::size_t unit) const = 0;

  /// What must be trained before the unit's learner answers, in this order.
  virtual std::vector<Trainable*> nets(std::size_t unit) const = 0;

  /// The share of a unit's examples that show their own label, of those that show one, in the first
  /// variant. A label is the number of its candidate, so what a map of labels shows is its own;
  /// words in its place that are asked nowhere are none. nullopt: no example shows a label.
  virtual std::optional<double> labels_kept(std::size_t unit) const = 0;

  /// How many questions a unit asks, over all variants. It is drawn, and nobody is asked.
  virtual std::size_t n_questions(std::size_t unit) const = 0;

  /// Draws, transforms, asks. nullopt: stopped before the unit was complete.
  virtual std::optional<UnitRecord> answer(std::size_t unit, std::stop_token stop) = 0;

 protected:
  std::vector<WorkUnit> units_;
};

/// The laboratory of the study's domain. What it is given outlives it. Throws Error on a domain
/// without a catalog and as DomainLaboratory does.
std::unique_ptr<Laboratory> make_laboratory(const Study& study, const Catalogs& catalogs,
                                            const Resources& resources);

/// Pairing. Draw i of a task is the same episode in every condition and learner, and the
/// k-th use of a transformation gets the same stream in every condition: the g of `ra` is
/// the g of `ra_shuffled` and `tau_random`. A draw of several demonstrations meets one g and h
/// in all of them: their streams are the draw's.
///
/// The catalog's components are made in the constructor, which throws Error on options that a
/// component does not know, on a name that is in no catalog, and on a grid axis that nobody takes.
template <class D>
class DomainLaboratory final : public Laboratory {
 public:
  DomainLaboratory(const Study& study, const Catalog<D>& catalog, const Resources& resources);

  bool reads_model(std::size_t unit) const override;
  std::vector<Trainable*> nets(std::size_t unit) const override;
  std::optional<double> labels_kept(std::size_t unit) const override;
  std::size_t n_questions(std::size_t unit) const override;
  std::optional<UnitRecord> answer(std::size_t unit, std::stop_token stop) override;

 private:
  struct Step {
    std::string use;
    int occurrence = 0;  // the how-manieth of its use in the condition
    std::unique_ptr<Transformation<D>> transformation;
  };
  struct Condition {
    std::string id;
    std::vector<Step> steps;
  };
  /// What a unit asks.
  struct Asking {
    std::vector<Episode<D>> episodes;  // group by group, then by variant, then by episode
    std::vector<std::size_t> ends;     // of each variant of each group
  };
  struct Binding {
    Shape shape;
    int demonstrations = 1;  // of a unit
    const Task<D>* task = nullptr;
    const Condition* condition = nullptr;
    Learner<D>* learner = nullptr;
  };

  void add_block(const Block& block);
  void order_by_draw(const Study& study);
  const Task<D>& task(const ComponentSpec& spec);
  const Condition& condition(const ConditionSpec& spec);
  Learner<D>& learner(const ComponentSpec& spec);
  /// Episodes of one demonstration (per_query: of all its queries) make a group.
  std::vector<std::vector<Episode<D>>> episodes(std::size_t unit) const;
  static int n_variants(const Condition& condition, const Episode<D>& episode);
  Episode<D> transformed(std::size_t unit, Episode<D> episode, int variant) const;
  Asking asking(std::size_t unit) const;

  const Catalog<D>& catalog_;
  const Resources& resources_;
  std::uint64_t seed_;
  // By canonical text of their options (conditions by name and those): made once a study.
  std::map<std::string, std::unique_ptr<Task<D>>> tasks_;
  std::map<std::string, std::unique_ptr<Condition>> conditions_;
  std::map<std::string, std::unique_ptr<Learner<D>>> learners_;
  std::vector<Binding> bindings_;  // beside units_
};

extern template class DomainLaboratory<Text>;
extern template class DomainLaboratory<Vector>;

}  // namespace tangram
