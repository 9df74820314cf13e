#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/tangram.h"
#include "tests/support/random_gguf.h"

namespace tangram {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Value parsed(const std::string& text) { return parse_json(text, {"output", 0, 0}); }

const Value& at(const Value& object, const char* key) {
  const Value* value = object.table() ? object.table()->find(key) : nullptr;
  if (value == nullptr) throw std::out_of_range(key);
  return *value;
}

std::vector<std::string> run_args(const Sandbox& box, const char* store) {
  return {"--quiet", "run",   box.study().string(),    "--model", box.model().string(), "--threads",
          "1",       "--out", box.path(store).string()};
}

TEST(Program, SaysItsVersionAndWhatItWasBuiltWith) {
  const Sandbox box;
  EXPECT_THAT(box.output({"--version"}), StartsWith("tangram 0."));
  const Value facts = parsed(box.output({"--version", "--json"}));
  EXPECT_THAT(*at(facts, "llama.version").string(), HasSubstr("llama.cpp"));
}

TEST(Program, PrintsHelpOfItselfAndOfEachCommand) {
  const Sandbox box;
  EXPECT_THAT(box.output({"--help"}), HasSubstr("measure"));
  EXPECT_THAT(box.output({"run", "--help"}), HasSubstr("--profile"));
  EXPECT_THAT(box.output({"help", "map_outputs"}), HasSubstr("random_tokens"));
  EXPECT_THAT(box.output({"list", "learners"}), HasSubstr("ngram_logistic"));
}

TEST(Program, HelpOnANameOfATaskAndALearnerShowsBoth) {
  const Sandbox box;
  EXPECT_THAT(box.output({"help", "external"}),
              AllOf(HasSubstr("external (task):"), HasSubstr("timeout_s (integer, at least 0"),
                    HasSubstr("\n\nexternal (learner):")));
  const Value both = parsed(box.output({"--json", "help", "external"}));
  ASSERT_NE(both.array(), nullptr);
  EXPECT_EQ(both.array()->size(), 2u);
}

TEST(Program, EndsWithTwoOnWrongArguments) {
  const Sandbox box;
  EXPECT_EQ(box.run({}).exit_code, 2);
  EXPECT_THAT(box.fault({"rum"}), HasSubstr("rum"));
  EXPECT_THAT(box.fault({"run"}), HasSubstr("study"));
  EXPECT_THAT(box.fault({"run", "x.toml", "--threads", "many"}), HasSubstr("--threads"));
  EXPECT_THAT(box.fault({"help", "map_output"}), HasSubstr("did you mean 'map_outputs'?"));
}

// 2 draws x 2 conditions x 2 learners. Zero shots of `original`: the same in both draws.
TEST(Program, RunsAStudyAndGoesOnWhereItStopped) {
  const Sandbox box;
  const Value done = parsed(box.output([&] {
    auto args = run_args(box, "a.db");
    args.insert(args.begin(), "--json");
    return args;
  }()));
  EXPECT_EQ(std::get<std::int64_t>(at(done, "done").data), 8);
  EXPECT_TRUE(std::get<bool>(at(done, "complete").data));
  EXPECT_THAT(box.output(run_args(box, "a.db")), HasSubstr("8 units are in"));
  const std::string again = box.output({"export", box.path("a.db").string(), "--canonical"});
  box.output(run_args(box, "b.db"));
  EXPECT_EQ(box.output({"export", box.path("b.db").string(), "--canonical"}), again);
}

TEST(Program, MeasuresARunAsTableCurvesAndJson) {
  const Sandbox box;
  box.output(run_args(box, "a.db"));
  const std::string text = box.output({"measure", box.path("a.db").string()});
  EXPECT_THAT(text, HasSubstr("reviews/original/llm"));
  EXPECT_THAT(text, HasSubstr("macro-F1"));
  const Value json = parsed(box.output({"--json", "measure", box.path("a.db").string()}));
  EXPECT_THAT(to_json(json), HasSubstr("\"condition\":\"ra\""));
  EXPECT_THAT(
      box.output({"measure", box.path("a.db").string(), "--no-table", "--metric", "accuracy"}),
      Not(HasSubstr("macro-F1")));
}

TEST(Program, ShowsThePromptOfAnyQuestionWithoutTheModel) {
  const Sandbox box;
  box.output(run_args(box, "a.db"));
  std::filesystem::remove(box.model());
  const std::string store = box.path("a.db").string();
  EXPECT_THAT(box.output({"show", store}), HasSubstr("done    reviews/ra/llm/1"));
  // Questions are ordered by shots: 4 of 0 shots, 4 of 2, 4 of 4.
  const Value shown =
      parsed(box.output({"--json", "show", store, "reviews/original/llm/0", "--question", "5"}));
  const std::string prompt = *at(shown, "prompt").string();
  EXPECT_THAT(prompt, testing::ContainsRegex("Review: the .*\nSentiment: (positive|negative)\n"));
  EXPECT_THAT(prompt, testing::EndsWith("\nSentiment:"));
  EXPECT_EQ(std::get<std::int64_t>(at(shown, "shots").data), 2);
  EXPECT_THAT(box.output({"show", store, "reviews/original/llm/0", "--tokens"}),
              HasSubstr("<- truth"));
  EXPECT_THAT(box.fault({"show", store, "reviews/orignal/llm/0"}),
              HasSubstr("did you mean 'reviews/original/llm/0'?"));
  EXPECT_THAT(box.fault({"show", store, "reviews/ra/llm/0", "--variant", "2"}),
              HasSubstr("has 2 variant(s), counted from 0"));
}

TEST(Program, ExportsACsvLineForEachCandidate) {
  const Sandbox box;
  box.output(run_args(box, "a.db"));
  const std::string csv = box.output({"export", box.path("a.db").string()});
  EXPECT_THAT(csv, StartsWith("block,task,condition,learner"));
  // 2 learners x 2 draws x 12 questions x 2 candidates, `ra` in 2 variants; one header.
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 2 * 12 * 2 * (1 + 2));
  box.output({"export", box.path("a.db").string(), "--out", box.path("a.csv").string()});
  EXPECT_EQ(read_file(box.path("a.csv")), csv);
}

TEST(Program, PlansWithoutRunning) {
  const Sandbox box;
  const Value plan = parsed(box.output(
      {"--json", "plan", box.study().string(), "--model", box.model().string(), "--threads", "1"}));
  EXPECT_EQ(std::get<std::int64_t>(at(plan, "units").data), 8);
  EXPECT_GT(std::get<std::int64_t>(at(plan, "tokens_unshared").data),
            std::get<std::int64_t>(at(plan, "tokens").data));
  EXPECT_FALSE(std::filesystem::exists(box.path("runs")));
}

TEST(Program, ValidatesEachProfileOfAStudy) {
  const Sandbox box;
  EXPECT_THAT(box.output({"validate", "li2024_structured_task"}), HasSubstr("valid"));
}

// smoke: one net of one pool, dmmse and ridge, about the pool's tasks and new ones; ridge is asked
// at each pool_size and pool_seed, too, as the task takes both.
TEST(Program, ValidatesTheAxesOfAStudyAndCountsItsCells) {
  const Sandbox box;
  EXPECT_THAT(box.output({"validate", "raventos2023_dimension", "--profile", "smoke"}),
              HasSubstr("valid; 6 cells in 1 block(s)"));
  EXPECT_THAT(box.output({"validate", "raventos2023_dimension", "--profile", "smoke", "--set",
                          "grid.pool_size=[16, 32]"}),
              HasSubstr("valid; 12 cells in 1 block(s)"));
  const std::string unknown =
      box.write("unknown.toml",
                "[study]\nformat = 1\nid = 'u'\ndomain = 'vector'\nseed = 1\ndesign = 'per_query'\n"
                "draws = 1\nqueries = 1\nshots = 'all'\n[task.t]\nuse = 'linear_regression'\n"
                "[learner.r]\nuse = 'ridge'\npenalty = 1.0\n[grid]\npool_sze = [8]\n")
          .string();
  EXPECT_THAT(box.fault({"validate", unknown}),
              HasSubstr("unknown.toml:16: no task, condition or learner of this block has a "
                        "parameter 'pool_sze'; did you mean 'pool_size'?"));
}

TEST(Program, ShowsHowLabelsMeetTheirPrompt) {
  const Sandbox box;
  const std::string text =
      box.output({"tokens", "--model", box.model().string(), "--data", box.data().string()});
  EXPECT_THAT(text, HasSubstr("candidate ' positive'"));
  EXPECT_THAT(box.run({"tokens", "--model", box.model().string(), "--labels", "good,good"}).output,
              HasSubstr("error:"));
}

/// The sandbox's model with ChatML's template.
std::string chatty_model(const Sandbox& box) {
  const auto file = box.path("chat.gguf");
  write_random_gguf(file, {.controls = {"<|im_start|>", "<|im_end|>"},
                           .chat_template = "{{'<|im_start|>' + message['role']}}"});
  return file.string();
}

TEST(Program, ShowsHowLabelsBeginTheAnswerInAChat) {
  const Sandbox box;
  const std::string data = box.data().string();
  const std::string text =
      box.output({"tokens", "--model", chatty_model(box), "--data", data, "--chat", "one_turn"});
  EXPECT_THAT(text, HasSubstr("'<|im_end|>' '\\n' '<|im_start|>'"));
  EXPECT_THAT(text, HasSubstr("candidate 'positive'"));
  EXPECT_THAT(
      box.fault({"tokens", "--model", box.model().string(), "--data", data, "--chat", "one_turn"}),
      HasSubstr("the model has no chat template"));
}

TEST(Program, AStudyAsksAModelInItsChatTemplate) {
  const Sandbox box;
  const std::string store = box.path("chat.db").string();
  box.output({"--quiet", "run", box.study().string(), "--model", chatty_model(box), "--set",
              "learner.llm.chat=turns", "--set", "grid.learner=['llm']", "--out", store});
  std::string unit = box.output({"show", store});
  unit = unit.substr(unit.find("done    ") + 8);
  unit = unit.substr(0, unit.find('\n'));
  const std::string shown = box.output({"show", store, unit, "--question", "4"});
  EXPECT_THAT(shown, HasSubstr("Sentiment:<|im_end|>\n<|im_start|>assistant\n\n----"));
  EXPECT_THAT(shown, HasSubstr("<|im_end|>\n<|im_start|>user\nReview: "));
  EXPECT_THAT(shown, HasSubstr("chat='turns'"));
}

// log p(good|prompt) + ... : the sum over a one-token vocabulary is below 1, so each is negative.
TEST(Program, ScoresGivenTexts) {
  const Sandbox box;
  const std::string model = box.model().string();
  const Value scores = parsed(box.output(
      {"--json", "score", "--model", model, "--prompt", "the film was", " good", " bad"}));
  const Value& first = (*at((*scores.array())[0], "scores").array())[0];
  EXPECT_LT(std::get<double>(at(first, "log_p").data), 0);
  const auto file = box.write(
      "items.jsonl", "{\"prompt\": \"the film was\", \"continuations\": [\" good\", \" bad\"]}\n");
  const Value same =
      parsed(box.output({"--json", "score", "--model", model, "--file", file.string()}));
  EXPECT_EQ(to_json(same), to_json(scores));
}

TEST(Program, ListsModelsAndDataWithTheirLicences) {
  const Sandbox box;
  EXPECT_THAT(box.output({"models"}), HasSubstr("Gemma Terms of Use"));
  EXPECT_THAT(box.output({"data"}), HasSubstr("vader_movie"));
  EXPECT_THAT(box.output({"data", "show", box.data().string()}), HasSubstr("positive"));
}

// No learner names a model here, and the maps and the embeddings still need the one that is given.
TEST(Run, GivesTheNamedModelToAStudyThatNamesNone) {
  const Sandbox box;
  const std::string store = box.path("s.db").string();
  box.output({"--quiet", "run", box.study().string(), "--model", box.model().string(), "--set",
              "grid.learner=['llm']", "--set",
              "learner.llm={use='linear_on_embeddings',several_tokens='mean'}", "--out", store});
  EXPECT_THAT(box.output({"measure", store}), testing::HasSubstr("reviews/ra/llm"));
}

}  // namespace
}  // namespace tangram
