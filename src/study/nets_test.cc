#include "study/nets.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "study/run.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

/// A net that is trained by being asked to, an operation a step; what happens goes into a log.
struct FakeNet final : Trainable {
  FakeNet(std::string name, std::string of, std::int64_t step, std::string& events)
      : name_(std::move(name)), training_(std::move(of)), step_(step), events_(events) {}
  std::string training() const override { return training_; }
  std::int64_t step() const override { return step_; }
  std::filesystem::path file() const override { return name_; }
  bool is_trained() const override { return made == step_; }
  double operations_left_from(std::int64_t begun) const override {
    return static_cast<double>(step_ - std::max(made, begun));
  }
  bool prepare(const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    events_ += "train " + name_ + "; ";
    made = step_;
    return true;
  }

  std::int64_t made = 0;  // steps, of which a state of its own is kept

 private:
  std::string name_, training_;
  std::int64_t step_;
  std::string& events_;
};

/// Unit i is answered by a learner that needs nets_of_units[i].
struct FakeLaboratory final : Laboratory {
  FakeLaboratory(std::vector<std::vector<Trainable*>> of_units, std::string& log)
      : nets_of_units(std::move(of_units)), events(log) {
    for (std::size_t i = 0; i < nets_of_units.size(); ++i) {
      units_.emplace_back();
      units_.back().id = units_.back().task = std::to_string(i);
    }
  }
  bool reads_model(std::size_t) const override { return false; }
  std::vector<Trainable*> nets(std::size_t unit) const override { return nets_of_units[unit]; }
  std::optional<double> labels_kept(std::size_t) const override { return std::nullopt; }
  std::size_t n_questions(std::size_t) const override { return 0; }
  std::optional<UnitRecord> answer(std::size_t unit, std::stop_token stop) override {
    require(unit != unanswerable, "unit {} cannot be answered", unit);
    if (stop.stop_requested()) return std::nullopt;
    events += fmt::format("answer {}; ", unit);
    return UnitRecord{};
  }

  std::vector<std::vector<Trainable*>> nets_of_units;
  std::string& events;
  std::optional<std::size_t> unanswerable;
};

// Learners that share nets, one of them two; a and b are steps of one training, which costs what
// the later of them does: 30 and 7 operations. b, asked first, is trained after a.
TEST(Nets, OfAStudyAreEachOneOnceAndOneTrainingCostsItsLastStep) {
  std::string events;
  FakeNet a("a", "one", 10, events), b("b", "one", 30, events), other("c", "other", 7, events),
      again("a", "one", 10, events);
  const FakeLaboratory laboratory({{&b}, {}, {&a}, {&again}, {&b, &other}}, events);
  const std::vector<Trainable*> nets = nets_of(laboratory);
  EXPECT_EQ(nets, (std::vector<Trainable*>{&a, &b, &other}));
  EXPECT_EQ(operations_left(nets), 37);
  b.prepare({});
  EXPECT_EQ(operations_left(nets), 17);
  EXPECT_EQ(operations_left({}), 0);
}

// Steps 10, 20 and 30 of one training. Of the last 25 steps are made, which are of no use to the
// others: 10 + 10 + 5. Where 20 is trained before 10 it is trained from the start, as is 10: 5 + 20
// + 10. Two states of one end cost one training, but where one of them is there, and the other must
// be made again.
TEST(Nets, OfOneTrainingCostWhatTheirOrderMakesThem) {
  std::string events;
  FakeNet a("a", "one", 10, events), b("b", "one", 20, events), c("c", "one", 30, events);
  c.made = 25;
  EXPECT_EQ(operations_left({&a, &b, &c}), 25);
  EXPECT_EQ(operations_left({&c, &b, &a}), 35);
  EXPECT_EQ(operations_left({&b, &a, &c}), 35);
  FakeNet end("end", "two", 30, events), best("best", "two", 30, events);
  EXPECT_EQ(operations_left({&end, &best}), 30);
  end.prepare({});
  EXPECT_EQ(operations_left({&end, &best}), 30);
}

struct Ignore final : RunObserver {
  void committed(const WorkUnit&, const UnitCost&, std::size_t) override {}
};

TEST(Nets, OfARunAreTrainedBeforeItsFirstUnit) {
  std::string events;
  FakeNet a("a", "one", 10, events), b("b", "two", 10, events), c("c", "three", 10, events);
  FakeLaboratory laboratory({{}, {&b, &a}, {&c}}, events);
  const TempFolder folder;
  Store store = Store::create(folder.path() / "run.db", {}, laboratory.units());
  Ignore observer;
  std::stop_source stopped;
  stopped.request_stop();
  EXPECT_EQ(run_units(laboratory, store, {}, observer, stopped.get_token()), Outcome::stopped);
  EXPECT_EQ(events, "");
  EXPECT_EQ(run_units(laboratory, store, {}, observer, {}), Outcome::done);
  EXPECT_EQ(events, "train b; train a; train c; answer 0; answer 1; answer 2; ");
  // A net of units that are done is not needed.
  events.clear();
  EXPECT_EQ(run_units(laboratory, store, {}, observer, {}), Outcome::done);
  EXPECT_EQ(events, "");
}

struct Expects final : TrainingObserver {
  void expects(double of_all) override { operations.push_back(of_all); }
  void trained(const TrainingProgress&) override {}
  std::vector<double> operations;
};

// Of a run whose unit 0 is done the net of unit 1 alone, 7 operations; of another 10, too.
TEST(Nets, OfARunSayWhatAllOfThemStillCost) {
  std::string events;
  FakeNet a("a", "one", 10, events), b("b", "two", 7, events);
  FakeLaboratory laboratory({{&a}, {&b}}, events);
  const TempFolder folder;
  Store store = Store::create(folder.path() / "run.db", {}, laboratory.units());
  store.commit(laboratory.units()[0], UnitRecord{}, {}, {});
  Ignore observer;
  Expects expects;
  Resources resources;
  resources.training = &expects;
  std::stop_source stopped;
  stopped.request_stop();
  run_units(laboratory, store, resources, observer, stopped.get_token());
  EXPECT_EQ(expects.operations, (std::vector<double>{7}));
  Store other = Store::create(folder.path() / "other.db", {}, laboratory.units());
  run_units(laboratory, other, resources, observer, {});
  EXPECT_EQ(expects.operations, (std::vector<double>{7, 17}));
}

// The net of unit 2 cannot answer it, which shows before that of unit 1 is trained.
TEST(Nets, ThatCannotAnswerEndARunBeforeAnyIsTrained) {
  std::string events;
  FakeNet a("a", "one", 10, events), b("b", "two", 10, events);
  FakeLaboratory laboratory({{}, {&a}, {&b}}, events);
  laboratory.unanswerable = 2;
  const TempFolder folder;
  Store store = Store::create(folder.path() / "run.db", {}, laboratory.units());
  Ignore observer;
  EXPECT_THROW(run_units(laboratory, store, {}, observer, {}), Error);
  EXPECT_EQ(events, "");
  // As that of a unit without a net does, and of one whose net is there.
  laboratory.unanswerable = 0;
  EXPECT_THROW(check_questions(laboratory), Error);
  a.prepare({});
  laboratory.unanswerable = 1;
  EXPECT_THROW(check_questions(laboratory), Error);
  // With nothing to train, each is asked when it is its turn.
  b.prepare({});
  EXPECT_NO_THROW(check_questions(laboratory));
}

}  // namespace
}  // namespace tangram
