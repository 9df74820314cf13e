#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"
#include "base/hash.h"
#include "spec/study_fixture.h"

namespace tangram::spec {
namespace {

using testing::ElementsAre;

TEST(LoadStudy, ASmallStudyIsRead) {
  const Study study = parsed(small_study());
  EXPECT_EQ(study.id, "small");
  EXPECT_EQ(study.source, "");
  EXPECT_EQ(study.blocks[0].design, "crossed");
  EXPECT_EQ(study.blocks[0].learners[0].name, "guess");
}

TEST(LoadStudy, AFileIsReadAndAMissingOneNamed) {
  const auto path = std::filesystem::path(testing::TempDir()) / "load_test_study.toml";
  write_file(path, small_study("[profile.tiny]\ndraws = 1\n[profile.desk]\n"));
  EXPECT_EQ(load_study(path).path, path);
  EXPECT_EQ(load_study(path, {.profile = "tiny"}).blocks[0].draws, 1);
  EXPECT_THAT(profile_names(path), ElementsAre("tiny", "desk"));
  std::filesystem::remove(path);
  try {
    load_study(path);
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), path.string() + ": cannot be opened: No such file or directory");
  }
}

TEST(LoadStudy, ASyntaxErrorNamesItsLine) {
  EXPECT_TRUE(error_of("[study]\nformat = = 1\n").starts_with("s.toml:2:10: "));
}

TEST(LoadStudy, AnUnknownKeyIsNamedWithTheNearest) {
  EXPECT_EQ(error_of(changed(small_study(), "queries", "querys")),
            "s.toml:7: unknown key 'querys' in [study]; did you mean 'queries'?");
  EXPECT_EQ(error_of(small_study("[conditions]\n")),
            "s.toml:16: unknown key 'conditions' in a study; did you mean 'condition'?");
  EXPECT_EQ(error_of(small_study("[[hypothesis]]\nid = 'a'\nsay = 'x'\n")),
            "s.toml:18: unknown key 'say' in [[hypothesis]]; did you mean 'says'?");
}

TEST(LoadStudy, AMissingKeyIsNamedWithWhatItIsFor) {
  EXPECT_EQ(error_of(""), "s.toml: 'study' is missing in the file: every study begins with it");
  EXPECT_EQ(error_of(changed(small_study(), "id      = \"small\"", "")),
            "s.toml:1: 'id' is missing in [study]: the study's name");
  EXPECT_EQ(error_of(changed(small_study(), "seed    = 7", "")),
            "s.toml:1: 'seed' is missing in [study]: an integer that fixes every draw");
  EXPECT_EQ(error_of(changed(small_study(), "draws   = 2", "")),
            "s.toml:1: 'draws' is missing in [study]: the number of demonstrations");
  EXPECT_EQ(error_of(changed(small_study(), "queries = 4", "")),
            "s.toml:1: 'queries' is missing in [study]: the number of questions of a draw");
  EXPECT_EQ(error_of(changed(small_study(), "shots     = [0, 4]", "")),
            "s.toml:1: 'shots' is missing in [grid]: the numbers of demonstrations to ask at");
}

TEST(LoadStudy, AWrongTypeShowsTheValue) {
  EXPECT_EQ(error_of(changed(small_study(), "draws   = 2", "draws = 'two'")),
            "s.toml:6: 'draws' in [study] must be an integer, but is a string: \"two\"");
  EXPECT_EQ(error_of(changed(small_study(), "[\"sst2\"]", "'sst2'")),
            "s.toml:9: 'task' in [grid] must be a list, but is a string: \"sst2\"");
  EXPECT_EQ(error_of(changed(small_study(), "[\"sst2\"]", "[1]")),
            "s.toml:9: 'task' in [grid] must be a string, but is an integer: 1");
  EXPECT_EQ(error_of("study = 1"), "s.toml:1: [study] must be a table, but is an integer: 1");
  EXPECT_EQ(error_of(small_study("[hypothesis]\nid = 'a'\n")),
            "s.toml:16: [[hypothesis]] must be a list, but is a table: {\"id\":\"a\"}");
  EXPECT_EQ(error_of(changed(small_study(), "seed    = 7", "seed = -1")),
            "s.toml:5: 'seed' in [study] must be an integer of at least 0, but is -1");
}

TEST(LoadStudy, ANumberOutOfRangeIsNamed) {
  EXPECT_EQ(error_of(changed(small_study(), "draws   = 2", "draws = 0")),
            "s.toml:6: 'draws' in [study] must be at least 1, but is 0");
  EXPECT_EQ(error_of(changed(small_study(), "queries = 4", "queries = 0")),
            "s.toml:7: 'queries' in [study] must be at least 1, but is 0");
  EXPECT_EQ(error_of(changed(small_study(), "draws   = 2", "draws = 3_000_000_000")),
            "s.toml:6: 'draws' in [study] must be at most 2147483647, but is 3000000000");
}

TEST(LoadStudy, DesignAndDomainAreChoices) {
  EXPECT_EQ(error_of(changed(small_study(), "\"text\"", "\"txt\"")),
            "s.toml:4: 'domain' in [study] is 'txt'; did you mean 'text'?");
  EXPECT_EQ(error_of(changed(small_study(), "draws ", "design = 'per-query'\ndraws ")),
            "s.toml:6: 'design' in [study] is 'per-query'; did you mean 'per_query'?");
  EXPECT_EQ(error_of(changed(small_study(), "draws ", "design = 'factorial'\ndraws ")),
            "s.toml:6: 'design' in [study] is 'factorial'; known: crossed, nested, per_query");
}

TEST(LoadStudy, AFormatFromANewerProgramIsRefusedBeforeItsKeysAreJudged) {
  EXPECT_EQ(error_of("[study]\nformat = 2\nnovelty = 1\n[new]\n"),
            "s.toml:2: this study has format 2, and this program reads up to 1; use a newer "
            "tangram");
  EXPECT_EQ(error_of("[study]\nformat = 'x'\n"),
            "s.toml:2: 'format' in [study] must be the integer 1, but is \"x\"");
  EXPECT_EQ(error_of("[study]\nid = 'x'\n"),
            "s.toml:1: 'format' is missing in [study]: the version of this form, 1");
}

TEST(LoadStudy, NamesBecomePartsOfIdsAndMayNotHoldSlashes) {
  EXPECT_EQ(error_of(changed(small_study(), "\"small\"", "\"a/b\"")),
            "s.toml:3: 'id' in [study]: 'a/b' cannot be a name; use letters, digits and _ . ~ -");
  EXPECT_EQ(
      error_of(changed(small_study(), "[\"sst2\"]", "[\"my set\"]")),
      "s.toml:9: 'task' in [grid]: 'my set' cannot be a name; use letters, digits and _ . ~ -");
  EXPECT_EQ(error_of(changed(small_study(), "learner.guess", "learner.\"a/b\"")),
            "s.toml:14: a learner: 'a/b' cannot be a name; use letters, digits and _ . ~ -");
}

TEST(LoadStudy, HypothesesHaveDistinctIdsAndSomethingThatDecides) {
  const std::string claim =
      "[[hypothesis]]\nid = 'a'\nsays = 'x'\nrefuted = { above = ['guess', 0.5], shots = 4 }\n";
  EXPECT_EQ(error_of(small_study(claim + claim)), "s.toml:20: two hypotheses have the id 'a'");
  EXPECT_EQ(error_of(small_study("[[hypothesis]]\nid = 'a'\nsays = 'x'\n")),
            "s.toml:16: hypothesis 'a' has neither 'supported' nor 'refuted': nothing could decide "
            "it");
  EXPECT_EQ(error_of(small_study("[[hypothesis]]\nid = 'a'\n")),
            "s.toml:16: 'says' is missing in [[hypothesis]]: the claim in words");
}

constexpr std::string_view kCanonical =
    R"({"blocks":{"":{"axes":{},"conditions":{"original":[]},"design":"crossed","draws":2,"first_draw":0,)"
    R"("learners":{"guess":{"use":"uniform_guess"}},"queries":4,"shots":[0,4],)"
    R"("tasks":{"sst2":{"data":"sst2","use":"text_set"}}}},"claims":{},"domain":"text","format":1,)"
    R"("id":"small","seed":7})";

TEST(CanonicalStudy, TextAndHashArePinned) {
  const Study study = parsed(small_study());
  EXPECT_EQ(study.canonical, kCanonical);
  EXPECT_EQ(study.hash, "e3b8f8a78f98b7350dcb3ed6965283ac3072f58a195e8438840d0645582d38e7");
}

TEST(CanonicalStudy, DoesNotDependOnOrderCommentsAndWhiteSpace) {
  const Study other = parsed(R"(# the same, written otherwise
learner = { guess = { use = "uniform_guess" } }
grid.condition = [ "original" ]
grid.shots = [0,
              4]   # nested
task.sst2 = { data = "sst2", use = "text_set" }
study = { queries = 4, draws = 2, seed = 7, domain = "text", id = "small", format = 1, question = "why?", source = "us", design = "crossed" }
condition.original = []
condition.unused = ["flip"]
profile.smoke.draws = 1
)");
  EXPECT_EQ(other.canonical, kCanonical);
  EXPECT_EQ(other.hash, parsed(small_study()).hash);
}

TEST(CanonicalStudy, ChangesWithEverythingThatCanChangeAResult) {
  const std::string hash = parsed(small_study()).hash;
  for (const char* setting :
       {"seed=8", "draws=3", "queries=5", "shots=[0]", "design=nested", "grid.task=[\"cr\"]",
        "condition.original=[\"flip\"]", "learner.guess.k=1", "task.sst2.split=x"})
    EXPECT_NE(parsed(small_study(), {.set = {setting}}).hash, hash) << setting;
  EXPECT_NE(parsed(small_study("[[hypothesis]]\nid='a'\nsays='x'\nnot_testable='y'\n")).hash, hash);
  EXPECT_EQ(parsed(small_study("[profile.same]\n"), {.profile = "same"}).hash, hash);
}

TEST(CanonicalStudy, TheOrderOfAGridsNamesDoesNotMatterButThatOfTransformationsDoes) {
  const auto hash_of = [](const char* task, const char* condition) {
    return parsed(small_study(), {.set = {task, condition}}).hash;
  };
  const std::string hash = hash_of("grid.task=['a', 'b']", "condition.original=['f', 'g']");
  EXPECT_EQ(hash_of("grid.task=['b', 'a']", "condition.original=['f', 'g']"), hash);
  EXPECT_NE(hash_of("grid.task=['a', 'b']", "condition.original=['g', 'f']"), hash);
}

}  // namespace
}  // namespace tangram::spec
