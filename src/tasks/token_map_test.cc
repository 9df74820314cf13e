#include "tasks/token_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "base/toml.h"
#include "core/prompt_slot.h"
#include "tests/fakes/fake_language_model.h"
#include "tests/fakes/word_tokenizer.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

/// 260 words " aa" .. " jz" beside the template.
const WordTokenizer& words_of_two_letters() {
  static const WordTokenizer tokenizer = [] {
    std::vector<std::string> out = {"\n", ":", "Input", "Label"};
    for (char a = 'a'; a <= 'j'; ++a)
      for (char b = 'a'; b <= 'z'; ++b) out.push_back(std::string(" ") + a + b);
    return WordTokenizer(out);
  }();
  return tokenizer;
}

std::unique_ptr<Task<Text>> token_map(const std::string& options, StateReader states = {}) {
  static std::vector<std::unique_ptr<FakeLanguageModel>> kept;
  kept.push_back(std::make_unique<FakeLanguageModel>(
      words_of_two_letters(), FakeModelOptions{.states = std::move(states)}));
  Resources resources;
  resources.tokenizer = &words_of_two_letters();
  resources.open_model = kept.back().get();
  return make_token_map(parse_toml(options, "s.toml"), resources);
}

std::string x_of(const TextInput& x) { return std::get<std::string>(x); }

/// Prompt to answer, over the shown pairs: fails where a prompt has two answers.
std::map<std::string, int> pairs_in(const Episode<Text>& episode, std::size_t shots) {
  std::map<std::string, int> out;
  for (std::size_t i = 0; i < shots; ++i) {
    const auto& example = episode.problem.demonstration[i];
    const auto [entry, fresh] = out.emplace(x_of(example.x), example.y);
    EXPECT_EQ(entry->second, example.y);
  }
  return out;
}

const Shape kSixteen{Design::crossed, {0, 8, 16, 40}, 16, 0};

// As published: K pairs with K different responses; all are shown once before any is repeated, and
// what is asked is among them, with the same response.
TEST(TokenMap, AsPublishedAsksThePromptsThatItShows) {
  const auto task = token_map("pairs = 16");
  for (std::uint64_t index = 0; index < 5; ++index) {
    const auto e = task->draw(Rng(1), index, kSixteen);
    ASSERT_EQ(e.problem.demonstration.size(), 40u);
    const auto shown = pairs_in(e, 16);
    EXPECT_EQ(shown.size(), 16u);
    EXPECT_EQ(pairs_in(e, 40), shown);
    std::set<int> responses;
    for (const auto& [x, y] : shown) responses.insert(y);
    EXPECT_EQ(responses.size(), 16u);
    for (std::size_t q = 0; q < e.truth.size(); ++q) {
      EXPECT_EQ(shown.at(x_of(e.problem.questions[q].x)), e.truth[q]);
      EXPECT_EQ(e.problem.questions[q].candidates->size(), 16u);
    }
  }
}

TEST(TokenMap, CrossedDrawsAskTheSamePromptsUnderAnotherMap) {
  const auto task = token_map("pairs = 16");
  const auto a = task->draw(Rng(1), 0, kSixteen), b = task->draw(Rng(1), 1, kSixteen);
  EXPECT_EQ(a.query, b.query);
  EXPECT_NE(a.truth, b.truth);
  EXPECT_NE(*a.problem.questions[0].candidates, *b.problem.questions[0].candidates);
}

TEST(TokenMap, EveryWordIsOneTokenWhereItStands) {
  const auto& tokenizer = words_of_two_letters();
  const auto e = token_map("pairs = 32")->draw(Rng(1), 0, {Design::nested, {32}, 4, 0});
  std::set<std::string> met;
  for (const auto& example : e.problem.demonstration) {
    const auto& word = (*example.candidates)[static_cast<std::size_t>(example.y)];
    EXPECT_EQ(tokens_in_slot(tokenizer, input_slot(e.problem.format), x_of(example.x)).size(), 1u);
    EXPECT_EQ(tokens_in_slot(tokenizer, label_slot(e.problem.format), word).size(), 1u);
    met.insert(x_of(example.x));
    met.insert(word);
  }
  EXPECT_EQ(met.size(), 64u) << "no word is met twice, as prompt or response";
}

// Beyond K each pair is drawn alike: of 1,600 further examples 100 a pair, sd 9.7.
TEST(TokenMap, RepeatsPairsUniformlyBeyondTheirNumber) {
  const auto e = token_map("pairs = 16")->draw(Rng(2), 0, {Design::crossed, {1616}, 2, 0});
  std::map<std::string, int> count;
  for (std::size_t i = 16; i < 1616; ++i) ++count[x_of(e.problem.demonstration[i].x)];
  EXPECT_EQ(count.size(), 16u);
  for (const auto& [x, n] : count) EXPECT_NEAR(n, 100, 45) << x;
}

// From 4 shots on every candidate has been shown; the held-out prompts have answers among them.
TEST(TokenMap, HeldOutAndPlantedShowsEveryResponseFirst) {
  const auto task = token_map("pairs = 8\ng = 'planted'\nheld_out = true");
  std::set<std::vector<int>> truths;
  for (std::uint64_t index = 0; index < 10; ++index) {
    const auto e = task->draw(Rng(3), index, {Design::crossed, {0, 4, 8}, 20, 0});
    std::set<int> shown;
    for (std::size_t i = 0; i < 4; ++i) shown.insert(e.problem.demonstration[i].y);
    EXPECT_EQ(shown, (std::set<int>{0, 1, 2, 3}));
    EXPECT_EQ(pairs_in(e, 8).size(), 8u);
    for (const auto& q : e.problem.questions) EXPECT_FALSE(pairs_in(e, 8).contains(x_of(q.x)));
    EXPECT_GE(std::set<int>(e.truth.begin(), e.truth.end()).size(), 2u);
    truths.insert(e.truth);
  }
  EXPECT_EQ(truths.size(), 10u) << "the map is drawn anew";
}

// A floor: what the held-out prompts answer has nothing to do with anything. 60 draws x 64 prompts
// over 16 candidates: 240 each, sd 15.
TEST(TokenMap, HeldOutAndRandomHasUniformAnswers) {
  const auto task = token_map("pairs = 16\nheld_out = true");
  std::vector<int> count(16);
  for (std::uint64_t index = 0; index < 60; ++index)
    for (const int y : task->draw(Rng(4), index, {Design::crossed, {16}, 64, 0}).truth)
      ++count[static_cast<std::size_t>(y)];
  for (const int n : count) EXPECT_NEAR(n, 240, 70);
}

TEST(TokenMap, TheMapDoesNotDependOnHowManyAreAsked) {
  for (const char* options : {"held_out = true", "held_out = true\ng = 'planted'"}) {
    const auto task = token_map(options);
    const auto few = task->draw(Rng(5), 3, {Design::crossed, {0, 16}, 4, 0});
    const auto many = task->draw(Rng(5), 3, {Design::crossed, {16, 20}, 30, 0});
    EXPECT_EQ(pairs_in(few, 16), pairs_in(many, 16));
    for (std::size_t q = 0; q < 4; ++q) {
      EXPECT_EQ(few.query[q], many.query[q]);
      EXPECT_EQ(few.truth[q], many.truth[q]);
    }
  }
}

TEST(TokenMap, IsNamedByItsOptionsItsTokenizerAndWhatItReadsOfAModel) {
  const std::string planted = "g = 'planted'\n";
  EXPECT_EQ(token_map("")->id(), token_map("", hash_states(2))->id());
  EXPECT_EQ(token_map(planted)->id(), token_map(planted)->id());
  EXPECT_NE(token_map(planted)->id(), token_map(planted, hash_states(2))->id());
  EXPECT_NE(token_map("")->id(), token_map("pool = 2")->id());
  EXPECT_EQ(token_map(planted)->id(), token_map(planted + "responses = 4\nrank = 2")->id());
  EXPECT_NE(token_map("")->id().find("tokenizer=word-tokenizer"), std::string::npos);
}

TEST(TokenMap, AnotherPoolHasOtherWords) {
  const Shape shape{Design::crossed, {8}, 8, 0};
  EXPECT_NE(x_of(token_map("")->draw(Rng(1), 0, shape).problem.questions[0].x),
            x_of(token_map("pool = 2")->draw(Rng(1), 0, shape).problem.questions[0].x));
}

std::string fault(const std::string& options, StateReader states = {}) {
  return error_text([&] { token_map(options, std::move(states)); });
}

TEST(TokenMap, RefusesNumbersThatDoNotFit) {
  EXPECT_EQ(fault("rank = 3"),
            "token_map: a random g reads neither responses nor rank; leave them out, or g = "
            "'planted'");
  EXPECT_EQ(fault("g = 'planted'\npairs = 8\nresponses = 9"),
            "token_map: responses = 9 must be from 2 to the number of pairs, 8");
  EXPECT_EQ(fault("pairs = 16\nresponse_words = 8"),
            "token_map: 16 candidates need as many response words, but response_words = 8");
  EXPECT_EQ(fault("held_out = true\nprompt_words = 3"),
            "token_map: prompt_words = 3 leaves fewer than 2 prompts to hold out; give at least 4");
  EXPECT_EQ(fault("held_out = true\nprompt_words = 20"),
            "token_map: 16 pairs need as many prompts, but 10 of prompt_words = 20 may be shown");
  EXPECT_EQ(fault("prompt_words = 250"),
            "token_map: 64 words are asked for that are single tokens where they stand, but the "
            "vocabulary has only 10; ask for fewer (prompt_words, response_words)");
  EXPECT_NE(fault("pairs = 33").find("must be at most 32, but is 33"), std::string::npos);
  EXPECT_EQ(fault("g = 'planted'\nrank = 7"),
            "token_map: rank = 7 is out of range: the embeddings of the 128 prompts span 6 "
            "dimensions");
}

TEST(TokenMap, RefusesMoreQueriesAndReferencesThanThereAre) {
  EXPECT_EQ(error_text([] {
              token_map("")->draw(Rng(1), 0, {Design::crossed, {4}, 17, 0});
            }),
            "token_map: 17 queries were asked for, but only the prompts of the 16 pairs can be "
            "asked; ask for fewer, or set held_out = true");
  EXPECT_EQ(error_text([] {
              token_map("held_out = true")->draw(Rng(1), 0, {Design::crossed, {4}, 65, 0});
            }),
            "token_map: 65 queries were asked for, but 64 prompts are held out; ask for fewer, or "
            "give more prompt_words");
  EXPECT_EQ(
      error_text([] {
        token_map("prompt_words = 16")->draw(Rng(1), 0, {Design::crossed, {4}, 2, 1});
      }),
      "token_map: 1 references need as many prompts that are not shown, but there are 0; give "
      "more prompt_words");
}

// Prompts on a line, rank 1: a map has two sides, so no map reaches the third of three responses.
TEST(TokenMap, GivesUpWhereNoMapReachesEveryResponse) {
  const auto on_a_line = [](std::span<const Token> tokens, int, int width) {
    std::vector<float> out(static_cast<std::size_t>(width), 0.0F);
    out[0] = static_cast<float>(tokens.back());
    return out;
  };
  const auto task = token_map("g = 'planted'\nrank = 1\nresponses = 3\nheld_out = true", on_a_line);
  EXPECT_EQ(error_text([&] {
              task->draw(Rng(1), 0, {Design::crossed, {4}, 4, 0});
            }),
            "token_map: none of 1000 maps of rank 1 takes the prompts to all of 3 responses; give "
            "fewer responses, a higher rank or more prompt_words");
}

TEST(TokenMap, NeedsATokenizerAndWherePlantedAModel) {
  const Value options = parse_toml("g = 'planted'", "s.toml");
  EXPECT_EQ(error_text([&] { make_token_map(options, {}); }),
            "token_map: words are drawn from a tokenizer, and this command has none; give --model "
            "FILE.gguf");
  Resources resources;
  resources.tokenizer = &words_of_two_letters();
  EXPECT_EQ(error_text([&] { make_token_map(options, resources); }),
            "token_map: g = 'planted' reads a model's embeddings, and this command has none; give "
            "--model FILE.gguf");
}

}  // namespace
}  // namespace tangram
