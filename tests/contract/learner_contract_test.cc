#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/rng.h"
#include "base/toml.h"
#include "learners/catalog.h"
#include "tests/fakes/fake_language_model.h"

// What every learner of texts promises, checked once for all of them: a learner joins by
// its row in learners/catalog.cc, and by a line in options() if it has required options.
namespace tangram {
namespace {

const FakeTokenizer kTokenizer(FakeTokenizer::chat_vocabulary());

Candidates words(int n_classes) {
  std::vector<std::string> out = {"negative", "positive", "great", "science"};
  out.resize(static_cast<std::size_t>(n_classes));
  return std::make_shared<const std::vector<std::string>>(std::move(out));
}

std::string sentence(Rng rng) {
  const std::vector<std::string> parts = {"the movie", "was", "good",  "bad", "a story", "and",
                                          "12 times",  "ok",  "worst", "fun", "in it",   "quite"};
  std::string out;
  for (int i = 0; i < 5; ++i) out += (i > 0 ? " " : "") + parts[rng.below(parts.size())];
  return out;
}

TextInput input(const Rng& rng, bool as_ids) {
  const std::string text = sentence(rng);
  if (!as_ids) return text;
  return TokenSegment{kTokenizer.encode_inside(" " + text), kTokenizer.fingerprint()};
}

/// A problem of 8 examples with 3 queries at each of 0, 1, 3 and 8 shots.
Problem<Text> draw(std::uint64_t index, int n_classes, bool as_ids = false) {
  const Rng rng = Rng(5).at("problem").at(index);
  const Candidates candidates = words(n_classes);
  Problem<Text> p;
  for (int i = 0; i < 8; ++i) {
    Rng r = rng.at("demo").at(static_cast<std::uint64_t>(i));
    p.demonstration.push_back({input(r.at("x"), as_ids), candidates,
                               static_cast<int>(r.below(static_cast<std::uint64_t>(n_classes)))});
  }
  for (int shots : {0, 1, 3, 8})
    for (std::uint64_t q = 0; q < 3; ++q)
      p.questions.push_back({shots, input(rng.at("query").at(q), as_ids), candidates});
  return p;
}

/// Learners that cannot read token ids and say so (channel: it scores inputs as text).
bool refuses_token_ids(const std::string& name) { return name == "channel"; }

/// Options that a learner needs to answer the problems here, as a study writes them.
std::string options(const std::string& name) {
  if (name == "known_mechanism") return "mechanism = 'meta_learner'\nsecond = 'composer'";
  if (name == "external") return "command = ['python3', 'external_majority.py']";
  if (name == "linear_on_embeddings") return "several_tokens = 'mean'";  // inputs are sentences
  return "";
}

/// A learner of the catalog with options of its own.
struct Case {
  std::string name, learner, options;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

/// Every learner, and those whose options change how they go to work.
std::vector<Case> cases() {
  std::vector<Case> out;
  for (const auto& entry : text_learners())
    out.push_back({entry.name, entry.name, options(entry.name)});
  out.push_back({"prompt_in_one_turn", "prompt", "chat = 'one_turn'"});
  out.push_back({"prompt_in_turns", "prompt", "chat = 'turns'"});
  return out;
}

class LearnerContract : public testing::TestWithParam<Case> {
 protected:
  CatalogEntry<Learner<Text>> entry() const {
    for (const auto& one : text_learners())
      if (one.name == GetParam().learner) return one;
    fail("no learner '{}'", GetParam().learner);
  }
  std::unique_ptr<Learner<Text>> make() const {
    Resources resources;
    resources.tokenizer = &kTokenizer;
    resources.model = model_.get();
    resources.open_model = model_.get();
    resources.share_dir = TANGRAM_SOURCE_DIR "/data";
    resources.study_dir = TANGRAM_SOURCE_DIR "/tests/contract";
    return entry().make(parse_toml(GetParam().options, "contract.toml"), resources);
  }
  std::vector<std::vector<Prediction>> answer(const std::vector<Problem<Text>>& problems) const {
    return make()->answer(problems, {});
  }
  void expect_same(const std::vector<Prediction>& a, const std::vector<Prediction>& b) const {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t q = 0; q < a.size(); ++q) expect_same(a[q], b[q], q);
  }
  void expect_same(const Prediction& a, const Prediction& b, std::size_t q) const {
    ASSERT_EQ(a.candidate_logps.size(), b.candidate_logps.size());
    for (std::size_t c = 0; c < a.candidate_logps.size(); ++c) {
      ASSERT_EQ(a.candidate_logps[c].size(), b.candidate_logps[c].size());
      for (std::size_t t = 0; t < a.candidate_logps[c].size(); ++t)
        EXPECT_NEAR(a.candidate_logps[c][t], b.candidate_logps[c][t], make()->tolerance())
            << "question " << q << ", candidate " << c << ", token " << t;
    }
  }
  void expect_distribution(const Problem<Text>& problem,
                           const std::vector<Prediction>& answers) const {
    ASSERT_EQ(answers.size(), problem.questions.size());
    for (std::size_t q = 0; q < answers.size(); ++q) {
      double mass = 0;
      ASSERT_EQ(answers[q].candidate_logps.size(), problem.questions[q].candidates->size());
      for (const auto& tokens : answers[q].candidate_logps) {
        ASSERT_FALSE(tokens.empty());
        double log_p = 0;
        for (double value : tokens) log_p += value;
        EXPECT_TRUE(std::isfinite(log_p)) << "question " << q;
        mass += std::exp(log_p);
      }
      EXPECT_LE(mass, 1 + 1e-9) << "question " << q;
      EXPECT_GT(mass, 0) << "question " << q;
    }
  }

  std::unique_ptr<FakeLanguageModel> model_ = std::make_unique<FakeLanguageModel>(kTokenizer);
};

TEST_P(LearnerContract, AnswersDoNotDependOnExamplesNotYetShown) {
  const auto clean = draw(0, 2);
  auto changed = clean;
  for (std::size_t i = 3; i < changed.demonstration.size(); ++i) {
    changed.demonstration[i].x = std::string("something else altogether");
    changed.demonstration[i].y = 1 - changed.demonstration[i].y;
  }
  const auto a = answer({clean})[0], b = answer({changed})[0];
  for (std::size_t q = 0; q < a.size(); ++q)
    if (clean.questions[q].shots <= 3) expect_same(a[q], b[q], q);
}

TEST_P(LearnerContract, TheSameProblemsGiveTheSameBits) {
  const std::vector<Problem<Text>> problems = {draw(0, 2), draw(1, 2)};
  const auto a = answer(problems), b = answer(problems);
  for (std::size_t p = 0; p < a.size(); ++p)
    for (std::size_t q = 0; q < a[p].size(); ++q)
      EXPECT_EQ(a[p][q].candidate_logps, b[p][q].candidate_logps);
}

TEST_P(LearnerContract, AnswersOneByOneAsInABatch) {
  const std::vector<Problem<Text>> problems = {draw(0, 2), draw(1, 2), draw(2, 4)};
  const auto batch = answer(problems);
  for (std::size_t p = 0; p < problems.size(); ++p) {
    expect_same(answer({problems[p]})[0], batch[p]);
    for (std::size_t q = 0; q < problems[p].questions.size(); q += 5) {
      Problem<Text> alone = problems[p];
      alone.questions = {problems[p].questions[q]};
      expect_same(answer({alone})[0], {batch[p][q]});
    }
  }
}

TEST_P(LearnerContract, TheOrderOfQuestionsDoesNotMatter) {
  const auto forward = draw(3, 2);
  auto backward = forward;
  std::reverse(backward.questions.begin(), backward.questions.end());
  auto answers = answer({backward})[0];
  std::reverse(answers.begin(), answers.end());
  expect_same(answer({forward})[0], answers);
}

TEST_P(LearnerContract, AnswersAreDistributionsForTwoAndForFourCandidates) {
  for (int n_classes : {2, 4})
    for (bool as_ids : {false, true}) {
      const auto problem = draw(4, n_classes, as_ids);
      if (as_ids && refuses_token_ids(GetParam().learner))
        EXPECT_THROW(answer({problem}), Error);
      else
        expect_distribution(problem, answer({problem})[0]);
    }
}

TEST_P(LearnerContract, AnswersWithoutAnyDemonstration) {
  auto problem = draw(5, 2);
  problem.demonstration.clear();
  for (auto& question : problem.questions) question.shots = 0;
  expect_distribution(problem, answer({problem})[0]);
}

TEST_P(LearnerContract, AnswersADemonstrationOfOneClassWithAChanceForTheOthers) {
  for (int n_classes : {2, 4}) {
    auto problem = draw(6, n_classes);
    for (auto& example : problem.demonstration) example.y = 1;
    expect_distribution(problem, answer({problem})[0]);
  }
}

TEST_P(LearnerContract, GivesAClassThatIsNotShownAFiniteProbability) {
  auto problem = draw(7, 4);
  for (std::size_t i = 0; i < problem.demonstration.size(); ++i)
    problem.demonstration[i].y = static_cast<int>(i % 3);
  expect_distribution(problem, answer({problem})[0]);
}

TEST_P(LearnerContract, AnswersQuestionsWhoseCandidatesTheDemonstrationDoesNotHave) {
  auto problem = draw(8, 2);
  const auto held_out =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"bad", "good"});
  for (auto& question : problem.questions) question.candidates = held_out;
  expect_distribution(problem, answer({problem})[0]);
}

TEST_P(LearnerContract, AnswersNoProblemsAndNoQuestions) {
  EXPECT_TRUE(answer({}).empty());
  auto problem = draw(9, 2);
  problem.questions.clear();
  const auto answers = answer({problem});
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_TRUE(answers[0].empty());
}

TEST_P(LearnerContract, StopsBetweenProblemsAndReturnsWholeOnes) {
  std::stop_source stop;
  stop.request_stop();
  const std::vector<Problem<Text>> problems = {draw(0, 2), draw(1, 2)};
  for (const auto& answers : make()->answer(problems, stop.get_token()))
    EXPECT_EQ(answers.size(), problems[0].questions.size());
}

TEST_P(LearnerContract, NamesItselfWithEveryOption) {
  const std::string id = make()->id();
  EXPECT_EQ(id.rfind(GetParam().learner + "@", 0), 0u) << id;
  for (const auto& field : entry().fields())
    EXPECT_EQ(id.find(field.name + "=") != std::string::npos,
              field.written || GetParam().options.starts_with(field.name))
        << field.name;
  EXPECT_FALSE(entry().summary.empty());
}

INSTANTIATE_TEST_SUITE_P(Catalog, LearnerContract, testing::ValuesIn(cases()),
                         [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace tangram
