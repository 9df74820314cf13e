#include "tasks/data_report.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tangram {
namespace {

using Warnings = std::vector<std::string>;

DataReport report_of(std::vector<DataReport::Class> classes) {
  DataReport report;
  report.classes = std::move(classes);
  report.queries_share = 0.2;
  return report;
}

TEST(DataReports, OfSoundDataWarnOfNothing) {
  const DataReport report = report_of({{"bad", {"1", "2"}, 8, 2}, {"good", {"4", "5"}, 9, 2}});
  EXPECT_TRUE(report.warnings().empty());
}

// 3 classes, the smallest with 7 rows: 21 shots take all of them; 22 may ask it for an eighth.
TEST(DataReports, TheSmallestClassLimitsBalancedShots) {
  EXPECT_EQ(
      report_of({{"a", {"a"}, 9, 1}, {"b", {"b"}, 7, 1}, {"c", {"c"}, 8, 1}}).balanced_shots(), 21);
  EXPECT_EQ(report_of({{"a", {"a"}, 9, 1}, {"b", {"b"}, 0, 1}}).balanced_shots(), 0);
}

TEST(DataReports, NameLabelsThatDifferOnlyInCaseOrWhiteSpace) {
  const DataReport report = report_of({{"Not good", {"Not good"}, 8, 2},
                                       {"fine", {"fine"}, 8, 2},
                                       {"notgood ", {"notgood "}, 8, 2}});
  EXPECT_EQ(report.warnings(),
            (Warnings{"the labels 'Not good', 'notgood ' differ only in case or white space, and "
                      "are classes of their own; if they mean one class, give them one word in the "
                      "card's `labels`"}));
}

TEST(DataReports, LabelsOfOneWordAreOneClassHoweverTheyAreWritten) {
  EXPECT_TRUE(
      report_of({{"good", {"Good", "good"}, 8, 2}, {"bad", {"bad"}, 8, 2}}).warnings().empty());
}

// 2 x 0.8^n <= 0.1 from n = ln(20) / -ln(0.8) = 13.4, so 14 rows leave each class a query; 2 x
// 0.2^n <= 0.1 from n = 1.86, so 2 leave each a demonstration.
TEST(DataReports, SayWhichClassesCannotBeAskedOrShownAndWhatItTakes) {
  const DataReport report = report_of({{"a", {"a"}, 0, 1}, {"b", {"b"}, 1, 0}});
  EXPECT_EQ(
      report.warnings(),
      (Warnings{"1 of 2 classes have no row for demonstrations ('a'): no prompt can show them, "
                "and demonstrations balanced over all classes cannot be drawn; give more rows "
                "of them: 2 rows of each class are enough in 9 of 10 cases (queries_share = "
                "0.2)",
                "1 of 2 classes have no row for queries ('b'): they are never asked; give more "
                "rows of them: 14 rows of each class are enough in 9 of 10 cases "
                "(queries_share = 0.2)"}));
}

TEST(DataReports, OfManyClassesNameTheFirstFew) {
  std::vector<DataReport::Class> classes;
  for (char c = 'a'; c <= 'g'; ++c)
    classes.push_back({std::string(1, c), {std::string(1, c)}, 1, 0});
  const std::string text = report_of(std::move(classes)).warnings()[0];
  EXPECT_EQ(
      text.rfind("7 of 7 classes have no row for queries ('a', 'b', 'c', 'd', 'e', ...): ", 0), 0u)
      << text;
}

TEST(DataReports, WithAFileOfEachOnlyRowsHelp) {
  DataReport report = report_of({{"a", {"a"}, 3, 1}, {"b", {"b"}, 3, 0}});
  report.queries_share = 0;
  EXPECT_EQ(
      report.warnings(),
      (Warnings{"1 of 2 classes have no row for queries ('b'): they are never asked; give more "
                "rows of them"}));
}

// 0.5^n <= 0.1 from n = 3.3; at share 0.9 one row is enough: 1 x 0.1^1 = 0.1 exactly. 77 x 0.8^n
// <= 0.1 from n = 29.8.
TEST(RowsForEachClass, AreTheFewestThatLeaveNoClassWithout) {
  EXPECT_EQ(rows_for_each_class(1, 0.5), 4);
  EXPECT_EQ(rows_for_each_class(1, 0.9), 1);
  EXPECT_EQ(rows_for_each_class(1, 0.99), 1);
  EXPECT_EQ(rows_for_each_class(77, 0.2), 30);
}

}  // namespace
}  // namespace tangram
