#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/rng.h"
#include "base/toml.h"
#include "learners/catalog.h"
#include "tasks/catalog.h"
#include "tests/fakes/word_tokenizer.h"
#include "tests/support/temp_folder.h"
#include "transforms/catalog.h"

// Tasks whose prompts are altered, in few words (studies/li2024_permuted_inputs): who knows nothing
// of words learns as much from altered prompts as from the texts.
namespace tangram {
namespace {

const std::vector<std::string> kWords = {"ma", "mb", "mc", "md", "me", "mf", "na", "nb",
                                         "nc", "nd", "ne", "nf", "oa", "ob", "oc", "od"};

std::vector<std::string> pieces() {
  std::vector<std::string> out = {"\n", ":", "Review", "Sentiment", " negative", " positive"};
  for (const std::string& word : kWords) out.push_back(" " + word);
  for (const char a : {'v', 'w', 'x', 'y', 'z'})
    for (char b = 'a'; b <= 't'; ++b) {
      out.push_back(std::string(" ") + a + b);
      out.push_back(std::string{b, a});
    }
  return out;
}

/// 300 rows of 5 words: 3 of the class, m.. or n.., 2 of any.
std::string rows() {
  std::string out;
  for (std::uint64_t i = 0; i < 300; ++i) {
    Rng rng = Rng(5).at(i);
    std::string text;
    for (int w = 0; w < 5; ++w)
      text += " " + kWords[w < 3 ? 6 * (i % 2) + rng.below(6) : rng.below(16)];
    out += "{\"text\": \"" + text.substr(1) + "\", \"label\": \"" +
           (i % 2 == 0 ? "negative" : "positive") + "\"}\n";
  }
  return out;
}

using Answers = std::vector<std::vector<std::vector<double>>>;  // by question, candidate, token

class PermutedInputs : public testing::Test {
 protected:
  template <class Entries>
  auto make(const Entries& entries, const char* kind, const std::string& use,
            const std::string& options) const {
    return find_entry(entries, kind, use, {}).make(parse_toml(options, "t"), resources_);
  }

  PermutedInputs() {
    folder_.write("rows.jsonl", rows());
    resources_.study_dir = folder_.path();
    resources_.share_dir = TANGRAM_SOURCE_DIR "/data";
    resources_.tokenizer = &tokenizer_;
    const auto task = make(text_tasks(), "task", "keyword_texts",
                           "data = 'rows.jsonl'\nvocabulary = 16\n"
                           "example = \"Review: {x}\\nSentiment: {y}\"");
    episode_ = task->draw(Rng(1), 0, {Design::crossed, {16, 64}, 12, 0});
  }

  /// The episode after a list of transformations, each under its own stream, as in a condition.
  Episode<Text> altered(
      const std::vector<std::pair<std::string, std::string>>& transformations) const {
    Episode<Text> out = episode_;
    for (const auto& [use, options] : transformations)
      out = make(text_transformations(), "transformation", use, options)
                ->apply(std::move(out), Rng(2).at(use), 0);
    return out;
  }

  Answers answers(const std::string& learner, const Episode<Text>& episode) const {
    const auto l = make(text_learners(), "learner", learner, "word_ngrams = 1\nchar_ngrams = 0");
    Answers out;
    const auto said = l->answer({&episode.problem, 1}, {});
    for (const Prediction& p : said[0]) out.push_back(p.candidate_logps);
    return out;
  }

  /// The tokens of all inputs, in order, encoded where they are text.
  std::vector<Token> tokens(const Episode<Text>& episode) const {
    std::vector<Token> out;
    const auto add = [&](const TextInput& x) {
      const auto* segment = std::get_if<TokenSegment>(&x);
      for (const Token id :
           segment != nullptr ? segment->ids : tokenizer_.encode(" " + std::get<std::string>(x)))
        out.push_back(id);
    };
    for (const auto& example : episode.problem.demonstration) add(example.x);
    for (const auto& question : episode.problem.questions) add(question.x);
    return out;
  }

  /// The tokens that each token of the text has become.
  std::map<Token, std::set<Token>> images(const Episode<Text>& episode) const {
    const std::vector<Token> from = tokens(episode_), to = tokens(episode);
    EXPECT_EQ(from.size(), to.size());
    std::map<Token, std::set<Token>> out;
    for (std::size_t i = 0; i < from.size() && i < to.size(); ++i) out[from[i]].insert(to[i]);
    return out;
  }

  TempFolder folder_;
  WordTokenizer tokenizer_{pieces()};
  Resources resources_;
  Episode<Text> episode_;
};

std::set<Token> all_of(const std::map<Token, std::set<Token>>& images) {
  std::set<Token> out;
  for (const auto& [from, to] : images) out.insert(to.begin(), to.end());
  return out;
}

constexpr const char* kPermute = "permute_input_tokens";

// Bags of words and of tokens have the same counts, so kernels, folds and fits have the same bits.
TEST_F(PermutedInputs, PlainLearnersAnswerAsTheyAnswerTheTexts) {
  for (const char* learner : {"ngram_logistic", "nearest_neighbour"}) {
    const Answers original = answers(learner, episode_);
    EXPECT_EQ(original, answers(learner, altered({{"map_outputs", "g = 'random_tokens'"}})));
    for (const char* h : {"", "fraction = 0.5", "preserve = 'space'", "identity = true"})
      EXPECT_EQ(original, answers(learner, altered({{kPermute, h}}))) << learner << " " << h;
    EXPECT_EQ(original, answers(learner, altered({{"permute_input_words", ""}})));
  }
}

TEST_F(PermutedInputs, PlainLearnersLearnThem) {
  const auto permuted = altered({{kPermute, ""}});
  const Answers said = answers("ngram_logistic", permuted);
  int right = 0;
  for (std::size_t q = 12; q < said.size(); ++q)  // at 64 shots
    right += (said[q][1] > said[q][0]) == (permuted.truth[q] == 1) ? 1 : 0;
  EXPECT_GE(right, 10);
}

TEST_F(PermutedInputs, ABijectionGivesEachWordATokenOfItsOwn) {
  for (const char* h : {"", "fraction = 0.5", "preserve = 'space'"}) {
    const auto image = images(altered({{kPermute, h}}));
    EXPECT_EQ(image.size(), 16u);
    for (const auto& [from, to] : image) EXPECT_EQ(to.size(), 1u);
    EXPECT_EQ(all_of(image).size(), 16u) << h;
  }
  for (const auto& [from, to] : images(altered({{kPermute, "preserve = 'space'"}})))
    EXPECT_EQ(tokenizer_.decode({*to.begin()}).front(), ' ');
}

TEST_F(PermutedInputs, AGrowingFractionMovesMoreWords) {
  std::vector<int> moved;
  for (const char* h : {"fraction = 0.0", "fraction = 0.25", "fraction = 0.75", "fraction = 1.0"}) {
    moved.push_back(0);
    for (const auto& [from, to] : images(altered({{kPermute, h}})))
      moved.back() += to.contains(from) ? 0 : 1;
  }
  EXPECT_EQ(moved.front(), 0);
  EXPECT_LT(moved[1], moved[2]);
  EXPECT_LE(moved[2], moved[3]);
  EXPECT_GE(moved[3], 14);  // a permutation has one fixed point in expectation
}

TEST_F(PermutedInputs, AMergingMapGivesSeveralWordsOneToken) {
  const auto image = images(altered({{"merge_input_tokens", "classes = 4"}}));
  for (const auto& [from, to] : image) EXPECT_EQ(to.size(), 1u);
  EXPECT_LE(all_of(image).size(), 4u);
  EXPECT_GT(all_of(image).size(), 1u);
}

// Words drawn anew at each place, then h: the tokens of the permuted inputs, saying nothing.
TEST_F(PermutedInputs, FreshWordsThroughTheSameMapUseTheSameTokens) {
  const auto fresh = images(altered({{"fresh_input_words", ""}, {kPermute, ""}}));
  EXPECT_EQ(all_of(fresh), all_of(images(altered({{kPermute, ""}}))));
  for (const auto& [from, to] : fresh) EXPECT_GT(to.size(), 4u);
}

// Each occurrence from the whole vocabulary: tokens that inputs of few words never show.
TEST_F(PermutedInputs, FreshTokensAreOfTheWholeVocabulary) {
  EXPECT_GT(all_of(images(altered({{"fresh_input_tokens", ""}}))).size(), 100u);
}

}  // namespace
}  // namespace tangram
