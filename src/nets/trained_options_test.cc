#include "nets/trained_options.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "nets/trained_learner.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

/// A learner of these options, as JSON without braces, beside those of a tiny net.
std::unique_ptr<Learner<Vector>> learner_of(const std::string& options) {
  Resources resources;
  resources.cache_dir = "/no/such/cache";
  const std::string text = fmt::format("{{{}}}", options);
  return make_trained(parse_json(text, {"study.toml", 7, 0}), resources);
}
constexpr char kTinyNet[] = R"("layers": 1, "width": 16, "dimension": 2, "points": 4, )";

TEST(TrainedOptions, ThatAreWrongAreAnErrorWithTheirPlace) {
  const auto error = [](const std::string& options) {
    return error_text([&] { learner_of(kTinyNet + options); });
  };
  EXPECT_EQ(error(R"("steps": 9, "heads": 3)"),
            "study.toml:7: learner trained: gpt2: 3 heads do not divide a width of 16; give a "
            "width that is a multiple");
  EXPECT_EQ(error(R"("steps": 9, "pool_size": 0)"),
            "study.toml:7: learner trained: a pool of tasks: pool_size is 0, must be at least 1, "
            "or inf");
  EXPECT_EQ(error(R"("steps": 0)"),
            "study.toml:7: learner trained: 'steps' must be at least 1, but is 0");
  EXPECT_EQ(error(R"("batch": 8)"),
            "study.toml:7: learner trained: 'steps' is missing: Updates of the training");
  EXPECT_EQ(error(R"("steps": 9, "schedule": "warmup_cosin")"),
            "study.toml:7: learner trained: 'schedule' must be one of constant, triangle, "
            "warmup_cosine, warmup_constant, but is 'warmup_cosin'; did you mean "
            "'warmup_cosine'?");
  EXPECT_EQ(error(R"("steps": 9, "at_step": 10)"),
            "study.toml:7: learner trained: at_step is 10, but the training has 9 steps; give at "
            "most that");
  EXPECT_EQ(error(R"("steps": 9, "snapshots": [10, 3])"),
            "study.toml:7: learner trained: snapshots are up to 10, but the training has 9 steps; "
            "give at most that");
  EXPECT_EQ(error(R"("steps": 9, "curriculum_points": [2, 1])"),
            "study.toml:7: learner trained: curriculum_points has 2 numbers; give start, increment "
            "and interval, such as [5, 1, 2000]");
  EXPECT_EQ(error(R"("steps": 9, "curriculum_dimension": [1, 1, 0])"),
            "study.toml:7: learner trained: 'curriculum_dimension' must be at least 1, but is 0");
  EXPECT_EQ(error(R"("steps": 9, "answer_from": "best")"),
            "study.toml:7: learner trained: answer_from = \"best\" asks for validations, but there "
            "are none; give validate_every");
  EXPECT_EQ(error(R"("steps": 9, "patience": 2)"),
            "study.toml:7: learner trained: patience asks for validations, but there are none; "
            "give validate_every");
  EXPECT_EQ(
      error(R"("steps": 9, "validate_every": 3, "answer_from": "best", "at_step": 4)"),
      "study.toml:7: learner trained: answer_from is \"best\", but at_step names step 4; give "
      "one of them");
  for (const char* step : {R"("at_step": 4)", R"("snapshots": [4])"})
    EXPECT_EQ(error(fmt::format(R"("steps": 9, "validate_every": 3, "patience": 2, {})", step)),
              "study.toml:7: learner trained: patience is 2: the training may end before the steps "
              "of at_step or snapshots; give patience = 0, or neither");
  EXPECT_EQ(error(R"("steps": 9, "batch": 2, "threads": 3)"),
            "study.toml:7: learner trained: train: threads is 3, but a batch has 2 sequences; give "
            "at most one thread a sequence");
  EXPECT_EQ(error(R"("steps": 9, "beta2": 1)"),
            "study.toml:7: learner trained: adam: beta2 is 1, must be at least 0 and, as a float, "
            "below 1");
  EXPECT_EQ(error(R"("steps": 9, "rate": 0)"),
            "study.toml:7: learner trained: schedule: rate is 0, must be > 0");
}

// Twice as many tokens as points, and one number more in each than in x, are more than an int
// holds.
TEST(TrainedOptions, OfSizesThatOverflowAreAnErrorWithTheirPlace) {
  const auto error = [](const char* size) {
    return error_text(
        [&] { learner_of(fmt::format(R"("layers": 1, "width": 16, "steps": 9, {})", size)); });
  };
  EXPECT_EQ(error(R"("points": 2000000000)"),
            "study.toml:7: learner trained: points is 2000000000, must be at least 1 and at most "
            "50000");
  EXPECT_EQ(error(R"("dimension": 2147483647)"),
            "study.toml:7: learner trained: dimension is 2147483647, must be at least 1 and at "
            "most 50000");
}

TEST(TrainedOptions, TakeFromTheirPresetWhatIsNotGiven) {
  const TrainedOptions garg = parse_trained_options<TrainedOptions>(
      parse_json(R"({"preset": "garg2022_tiny", "width": 32, "steps": 10, "warmup": 0.25})", {}),
      "t");
  EXPECT_EQ(garg.net.layers, 3);
  EXPECT_EQ(garg.net.width, 32);
  EXPECT_EQ(garg.net.read_init, ReadInit::uniform);
  EXPECT_EQ(garg.trainer.layout, TokenLayout::shared);
  EXPECT_EQ(garg.sized_net().token_width, 8);  // of 8 dimensions, 16 points
  EXPECT_EQ(garg.sized_net().longest, 31);
  EXPECT_EQ(garg.timed_trainer().schedule.warmup, 3);  // of 2.5
}

TEST(TrainedOptions, OfAkyurekTakeTheOptimiserFromTheirPresetToo) {
  const auto read = [](const char* options) {
    return parse_trained_options<TrainedOptions>(parse_json(options, {}), "t");
  };
  const TrainedOptions as_released = read(R"({"preset": "akyurek2023", "steps": 500})");
  EXPECT_EQ(as_released.net.skip, Skip::normed);
  EXPECT_TRUE(as_released.net.narrow_attention);
  EXPECT_EQ(as_released.net.body_init, BodyInit::uniform);
  EXPECT_EQ(as_released.batch, 64);
  const TrainerOptions trainer = as_released.timed_trainer();
  EXPECT_EQ(trainer.adam.beta2, 0.98);
  EXPECT_EQ(trainer.adam.epsilon, 1e-9);
  EXPECT_EQ(trainer.schedule.rate, 1e-4);
  EXPECT_EQ(trainer.schedule.warmup, 100);  // a fifth
  EXPECT_EQ(trainer.schedule.shape, ScheduleShape::warmup_cosine);
  const TrainedOptions other =
      read(R"({"preset": "akyurek2023_pre_norm", "steps": 500, "rate": 0.01, "skip": "normed"})");
  EXPECT_EQ(other.trainer.schedule.rate, 0.01);
  EXPECT_EQ(other.trainer.adam.beta2, 0.98);
  EXPECT_EQ(other.net.skip, Skip::normed);
  EXPECT_FALSE(other.net.narrow_attention);
}

// Options that came later leave the names of the nets that were there before alone.
TEST(TrainedOptions, NameNetsAsTheyEverDid) {
  const auto name = [](const std::string& preset) {
    return learner_of(kTinyNet + preset + R"("steps": 9)")->nets().at(0)->file().stem().string();
  };
  EXPECT_EQ(name(""), "8153d7648ccf84ff");
  EXPECT_EQ(name(R"("preset": "garg2022_tiny", )"), "81284620f19f5e3d");
}

// Each option by itself: a net of another name, or another step of the same.
TEST(TrainedOptions, NameTheNetByAllThatChangesABit) {
  const std::vector<std::string> changes = {R"("layers": 2)",
                                            R"("width": 32)",
                                            R"("heads": 4)",
                                            R"("read_init": "uniform")",
                                            R"("read_init": "uniform_by_length")",
                                            R"("body_init": "uniform")",
                                            R"("skip": "normed")",
                                            R"("narrow_attention": true)",
                                            R"("precision": "bfloat16")",
                                            R"("read_bias": true)",
                                            R"("final_norm": false)",
                                            R"("layout": "shared")",
                                            R"("dimension": 3)",
                                            R"("points": 5)",
                                            R"("noise_sd": 0.25)",
                                            R"("task_sd": 2)",
                                            R"("task_law": "laplace")",
                                            R"("task_law": "laplace", "pool_size": 4)",
                                            R"("pool_size": 4)",
                                            R"("pool_size": 4, "pool_seed": 1)",
                                            R"("pool_seed": 1)",
                                            R"("steps": 10)",
                                            R"("batch": 32)",
                                            R"("rate": 0.01)",
                                            R"("schedule": "triangle")",
                                            R"("warmup": 0.5)",
                                            R"("beta1": 0.8)",
                                            R"("beta2": 0.98)",
                                            R"("epsilon": 0.001)",
                                            R"("decay": 0.1)",
                                            R"("clip_entries": 0.5)",
                                            R"("clip_norm": 1)",
                                            R"("train_seed": 1)",
                                            R"("curriculum_dimension": [1, 1, 3])",
                                            R"("curriculum_points": [1, 1, 3])",
                                            R"("curriculum_points": [2, 1, 3])",
                                            R"("curriculum_points": [1, 2, 3])",
                                            R"("curriculum_points": [1, 1, 4])",
                                            R"("validate_every": 3)",
                                            R"("validate_every": 4)",
                                            R"("validate_every": 3, "validation_sequences": 8)",
                                            R"("validate_every": 3, "patience": 1)",
                                            R"("threads": 1)",
                                            R"("sequences_a_pass": 4)"};
  const auto with = [](const std::string& change) {
    Table table = *parse_json(fmt::format("{{{} \"steps\": 9}}", kTinyNet), {}).table();
    const Value changed = parse_json("{" + change + "}", {});
    for (const auto& [key, value] : changed.table()->entries) table.set(key, value);
    Resources resources;
    resources.cache_dir = "/no/such/cache";
    const auto learner = make_trained({table, {}}, resources);
    return std::pair(learner->id(), learner->nets().at(0)->file());
  };
  const auto named = with("");
  std::set<std::string> ids{named.first}, files{named.second};
  for (const std::string& change : changes) {
    const auto [id, file] = with(change);
    EXPECT_TRUE(ids.insert(id).second) << change;
    EXPECT_TRUE(files.insert(file).second) << change;
  }
  EXPECT_EQ(with(R"("checkpoint_every": 3)"), named);
  EXPECT_EQ(with(R"("at_step": 9)"), named);
  EXPECT_EQ(with(R"("snapshots": [3])"), named);
  // A preset by what it gives, not by its name: layers and width stand beside it here, and heads
  // are two in these, four in the large one.
  EXPECT_EQ(with(R"("preset": "raventos2023_base")"), named);
  EXPECT_NE(with(R"("preset": "raventos2023_large")"), named);
  const auto [id, file] = with(R"("at_step": 3)");
  EXPECT_NE(id, named.first);
  EXPECT_EQ(file.string(),
            std::filesystem::path(named.second).replace_extension().string() + "-3.safetensors");
  const auto last = with(R"("validate_every": 3)"),
             best = with(R"("validate_every": 3, "answer_from": "best")");
  EXPECT_NE(best.first, last.first);
  EXPECT_EQ(best.second.string(),
            std::filesystem::path(last.second).replace_extension().string() + "-best.safetensors");
}

}  // namespace
}  // namespace tangram
