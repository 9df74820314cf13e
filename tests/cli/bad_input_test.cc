#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <unistd.h>

#include <fstream>

#include "base/files.h"
#include "tests/cli/tangram.h"
#include "tests/support/random_gguf.h"

// What a user can give wrongly: each case ends with exit code 2 and one message that says the
// place, what is wrong and what to do. The units test each case; here it comes out of the program.
namespace tangram {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class BadInput : public testing::Test {
 protected:
  std::string run_fault(const std::vector<std::string>& more) const {
    std::vector<std::string> args{"--quiet", "run",   box_.study().string(),     "--threads",
                                  "1",       "--out", box_.path("s.db").string()};
    args.insert(args.end(), more.begin(), more.end());
    return box_.fault(args);
  }
  std::string model_fault(const fs::path& model) const {
    return box_.fault({"score", "--model", model.string(), "--prompt", "a", " b"});
  }
  std::string data_fault(const std::string& name, const std::string& rows) const {
    return box_.fault({"data", "show", box_.write(name, rows).string()});
  }

  Sandbox box_;
};

TEST_F(BadInput, AModelThatIsNotThere) {
  EXPECT_THAT(model_fault(box_.path("no.gguf")), HasSubstr("no.gguf"));
  EXPECT_THAT(model_fault("gemma3-270n"), HasSubstr("did you mean 'gemma3-270m'?"));
}

TEST_F(BadInput, AModelThatIsTruncated) {
  const std::string whole = read_file(box_.model());
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{10}, whole.size() / 50, whole.size() / 2, whole.size() - 1})
    EXPECT_THAT(model_fault(box_.write("cut.gguf", whole.substr(0, size))), HasSubstr("cut.gguf"))
        << size;
}

TEST_F(BadInput, AFileThatIsNoModel) {
  EXPECT_THAT(model_fault(box_.write("text.gguf", "this is no model, only a text of some length")),
              AllOf(HasSubstr("text.gguf"), HasSubstr("GGUF")));
}

TEST_F(BadInput, AModelWithHostileNumbersInItsHeader) {
  std::string bytes = read_file(box_.model());
  for (std::size_t at = 8; at < 24; ++at) bytes[at] = '\xff';  // counts of tensors and of keys
  EXPECT_THAT(model_fault(box_.write("hostile.gguf", bytes)), HasSubstr("hostile.gguf"));
}

TEST_F(BadInput, AModelThatOnlyEmbeds) {
  RandomGguf embedding;
  embedding.kind = RandomGguf::Kind::embedding;
  write_random_gguf(box_.path("bert.gguf"), embedding);
  EXPECT_THAT(model_fault(box_.path("bert.gguf")), HasSubstr("bert"));
}

TEST_F(BadInput, APromptThatDoesNotFitTheContext) {
  EXPECT_THAT(run_fault({"--model", box_.model().string(), "--context", "16"}),
              AllOf(HasSubstr("tokens"), HasSubstr("16")));
}

TEST_F(BadInput, AMapOfLabelsThatCannotBe) {
  const std::string model = box_.model().string();
  const auto map_fault = [&](const std::string& map) {
    return run_fault({"--model", model, "--set", "condition.ra=[" + map + "]"});
  };
  EXPECT_THAT(map_fault("{use='map_outputs',g='fixed',table={negative='x',positive='x'}}"),
              HasSubstr("both to 'x'; candidates must stay distinct"));
  EXPECT_THAT(map_fault("{use='map_outputs',g='symbols',words=['a']}"),
              HasSubstr("2 labels need 2 words with different first tokens"));
  EXPECT_THAT(map_fault("{use='wordnet_outputs',relation='synonym',wordnet='nowhere'}"),
              AllOf(HasSubstr("there is no such folder"), HasSubstr("wordnet-base")));
  const fs::path folder = box_.path("words");
  fs::create_directories(folder);
  for (const char* kind : {"index", "data"})
    for (const char* part : {"noun", "verb", "adj", "adv"})
      write_file(folder / (std::string(kind) + "." + part), "garbage 1 2 x\n");
  EXPECT_THAT(map_fault("{use='wordnet_outputs',relation='synonym',wordnet='words'}"),
              AllOf(HasSubstr("words/data.noun:1: the offset must be"), HasSubstr("'garbage'")));
}

TEST_F(BadInput, TwoModelsInOneStudyWhateverTheCommandLineNames) {
  EXPECT_THAT(run_fault({"--model", box_.model().string(), "--set",
                         "learner.ngram={use='prompt',model='smollm2-135m'}"}),
              HasSubstr("a run has one model: make two runs and compare them"));
}

TEST_F(BadInput, ATaskWithTooFewLabelsOrTooManyPairs) {
  const std::string model = box_.model().string();
  EXPECT_THAT(run_fault({"--model", model, "--set", "task.reviews.held_out=['negative']"}),
              HasSubstr("one label is held out; AUC needs at least 2"));
  EXPECT_THAT(run_fault({"--model", model, "--set",
                         "task.reviews={use='token_map',g='random',pairs=2000000}"}),
              HasSubstr("'pairs' must be at most 32, but is 2000000"));
  EXPECT_THAT(run_fault({"--model", model, "--set", "learner.llm={use='linear_on_embeddings'}"}),
              HasSubstr("use a task of single tokens (token_map), or several_tokens = 'mean'"));
}

TEST_F(BadInput, DataThatCannotBeRead) {
  EXPECT_THAT(box_.fault({"data", "show", box_.path("no.jsonl").string()}), HasSubstr("no.jsonl"));
  EXPECT_THAT(data_fault("broken.jsonl", "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": oops}\n"),
              HasSubstr("broken.jsonl:2:"));
  EXPECT_THAT(data_fault("one.jsonl",
                         "{\"text\": \"a\", \"label\": \"x\"}\n"
                         "{\"text\": \"b\", \"label\": \"x\"}\n"),
              HasSubstr("one.jsonl"));
  EXPECT_THAT(data_fault("utf8.jsonl", "{\"text\": \"a\xff\", \"label\": \"x\"}\n"),
              HasSubstr("UTF-8"));
  EXPECT_THAT(data_fault("long.jsonl", "{\"text\": \"" + std::string(11'000'000, 'a') + "\"}\n"),
              HasSubstr("long.jsonl:1"));
}

TEST_F(BadInput, ATableThatCannotBeRead) {
  const std::string utf16("\xff\xfet\0,\0l\0\n\0", 10);
  EXPECT_THAT(data_fault("utf16.csv", utf16), HasSubstr("iconv -f UTF-16 -t UTF-8"));
  EXPECT_THAT(data_fault("latin.csv", "text,label\ncaf\xe9,x\n"),
              AllOf(HasSubstr("latin.csv:2:4: byte 0xe9 at offset 14"),
                    HasSubstr("iconv -f WINDOWS-1252 -t UTF-8")));
  EXPECT_THAT(data_fault("nul.csv", std::string("text,label\na\0bcd,x\n", 19)),
              HasSubstr("nul.csv:2:2: byte 0x00"));
  EXPECT_THAT(data_fault("open.csv", "text,label\na,x\n\"b,y\nc,x\n"),
              HasSubstr("open.csv:3:1: the quote that opens here is never closed"));
  EXPECT_THAT(data_fault("behind.csv", "text,label\n\"a\"b,x\n"),
              HasSubstr("behind.csv:2:4: \"b,x\" stands behind the quote"));
  EXPECT_THAT(data_fault("wide.tsv", "text\tlabel\na\tx\ty\n"),
              HasSubstr("wide.tsv:2:5: the record has 3 fields, but the header names 2"));
  EXPECT_THAT(data_fault("twice.csv", "text,label,text\n"), HasSubstr("names 'text' twice"));
  EXPECT_THAT(data_fault("names.csv", "text,lable\na,x\n"),
              AllOf(HasSubstr("names.csv:1:1: there is no field 'label'; did you mean 'lable'?"),
                    HasSubstr("tangram init")));
  EXPECT_THAT(data_fault("header.csv", "text,label\n"), HasSubstr("there are no rows"));
  EXPECT_THAT(data_fault("empty.csv", ""), HasSubstr("the file is empty"));
  EXPECT_THAT(data_fault("long.csv", "text,label\n\"" + std::string(11'000'000, 'a')),
              HasSubstr("long.csv:2"));
}

TEST_F(BadInput, FewerExamplesThanShots) {
  EXPECT_THAT(run_fault({"--model", box_.model().string(), "--set", "grid.shots=[0,200]"}),
              HasSubstr("reviews"));
}

TEST_F(BadInput, AStudyWithAnUnknownKeyNameOrAxis) {
  const std::string study = read_file(box_.study());
  const auto fault = [&](const std::string& from, const std::string& to) {
    std::string changed = study;
    changed.replace(changed.find(from), from.size(), to);
    return box_.fault({"validate", box_.write("bad.toml", changed).string()});
  };
  EXPECT_THAT(fault("queries = 4", "querys = 4"),
              AllOf(HasSubstr("bad.toml:8"), HasSubstr("did you mean 'queries'?")));
  EXPECT_THAT(fault("\"ra\"]", "\"rb\"]"), HasSubstr("bad.toml:13"));
  EXPECT_THAT(fault("use = \"ngram_logistic\"", "use = \"ngram_logistics\""),
              HasSubstr("did you mean 'ngram_logistic'?"));
  EXPECT_THAT(fault("g = \"random_tokens\"", "gg = \"random_tokens\""), HasSubstr("gg"));
  EXPECT_THAT(fault("[\"llm\", \"ngram\"]", "[]"), HasSubstr("bad.toml:14"));
  EXPECT_THAT(fault("[\"llm\", \"ngram\"]", "[\"llm\", \"llm\"]"), HasSubstr("llm"));
  EXPECT_THAT(box_.fault({"run", box_.path("none.toml").string()}), HasSubstr("none.toml"));
  EXPECT_THAT(box_.fault({"validate", box_.study().string(), "--profile", "desk"}),
              HasSubstr("desk"));
}

TEST_F(BadInput, AStoreThatIsNoStore) {
  box_.write("s.db", "not a database at all, though it is long enough to look at");
  EXPECT_THAT(run_fault({"--model", box_.model().string()}), HasSubstr("s.db"));
  EXPECT_EQ(read_file(box_.path("s.db")),
            "not a database at all, though it is long enough to look at");
  EXPECT_THAT(box_.fault({"measure", box_.path("none.db").string()}), HasSubstr("none.db"));
}

TEST_F(BadInput, ARunThatWasMadeWithOtherSettings) {
  const std::vector<std::string> args{"--quiet",
                                      "run",
                                      box_.study().string(),
                                      "--threads",
                                      "1",
                                      "--model",
                                      box_.model().string(),
                                      "--out",
                                      box_.path("s.db").string()};
  box_.output(args);
  auto other = args;
  other[4] = "2";
  EXPECT_THAT(box_.fault(other), AllOf(HasSubstr("--threads 1, not 2"), HasSubstr("--out")));
  other = args;
  other.insert(other.end(), {"--set", "draws=3"});
  EXPECT_THAT(box_.fault(other),
              AllOf(HasSubstr("s.db: this run was begun with other settings"),
                    HasSubstr("draws was 2 and is 3"), HasSubstr("start a new run with --out")));
  // The same units, of which none says its seed or queries.
  for (const char* setting : {"seed=77", "queries=1"}) {
    other = args;
    other.insert(other.end(), {"--set", setting});
    EXPECT_THAT(box_.fault(other), AllOf(HasSubstr(std::string(setting).substr(0, 4)),
                                         HasSubstr("start a new run with --out")));
  }
  box_.output(args);  // nothing of it is lost
}

}  // namespace
}  // namespace tangram
