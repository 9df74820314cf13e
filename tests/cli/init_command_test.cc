#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/tangram.h"

// `tangram init` and what it writes: each study passes `validate` and runs on a model with random
// weights, each card passes `data show`.
namespace tangram {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

using Strings = std::vector<std::string>;

/// `n` rows of texts with quotes, separators and line ends, the labels in turns.
std::string table(const std::string& header, char separator, int n, const Strings& labels) {
  std::string out = "\xef\xbb\xbf" + header + "\r\n";
  for (int i = 0; i < n; ++i) {
    const std::string& label = labels[static_cast<std::size_t>(i) % labels.size()];
    out += fmt::format("{}{}\"the film, \"\"number\"\" {},\twas {}\"{}{}\r\n{}", i, separator, i,
                       i % 3 == 0 ? "good" : "bad", separator, label, i % 10 == 0 ? "\r\n" : "");
  }
  return out;
}

class Init : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return box_.path(name).string(); }

  /// Runs the study in `folder` at its smoke size: what `measure` says of it.
  std::string measured(const std::string& folder, const Strings& more = {}) const {
    Strings args{"--quiet",
                 "run",
                 at(folder + "study.toml"),
                 "--profile",
                 "smoke",
                 "--model",
                 box_.model().string(),
                 "--threads",
                 "1",
                 "--out",
                 at("s.db")};
    args.insert(args.end(), more.begin(), more.end());
    box_.output({"validate", at(folder + "study.toml")});
    box_.output(args);
    return box_.output({"measure", at("s.db")});
  }

  Sandbox box_;
};

TEST_F(Init, MakesACardAndAStudyOfATableThatRun) {
  box_.write("my films.csv", table("id,review,verdict", ',', 80, {"Very Good", "Very Bad"}));
  const std::string said = box_.output({"init", at("my films.csv")});
  EXPECT_THAT(said,
              AllOf(HasSubstr("80 rows, 2 classes"), HasSubstr("text: 'review', the longest texts"),
                    HasSubstr("label: 'verdict', the only field of few distinct values: 2 "
                              "(Very Bad, Very Good)"),
                    HasSubstr("tangram plan " + at("study.toml"))));
  EXPECT_THAT(box_.output({"data", "show", at("my films.toml")}), HasSubstr("Very Good"));
  EXPECT_THAT(box_.output({"data", "show", at("my films.csv")}), HasSubstr("my_films"));
  EXPECT_THAT(
      box_.output({"tokens", "--data", at("my films.toml"), "--model", box_.model().string()}),
      HasSubstr("candidate ' Very Good'"));
  const std::string text = measured("");
  for (const char* condition : {"original", "original_shuffled", "flip", "ra", "ra_shuffled"})
    for (const char* learner : {"llm", "ngram_logistic"})
      EXPECT_THAT(text, HasSubstr(fmt::format("my_films/{}/{}", condition, learner)));
  box_.output({"--quiet", "run", at("study.toml"), "--model", box_.model().string(), "--out",
               at("whole.db"), "--set", "draws=5"});
  EXPECT_THAT(box_.output({"verdict", at("whole.db")}),
              AllOf(HasSubstr("reads-labels: "), HasSubstr("learns-new-words: "),
                    HasSubstr("follows-exchanged-labels: ")));
}

TEST_F(Init, WritesWhereItIsTold) {
  fs::create_directories(box_.path("data"));
  box_.write("data/three.tsv", table("id\treview\tverdict", '\t', 120, {"red", "okay", "dull"}));
  box_.output({"init", at("data/three.tsv"), "--out", at("new/studies")});
  EXPECT_THAT(read_file(box_.path("new/studies/three.toml")),
              HasSubstr("file  = \"../../data/three.tsv\""));
  EXPECT_THAT(measured("new/studies/"), HasSubstr("three/original_shuffled/llm"));
}

TEST_F(Init, SaysTheSameAsJson) {
  box_.write("films.jsonl", read_file(box_.data()));
  const Value said = parse_json(box_.output({"--json", "init", at("films.jsonl")}), {"init", 0, 0});
  const Table& table = *said.table();
  EXPECT_EQ(*table.find("card")->string(), at("films.toml"));
  EXPECT_EQ(*table.find("text")->table()->find("field")->string(), "text");
  EXPECT_EQ(*table.find("label")->table()->find("field")->string(), "label");
  EXPECT_EQ(to_json(*table.find("shots")), "[0,4,8,16]");
  EXPECT_EQ(to_json(*table.find("warnings")), "[]");
}

TEST_F(Init, OverwritesNothing) {
  box_.write("films.csv", table("id,review,verdict", ',', 80, {"good", "bad"}));
  box_.write("study.toml", "mine");
  EXPECT_THAT(box_.fault({"init", at("films.csv")}),
              AllOf(HasSubstr(at("study.toml") + ": is there already"), HasSubstr("--out")));
  EXPECT_FALSE(fs::exists(box_.path("films.toml")));
  fs::remove(box_.path("study.toml"));
  box_.write("films.toml", "mine");
  EXPECT_THAT(box_.fault({"init", at("films.csv")}), HasSubstr(at("films.toml")));
  EXPECT_FALSE(fs::exists(box_.path("study.toml")));
  EXPECT_EQ(read_file(box_.path("films.toml")), "mine");
}

TEST_F(Init, AsksWhereTheDataLeaveItOpen) {
  std::string rows = "premise,hypothesis,label\n";
  for (int i = 0; i < 80; ++i)
    rows +=
        fmt::format("the film was number {},the film was {},{}\n", i, i, i % 2 == 0 ? "yes" : "no");
  box_.write("pairs.csv", rows);
  EXPECT_THAT(box_.fault({"init", at("pairs.csv")}),
              AllOf(HasSubstr("the text may be 'premise' ("), HasSubstr("--text")));
  EXPECT_FALSE(fs::exists(box_.path("pairs.toml")));
  EXPECT_THAT(box_.fault({"init", at("pairs.csv"), "--text", "premis"}),
              HasSubstr("did you mean 'premise'?"));
  box_.output({"init", at("pairs.csv"), "--text", "hypothesis"});
  EXPECT_THAT(read_file(box_.path("pairs.toml")), HasSubstr("input = \"{hypothesis}\""));
}

TEST_F(Init, SaysWhatIsWrongWithARowBeforeItWritesAnything) {
  const auto fault = [&](const std::string& rows) {
    return box_.fault({"init", box_.write("bad.csv", rows).string()});
  };
  const std::string good = table("id,text,label", ',', 80, {"good", "bad"});
  EXPECT_THAT(fault(good + "1,\"open,x\n"), HasSubstr("never closed"));
  EXPECT_THAT(fault(good + "1,text\n"), HasSubstr("'label' is missing"));
  EXPECT_THAT(fault(good + "1, ,good\n"), HasSubstr("field 'text' is empty"));
  EXPECT_THAT(fault("text,label\n"), HasSubstr("no rows"));
  EXPECT_THAT(fault("text,label\na,b\n"), HasSubstr("bad.csv"));
  EXPECT_FALSE(fs::exists(box_.path("bad.toml")));
  EXPECT_THAT(box_.fault({"init", at("none.csv")}), HasSubstr("there is no such file"));
  EXPECT_THAT(box_.fault({"init", at("reviews.toml")}), HasSubstr("is a card"));
  EXPECT_THAT(box_.fault({"init", box_.write("study.csv", good).string()}),
              HasSubstr("another name"));
}

// 77 classes with one text each: about 15 of them are queries, which no demonstration then shows.
TEST_F(Init, SaysWhatItTakesWhereClassesHaveTooFewRows) {
  std::string rows = "query,intent\n";
  for (int i = 0; i < 77; ++i) rows += fmt::format("what about number {},Intent {}\n", i, i);
  box_.write("few.csv", rows);
  EXPECT_THAT(box_.fault({"init", at("few.csv")}),
              AllOf(HasSubstr("no study can be made of it"),
                    HasSubstr("of 77 classes have no row for demonstrations ('Intent "),
                    HasSubstr("30 rows of each class are enough in 9 of 10 cases")));
  box_.write("few.toml", "input = \"{query}\"\nlabel = \"intent\"\n");
  EXPECT_THAT(box_.output({"data", "show", at("few.csv")}), HasSubstr("warning: "));
  std::string many = "query,intent\n";
  for (int i = 0; i < 77 * 20; ++i)
    many += fmt::format("what about number {},\"{} Intent\"\n", i, i % 77 + 10);
  box_.write("many.csv", many);
  box_.output({"init", at("many.csv"), "--out", at("many")});
  EXPECT_THAT(measured("many/", {"--set", "grid.shots=[0, 7]"}), HasSubstr("many/ra/llm"));
}

// What begins another label is never less likely than it.
TEST_F(Init, LabelsThatCannotBeToldApartAreToldByTheTokensAndByTheRun) {
  box_.write("close.csv", table("id,review,verdict", ',', 80, {"good", "good cast", "good story"}));
  box_.output({"init", at("close.csv")});
  const std::string model = box_.model().string();
  const ProcessResult tokens = box_.run({"tokens", "--data", at("close.toml"), "--model", model});
  EXPECT_EQ(tokens.exit_code, 2);
  const std::string fault =
      "the tokens of candidate 'good' begin those of 'good cast' and 'good story', which could "
      "then "
      "never win; give one another word";
  EXPECT_THAT(tokens.output, AllOf(HasSubstr(fault), HasSubstr("a data card's `labels`")));
  EXPECT_THAT(box_.fault({"--quiet", "run", at("study.toml"), "--profile", "smoke", "--model",
                          model, "--out", at("s.db")}),
              HasSubstr(fault));
}

TEST_F(Init, WarnsOfLabelsThatDifferInCaseOnly) {
  box_.write("near.csv", table("id,text,label", ',', 120, {"Good", "good", "bad"}));
  const std::string said = box_.output({"init", at("near.csv")});
  EXPECT_THAT(said, HasSubstr("warning: the labels 'Good', 'good' differ only in case"));
  EXPECT_THAT(box_.output({"data", "show", at("near.csv")}), HasSubstr("'Good', 'good'"));
}

}  // namespace
}  // namespace tangram
