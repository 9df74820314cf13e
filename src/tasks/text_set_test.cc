#include "tasks/text_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "base/json.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

/// `n_demonstrations` and `n_queries` rows of each class.
TextData make_data(const std::vector<int>& n_demonstrations, const std::vector<int>& n_queries) {
  TextData data;
  std::vector<std::string> words;
  const auto fill = [](const std::vector<int>& counts, const std::string& stem,
                       std::vector<TextRow>& rows, std::vector<std::vector<int>>& by_class) {
    by_class.resize(counts.size());
    for (std::size_t y = 0; y < counts.size(); ++y)
      for (int i = 0; i < counts[y]; ++i) {
        by_class[y].push_back(static_cast<int>(rows.size()));
        rows.push_back({stem + std::to_string(rows.size()), static_cast<int>(y), rows.size()});
      }
  };
  for (std::size_t y = 0; y < n_demonstrations.size(); ++y)
    words.push_back("word" + std::to_string(y));
  data.candidates = std::make_shared<const std::vector<std::string>>(words);
  fill(n_demonstrations, "d", data.demonstrations, data.demonstrations_by_class);
  fill(n_queries, "q", data.queries, data.queries_by_class);
  data.identity = "made";
  data.report.name = "made";
  return data;
}

std::vector<int> class_counts(const Episode<Text>& episode, std::size_t n, std::size_t n_classes) {
  std::vector<int> counts(n_classes);
  for (std::size_t i = 0; i < n; ++i)
    ++counts[static_cast<std::size_t>(episode.problem.demonstration[i].y)];
  return counts;
}

// 8 shots of 3 classes are 3, 3, 2 in some order; 100 draws see every class with the 2.
TEST(TextSet, ExtraExamplesGoToRandomClasses) {
  const TextSet task(make_data({20, 20, 20}, {5, 5, 5}), {});
  std::set<std::vector<int>> seen;
  for (std::uint64_t i = 0; i < 100; ++i) {
    auto counts = class_counts(task.draw(Rng(1), i, {Design::crossed, {0, 8}, 3, 0}), 8, 3);
    seen.insert(counts);
    std::sort(counts.begin(), counts.end());
    EXPECT_EQ(counts, (std::vector<int>{2, 3, 3}));
  }
  EXPECT_EQ(seen.size(), 3u);
}

// Within a segment of 8 shots the order is shuffled: both classes stand first about equally
// often (200 draws, sd 7), and the two halves of a prefix are not always balanced.
TEST(TextSet, TheOrderWithinASegmentIsShuffled) {
  const TextSet task(make_data({20, 20}, {5, 5}), {});
  int first = 0, unbalanced = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto episode = task.draw(Rng(2), i, {Design::crossed, {8}, 2, 0});
    first += episode.problem.demonstration[0].y;
    unbalanced += class_counts(episode, 4, 2)[0] != 2;
  }
  EXPECT_NEAR(first, 100, 35);
  EXPECT_GT(unbalanced, 50);
}

// Uniform: of 90 + 10 rows, 400 draws of 5 hold 10 % of the second class: 200, sd < 14.
TEST(TextSet, UniformDrawsFollowTheRows) {
  TextSetOptions options;
  options.balanced = false;
  const TextSet task(make_data({90, 10}, {5, 5}), options);
  int second = 0;
  for (std::uint64_t i = 0; i < 400; ++i)
    second += class_counts(task.draw(Rng(3), i, {Design::crossed, {5}, 2, 0}), 5, 2)[1];
  EXPECT_NEAR(second, 200, 60);
}

// 10 queries of classes with 2, 30 and 30 rows: 2, 4, 4.
TEST(TextSet, QueriesAreAsBalancedAsTheRowsAllow) {
  const TextSet task(make_data({9, 9, 9}, {2, 30, 30}), {});
  const auto episode = task.draw(Rng(4), 0, {Design::crossed, {0}, 10, 0});
  std::map<int, int> counts;
  for (const int y : episode.truth) ++counts[y];
  EXPECT_EQ(counts, (std::map<int, int>{{0, 2}, {1, 4}, {2, 4}}));
}

TEST(TextSet, AllQueriesCanBeAsked) {
  const TextSet task(make_data({9, 9}, {3, 8}), {});
  const auto episode = task.draw(Rng(5), 0, {Design::crossed, {4}, 11, 0});
  EXPECT_EQ(std::set<std::uint64_t>(episode.query.begin(), episode.query.end()).size(), 11u);
  EXPECT_EQ(error_text([&] {
              task.draw(Rng(5), 0, {Design::crossed, {4}, 12, 0});
            }),
            "made: 12 queries were asked for, but there are 11; ask for fewer");
}

TEST(TextSet, NoShotsGiveAnEmptyDemonstration) {
  const TextSet task(make_data({9, 9}, {5, 5}), {});
  const auto episode = task.draw(Rng(6), 0, {Design::crossed, {0}, 4, 0});
  EXPECT_TRUE(episode.problem.demonstration.empty());
  EXPECT_EQ(episode.problem.questions.size(), 4u);
}

TEST(TextSet, FewerExamplesThanShotsIsAnErrorThatNamesTheClass) {
  const TextSet task(make_data({40, 3}, {5, 5}), {});
  EXPECT_EQ(error_text([&] {
              task.draw(Rng(7), 0, {Design::crossed, {0, 8}, 4, 0});
            }),
            "made: 8 shots, balanced over 2 classes, need 4 rows of class 'word1', but there are 3 "
            "for demonstrations; ask for fewer shots, or set balanced = false");
  TextSetOptions options;
  options.balanced = false;
  const TextSet uniform(make_data({40, 3}, {5, 5}), options);
  EXPECT_EQ(error_text([&] {
              uniform.draw(Rng(7), 0, {Design::crossed, {44}, 4, 0});
            }),
            "made: 44 shots need as many rows, but there are 43 for demonstrations");
}

TEST(TextSet, ReferencesNeedRowsOfTheirOwn) {
  const TextSet task(make_data({4, 4}, {5, 5}), {});
  EXPECT_EQ(task.draw(Rng(8), 0, {Design::crossed, {6}, 2, 2}).problem.questions.size(), 4u);
  EXPECT_EQ(error_text([&] {
              task.draw(Rng(8), 0, {Design::crossed, {6}, 2, 3});
            }),
            "made: 3 references beside 6 shots need as many rows, but there are 8 for "
            "demonstrations; ask for fewer");
}

/// Data whose texts have words: "d3 of three words", on average `mean_words`.
TextData with_words(double mean_words) {
  TextData data = make_data({4, 4}, {2, 2});
  for (TextRow& row : data.demonstrations) row.text += " is\tshown";
  data.report.mean_words = mean_words;
  return data;
}

// 2 texts of round(5.6) = 6 words at each of two numbers of shots, of rows that are not shown.
TEST(TextSet, DomainWordsAreWordsOfRowsThatAreNotShown) {
  const TextSet task(with_words(5.6), {});
  std::set<std::string> texts;
  for (std::uint64_t index = 0; index < 30; ++index) {
    const auto episode =
        task.draw(Rng(8), index, {Design::crossed, {0, 6}, 2, {.domain_words = 2}});
    ASSERT_EQ(episode.problem.questions.size(), 8u);
    std::set<std::string> shown;
    for (const auto& example : episode.problem.demonstration)
      shown.insert(std::get<std::string>(example.x).substr(0, 2));
    for (std::size_t q = 0; q < 8; ++q) {
      const auto& question = episode.problem.questions[q];
      if (!question.reference) continue;
      EXPECT_EQ(reference_kind(episode.query[q]), ReferenceKind::domain_words);
      std::istringstream in(std::get<std::string>(question.x));
      const std::vector<std::string> words{std::istream_iterator<std::string>(in), {}};
      EXPECT_EQ(words.size(), 6u);
      for (const std::string& word : words) EXPECT_FALSE(shown.contains(word)) << word;
      texts.insert(std::get<std::string>(question.x));
    }
  }
  EXPECT_GT(texts.size(), 50u);  // 60 texts of 8 x 3 words: another one nearly every time
}

TEST(TextSet, DomainWordsMoveNothingElse) {
  const TextSet task(with_words(0), {});  // a text has at least one word
  const auto plain = task.draw(Rng(8), 1, {Design::crossed, {4}, 3, {}});
  const auto with = task.draw(Rng(8), 1, {Design::crossed, {4}, 3, {.domain_words = 1}});
  EXPECT_EQ(with.truth, plain.truth);
  EXPECT_EQ(std::get<std::string>(with.problem.demonstration[3].x),
            std::get<std::string>(plain.problem.demonstration[3].x));
  EXPECT_EQ(std::get<std::string>(with.problem.questions[2].x),
            std::get<std::string>(plain.problem.questions[2].x));
  EXPECT_EQ(std::get<std::string>(with.problem.questions[3].x).find(' '), std::string::npos);
}

TEST(TextSet, DomainWordsNeedARowThatIsNotShown) {
  const TextSet task(with_words(3), {});
  EXPECT_EQ(error_text([&] {
              task.draw(Rng(8), 0, {Design::crossed, {8}, 2, {.domain_words = 1}});
            }),
            "made: all 8 rows for demonstrations are shown, so none is left to take words from; "
            "ask for fewer shots, or without domain_words");
}

TEST(TextSet, RefusesAShapeThatCannotBe) {
  const TextSet task(make_data({4, 4}, {5, 5}), {});
  EXPECT_EQ(error_text([&] {
              task.draw(Rng(9), 0, {Design::crossed, {4, 2}, 2, 0});
            }),
            "text_set: shots must ascend from 0 or more, but are [4, 2]");
  EXPECT_EQ(error_text([&] {
              task.draw(Rng(9), 0, {Design::crossed, {4}, 0, 0});
            }),
            "text_set: queries is 0, must be at least 1");
}

TextSetOptions holding_out(std::vector<std::string> labels) {
  TextSetOptions options;
  options.held_out = std::move(labels);
  return options;
}

TEST(TextSet, HeldOutLabelsAreAskedAndNeverShown) {
  const TextSet task(make_data({20, 20, 20, 20, 20}, {9, 9, 9, 9, 9}),
                     holding_out({"word1", "word4"}));
  for (std::uint64_t i = 0; i < 20; ++i) {
    const auto episode = task.draw(Rng(5), i, {Design::crossed, {0, 6, 12}, 10, 2});
    EXPECT_EQ(class_counts(episode, 6, 5), (std::vector<int>{2, 0, 2, 2, 0}));
    EXPECT_EQ(class_counts(episode, 12, 5), (std::vector<int>{4, 0, 4, 4, 0}));
    std::map<int, int> asked;
    for (const int y : episode.truth) ++asked[y];
    EXPECT_EQ(asked, (std::map<int, int>{{1, 15}, {4, 15}}));  // 5 of each at 3 numbers of shots
    EXPECT_EQ(episode.problem.questions.front().candidates->size(), 5u);
  }
}

// Demonstrations of the labels that are shown are drawn as ever.
TEST(TextSet, HoldingNothingOutChangesNothing) {
  const TextSet with(make_data({20, 20}, {5, 5}), holding_out({})),
      plain(make_data({20, 20}, {5, 5}), {});
  EXPECT_EQ(with.id(), plain.id());
  const TextSet held(make_data({20, 20, 20, 20}, {5, 5, 5, 5}), holding_out({"word0", "word1"}));
  EXPECT_NE(held.id().find("held_out=word0|word1"), std::string::npos);
}

TEST(TextSet, RefusesLabelsThatCannotBeHeldOut) {
  const auto error = [](std::vector<std::string> labels, const std::vector<int>& n_queries) {
    return error_text([&] {
      TextSet(make_data({9, 9, 9, 9}, n_queries), holding_out(std::move(labels)));
    });
  };
  EXPECT_EQ(error({"word0", "word9"}, {5, 5, 5, 5}),
            "made: held_out names 'word9', which is no label; did you mean 'word0'?");
  EXPECT_EQ(error({"word0", "word0"}, {5, 5, 5, 5}), "made: held_out names 'word0' twice");
  EXPECT_EQ(error({"word0"}, {5, 5, 5, 5}), "made: one label is held out; AUC needs at least 2");
  EXPECT_EQ(error({"word0", "word1", "word2"}, {5, 5, 5, 5}),
            "made: 3 of 4 labels are held out; at least 2 must be left to be shown");
  EXPECT_EQ(error({"word0", "word1"}, {5, 0, 5, 5}),
            "made: held_out names 'word1', which has no queries");
}

TEST(TextSet, IsMadeFromAFileAndItsOptions) {
  const TempFolder folder;
  std::string content;
  for (int i = 0; i < 60; ++i)
    content += to_json(json_object(
                   {{"sentence", json("text " + std::to_string(i))}, {"label", json(i % 2)}})) +
               "\n";
  folder.write("mine.jsonl", content);
  Resources resources;
  resources.study_dir = folder.path();
  const Value options =
      json_object({{"use", json("text_set")},
                   {"data", json("mine.jsonl")},
                   {"input", json("{sentence}")},
                   {"labels", json_object({{"0", json("no")}, {"1", json("yes")}})},
                   {"example", json("{x} => {y}")}});
  const auto task = make_text_set(options, resources);
  const auto episode = task->draw(Rng(1), 0, {Design::crossed, {0, 4}, 4, 0});
  EXPECT_EQ(episode.problem.format.example, "{x} => {y}");
  EXPECT_EQ(*episode.problem.questions[0].candidates, (std::vector<std::string>{"no", "yes"}));
  EXPECT_NE(task->id().find(task->data().report.files[0].sha256), std::string::npos);
}

TextSetOptions ordered(const std::string& order, int permutation = 0, bool balanced = true) {
  TextSetOptions options;
  options.order = order;
  options.permutation = permutation;
  options.balanced = balanced;
  return options;
}

std::vector<int> classes_shown(const Episode<Text>& episode) {
  std::vector<int> out;
  for (const auto& example : episode.problem.demonstration) out.push_back(example.y);
  return out;
}

std::multiset<std::string> texts_shown(const Episode<Text>& episode, std::size_t begin,
                                       std::size_t end) {
  std::multiset<std::string> out;
  for (std::size_t i = begin; i < end; ++i)
    out.insert(std::get<std::string>(episode.problem.demonstration[i].x));
  return out;
}

int n_changes(const std::vector<int>& classes, std::size_t begin, std::size_t end) {
  int out = 0;
  for (std::size_t i = begin + 1; i < end; ++i) out += classes[i] != classes[i - 1] ? 1 : 0;
  return out;
}

// Shots 4 and 12 of two classes: a stretch of 2 + 2 and one of 4 + 4. Grouped, the class changes
// once in each; alternating, at every step.
TEST(TextSet, GroupedAndAlternatingOrderEachStretchByClass) {
  const Shape shape{Design::crossed, {4, 12}, 2, 0};
  for (const bool balanced : {true, false})
    for (std::uint64_t i = 0; i < 20; ++i) {
      const TextSet plain(make_data({20, 20}, {5, 5}), ordered("shuffled", 0, balanced));
      const TextSet grouped(make_data({20, 20}, {5, 5}), ordered("grouped", 0, balanced));
      const TextSet turns(make_data({20, 20}, {5, 5}), ordered("alternating", 0, balanced));
      const auto as_drawn = plain.draw(Rng(6), i, shape), by_class = grouped.draw(Rng(6), i, shape),
                 by_turns = turns.draw(Rng(6), i, shape);
      for (const auto& [begin, end] : {std::pair<std::size_t, std::size_t>{0, 4}, {4, 12}}) {
        EXPECT_LE(n_changes(classes_shown(by_class), begin, end), 1);
        if (balanced) {
          EXPECT_EQ(n_changes(classes_shown(by_turns), begin, end),
                    static_cast<int>(end - begin) - 1);
        }
        EXPECT_EQ(texts_shown(by_class, begin, end), texts_shown(as_drawn, begin, end));
        EXPECT_EQ(texts_shown(by_turns, begin, end), texts_shown(as_drawn, begin, end));
      }
    }
}

TEST(TextSet, APermutationIsAnotherOrderOfTheSameExamples) {
  const Shape shape{Design::crossed, {0, 8}, 2, 0};
  for (const bool balanced : {true, false}) {
    const TextSet first(make_data({20, 20}, {5, 5}), ordered("shuffled", 0, balanced));
    const TextSet second(make_data({20, 20}, {5, 5}), ordered("shuffled", 1, balanced));
    const auto a = first.draw(Rng(6), 3, shape), b = second.draw(Rng(6), 3, shape);
    EXPECT_EQ(texts_shown(a, 0, 8), texts_shown(b, 0, 8));
    EXPECT_NE(std::get<std::string>(a.problem.demonstration[0].x) +
                  std::get<std::string>(a.problem.demonstration[1].x) +
                  std::get<std::string>(a.problem.demonstration[2].x),
              std::get<std::string>(b.problem.demonstration[0].x) +
                  std::get<std::string>(b.problem.demonstration[1].x) +
                  std::get<std::string>(b.problem.demonstration[2].x));
    EXPECT_NE(first.id(), second.id());
  }
}

// Runs that are stored must be found again.
TEST(TextSet, TheUsualOrderIsNotPartOfTheId) {
  EXPECT_EQ(TextSet(make_data({4, 4}, {2, 2}), {}).id(),
            "text_set(version=1, balanced=true, balanced_queries=true, data=made)");
}

}  // namespace
}  // namespace tangram
