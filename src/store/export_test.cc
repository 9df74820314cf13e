#include "store/export.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "base/hash.h"
#include "store/domain.h"
#include "store/store_testing.h"

namespace tangram {
namespace {

using namespace store_testing;

/// One question and one reference, with words that need quoting.
UnitRecord awkward_record() {
  UnitRecord record;
  VariantRecord& variant = record.variants.emplace_back();
  variant.candidate_sets = {{{"so, \"so\"", 2, 8, 8}, {"gut", 1, 3, 3}}};
  variant.questions = {
      {4, 1ULL << 63, 1, 0, {{-0.5, -0.25}, {-0.1}}, {}, {}},
      {4, 2, -1, 0, {{-1e-300}, {-std::numeric_limits<double>::infinity()}}, {}, {}}};
  return record;
}

TEST(ExportCanonical, WritesTheRunThenItsUnits) {
  const TempFolder folder;
  Store store = Store::create(folder / "run.db", sample_provenance(), sample_units(2));
  store.commit(store.units()[1], awkward_record(), {.seconds = 3}, {});
  const std::string a(64, 'a'), b(64, 'b');
  EXPECT_EQ(
      export_canonical(store),
      R"({"tangram_canonical":1,"study_id":"first-light","study_hash":")" + a +
          R"(","study_canonical":"study.id='first-light'","profile":"","seed":18446744073709551600,)"
          R"("units_declared":2,"units_done":1,"facts":{"model.sha256":")" +
          b + "\"}}\n" +
          R"({"unit":"sst2/ra/llm/0","block":"","task":"sst2","condition":"ra","learner":"llm",)"
          R"x("axes":"","draw":0,"task_id":"text_set(data='sst2')","condition_id":"ra()",)x"
          R"x("learner_id":"prompt(model='tiny')","record_sha256":")x" +
          sha256(encode_record(awkward_record())) +
          R"(","variants":[{"candidate_sets":[[)"
          R"({"word":"so, \"so\"","n_tokens":2,"n_chars":8,"n_bytes":8},)"
          R"({"word":"gut","n_tokens":1,"n_chars":3,"n_bytes":3}]],"questions":[)"
          R"({"shots":4,"query":9223372036854775808,"truth":1,"candidate_set":0,)"
          R"("log_p":[[-0.5,-0.25],[-0.1]]},)"
          R"({"shots":4,"query":2,"truth":null,"candidate_set":0,"log_p":[[-1e-300],["-inf"]]}]}]})"
          "\n");
}

TEST(ExportCanonical, DoesNotDependOnTheOrderOfRunningOrTheMachine) {
  const TempFolder folder;
  const auto units = sample_units(6);
  Store forward = Store::create(folder / "a.db", sample_provenance(), units);
  write_rest(forward, [](std::size_t) {});
  Provenance elsewhere = sample_provenance();
  elsewhere.study_path = "/somewhere/else.toml";
  elsewhere.facts = {{"threads", "64"}, {"model.sha256", std::string(64, 'b')}};
  Store backward = Store::create(folder / "b.db", elsewhere, {units.rbegin(), units.rend()});
  for (std::size_t i = units.size(); i-- > 0;)
    backward.commit(units[i], sample_record(i), {.seconds = 99}, {});
  EXPECT_EQ(export_canonical(backward), export_canonical(forward));
}

TEST(ExportCanonical, ShowsEveryBitOfAScore) {
  const TempFolder folder;
  UnitRecord record = awkward_record();
  Store a = Store::create(folder / "a.db", {}, sample_units(1));
  a.commit(a.units()[0], record, {}, {});
  double& score = record.variants[0].questions[0].candidate_logps[1][0];
  score = std::nextafter(score, 0.0);
  Store b = Store::create(folder / "b.db", {}, sample_units(1));
  b.commit(b.units()[0], record, {}, {});
  EXPECT_NE(export_canonical(a), export_canonical(b));
  EXPECT_NE(export_canonical(b).find("-0.09999999999999999"), std::string::npos);
}

// Sums: -.5 - .25, -.1, -1e-300, -inf. The reference has no truth.
TEST(ExportCsv, QuotesAsRfc4180Says) {
  const TempFolder folder;
  auto units = sample_units(2);
  units[0].axes = "a=1,b=2";
  Store store = Store::create(folder / "run.db", sample_provenance(), units);
  store.commit(units[0], awkward_record(), {}, {});
  EXPECT_EQ(export_csv(store),
            "block,task,condition,learner,axes,draw,variant,shots,query,reference,truth,candidate,"
            "word,n_tokens,n_chars,n_bytes,log_p_sum\n"
            ",sst2,original,llm,\"a=1,b=2\",0,0,4,9223372036854775808,0,1,0,\"so, \"\"so\"\"\",2,8,"
            "8,-0.75\n"
            ",sst2,original,llm,\"a=1,b=2\",0,0,4,9223372036854775808,0,1,1,gut,1,3,3,-0.1\n"
            ",sst2,original,llm,\"a=1,b=2\",0,0,4,2,1,,0,\"so, \"\"so\"\"\",2,8,8,-1e-300\n"
            ",sst2,original,llm,\"a=1,b=2\",0,0,4,2,1,,1,gut,1,3,3,-inf\n");
}

/// d = 3, y of two numbers that no short decimal has.
UnitRecord vector_record() {
  UnitRecord record;
  record.vectors = {3, {{0, 7, {0.5, -2}, {0.1 + 0.2, -0.0}}, {4, 7, {1e-300, 1}, {1.0 / 3, 5}}}};
  return record;
}

Provenance vector_provenance() {
  Provenance p = sample_provenance();
  p.study_text = "[study]\nid = 'v'\ndomain = 'vector'\n";
  return p;
}

// .1 + .2 is the double after .3; -0 keeps its sign: every number comes back to the bit.
TEST(ExportCanonical, HoldsEveryNumberOfARunOfVectors) {
  const TempFolder folder;
  Store store = Store::create(folder / "run.db", vector_provenance(), sample_units(1));
  store.commit(store.units()[0], vector_record(), {}, {});
  const std::string text = export_canonical(store);
  const std::string line = text.substr(text.find('\n') + 1);
  EXPECT_NE(line.find(R"("record_sha256":")" + sha256(encode_record(vector_record())) +
                      R"(","vectors":{"dimension":3,"answers":[)"
                      R"({"shots":0,"query":7,"truth":[0.5,-2],"y":[0.30000000000000004,-0]},)"
                      R"({"shots":4,"query":7,"truth":[1e-300,1],"y":[0.3333333333333333,5]}]}})"),
            std::string::npos)
      << line;
  EXPECT_EQ(line.find("variants"), std::string::npos);
}

TEST(ExportCsv, OfVectorsHasALineForEachNumber) {
  const TempFolder folder;
  auto units = sample_units(1);
  units[0].axes = "eval_on=\"pool\"";
  Store store = Store::create(folder / "run.db", vector_provenance(), units);
  EXPECT_EQ(export_csv(store),
            "block,task,condition,learner,axes,draw,dimension,shots,query,number,truth,y\n");
  store.commit(units[0], vector_record(), {}, {});
  EXPECT_EQ(export_csv(store),
            "block,task,condition,learner,axes,draw,dimension,shots,query,number,truth,y\n"
            ",sst2,original,llm,\"eval_on=\"\"pool\"\"\",0,3,0,7,0,0.5,0.30000000000000004\n"
            ",sst2,original,llm,\"eval_on=\"\"pool\"\"\",0,3,0,7,1,-2,-0\n"
            ",sst2,original,llm,\"eval_on=\"\"pool\"\"\",0,3,4,7,0,1e-300,0.3333333333333333\n"
            ",sst2,original,llm,\"eval_on=\"\"pool\"\"\",0,3,4,7,1,1,5\n");
}

TEST(AsksVectors, IsSaidByTheStudyAloneHoweverLittleElseIsReadable) {
  Provenance p;
  for (const auto& [text, vectors] : {std::pair{"[study]\ndomain = 'vector'\nodd = 1", true},
                                      {"[study]\ndomain = 'text'", false},
                                      {"[study]\nid = 'domain = vector'", false},
                                      {"study = 'vector'", false},
                                      {"", false},
                                      {"[study\ndomain = 'vector'", false}}) {
    p.study_text = text;
    EXPECT_EQ(asks_vectors(p), vectors) << text;
  }
}

TEST(ExportCsv, OfARunWithoutResultsIsTheLineOfNames) {
  const TempFolder folder;
  const Store store = Store::create(folder / "run.db", sample_provenance(), sample_units(2));
  const std::string csv = export_csv(store);
  EXPECT_EQ(csv.find('\n'), csv.size() - 1);
}

}  // namespace
}  // namespace tangram
