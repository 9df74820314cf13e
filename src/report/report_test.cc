#include "report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/json.h"
#include "report/text.h"
#include "store/store_testing.h"

namespace tangram {
namespace {

using store_testing::sample_bytes;
using store_testing::sample_provenance;
using store_testing::sample_record;
using store_testing::sample_units;
using store_testing::TempFolder;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kHostile = "</script><img src=x onerror=alert(1)>\"'&<!--@data-->";

/// A study of the store's own units, with one hypothesis.
std::string study_text(bool verdicts) {
  return std::string(R"([study]
format = 1
id = "first-light"
question = "Does it learn?"
domain = "text"
seed = 1
draws = 6
queries = 2
)") + (verdicts ? "" : "verdicts = false\n") +
         R"([grid]
task = ["sst2"]
shots = [0, 4]
condition = ["original", "ra"]
learner = ["llm"]
[condition]
original = []
ra = [{ use = "map_outputs", g = "random_tokens" }]
[learner]
llm = { use = "prompt" }
[claims]
metric = "accuracy"
shots = 4
by = 0.05
level = 0.05
learner = "llm"
comparator = { ra = 0.5 }
[[hypothesis]]
id = "H"
says = "New words are learned."
supported = { above = ["ra/llm", "original/llm"] }
refuted = { below = ["ra/llm", "original/llm"] }
predicts = { ra = "above" }
)";
}

Provenance provenance_of(const std::string& study) {
  Provenance p = sample_provenance();
  const Study parsed = parse_study(study, p.study_path);
  p.study_text = study;
  p.study_canonical = parsed.canonical;
  p.study_hash = parsed.hash;
  return p;
}

/// Commits the first n units; the cost of each is told apart by `seconds`.
void commit(Store& store, std::size_t n, double seconds) {
  for (std::size_t i = 0; i < n; ++i) {
    const WorkUnit unit = store.units()[i];
    if (store.done(unit.id)) continue;
    const UnitRecord record = sample_record(i);
    store.commit(unit, record, {.seconds = seconds, .tokens_evaluated = 10, .tokens_asked = 30},
                 sample_bytes(record));
  }
}

Report report_of(const TempFolder& folder, const Provenance& provenance,
                 const std::vector<WorkUnit>& units, std::size_t n_done) {
  Store store = Store::create(folder / "run.db", provenance, units);
  commit(store, n_done, 1);
  return make_report(store);
}

/// The JSON of a data block of the page.
Value block(const std::string& html, const std::string& id) {
  const std::string head = "<script type=\"application/json\" id=\"" + id + "\">";
  const std::size_t begin = html.find(head) + head.size();
  return parse_json(html.substr(begin, html.find("</script>", begin) - begin), {id, 0, 0});
}

std::string without_section(const std::string& html, const std::string& id) {
  const std::size_t begin = html.find("<section id=\"" + id + "\"");
  const std::size_t end = html.find("</section>", begin);
  EXPECT_NE(begin, std::string::npos);
  return html.substr(0, begin) + html.substr(end);
}

std::size_t n_of(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++n;
  return n;
}

TEST(Report, CarriesTheNumbersOfMeasureAndOfTheVerdicts) {
  const TempFolder folder;
  const Report report = report_of(folder, provenance_of(study_text(true)), sample_units(12), 12);
  ASSERT_EQ(report.why_no_verdicts, "");
  const Value data = block(report_html(report), "data");
  const Store store = Store::open(folder / "run.db", Store::Mode::read);
  EXPECT_EQ(to_json(*data.table()->find("measure")),
            to_json(to_json_value(measure(read_arms(store)))));
  EXPECT_EQ(to_json(*data.table()->find("verdicts")),
            to_json(to_json_value(verdicts_of(store, read_claim_arms(store)))));
}

TEST(Report, OfARunWhoseStudyCannotBeReadHasAllButVerdicts) {
  const TempFolder folder;
  const Report report = report_of(folder, sample_provenance(), sample_units(4), 4);
  EXPECT_FALSE(report.verdicts);
  EXPECT_NE(report.why_no_verdicts, "");
  EXPECT_THAT(report.why_no_verdicts, Not(HasSubstr(folder.path().string())));
  const Value data = block(report_html(report), "data");
  EXPECT_TRUE(data.table()->find("verdicts")->is_null());
  EXPECT_EQ(*data.table()->find("why_no_verdicts")->string(), report.why_no_verdicts);
  EXPECT_THAT(report_markdown(report), HasSubstr("## Verdicts\n\nNone: "));
}

// Units of the conditions original and ra, each with reference questions; those of the sample are
// of no kind, so that only what asks nothing has values.
TEST(Report, ComparesReadingsWhereTheStudyAsksForThem) {
  std::string study = study_text(true);
  study.insert(study.find("[grid]"), "references = { pool = 1 }\n");
  const TempFolder folder, plain_folder;
  const Report report = report_of(folder, provenance_of(study), sample_units(12), 12);
  ASSERT_EQ(report.readings.size(), 2u);
  EXPECT_EQ(report.readings[0].shots, 4);
  EXPECT_EQ(report.readings[0].scores.size(), 6u) << "five of the question alone, and batch";
  EXPECT_THAT(report_markdown(report), HasSubstr("## Readings\n"));
  EXPECT_THAT(report_markdown(report),
              HasSubstr("| condition/learner | shots | sum | per_token | per_char | per_byte | "
                        "first_token | batch |\n"));
  const Value data = block(report_html(report), "data");
  const auto& readings = *data.table()->find("readings")->array();
  ASSERT_EQ(readings.size(), 2u);
  EXPECT_EQ(*readings[0].table()->find("sentence")->string(), report.readings[0].sentence);
  const Report plain =
      report_of(plain_folder, provenance_of(study_text(true)), sample_units(12), 12);
  EXPECT_TRUE(plain.readings.empty());
  EXPECT_THAT(report_markdown(plain), Not(HasSubstr("## Readings")));
  EXPECT_EQ(to_json(to_json_value(plain.cells)), to_json(to_json_value(report.cells)));
}

TEST(Report, OfASizeThatDecidesNothingSaysSo) {
  const TempFolder folder;
  const Report report = report_of(folder, provenance_of(study_text(false)), sample_units(4), 4);
  ASSERT_EQ(report.why_no_verdicts, "");
  EXPECT_THAT(report_markdown(report), HasSubstr("this size of the study decides nothing"));
}

TEST(Report, ShowsHostileNamesAsText) {
  Provenance provenance = sample_provenance();
  provenance.question = provenance.study_id = provenance.source = kHostile;
  provenance.facts.emplace_back(kHostile, kHostile);
  std::vector<WorkUnit> units = sample_units(2);
  for (WorkUnit& unit : units) unit.condition = unit.learner = unit.task = kHostile;
  const TempFolder folder, calm_folder;
  const std::string html = report_html(report_of(folder, provenance, units, 2));
  const std::string calm =
      report_html(report_of(calm_folder, sample_provenance(), sample_units(2), 2));
  EXPECT_EQ(n_of(html, "<img"), n_of(calm, "<img"));
  EXPECT_EQ(n_of(html, "</script"), n_of(calm, "</script"));
  EXPECT_EQ(n_of(html, "<!--"), n_of(calm, "<!--"));
  const Value data = block(html, "data");
  EXPECT_EQ(*data.table()->find("study")->table()->find("id")->string(), kHostile);
}

TEST(Report, OfAnIncompleteRunSaysSoFirst) {
  const TempFolder folder;
  const Report report = report_of(folder, sample_provenance(), sample_units(4), 3);
  ASSERT_FALSE(report.warnings.empty());
  EXPECT_EQ(report.warnings[0],
            "This run is incomplete: 3 of 4 units are done. Every number is provisional.");
  EXPECT_THAT(report_markdown(report), HasSubstr("> **Note.** This run is incomplete: 3 of 4"));
}

TEST(Report, OfAnEmptyRunIsAPageWithoutNumbers) {
  const TempFolder folder;
  const Report report = report_of(folder, provenance_of(study_text(true)), sample_units(4), 0);
  EXPECT_TRUE(report.cells.empty());
  EXPECT_TRUE(block(report_html(report), "cost-data").array()->empty());
  EXPECT_THAT(report_markdown(report), HasSubstr("No unit is done yet."));
  EXPECT_EQ(n_of(report_csv(report), "\n"), 1u);
}

// One store is written at once, the other reopened after each unit, with other costs.
TEST(Report, LessCostAndProvenanceIsTheSameOfAResumedRun) {
  const TempFolder once, resumed;
  const Provenance provenance = provenance_of(study_text(true));
  std::string html = report_html(report_of(once, provenance, sample_units(12), 12));
  Store::create(resumed / "other.db", provenance, sample_units(12));
  for (std::size_t n = 1; n <= 12; ++n) {
    Store store = Store::open(resumed / "other.db", Store::Mode::write);
    commit(store, n, 2 + static_cast<double>(n));
  }
  std::string other =
      report_html(make_report(Store::open(resumed / "other.db", Store::Mode::read)));
  EXPECT_NE(html, other);
  for (const char* id : {"cost", "provenance"}) {
    html = without_section(html, id);
    other = without_section(other, id);
  }
  EXPECT_EQ(html, other);
}

TEST(Report, ForbidsThePageEverythingButItsOwnScripts) {
  const TempFolder folder;
  const std::string html = report_html(report_of(folder, sample_provenance(), sample_units(2), 2));
  EXPECT_THAT(html.substr(0, 600), HasSubstr("default-src 'none'; script-src 'sha256-"));
  EXPECT_EQ(n_of(html, " src=\"http"), 0u);
}

// 2 arms, each at 0 and 4 shots; as many metrics as a cell has.
TEST(ReportCsv, HasARowForEachCellAndMetric) {
  const TempFolder folder;
  const Report report = report_of(folder, sample_provenance(), sample_units(12), 12);
  const std::string csv = report_csv(report);
  EXPECT_EQ(n_of(csv, "\n"), 1 + 4 * all_metrics().size());
  EXPECT_THAT(csv, HasSubstr("\n,sst2,original,llm,,0,6,6,"));
}

TEST(ReportMarkdown, KeepsATableInShapeWhateverItsNames) {
  std::vector<WorkUnit> units = sample_units(2);
  for (WorkUnit& unit : units) unit.condition = "a|b\nc<i>";
  const TempFolder folder;
  const std::string text = report_markdown(report_of(folder, sample_provenance(), units, 2));
  EXPECT_THAT(text, HasSubstr("| a\\|b c\\<i\\>/llm |"));
}

TEST(VisibleUtf8, KeepsEveryByteInSight) {
  EXPECT_EQ(visible_utf8("a\xff\xe2\x82z\n\x01 \xe2\x82\xac"),
            "a\\xff\\xe2\\x82z\n\\x01 \xe2\x82\xac");
}

}  // namespace
}  // namespace tangram
