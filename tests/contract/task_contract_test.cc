#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/unicode.h"
#include "tasks/catalog.h"
#include "tests/fakes/fake_language_model.h"
#include "tests/fakes/word_tokenizer.h"
#include "tests/support/temp_folder.h"

// What every task on texts promises, checked once for all of them: a new task joins by one
// line in the list at the end.
namespace tangram {
namespace {

/// One way to make a task of the catalog.
struct Instance {
  std::string name;
  std::string use;  // of the catalog
  bool balanced;    // class counts of the demonstration are as even as they can be
  bool asks_shown;  // the queries are among what demonstrations show
  Value (*options)(const TempFolder& folder);
  bool has_references = true;  // it draws reference questions
};

std::string text_of(const TextInput& x) { return std::get<std::string>(x); }

/// All of an episode in one text: two with the same text are the same.
std::string all_of(const Episode<Text>& e) {
  std::string out = e.task + "\n" + std::to_string(e.index) + "\n" + e.problem.format.example +
                    "|" + e.problem.format.separator + "|" + e.problem.format.start + "\n";
  for (const auto& example : e.problem.demonstration)
    out += text_of(example.x) + " = " + std::to_string(example.y) + "\n";
  for (const auto& q : e.problem.questions)
    out += std::to_string(q.shots) + (q.reference ? "? " : ": ") + text_of(q.x) + "\n";
  for (const int y : e.truth) out += std::to_string(y) + " ";
  for (const std::uint64_t q : e.query) out += std::to_string(q) + " ";
  return out;
}

std::vector<std::string> shown_texts(const Episode<Text>& e) {
  std::vector<std::string> out;
  for (const auto& example : e.problem.demonstration) out.push_back(text_of(example.x));
  return out;
}

/// The texts asked at one number of shots, in order.
std::vector<std::string> asked_texts(const Episode<Text>& e, int shots, bool references = false) {
  std::vector<std::string> out;
  for (const auto& q : e.problem.questions)
    if (q.shots == shots && q.reference == references) out.push_back(text_of(q.x));
  return out;
}

std::set<std::string> as_set(const std::vector<std::string>& items, std::size_t n) {
  return {items.begin(), items.begin() + static_cast<std::ptrdiff_t>(n)};
}

/// A vocabulary of 200 words beside the template's.
std::vector<std::string> many_words() {
  std::vector<std::string> out = {"\n", ":", "Input", "Label"};
  for (const char a : {'p', 'q', 'r', 's', 't', 'u', 'v', 'w'})
    for (char b = 'a'; b <= 'y'; ++b) out.push_back(std::string(" ") + a + b);
  return out;
}

class TaskContract : public testing::TestWithParam<Instance> {
 protected:
  std::unique_ptr<Task<Text>> make() const {
    Resources resources;
    resources.study_dir = folder_.path();
    resources.share_dir = TANGRAM_SOURCE_DIR "/data";
    resources.tokenizer = &tokenizer_;
    resources.open_model = &model_;
    const auto entries = text_tasks();
    return find_entry(entries, "task", GetParam().use, {})
        .make(GetParam().options(folder_), resources);
  }

  TempFolder folder_;
  WordTokenizer tokenizer_{many_words()};
  mutable FakeLanguageModel model_{tokenizer_};
};

const Shape kCrossed{Design::crossed, {0, 2, 5, 8}, 6, 0};
const Shape kNested{Design::nested, {0, 2, 5, 8}, 6, 0};
const Shape kPerQuery{Design::per_query, {0, 2, 5, 8}, 6, 0};

TEST_P(TaskContract, ADrawIsAPureFunctionOfRngIndexAndShape) {
  for (Shape shape : {kCrossed, kNested, kPerQuery}) {
    if (GetParam().has_references) shape.references.pool = 3;
    const auto task = make();
    task->draw(Rng(1), 6, shape);
    const auto seventh = task->draw(Rng(1), 7, shape);
    EXPECT_EQ(all_of(make()->draw(Rng(1), 7, shape)), all_of(seventh));
    EXPECT_NE(all_of(task->draw(Rng(2), 7, shape)), all_of(seventh));
    EXPECT_NE(all_of(task->draw(Rng(1), 8, shape)), all_of(seventh));
  }
}

TEST_P(TaskContract, TwoTasksOfTheSameOptionsHaveTheSameId) {
  EXPECT_EQ(make()->id(), make()->id());
  EXPECT_EQ(make()->draw(Rng(1), 0, kCrossed).task, make()->id());
}

TEST_P(TaskContract, ClassCountsDifferByAtMostOneAtEveryNumberOfShots) {
  if (!GetParam().balanced) return;
  const auto task = make();
  for (std::uint64_t index = 0; index < 20; ++index) {
    const auto episode = task->draw(Rng(3), index, kCrossed);
    const std::size_t n_classes = episode.problem.questions[0].candidates->size();
    for (const int shots : kCrossed.shots) {
      std::vector<int> counts(n_classes);
      for (int i = 0; i < shots; ++i)
        ++counts[static_cast<std::size_t>(
            episode.problem.demonstration[static_cast<std::size_t>(i)].y)];
      const auto [low, high] = std::minmax_element(counts.begin(), counts.end());
      EXPECT_LE(*high - *low, 1) << "draw " << index << ", " << shots << " shots";
    }
  }
}

TEST_P(TaskContract, TheDemonstrationHoldsTheLargestNumberOfShotsAndNoExampleTwice) {
  const auto shown = shown_texts(make()->draw(Rng(4), 0, kNested));
  EXPECT_EQ(shown.size(), 8u);
  EXPECT_EQ(as_set(shown, 8).size(), 8u);
}

TEST_P(TaskContract, ListsOfShotsThatBeginAlikeShareTheBeginning) {
  const auto task = make();
  Shape longer = kCrossed;
  longer.shots = {0, 2, 5, 8, 12};
  for (std::uint64_t index = 0; index < 5; ++index) {
    auto shown = shown_texts(task->draw(Rng(5), index, longer));
    shown.resize(8);
    EXPECT_EQ(shown, shown_texts(task->draw(Rng(5), index, kCrossed)));
  }
}

TEST_P(TaskContract, WhichExamplesStandInAPrefixDoesNotDependOnTheOtherNumbersOfShots) {
  const auto task = make();
  Shape alone = kCrossed;
  alone.shots = {5};
  for (std::uint64_t index = 0; index < 5; ++index)
    EXPECT_EQ(as_set(shown_texts(task->draw(Rng(5), index, kCrossed)), 5),
              as_set(shown_texts(task->draw(Rng(5), index, alone)), 5));
}

TEST_P(TaskContract, TheTextOfAQueryIsNeverInADemonstration) {
  if (GetParam().asks_shown) return;
  const auto task = make();
  std::set<std::string> shown, asked;
  for (std::uint64_t index = 0; index < 60; ++index) {
    Shape shape = kNested;
    if (GetParam().has_references) shape.references.pool = 2;
    const auto episode = task->draw(Rng(6), index, shape);
    for (const auto& text : shown_texts(episode)) shown.insert(duplicate_key(text));
    for (const auto& text : asked_texts(episode, 0, true)) shown.insert(duplicate_key(text));
    for (const auto& text : asked_texts(episode, 0)) asked.insert(duplicate_key(text));
  }
  for (const std::string& text : asked) EXPECT_FALSE(shown.contains(text)) << text;
}

TEST_P(TaskContract, QuestionsAreOrderedByShotsThenQueryAndTheTruthLiesBeside) {
  const auto episode = make()->draw(Rng(7), 3, kCrossed);
  const auto& questions = episode.problem.questions;
  ASSERT_EQ(questions.size(), 4u * 6u);
  ASSERT_EQ(episode.truth.size(), questions.size());
  ASSERT_EQ(episode.query.size(), questions.size());
  for (std::size_t i = 0; i < questions.size(); ++i) {
    EXPECT_EQ(questions[i].shots, kCrossed.shots[i / 6]);
    EXPECT_EQ(text_of(questions[i].x), text_of(questions[i % 6].x));
    EXPECT_EQ(episode.truth[i], episode.truth[i % 6]);
    EXPECT_EQ(episode.query[i], episode.query[i % 6]);
    EXPECT_GE(episode.truth[i], 0);
    EXPECT_LT(episode.truth[i], static_cast<int>(questions[i].candidates->size()));
  }
}

TEST_P(TaskContract, ReferencesComeBesideTheQueriesAndHaveNoTruth) {
  if (!GetParam().has_references) return;
  const auto task = make();
  Shape shape = kCrossed;
  shape.references.pool = 3;
  const auto plain = task->draw(Rng(8), 2, kCrossed), with = task->draw(Rng(8), 2, shape);
  EXPECT_EQ(with.truth, plain.truth);
  EXPECT_EQ(shown_texts(with), shown_texts(plain));
  EXPECT_EQ(asked_texts(with, 5), asked_texts(plain, 5));
  ASSERT_EQ(with.query.size(), 4u * 9u);
  const auto references = asked_texts(with, 8, true);
  ASSERT_EQ(references.size(), 3u);
  const auto shown = as_set(shown_texts(with), 8);
  for (const auto& text : references) EXPECT_FALSE(shown.contains(text));
  EXPECT_EQ(std::set<std::uint64_t>(with.query.begin(), with.query.end()).size(), 9u);
}

TEST_P(TaskContract, CrossedQueriesAreTheSameInEveryDrawAndDemonstrationsAreNot) {
  const auto task = make();
  const auto first = task->draw(Rng(9), 0, kCrossed), second = task->draw(Rng(9), 1, kCrossed);
  EXPECT_EQ(first.query, second.query);
  EXPECT_EQ(asked_texts(first, 0), asked_texts(second, 0));
  EXPECT_NE(shown_texts(first), shown_texts(second));
  EXPECT_EQ(as_set(asked_texts(first, 0), 6).size(), 6u);
}

TEST_P(TaskContract, NestedQueriesAreFreshInEveryDraw) {
  const auto task = make();
  EXPECT_NE(task->draw(Rng(9), 0, kNested).query, task->draw(Rng(9), 1, kNested).query);
}

TEST_P(TaskContract, PerQueryARepeatsQueriesDifferAndEachHasItsOwnDemonstration) {
  const auto task = make();
  for (std::uint64_t repeat = 0; repeat < 3; ++repeat) {
    std::set<std::uint64_t> queries;
    std::set<std::vector<std::string>> demonstrations;
    for (std::uint64_t i = 0; i < 6; ++i) {
      const auto episode = task->draw(Rng(10), 6 * repeat + i, kPerQuery);
      ASSERT_EQ(episode.query.size(), 4u);
      ASSERT_EQ(episode.truth.size(), 4u);
      queries.insert(episode.query.begin(), episode.query.end());
      demonstrations.insert(shown_texts(episode));
    }
    EXPECT_EQ(queries.size(), 6u);
    EXPECT_EQ(demonstrations.size(), 6u);
  }
}

TEST_P(TaskContract, TheSameItemHasTheSameNumberInEveryDesign) {
  const auto task = make();
  std::set<std::pair<std::uint64_t, std::string>> pairs;
  for (const Shape& shape : {kCrossed, kNested, kPerQuery})
    for (std::uint64_t index = 0; index < 30; ++index) {
      const auto episode = task->draw(Rng(11), index, shape);
      for (std::size_t i = 0; i < episode.query.size(); ++i)
        pairs.emplace(episode.query[i], text_of(episode.problem.questions[i].x));
    }
  std::set<std::uint64_t> numbers;
  for (const auto& [number, text] : pairs) numbers.insert(number);
  EXPECT_EQ(numbers.size(), pairs.size());
}

/// A file of n rows, classes in turn, with duplicates and texts that differ in case only.
std::string write_rows(const TempFolder& folder, int n, int n_classes, const std::string& name) {
  std::string content;
  for (int i = 0; i < n; ++i) {
    const std::string text = (i % 7 == 0 ? "Sentence " : "sentence ") + std::to_string(i / 2) +
                             (i % 2 == 0 ? " of the set" : " of the Set, or so");
    content += to_json(json_object({{"text", json(text)},
                                    {"label", json("label " + std::to_string(i % n_classes))}})) +
               "\n";
    if (i % 10 == 0) content += content.substr(content.rfind("\n{") + 1);
  }
  folder.write(name, content);
  return name;
}

Value text_set(const std::string& data, std::vector<Table::Entry> more = {}) {
  more.insert(more.begin(), {"data", json(data)});
  return json_object(std::move(more));
}

/// 400 rows of 6 words, 4 of the row's class and 2 of any; each word is a token of many_words().
std::string write_word_rows(const TempFolder& folder) {
  std::string content;
  for (std::uint64_t i = 0; i < 400; ++i) {
    Rng rng = Rng(7).at(i);
    std::string text;
    for (int w = 0; w < 6; ++w) {
      text += w == 0 ? "" : " ";
      text += w < 4 ? "pq"[i % 2] : "pqrs"[rng.below(4)];
      text += static_cast<char>('a' + static_cast<int>(rng.below(8)));
    }
    content += to_json(json_object(
                   {{"text", json(text)}, {"label", json("label " + std::to_string(i % 2))}})) +
               "\n";
  }
  folder.write("words.jsonl", content);
  return "words.jsonl";
}

/// Questions with 2 to 4 choices each, some of them twice, in another case.
std::string write_choice_rows(const TempFolder& folder) {
  std::string content;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::string> choices;
    for (int c = 0; c < 2 + i % 3; ++c) choices.push_back(fmt::format("choice {} of {}", c, i));
    content += to_json(json_object({{"question", json(fmt::format("Which of {}?", i))},
                                    {"choices", json_strings(choices)},
                                    {"answer", json(i % 2)}})) +
               "\n";
    if (i % 10 == 0)
      content += fmt::format(
          "{{\"question\": \"which of {}\", \"choices\": [\"x\", \"y\"], \"answer\": 1}}\n", i);
  }
  folder.write("choices.jsonl", content);
  return "choices.jsonl";
}

Value token_map(std::vector<Table::Entry> more) {
  more.insert(more.begin(), {"prompt_words", json(80)});
  return json_object(std::move(more));
}

const std::vector<Instance> kInstances = {
    {"TwoClasses", "text_set", true, false,
     [](const TempFolder& f) { return text_set(write_rows(f, 200, 2, "a.jsonl")); }},
    {"ThreeClasses", "text_set", true, false,
     [](const TempFolder& f) { return text_set(write_rows(f, 300, 3, "a.jsonl")); }},
    {"Uniform", "text_set", false, false,
     [](const TempFolder& f) {
       return text_set(write_rows(f, 300, 3, "a.jsonl"),
                       {{"balanced", json(false)}, {"balanced_queries", json(false)}});
     }},
    {"HalfForQueries", "text_set", true, false,
     [](const TempFolder& f) {
       return text_set(write_rows(f, 200, 2, "a.jsonl"), {{"queries_share", json(0.5)}});
     }},
    {"DemonstrationsOfAnotherSet", "text_set", true, false,
     [](const TempFolder& f) {
       write_rows(f, 100, 2, "b.jsonl");
       return text_set(write_rows(f, 60, 2, "a.jsonl"), {{"demonstrations", json("b.jsonl")}});
     }},
    {"MultipleChoice", "multiple_choice", false, false,
     [](const TempFolder& f) { return text_set(write_choice_rows(f)); }},
    {"MultipleChoiceHalfForQueries", "multiple_choice", false, false,
     [](const TempFolder& f) {
       return text_set(write_choice_rows(f), {{"queries_share", json(0.5)}});
     }},
    {"KeywordTexts", "keyword_texts", true, false,
     [](const TempFolder& f) {
       return text_set(write_word_rows(f), {{"vocabulary", json(12)}});
     }},
    {"MadeTexts", "made_texts", true, false,
     [](const TempFolder&) {
       return json_object({{"labels", json("stars")}});
     }},
    {"TokenMapAsPublished", "token_map", false, true,
     [](const TempFolder&) { return token_map({}); }},
    {"TokenMapHeldOut", "token_map", false, false,
     [](const TempFolder&) {
       return token_map({{"held_out", json(true)}});
     }},
    {"TokenMapPlanted", "token_map", false, true,
     [](const TempFolder&) {
       return token_map({{"g", json("planted")}});
     }},
    {"TokenMapPlantedHeldOut", "token_map", false, false,
     [](const TempFolder&) {
       return token_map({{"g", json("planted")}, {"held_out", json(true)}});
     }},
    {"External", "external", true, false,
     [](const TempFolder&) {
       const char* script = TANGRAM_SOURCE_DIR "/tests/contract/external_numbers.py";
       return json_object({{"command", json_strings({"python3", script})}});
     },
     false},
};

INSTANTIATE_TEST_SUITE_P(Catalog, TaskContract, testing::ValuesIn(kInstances),
                         [](const auto& instance) { return instance.param.name; });

TEST(TaskCatalog, EveryTaskIsInTheContract) {
  for (const auto& entry : text_tasks()) {
    EXPECT_TRUE(std::any_of(kInstances.begin(), kInstances.end(), [&](const Instance& i) {
      return i.use == entry.name;
    })) << entry.name;
    EXPECT_FALSE(entry.summary.empty());
    EXPECT_FALSE(entry.fields().empty());
  }
}

}  // namespace
}  // namespace tangram
