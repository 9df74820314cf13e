// Studies of vectors: a task and a learner that are known by heart.
#include <gtest/gtest.h>

#include "study/laboratory.h"
#include "study/toy_lab.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

const Resources kNoResources;

struct ScaleOptions {
  double scale = 2;

  void visit(FieldVisitor& v) { v({.name = "scale", .help = "y over x"}, scale); }
};

/// Sequence i: x = (i + 1, 0), (i + 2, 0), y = scale times its first number; both are asked.
class Scaled final : public Task<Vector> {
 public:
  explicit Scaled(double scale) : scale_(scale) {}
  std::string id() const override { return fmt::format("scaled({})", scale_); }
  Episode<Vector> draw(const Rng&, std::uint64_t index, const Shape&) const override {
    Eigen::MatrixXd x(2, 2);
    const auto first = static_cast<double>(index) + 1;
    x << first, first + 1, 0, 0;
    Episode<Vector> out{id(), index, {}, {}, {}};
    out.problem.demonstration = {x, scale_ * x.row(0)};
    for (int k = 0; k < 2; ++k) {
      out.problem.questions.push_back({k, x.col(k)});
      out.truth.push_back(Eigen::VectorXd::Constant(1, scale_ * x(0, k)));
      out.query.push_back(index);
    }
    return out;
  }

 private:
  double scale_;
};

/// Says `scale` times the first number of x.
class SaysScaled final : public Learner<Vector> {
 public:
  explicit SaysScaled(double scale) : scale_(scale) {}
  std::string id() const override { return fmt::format("says({})", scale_); }
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Vector>> problems,
                                              std::stop_token stop) override {
    std::vector<std::vector<Prediction>> out;
    if (stop.stop_requested()) return out;
    for (const auto& problem : problems) {
      out.emplace_back();
      for (const auto& question : problem.questions)
        out.back().push_back({Eigen::VectorXd::Constant(1, scale_ * question.x(0)), {}, {}});
    }
    return out;
  }

 private:
  double scale_;
};

template <class Made, class Base>
std::unique_ptr<Base> make(const Value& options, const Resources&) {
  return std::make_unique<Made>(parse_options<ScaleOptions>(options, "toy").scale);
}

Catalogs catalogs() {
  Catalogs out;
  out.vector.tasks = {{"scaled", "", &describe_options<ScaleOptions>, &make<Scaled, Task<Vector>>}};
  out.vector.learners = {
      {"says", "", &describe_options<ScaleOptions>, &make<SaysScaled, Learner<Vector>>}};
  return out;
}

Study study_of(const std::string& extra) {
  return parse_study(
      "[study]\nformat = 1\nid = 'v'\ndomain = 'vector'\nseed = 1\ndraws = 2\n"
      "queries = 3\ndesign = 'per_query'\nshots = 'all'\n"
      "[task.t]\nuse = 'scaled'\n[learner.l]\nuse = 'says'\n" +
          extra,
      "v.toml");
}

// Draw 1 of 3 sequences: sequences 3, 4 and 5. Sequence 3 has x = 4 and 5, so truth 8 and 10; the
// learner of scale 2 says so.
TEST(VectorLaboratory, StoresTheAnswersOfARepeatsSequencesBesideTheTruth) {
  const Study study = study_of("");
  const Catalogs all = catalogs();
  const auto laboratory = make_laboratory(study, all, kNoResources);
  ASSERT_EQ(laboratory->units().size(), 2U);
  const auto record = laboratory->answer(1, {});
  ASSERT_TRUE(record);
  EXPECT_TRUE(record->variants.empty());
  EXPECT_EQ(record->vectors.dimension, 2);
  ASSERT_EQ(record->vectors.answers.size(), 6U);
  EXPECT_EQ(record->vectors.answers[0], (VectorAnswer{0, 3, {8}, {8}}));
  EXPECT_EQ(record->vectors.answers[1], (VectorAnswer{1, 3, {10}, {10}}));
  EXPECT_EQ(record->vectors.answers[5], (VectorAnswer{1, 5, {14}, {14}}));
  EXPECT_EQ(laboratory->n_questions(1), 6U);
  EXPECT_FALSE(laboratory->labels_kept(0)) << "vectors have no labels";
}

TEST(VectorLaboratory, AnAxisSetsTaskAndLearnerAlike) {
  const Study study = study_of("[grid]\nscale = [2, 3]\n");
  const Catalogs all = catalogs();
  const auto laboratory = make_laboratory(study, all, kNoResources);
  ASSERT_EQ(laboratory->units().size(), 4U);
  EXPECT_EQ(laboratory->units()[1].id, "t/original/l/scale=3/0");
  EXPECT_EQ(laboratory->answer(1, {})->vectors.answers[0], (VectorAnswer{0, 0, {3}, {3}}));
}

TEST(VectorLaboratory, GivesNothingForAUnitThatWasStopped) {
  const Study study = study_of("");
  const Catalogs all = catalogs();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(make_laboratory(study, all, kNoResources)->answer(0, stop.get_token()));
}

TEST(VectorLaboratory, KnowsNoComponentOfAnotherDomain) {
  Catalogs all = catalogs();
  all.text = toy_catalog();
  const Study study = study_of("[learner.m]\nuse = 'toy'\n");
  EXPECT_EQ(error_text([&] { make_laboratory(study, all, kNoResources); }),
            "v.toml:14: no learner is called 'toy'; known: says");
}

}  // namespace
}  // namespace tangram
