#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/analyses_run.h"
#include "tests/cli/tangram.h"
#include "tests/cli/vector_run.h"

// The page of `tangram report` in a browser: Debian's Chromium, without a screen.
namespace tangram {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

struct Browsed {
  std::string dom;      // after the page's scripts have run
  std::string console;  // all that the browser wrote
};

/// Opens a page with more options of Chromium.
Browsed browse(const Sandbox& box, const fs::path& page, const std::string& options) {
  const std::string console = box.path("console.txt").string();
  // The clock of the page runs as fast as its work is done, for at most a minute of its time.
  const std::string command =
      "chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars "
      "--user-data-dir='" +
      box.path("chromium").string() + "' --virtual-time-budget=60000 --enable-logging=stderr " +
      options + " 'file://" + page.string() + "' 2>'" + console + "'";
  const ProcessResult result = run_process({"timeout", "120", "bash", "-c", command});
  EXPECT_EQ(result.exit_code, 0) << read_file(console);
  return {result.output, read_file(console)};
}

bool there_is_chromium() {
  return run_process({"bash", "-c", "command -v chromium"}).exit_code == 0;
}

std::string attribute(const std::string& tag, const std::string& name) {
  std::smatch match;
  return std::regex_search(tag, match, std::regex(" " + name + "=\"([^\"]*)\"")) ? match[1].str()
                                                                                 : "";
}

/// The cells of the tables of the curves: "block|task|condition/learner|shots|metric" to the tag.
std::map<std::string, std::string> table_cells(const std::string& dom) {
  std::map<std::string, std::string> out;
  const std::regex cell("<td [^>]*data-cell=\"[^\"]*\"[^>]*>");
  for (std::sregex_iterator it(dom.begin(), dom.end(), cell), end; it != end; ++it)
    out[attribute(it->str(), "data-cell")] = it->str();
  return out;
}

const Value& at(const Value& object, const char* key) { return *object.table()->find(key); }
const std::string& text(const Value& object, const char* key) { return *at(object, key).string(); }

void expect_number(const Value& number, const std::string& shown, const std::string& where) {
  if (number.is_null())
    EXPECT_EQ(shown, "") << where;
  else
    EXPECT_EQ(std::stod(shown), std::get<double>(number.data)) << where;
}

/// Every AUC of `tangram measure --json` stands in the page's tables with its interval; how many.
int compare(const Value& measured, const std::map<std::string, std::string>& cells) {
  int n = 0;
  for (const Value& cell : *at(measured, "cells").array()) {
    const std::string block = text(cell, "block");
    const std::string key = block + "|" + text(cell, "task") + "|" +
                            (block.empty() ? "" : block + ":") + text(cell, "condition") + "/" +
                            text(cell, "learner") + "|" +
                            std::to_string(std::get<std::int64_t>(at(cell, "shots").data)) + "|auc";
    const auto found = cells.find(key);
    if (found == cells.end()) {
      ADD_FAILURE() << "not on the page: " << key;
      continue;
    }
    const Value& auc = at(at(cell, "metrics"), "auc");
    for (const char* part : {"value", "low", "high"})
      expect_number(at(auc, part), attribute(found->second, std::string("data-") + part), key);
    ++n;
  }
  return n;
}

constexpr const char* kHostile = "</script><img src=x onerror=alert(1)>";

/// The sandbox's data with markup in its texts and in a label.
void make_data_hostile(const Sandbox& box) {
  std::string rows = read_file(box.data());
  for (std::size_t at = 0; (at = rows.find("the film", at)) != std::string::npos;)
    rows.replace(at, 8, std::string("the ") + kHostile);
  box.write("reviews.jsonl", rows);
  std::string card = read_file(box.path("reviews.toml"));
  const std::string label = "positive = \"positive\"";
  card.replace(card.find(label), label.size(), "positive = \"<b>good</b>\"");
  box.write("reviews.toml", card);
}

/// The sandbox's study with a hypothesis.
fs::path study_with_claims(const Sandbox& box) {
  return box.write("claims.toml", read_file(box.study()) + R"(
[claims]
metric = "accuracy"
shots = 4
by = 0.05
level = 0.05
learner = "llm"
comparator = { ra = 0.5 }

[[hypothesis]]
id = "H"
says = "New words are <b>learned</b>: </script><img src=x onerror=alert(1)>"
supported = { above = ["ra/llm", "original/llm"] }
refuted = { below = ["ra/llm", "original/llm"] }
predicts = { ra = "above" }
)");
}

class Page : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(there_is_chromium())
        << "there is no chromium; `tools/setup.sh --for-tests` installs it";
  }

  /// Runs a study and makes the page of it; the page's path.
  fs::path make(const std::string& study, const std::vector<std::string>& more) const {
    std::vector<std::string> args{"--quiet",
                                  "run",
                                  study,
                                  "--model",
                                  box.model().string(),
                                  "--threads",
                                  "1",
                                  "--out",
                                  box.path("run.db").string()};
    args.insert(args.end(), more.begin(), more.end());
    box.output(args);
    EXPECT_EQ(box.output({"report", box.path("run.db").string()}),
              box.path("run.html").string() + "\n");
    return box.path("run.html");
  }

  Value measured() const {
    return parse_json(box.output({"--json", "measure", box.path("run.db").string()}),
                      {"measure", 0, 0});
  }

  const Sandbox box;
};

void expect_clean(const Browsed& page) {
  EXPECT_THAT(page.console, Not(HasSubstr("CONSOLE")));
  EXPECT_THAT(page.dom, Not(HasSubstr("data-faults")));
}

TEST_F(Page, OfASmokeRunDrawsItsChartsAndShowsTheNumbersOfMeasure) {
  const fs::path html =
      make("li2024_structured_task", {"--profile", "smoke", "--data", box.data().string()});
  const Browsed page = browse(box, html, "--dump-dom");
  expect_clean(page);
  const std::string n_charts = attribute(page.dom, "data-charts");
  ASSERT_NE(n_charts, "") << "the page did not finish";
  EXPECT_GT(std::stoi(n_charts), 10);
  EXPECT_THAT(page.dom, HasSubstr("class=\"main-svg\""));
  EXPECT_THAT(page.dom, HasSubstr("This size of the study decides nothing"));
  EXPECT_THAT(page.dom, Not(HasSubstr("id=\"readings\""))) << "the study asks for none";
  EXPECT_GT(compare(measured(), table_cells(page.dom)), 40);
}

TEST_F(Page, OfAStudyWithHypothesesShowsVerdictsAndHostileNamesAsText) {
  make_data_hostile(box);
  const fs::path html = make(
      study_with_claims(box).string(),
      {"--set", "draws=6", "--set", "queries=8", "--set", "references={ unconditional = true }"});
  const Browsed page = browse(box, html, "--dump-dom");
  expect_clean(page);
  EXPECT_THAT(page.dom, HasSubstr("data-reading=\"reviews|original/llm|pmi|label_bias\""));
  EXPECT_GT(compare(measured(), table_cells(page.dom)), 5);
  EXPECT_THAT(page.dom, HasSubstr("<article class=\"card"));
  EXPECT_THAT(page.dom, HasSubstr("New words are &lt;b&gt;learned&lt;/b&gt;: &lt;/script&gt;"));
  EXPECT_THAT(page.dom, HasSubstr("&lt;b&gt;good&lt;/b&gt;"));
  EXPECT_THAT(page.dom, Not(HasSubstr("<img")));
  EXPECT_THAT(page.dom, Not(HasSubstr("<b>")));

  const fs::path kept = fs::path(TANGRAM_SOURCE_DIR) / "build/test";
  fs::create_directories(kept);
  browse(box, html,
         "--window-size=1280,4200 --screenshot='" + (kept / "report.png").string() + "'");
  EXPECT_GT(fs::file_size(kept / "report.png"), 50'000u);
}

TEST_F(Page, OfARunWithAnalysesDrawsEachAndShowsItsNumbers) {
  const std::string run = analyses_run(box);
  box.output({"report", run});
  const Browsed page = browse(box, box.path("analyses.html"), "--dump-dom");
  expect_clean(page);
  EXPECT_THAT(page.dom, HasSubstr("class=\"hm\""));  // Plotly drew a heat map
  EXPECT_THAT(page.dom, HasSubstr("data-pair=\"pairs|stars|symbols\""));
  EXPECT_THAT(page.dom, HasSubstr("data-trend=\"distance|stars|3\""));
  EXPECT_THAT(page.dom, HasSubstr("against the distance from the &lt;label&gt;"));
  EXPECT_THAT(page.dom, HasSubstr("aria-label=\"ease, stars (log-loss, 10 shots): symbols/llm"));
  EXPECT_THAT(page.dom, HasSubstr("data-ratio=\"lost|all tasks\""));
  EXPECT_THAT(page.dom, HasSubstr("data-spread=\"lapse|polarity\""));
  for (const char* id : {"trends", "ratios", "spreads", "correlations", "matrices"})
    EXPECT_THAT(page.dom, HasSubstr("href=\"#" + std::string(id) + "\""));
}

TEST_F(Page, OfARunWithALandmarkDrawsTheCurveThatItLiesOn) {
  const std::string run = box.path("dynamics.db").string();
  box.output({"--quiet", "run", "raventos2023_dynamics", "--profile", "smoke", "--out", run});
  box.output({"report", run});
  const Browsed page = browse(box, box.path("dynamics.html"), "--dump-dom");
  expect_clean(page);
  EXPECT_THAT(page.dom, HasSubstr("href=\"#landmarks\""));
  EXPECT_THAT(page.dom, HasSubstr("data-landmark=\"early-stopping-16\""));
  EXPECT_THAT(page.dom, HasSubstr("early-stopping-16: each pool_seed"));
  EXPECT_THAT(page.dom, HasSubstr("no place: the grid has no pool_size = 32"));
}

TEST_F(Page, OfARunOfVectorsDrawsErrorsAndDistances) {
  const std::string run = box.path("vectors.db").string();
  box.output({"--quiet", "run", "raventos2023_task_diversity", "--profile", "smoke", "--out", run});
  box.output({"report", run});
  const Browsed page = browse(box, box.path("vectors.html"), "--dump-dom");
  expect_clean(page);
  // Errors and distances of the block that goes along pool_size, for pool and prior; errors by
  // shots.
  EXPECT_EQ(attribute(page.dom, "data-charts"), "5");
  EXPECT_THAT(page.dom, HasSubstr("href=\"#vectors\""));
  EXPECT_THAT(page.dom, Not(HasSubstr("id=\"curves\"")));
  EXPECT_THAT(page.dom, HasSubstr("data-vector=\"diversity|linear|original|transformer~ridge|"));
  // Ridge, asked about new tasks, says the same for every pool.
  std::smatch tag;
  ASSERT_TRUE(std::regex_search(
      page.dom, tag,
      std::regex(
          "<td [^>]*data-vector=\"diversity\\|linear\\|original\\|ridge\\|[^\"]*prior[^>]*>")));
  const Value measured = parse_json(box.output({"--json", "measure", run}), {"measure", 0, 0});
  for (const Value& cell : *at(measured, "cells").array())
    if (text(cell, "learner") == "ridge" && text(cell, "axes").find("prior") != std::string::npos) {
      const Value& mean = at(at(at(at(cell, "metrics"), "mse_per_d"), "mean"), "value");
      EXPECT_EQ(std::stod(attribute(tag.str(), "data-value")), std::get<double>(mean.data));
    }
}

// Ridge is off by .02: .02^2 / 2 = 2e-4. Less averaging, whose mean is 2.546875 x 4e-4: -8.19e-4.
TEST_F(Page, OfARunOfVectorsShowsSmallNumbersAndWhatTheyAreOver) {
  box.output({"report", vector_run(box, "small.db", 10, 0.02)});
  const Browsed page = browse(box, box.path("small.html"), "--dump-dom");
  expect_clean(page);
  EXPECT_THAT(page.dom, HasSubstr("<th scope=\"row\">ridge</th><td>5 repeats</td>"));
  EXPECT_THAT(page.dom, HasSubstr(">0.0002</td>"));
  EXPECT_THAT(page.dom, HasSubstr("<strong>−0.000819</strong>"));
  box.output({"report", vector_run(box, "part.db", 3)});
  EXPECT_THAT(browse(box, box.path("part.html"), "--dump-dom").dom,
              HasSubstr("<th scope=\"row\">averaging</th><td>1/5 repeats</td>"));
}

}  // namespace
}  // namespace tangram
