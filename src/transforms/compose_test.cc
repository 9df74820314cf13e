#include "transforms/compose.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "base/json.h"
#include "core/transformed_task.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"
#include "transforms/input_token_maps.h"
#include "transforms/map_outputs.h"
#include "transforms/output_as_input.h"
#include "transforms/testing.h"
#include "transforms/wordnet_outputs.h"
#include "transforms/wordnet_testing.h"

namespace tangram {
namespace {

using testing::HasSubstr;

using TextTask = std::shared_ptr<const Task<Text>>;

/// The test episode in every draw.
class FixedTask final : public Task<Text> {
 public:
  explicit FixedTask(EpisodeShape shape = {}) : shape_(std::move(shape)) {}
  std::string id() const override { return "fixed"; }
  Episode<Text> draw(const Rng&, std::uint64_t index, const Shape&) const override {
    Episode<Text> episode = test_episode(shape_);
    episode.index = index;
    return episode;
  }

 private:
  EpisodeShape shape_;
};

TextTask task(EpisodeShape shape = {}) {
  return std::make_shared<const FixedTask>(std::move(shape));
}

std::shared_ptr<const Transformation<Text>> map_of(MapOutputsOptions options) {
  return std::make_shared<const MapOutputs>(std::move(options), Resources{});
}

std::shared_ptr<const Transformation<Text>> map_called(const char* g) {
  MapOutputsOptions options;
  options.g = g;
  return map_of(std::move(options));
}

std::shared_ptr<const Transformation<Text>> symbols() { return map_called("symbols"); }

std::shared_ptr<const Transformation<Text>> table(
    const std::vector<std::pair<const char*, const char*>>& g) {
  MapOutputsOptions options;
  options.g = "fixed";
  for (const auto& [label, word] : g) options.table.set(label, json(word));
  return map_of(std::move(options));
}

/// map_outputs(g) o tau: the response-altered task.
TextTask altered(const std::shared_ptr<const Transformation<Text>>& g, const TextTask& tau,
                 int variant = 0) {
  return std::make_shared<const TransformedTask<Text>>(g, tau, variant);
}

/// tau_g of a task: its labels are the prompts.
TextTask part(const std::shared_ptr<const Transformation<Text>>& g, const TextTask& tau,
              int variant = 0) {
  const auto shown = std::make_shared<const OutputAsInput>();
  return altered(g, std::make_shared<const TransformedTask<Text>>(shown, tau), variant);
}

std::string drawn(const TextTask& tau, std::uint64_t index = 3) {
  return text_of(tau->draw(Rng(11), index, {}));
}

const EpisodeShape kThree{{"negative", "neutral", "positive"}, {0, 6}, 4, 1};

TEST(Compose, OfTauGAndTauIsTheResponseAlteredTask) {
  const auto g = symbols();
  for (const EpisodeShape& shape : {EpisodeShape{}, kThree})
    for (std::uint64_t index = 0; index < 5; ++index)
      for (const int variant : {0, 1}) {
        const TextTask tau = task(shape);
        EXPECT_EQ(drawn(compose(part(g, tau, variant), tau), index),
                  drawn(altered(g, tau, variant), index));
      }
}

TEST(Compose, WithTheTaskThatAnswersItsPromptIsTheTask) {
  const TextTask tau = task();
  EXPECT_EQ(drawn(compose(part(map_called("identity"), tau), tau)), drawn(tau));
}

// negative -> bad -> cold, positive -> good -> warm: order 2 of a chain of words.
TEST(Compose, OfOrderTwoIsTheSecondWordOfTheChain) {
  const TextTask tau = task();
  const auto first = table({{"negative", "bad"}, {"positive", "good"}});
  const auto second = table({{"bad", "cold"}, {"good", "warm"}});
  const TextTask tau_1 = part(first, tau);
  const TextTask tau_2 = part(second, altered(first, tau));
  const auto both = table({{"negative", "cold"}, {"positive", "warm"}});
  EXPECT_EQ(drawn(compose(tau_2, compose(tau_1, tau))), drawn(altered(both, tau)));
}

/// Synonyms positive - va, vb - vc, vd - ve, vf, and negative - wa, wb - ...
std::shared_ptr<const WordNet> two_ladders() {
  const std::pair<std::string, std::string> rungs[] = {
      {"", "ab"}, {"a", "cd"}, {"b", "cd"}, {"c", "ef"}, {"d", "ef"}};
  TestSynsets synsets;
  for (const auto& [label, side] : {std::pair{"positive", "v"}, {"negative", "w"}})
    for (const auto& [from, next] : rungs)
      for (const char to : next)
        synsets["adj"].push_back(
            {'a', {from.empty() ? label : side + from, side + std::string(1, to)}});
  const TempFolder folder;
  write_test_wordnet(folder.path(), synsets);
  return std::make_shared<const WordNet>(folder.path());
}

// The synonym of order m is the m-fold composition of the steps of its chain, for m = 1, 2, 3.
TEST(Compose, OfTheStepsOfAChainIsItsSynonymOfOrderM) {
  const auto wordnet = two_ladders();
  const TextTask tau = task();
  TextTask composed = tau;
  std::shared_ptr<const Transformation<Text>> before = map_called("identity");
  std::vector<std::string> words = {"negative", "positive"};
  for (const int m : {1, 2, 3}) {
    WordNetOutputsOptions options;
    options.relation = "synonym";
    options.order = m;
    options.longest = 3;
    const TextTask of_order_m =
        altered(std::make_shared<const WordNetOutputs>(options, Resources{}, wordnet), tau);
    const Candidates next = of_order_m->draw(Rng(11), 3, {}).problem.questions.front().candidates;
    const auto step =
        table({{words[0].c_str(), (*next)[0].c_str()}, {words[1].c_str(), (*next)[1].c_str()}});
    composed = compose(part(step, altered(before, tau)), composed);
    EXPECT_EQ(drawn(composed), drawn(of_order_m)) << m;
    EXPECT_NE((*next)[0], words[0]);
    words = *next;
    before = table({{"negative", words[0].c_str()}, {"positive", words[1].c_str()}});
  }
}

TEST(Compose, IsAssociative) {
  const TextTask tau = task(kThree);
  const auto first = table({{"negative", "bad"}, {"neutral", "film"}, {"positive", "good"}});
  const auto second = table({{"bad", "cold"}, {"film", "plot"}, {"good", "warm"}});
  const TextTask tau_1 = part(first, tau);
  const TextTask tau_2 = part(second, altered(first, tau));
  EXPECT_EQ(drawn(compose(tau_2, compose(tau_1, tau))), drawn(compose(compose(tau_2, tau_1), tau)));
}

// tau_PA = tau o h^-1: one map h takes every token of tau's prompts to one other token, the same
// wherever it stands, so that h^-1 of a prompt of tau_PA is a prompt of tau, and its response
// is tau's.
TEST(Compose, ThePromptAlteredTaskIsTheTaskAfterTheInverseOfH) {
  const WordTokenizer tokenizer(test_pieces());
  Resources resources;
  resources.tokenizer = &tokenizer;
  const auto ids = [&](bool identity) {
    PermuteInputTokensOptions options;
    options.identity = identity;
    return std::make_shared<const PermuteInputTokens>(options, resources);
  };
  const TextTask tau = task();
  const Episode<Text> plain = altered(ids(true), tau)->draw(Rng(11), 3, {});
  const Episode<Text> pa = altered(ids(false), tau)->draw(Rng(11), 3, {});
  std::map<Token, Token> h, inverse;
  const auto compare = [&](const TextInput& x, const TextInput& hx) {
    const auto& from = std::get<TokenSegment>(x).ids;
    const auto& to = std::get<TokenSegment>(hx).ids;
    ASSERT_EQ(from.size(), to.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      EXPECT_EQ(h.try_emplace(from[i], to[i]).first->second, to[i]);
      EXPECT_EQ(inverse.try_emplace(to[i], from[i]).first->second, from[i]);
    }
  };
  for (std::size_t i = 0; i < plain.problem.demonstration.size(); ++i) {
    compare(plain.problem.demonstration[i].x, pa.problem.demonstration[i].x);
    EXPECT_EQ(plain.problem.demonstration[i].y, pa.problem.demonstration[i].y);
  }
  for (std::size_t i = 0; i < plain.problem.questions.size(); ++i)
    compare(plain.problem.questions[i].x, pa.problem.questions[i].x);
  EXPECT_EQ(pa.truth, plain.truth);
  EXPECT_GT(h.size(), 5u);
}

TEST(Compose, RefusesATau2WithoutAnAnswer) {
  const TextTask tau = task(kThree), other = task();
  EXPECT_THAT(error_text([&] { drawn(compose(part(symbols(), other), tau)); }),
              HasSubstr("has no answer to 'neutral'"));
}

// The reviews of the test episode have both labels: no function of the prompt.
TEST(Compose, RefusesATau2ThatIsNoFunctionOrNotInjective) {
  const TextTask tau = task();
  const auto same =
      std::make_shared<const FixedTask>(EpisodeShape{{"negative", "positive"}, {0, 60}, 3, 0});
  EXPECT_THAT(error_text([&] { drawn(compose(same, tau)); }), HasSubstr("and with"));
  const auto negatives = table({{"negative", "bad"}, {"positive", "good"}});
  const TextTask merged = part(table({{"bad", "cold"}, {"good", "warm"}}), altered(negatives, tau));
  EXPECT_THAT(error_text([&] { drawn(compose(merged, tau)); }), HasSubstr("has no answer"));
}

TEST(Compose, NamesBothTasks) {
  const TextTask tau = task();
  EXPECT_THAT(compose(tau, tau)->id(), testing::StrEq("compose(fixed, fixed)"));
}

}  // namespace
}  // namespace tangram
