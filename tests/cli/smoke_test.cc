#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/files.h"
#include "base/rng.h"
#include "tests/cli/tangram.h"
#include "tests/support/random_gguf.h"

// Each study end to end at its smoke size, on generated reviews and a model with random weights.
namespace tangram {
namespace {

using Options = std::vector<std::string>;

Options on_model(const Sandbox& box) { return {"--model", box.model().string(), "--threads", "1"}; }

Options both(Options options, const Options& more) {
  options.insert(options.end(), more.begin(), more.end());
  return options;
}

/// Reviews stand for every data set: the sets of the studies are not here.
Options on_reviews(const Sandbox& box) {
  return both(on_model(box), {"--data", box.data().string()});
}

std::string store_of(const Sandbox& box) { return box.path("smoke.db").string(); }

/// Runs the study at its smoke size, and what `measure` says of it.
std::string measured(const Sandbox& box, const std::string& study, const Options& options) {
  box.output(
      both({"--quiet", "run", study, "--profile", "smoke", "--out", store_of(box)}, options));
  return box.output({"measure", store_of(box)});
}

std::string row_of(const std::string& text, const std::string& label) {
  return fmt::format("{{\"text\": \"{}\", \"label\": \"{}\"}}\n", text, label);
}

TEST(Smoke, StructuredTaskRunsFromStudyToCurves) {
  const Sandbox box;
  const std::string text = measured(box, "li2024_structured_task", on_reviews(box));
  for (const char* condition :
       {"original", "ra", "ra_shuffled", "flip", "pa", "pa_fresh", "tau_random", "tau_synonym"})
    for (const char* learner : {"llm", "ngram_logistic", "guess"})
      EXPECT_THAT(text, testing::HasSubstr(std::string("reviews/") + condition + "/" + learner));
}

// Its labels' chains come from the installed WordNet (tools/setup.sh --for-tests), so this model
// knows the words of two of them: positive, plus, addition, ... and negative, veto, prohibit, ...
TEST(Smoke, SynonymChainsRunFromStudyToCurves) {
  const Sandbox box;
  write_random_gguf(box.path("synonyms.gguf"),
                    {.words = {"plus", "addition", "increase", "gain", "win", "advance", "veto",
                               "prohibit", "forbid", "prevent", "keep", "hold", "affirmative"}});
  const std::string text = measured(box, "li2024_synonym_chains",
                                    {"--model", box.path("synonyms.gguf").string(), "--data",
                                     box.data().string(), "--threads", "1"});
  for (const char* condition :
       {"original", "random", "random_shuffled", "synonym", "antonym", "keyword", "wn_antonym",
        "wn_keyword", "chain_1", "chain_6", "chain_6_shuffled", "tau_random", "tau_wn_antonym",
        "tau_wn_keyword", "tau_chain_1", "tau_chain_6"})
    EXPECT_THAT(text, testing::HasSubstr(std::string("reviews/") + condition + "/llm"));
  for (const char* part :
       {"nearness/reviews/tau_chain_1/nearest", "trend order-tau on reviews: AUC",
        "covariate: probability of the truth at 0 shots",
        "no trend: the grid does not ask 'chain_1/llm' at 32 shots"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

/// A data card whose labels each have twenty short texts.
std::string card_of(const Sandbox& box, const std::string& name,
                    const std::vector<std::string>& labels) {
  std::string rows, words;
  for (const std::string& label : labels) {
    words += (words.empty() ? "" : ", ") + label + " = \"" + label + "\"";
    for (int i = 0; i < 20; ++i) rows += row_of(fmt::format("{} number {}", label, i), label);
  }
  box.write(name + ".jsonl", rows);
  return box
      .write(name + ".toml", fmt::format("name = \"{}\"\ndescription = \"Generated.\"\nexample = "
                                         "\"{{x}}: {{y}}\"\nlabels = {{ {} }}\n",
                                         name, words))
      .string();
}

// The maps of this study are of the labels of SST-5 and TREC, which generated sets have here.
TEST(Smoke, HeldOutRunsFromStudyToCurves) {
  const Sandbox box;
  std::string rated;
  for (int i = 0; i < 160; ++i)
    rated += fmt::format("{{\"text\": \"film number {}\", \"rating\": {}}}\n", i, i % 8 - 3.5);
  box.write("rated.jsonl", rated);
  const auto levels = [&](const std::string& more) {
    return "{use='text_set',data='" + box.path("rated.jsonl").string() +
           "',label='rating',cuts=[-2,0,2],labels={0='terrible',1='bad',2='good',3='great'}" +
           more + "}";
  };
  const std::string stars = card_of(box, "stars", {"terrible", "bad", "okay", "good", "great"});
  const std::string types = card_of(
      box, "types", {"abbreviation", "entity", "description", "human", "location", "number"});
  const std::string news = card_of(box, "news", {"world", "sports", "business", "technology"});
  const std::string text = measured(
      box, "li2024_held_out",
      both(on_model(box),
           {"--set", "task.topics={use='text_set',data='" + news + "'}", "--set",
            "task.topics_held={use='text_set',data='" + news + "',held_out=['sports','business']}",
            "--set", "task.sst5.data=" + stars, "--set", "task.sst5_held.data=" + stars, "--set",
            "task.trec.data=" + types, "--set", "task.trec_held.data=" + types, "--set",
            "task.levels=" + levels({}), "--set",
            "task.levels_held=" + levels(", held_out=['bad','good']")}));
  for (const char* cell :
       {"stars/sst5/original/llm", "scale/sst5_held/reversal/llm", "scale/sst5_held/tau_successor",
        "levels/levels/original/llm", "ratings/levels_held/reversal/llm",
        "types/trec/ra_shuffled/llm", "letters/trec_held/initial_shuffled/llm",
        "topics/topics/original/llm", "topic_letters/topics_held/initial/llm"})
    EXPECT_THAT(text, testing::HasSubstr(cell));
}

// One task is too few for an additive model, and four shots are not those that its matrices name.
TEST(Smoke, ComposabilityRunsFromStudyToCurvesAndSaysWhyItsMatricesAreEmpty) {
  const Sandbox box;
  const std::string text = measured(box, "li2024_composability", on_reviews(box));
  for (const char* condition : {"original", "flip", "uppercase", "reversed", "letters", "numbers",
                                "symbols", "random", "numbers_shuffled"})
    EXPECT_THAT(text, testing::HasSubstr(std::string("reviews/") + condition + "/llm"));
  for (const char* matrix : {"scores", "learnt"})
    EXPECT_THAT(text, testing::HasSubstr(std::string("matrix ") + matrix));
  EXPECT_THAT(text, testing::HasSubstr("note: the grid does not ask at 16 shots"));
}

TEST(Smoke, ProfileRunsFromStudyToCurves) {
  const Sandbox box;
  const std::string text = measured(box, "profile", on_reviews(box));
  for (const char* cell :
       {"curve/reviews/original/llm", "arms/reviews/shuffled/llm", "arms/reviews/flip/llm",
        "arms/reviews/new_words_shuffled/llm", "arms/reviews/fresh/llm",
        "arms/reviews/labels_only/llm", "order/reviews/original/llm"})
    EXPECT_THAT(text, testing::HasSubstr(cell));
}

TEST(Smoke, KnownMechanismsRunsWithoutAModel) {
  const Sandbox box;
  const std::string text = measured(box, "known_mechanisms", {});
  for (const char* cell :
       {"polarity/original/llm", "hold/stars_held/reversal/llm", "plain/polarity"})
    EXPECT_THAT(text, testing::HasSubstr(cell));
}

TEST(Smoke, KnownMechanismsOnMapsRunsWithoutAModel) {
  const Sandbox box;
  const std::string text = measured(box, "known_mechanisms_maps", {});
  for (const char* cell : {"polarity/natural/llm", "functions/polarity/ra/llm",
                           "prior/polarity/ra/llm", "pairs/stars/known/llm"})
    EXPECT_THAT(text, testing::HasSubstr(cell));
}

TEST(Smoke, LinearMapRunsFromStudyToCurves) {
  const Sandbox box;
  const std::string text = measured(box, "li2024_linear_map", on_model(box));
  for (const char* cell :
       {"held_out/planted/", "held_out/planted_shuffled/", "published_2/pairs_2/published/",
        "published_8/pairs_8/published/", "published_32/pairs_32/published/"})
    for (const char* learner : {"llm", "linear_gd", "linear_ridge", "linear_min_norm", "guess"})
      EXPECT_THAT(text, testing::HasSubstr(std::string(cell) + learner));
  EXPECT_THAT(text, testing::HasSubstr("gate/held_out/planted/linear_ridge"));
}

TEST(Smoke, FunctionCorrelationRunsFromStudyToCorrelations) {
  const Sandbox box;
  const std::string text = measured(box, "li2024_function_correlation", on_reviews(box));
  for (const char* part :
       {"reviews/tau_g/llm", "prior/reviews/ra/unigram", "prior/reviews/ra/norm",
        "tau_g-and-RA on reviews: ra/llm against tau_g/llm (log_loss, 8 shots), over 6 of 6 "
        "functions",
        "tau_other-and-RA on reviews", "the grid does not ask 'tau_g/llm' at 32 shots"})
    EXPECT_THAT(text, testing::HasSubstr(part));
  const std::string json = box.output({"--json", "measure", store_of(box)});
  EXPECT_THAT(json, testing::HasSubstr(R"("reliability_x":)"));
  const std::string page = box.path("report.md").string();
  box.output({"report", store_of(box), "--format", "md", "--out", page});
  EXPECT_THAT(read_file(page), testing::HasSubstr("### tau\\_g-and-RA on reviews"));
  const Options plan =
      both({"plan", "li2024_function_correlation", "--profile", "smoke"}, on_reviews(box));
  EXPECT_THAT(box.output(plan), testing::HasSubstr("each function g costs "));
  EXPECT_THAT(box.output(both({"--json"}, plan)), testing::HasSubstr("\"tokens_of_function\":"));
}

/// 40 sentences of news, which stand for the study's own.
std::string news(const Sandbox& box) {
  std::string rows;
  for (int i = 0; i < 40; ++i)
    rows += row_of(fmt::format("report number {} of the day", i), i % 2 == 0 ? "world" : "sports");
  box.write("news.jsonl", rows);
  return box.path("news.jsonl").string();
}

// 2 x 4 labels of 2 words drawn at random are right in a half, give or take; of correct_50 always.
TEST(Smoke, DemonstrationsRunFromStudyToCurvesAndPlanSaysWhichLabelsAreRight) {
  const Sandbox box;
  const Options options =
      both(on_reviews(box),
           {"--set", "condition.ood_inputs=[{use='ood_inputs',data='" + news(box) + "'}]"});
  const std::string text = measured(box, "min2022_demonstrations", options);
  for (const char* condition :
       {"gold", "random", "random_true", "correct_75", "correct_0", "constant", "permuted",
        "ood_inputs", "english_words", "english_words_gold", "labels_only", "inputs_only"})
    EXPECT_THAT(text, testing::HasSubstr(std::string("reviews/") + condition + "/direct"));
  for (const char* cell : {"curve/reviews/gold/direct", "own/reviews/query_as_input/direct",
                           "channel/reviews/inputs_only/channel"})
    EXPECT_THAT(text, testing::HasSubstr(cell));
  const std::string plan =
      box.output(both({"plan", "min2022_demonstrations", "--profile", "smoke"}, options));
  EXPECT_THAT(plan, testing::ContainsRegex("reviews/correct_50 +0.500  0.500  0.500\n"));
  EXPECT_THAT(plan, testing::HasSubstr("reviews/random "));
  EXPECT_THAT(plan, testing::Not(testing::HasSubstr("reviews/gold ")));
}

// Questions of 2 and of 3 choices; demonstrations of the conditions that do not need one set of
// labels.
TEST(Smoke, DemonstrationsRunOnAFileOfMultipleChoice) {
  const Sandbox box;
  std::string rows;
  for (int i = 0; i < 60; ++i)
    rows += fmt::format(
        "{{\"question\": \"which is number {}\", \"choices\": [\"good {}\", "
        "\"bad {}\"{}], \"answer\": {}}}\n",
        i, i, i, i % 2 == 0 ? "" : fmt::format(", \"plot {}\"", i), i % 2);
  box.write("questions.jsonl", rows);
  const std::string text = measured(
      box, "min2022_demonstrations",
      both(on_model(box), {"--set", "grid.task=['questions']", "--set",
                           "task.questions.data=" + box.path("questions.jsonl").string(), "--set",
                           "grid.condition=['gold','random','correct_0','ood_inputs','english_"
                           "words','inputs_only']",
                           "--set", "block.own.grid.task=['questions']", "--set",
                           "block.channel.grid.task=['questions']", "--set",
                           "condition.ood_inputs=[{use='ood_inputs',data='" + news(box) + "'}]"}));
  for (const char* condition : {"gold", "correct_0", "ood_inputs", "english_words", "inputs_only"})
    EXPECT_THAT(text, testing::HasSubstr(std::string("questions/") + condition + "/direct"));
  EXPECT_THAT(box.output({"data", "show", box.path("questions.jsonl").string()}),
              testing::HasSubstr("choices of a question: 2 to 3, of 2.0 words on average"));
}

TEST(Smoke, SweepsRunFromStudyToCurvesInEachSetting) {
  const Sandbox box;
  const std::string text = measured(box, "li2024_sweeps", on_reviews(box));
  for (const char* cell :
       {"shots/reviews/tau_random/llm", "order/reviews/ra/llm/order=\"grouped\",permutation=1",
        "balance/reviews/ra_shuffled/llm/balanced=false", "data/reviews/ra/llm"})
    EXPECT_THAT(text, testing::HasSubstr(cell));
}

TEST(Smoke, LabelRolesRunFromStudyToRatiosAndSpreads) {
  const Sandbox box;
  const std::string text = measured(box, "label_roles", on_reviews(box));
  for (const char* part :
       {"correct/reviews/right_25/llm", "zero/reviews/original/llm",
        "flips/reviews/flipped/llm/correct=0.5", "shots/reviews/abstract_shuffled/llm",
        "minimal/reviews/abstract/llm", "order/reviews/original/llm/permutation=1",
        "trend sensitivity-auc: AUC", "ratio gler-accuracy: accuracy: share of the gain",
        "spread order-auc: AUC", "no spread: the grid does not ask 'order:original/llm' at 8"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

/// 120 reviews of 4 words, of which the model knows each: those of the label, and some of the
/// other.
std::string word_reviews() {
  const std::array<const char*, 6> good{"good", "great", "fine", "happy", "sweet", "fresh"},
      bad{"bad", "poor", "dull", "flat", "ugly", "thin"};
  std::string out;
  for (std::uint64_t i = 0; i < 120; ++i) {
    Rng rng = Rng(12).at(i);
    const bool positive = i % 2 == 0;
    std::string text = "the";
    for (int w = 0; w < 4; ++w)
      text += std::string(" ") + (positive == (w < 3) ? good : bad)[rng.below(6)];
    out += row_of(text, positive ? "positive" : "negative");
  }
  return out;
}

TEST(Smoke, PermutedInputsRunsFromStudyToCurves) {
  const Sandbox box;
  box.write("words.jsonl", word_reviews());
  const std::string text = measured(
      box, "li2024_permuted_inputs",
      both(on_model(box), {"--set", "task.keywords.data=" + box.path("words.jsonl").string()}));
  for (const char* cell :
       {"keywords/original/llm", "keywords/ra_shuffled/llm", "keywords/pa_fresh/llm",
        "graded/keywords/pa_25/llm", "graded/keywords/pa_merged/nearest_neighbour",
        "vocabulary/keywords/pa/llm", "gate/keywords/pa/ngram_logistic"})
    EXPECT_THAT(text, testing::HasSubstr(cell));
}

// Nets are trained into the sandbox's cache: of one layer, for 10 to 30 steps.
TEST(Smoke, TaskDiversityRunsFromNetsToDistances) {
  const Sandbox box;
  const std::string text = measured(box, "raventos2023_task_diversity", {});
  for (const char* part : {"diversity/linear/transformer/eval_on=\"pool\",pool_size=8",
                           "diversity/linear/transformer~dmmse", "diversity/linear/smoothed~ridge",
                           "paths/linear/transformer~ridge/eval_on=\"path\",pool_size=8,alpha=0.5"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

TEST(Smoke, ThresholdOfTaskDiversityRunsFromNetsToDistances) {
  const Sandbox box;
  const std::string text = measured(box, "raventos2023_threshold", {});
  for (const char* part : {"short~long", "short~ridge", "long~dmmse"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

TEST(Smoke, DynamicsOfTaskDiversityRunFromSnapshotsToDistances) {
  const Sandbox box;
  const std::string text = measured(box, "raventos2023_dynamics", {});
  for (const char* part :
       {"pool_size=16,pool_seed=1,at_step=10", "at_step=30", "early~watched",
        "landmark early-stopping-16: where dynamics:original/watched~ridge is least"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

TEST(Smoke, TaskDiversityOfLaplaceTasksRunsFromNetsToDistances) {
  const Sandbox box;
  const std::string text = measured(box, "raventos2023_laplace_prior", {});
  for (const char* part :
       {"diversity/linear/transformer~dmmse/pool_seed=1,eval_on=\"pool\",pool_size=8",
        "diversity/linear/dmmse~ridge",
        "all/linear/transformer~bayesian/pool_seed=1,eval_on=\"prior\"",
        "all/linear/transformer~ridge"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

TEST(Smoke, WeightDecayRunsFromNetsToDistances) {
  const Sandbox box;
  const std::string text = measured(box, "raventos2023_weight_decay", {});
  for (const char* part :
       {"decays/linear/transformer~ridge/eval_on=\"prior\",pool_size=16,pool_seed=1,decay=1",
        "decays/linear/transformer~dmmse", "ends/linear/plain~ridge", "ends/linear/plain~decayed"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

TEST(Smoke, ConnectivityRunsFromPairsOfNetsToErrors) {
  const Sandbox box;
  const std::string text = measured(box, "raventos2023_connectivity", {});
  for (const char* part :
       {"lines/linear/mixed/pool_seed=1,pool_size=8,mix=0.5", "pool_seed=1,pool_size=8,mix=1",
        "lines/linear/ridge", "barrier/linear/few_half/pool_seed=1", "barrier/linear/many~all"})
    EXPECT_THAT(text, testing::HasSubstr(part));
}

TEST(Smoke, DimensionOfTaskDiversityRunsFromNetsToDistances) {
  const Sandbox box;
  EXPECT_THAT(measured(box, "raventos2023_dimension", {}),
              testing::HasSubstr("transformer8~dmmse8"));
}

}  // namespace
}  // namespace tangram
