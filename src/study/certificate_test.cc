#include "study/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tangram {
namespace {

using testing::HasSubstr;
using testing::Not;

Estimate between(double low, double high) {
  Estimate e;
  e.value = (low + high) / 2;
  e.low = low;
  e.high = high;
  return e;
}

/// A report of one hypothesis, decided so.
VerdictReport decided(Decision decision) {
  VerdictReport report;
  report.hypotheses.emplace_back();
  report.hypotheses.back().id = "H";
  report.hypotheses.back().decision = decision;
  return report;
}

Analyses correlated(const Estimate& r) {
  Analyses analyses;
  CorrelationResult result;
  result.spec.id = "c";
  result.task = "t";
  result.pearson = r;
  analyses.correlations.push_back(std::move(result));
  return analyses;
}

CertificateRow row_of(const std::string& id) {
  CertificateRow row;
  row.mechanism.id = id;
  row.mechanism.false_verdicts = {{"H", Decision::supported}};
  return row;
}

TEST(Certificate, CountsTheSignOfAnIntervalAndItsAbsence) {
  CertificateRow row = row_of("m");
  const VerdictReport report = decided(Decision::inconclusive);
  count_run(report, correlated(between(0.1, 0.3)), row);
  count_run(report, correlated(between(-0.3, -0.1)), row);
  count_run(report, correlated(between(-0.1, 0.1)), row);
  count_run(report, correlated(between(0, 0.1)), row);  // a bound of 0 is not above it
  count_run(report, correlated({}), row);
  ASSERT_FALSE(row.signs.empty());
  const auto& [name, r] = row.signs.front();
  EXPECT_EQ(name, "c on t: r");
  EXPECT_EQ(r.above, 1);
  EXPECT_EQ(r.below, 1);
  EXPECT_EQ(r.holds_zero, 2);
  EXPECT_EQ(r.none, 1);
  EXPECT_EQ(row.n_runs, 5);
  EXPECT_EQ(row.n_false, 0);
}

TEST(Certificate, CountsARunWithAFalseVerdictOnce) {
  CertificateRow row = row_of("m");
  row.mechanism.false_verdicts.emplace_back("H", Decision::refuted);
  for (const Decision d : {Decision::supported, Decision::refuted, Decision::not_testable})
    count_run(decided(d), {}, row);
  EXPECT_EQ(row.n_false, 2);
  EXPECT_EQ(row.n_runs, 3);
}

TEST(Certificate, CountsWhichPairsComposeAndWhichStandOut) {
  CertificateRow row = row_of("m");
  MatrixCell cell;
  cell.task = "polarity";
  cell.condition = "flip";
  for (const bool composes : {true, true, false}) {
    cell.composes = composes;
    cell.stands_out = !composes;
    Matrix matrix;
    matrix.spec.id = "pairs";
    matrix.cells = {cell};
    Analyses analyses;
    analyses.matrices = {matrix};
    count_run(decided(Decision::inconclusive), analyses, row);
  }
  ASSERT_EQ(row.pairs.size(), 1u);
  EXPECT_EQ(row.pairs.front().first, "pairs: flip on polarity");
  EXPECT_EQ(row.pairs.front().second.n_composes, 2);
  EXPECT_EQ(row.pairs.front().second.n_stands_out, 1);
}

TEST(Certificate, SetsMechanismsSideBySide) {
  Certificate certificate;
  certificate.rows = {row_of("binder"), row_of("guesser")};
  CertificateRow& binder = certificate.rows[0];
  CertificateRow& guesser = certificate.rows[1];
  const VerdictReport report = decided(Decision::inconclusive);
  count_run(report, correlated(between(0.1, 0.3)), binder);
  count_run(report, correlated(between(-0.1, 0.1)), guesser);
  const std::string text = certificate_markdown(certificate);
  EXPECT_THAT(text, HasSubstr("| | binder | guesser |"));
  EXPECT_THAT(text, HasSubstr("| c on t: r | + 1 | 0 1 |"));
  EXPECT_THAT(text, Not(HasSubstr("Which pairs compose")));  // the study has no matrix
}

}  // namespace
}  // namespace tangram
