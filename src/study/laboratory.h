#pragma once

#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/catalog.h"
#include "spec/study.h"
#include "store/store.h"

namespace tangram {

/// A text study with its components made: the place where an episode is drawn, a condition
/// applied and a learner asked. `plan` and `run` share it.
///
/// Pairing. Draw i of a task is the same episode in every condition and learner, and the
/// k-th use of a transformation gets the same stream in every condition: the g of `ra` is
/// the g of `ra_shuffled` and `tau_random`. A draw of several demonstrations meets one g and h
/// in all of them: their streams are the draw's.
///
/// Not thread-safe: it holds the learners. The catalog's components are made in the
/// constructor, which throws Error on options that a component does not know, on a name
/// that is in no catalog, and on a grid axis that nobody takes.
class Laboratory {
 public:
  Laboratory(const Study& study, const Catalog<Text>& catalog, const Resources& resources);

  /// In the order of running: by draw (of each block: from its first_draw on), then block, task,
  /// condition and learner, so that an interrupted run holds whole comparisons of all blocks.
  const std::vector<WorkUnit>& units() const { return units_; }

  /// True if answering this unit costs the language model's time.
  bool reads_model(std::size_t unit) const;

  /// The share of a unit's examples that show their own label, of those that show one, in the first
  /// variant. A label is the number of its candidate, so what a map of labels shows is its own;
  /// words in its place that are asked nowhere are none. nullopt: no example shows a label.
  std::optional<double> labels_kept(std::size_t unit) const;

  /// Draws, transforms, asks. nullopt: stopped before the unit was complete.
  std::optional<UnitRecord> answer(std::size_t unit, std::stop_token stop);

 private:
  struct Step {
    std::string use;
    int occurrence = 0;  // the how-manieth of its use in the condition
    std::unique_ptr<Transformation<Text>> transformation;
  };
  struct Condition {
    std::string id;
    std::vector<Step> steps;
  };
  struct Binding {
    Shape shape;
    int demonstrations = 1;  // of a unit
    const Task<Text>* task = nullptr;
    const Condition* condition = nullptr;
    Learner<Text>* learner = nullptr;
  };

  void add_block(const Block& block);
  void order_by_draw(const Study& study);
  const Task<Text>& task(const ComponentSpec& spec);
  const Condition& condition(const ConditionSpec& spec);
  Learner<Text>& learner(const ComponentSpec& spec);
  /// Episodes of one demonstration (per_query: of all its queries) make a group.
  std::vector<std::vector<Episode<Text>>> episodes(std::size_t unit) const;
  static int n_variants(const Condition& condition, const Episode<Text>& episode);
  Episode<Text> transformed(std::size_t unit, Episode<Text> episode, int variant) const;

  const Catalog<Text>& catalog_;
  const Resources& resources_;
  std::uint64_t seed_;
  // By canonical text of their options (conditions by name and those): made once a study.
  std::map<std::string, std::unique_ptr<Task<Text>>> tasks_;
  std::map<std::string, std::unique_ptr<Condition>> conditions_;
  std::map<std::string, std::unique_ptr<Learner<Text>>> learners_;
  std::vector<WorkUnit> units_;
  std::vector<Binding> bindings_;  // beside units_
};

}  // namespace tangram
