#include "learners/prompt_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"
#include "learners/prompt_testing.h"
#include "tests/fakes/fake_tokenizer.h"

namespace tangram {
namespace {

using testing::ElementsAre;

/// The prompt of a question as one text, for problems of text alone.
std::string whole_prompt(const Problem<Text>& problem, const Text::Question& question,
                         const PromptFormat& format, const std::string& word) {
  std::string out = format.start;
  for (int i = 0; i < question.shots; ++i) {
    const auto& e = problem.demonstration[static_cast<std::size_t>(i)];
    out += format.before_x + std::get<std::string>(e.x) + format.before_y + format.space_y +
           (*e.candidates)[static_cast<std::size_t>(e.y)] + format.after_y + format.separator;
  }
  return out + format.before_x + std::get<std::string>(question.x) + format.before_y +
         format.space_y + word;
}

// Random inputs with white space at their ends, digits and half words; two vocabularies,
// three templates: each path is BOS and the encoding of the whole text.
TEST(PromptWriter, EveryPathIsTheEncodingOfTheWholePrompt) {
  const Candidates words = candidates({"negative", "positive", "qux y"});
  for (bool split : {false, true})
    for (const char* example : {"Review: {x}\nSentiment: {y}", "{x} {y}.", "In {x}=>{y}"}) {
      FakeVocabulary vocabulary = FakeTokenizer::default_vocabulary();
      vocabulary.split_words = split;
      vocabulary.document_space = split;
      const FakeTokenizer tokenizer(vocabulary);
      const PromptFormat format = format_of(example);
      Lines log;
      PromptWriter writer(tokenizer, {.bos = tokenizer.bos()}, &log);
      for (std::uint64_t i = 0; i < 8; ++i) {
        const auto problem = draw(i, words);
        const auto paths = writer.write(problem, format);
        for (std::size_t q = 0; q < paths.size(); ++q)
          for (std::size_t c = 0; c < words->size(); ++c) {
            std::vector<Token> whole =
                tokenizer.encode(whole_prompt(problem, problem.questions[q], format, (*words)[c]));
            whole.insert(whole.begin(), tokenizer.bos());
            EXPECT_EQ(paths[q][c].tokens, whole) << "problem " << i << ", question " << q;
            EXPECT_EQ(paths[q][c].scored_from, paths[q][0].scored_from);
          }
      }
      for (const auto& line : log.lines) EXPECT_EQ(line.find("does not splice"), line.npos);
    }
}

TEST(PromptWriter, ACandidateIsScoredFromItsFirstOwnToken) {
  const FakeTokenizer tokenizer;
  PromptWriter writer(tokenizer, {.bos = 0}, nullptr);
  Problem<Text> p;
  p.questions.push_back({0, std::string("good"), candidates({"negative", "positive"})});
  const auto paths = writer.write(p, format_of("Review: {x}\nSentiment: {y}"));
  const Path& path = paths[0][1];
  EXPECT_EQ(path.tokens[static_cast<std::size_t>(path.scored_from)], tokenizer.id_of(" positive"));
  EXPECT_EQ(path.scored_from + 1, static_cast<int>(path.tokens.size()));
}

// In "a film" the ids' own space replaces the template's; after the ids the text is encoded
// as the inside of a document.
TEST(PromptWriter, SplicesTokenIdsBetweenRunsOfText) {
  FakeVocabulary vocabulary = FakeTokenizer::default_vocabulary();
  vocabulary.document_space = true;
  const FakeTokenizer t(vocabulary);
  PromptWriter writer(t, {.bos = 0}, nullptr);
  const Candidates words = candidates({"bad", "good"});
  const auto ids = [&t](const char* text) {
    return TokenSegment{t.encode_inside(text), t.fingerprint()};
  };
  Problem<Text> p;
  p.demonstration.push_back({ids(" foo bar"), words, 1});
  for (int shots : {0, 1, 1})
    p.questions.push_back({shots, ids(shots == 0 ? " the movie" : " was"), words});
  p.questions.push_back({1, std::string("was"), words});
  const auto paths = writer.write(p, format_of("Review: {x}\nSentiment: {y}"));

  const auto joined = [](std::initializer_list<std::vector<Token>> parts) {
    std::vector<Token> out;
    for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
    return out;
  };
  EXPECT_EQ(paths[0][0].tokens, joined({{0},
                                        t.encode("Review:"),
                                        t.encode_inside(" the movie"),
                                        t.encode_inside("\nSentiment: bad")}));
  const auto shown = joined({{0}, t.encode("Review:"), t.encode_inside(" foo bar")});
  EXPECT_EQ(paths[1][1].tokens,
            joined({shown, t.encode_inside("\nSentiment: good\nReview:"), t.encode_inside(" was"),
                    t.encode_inside("\nSentiment: good")}));
  EXPECT_EQ(paths[2][1].tokens, paths[1][1].tokens);
  EXPECT_EQ(paths[3][1].tokens,
            joined({shown, t.encode_inside("\nSentiment: good\nReview: was\nSentiment: good")}));
}

TEST(PromptWriter, TheLegacyFormScoresTheBareLabelAfterTheQuerysSpace) {
  const FakeTokenizer t;
  TextFormat legacy;
  legacy.example = "{x}\nSentiment: {y}";
  legacy.trailing_space = true;
  const Candidates words = candidates({"negative", "positive"});
  Problem<Text> p;
  p.demonstration.push_back({std::string("bad"), words, 0});
  p.questions.push_back({1, std::string("good"), words});
  Lines log;
  PromptWriter writer(t, {.bos = -1}, &log);
  const Path path = writer.write(p, parse_format(legacy))[0][1];
  std::vector<Token> expected = t.encode("bad\nSentiment: negative\ngood\nSentiment: ");
  EXPECT_EQ(path.scored_from, static_cast<int>(expected.size()));
  for (Token token : t.encode_inside("positive")) expected.push_back(token);
  EXPECT_EQ(path.tokens, expected);
  EXPECT_THAT(log.lines, ElementsAre("prompt: the query ends in a token that is only white space"));
}

TEST(PromptWriter, SaysOnceThatACandidateCutsTheQueryAnew) {
  const FakeTokenizer t;
  Lines log;
  PromptWriter writer(t, {.bos = 0}, &log);
  Problem<Text> p;
  const Candidates words = candidates({"bc", "x"});
  for (int i = 0; i < 3; ++i) p.questions.push_back({0, std::string("good"), words});
  const auto paths = writer.write(p, format_of("{x} :a{y}"));
  // " :a" + "bc" is " :" + "abc": both candidates are scored from where "a" or "abc" begins.
  EXPECT_EQ(paths[0][0].tokens[static_cast<std::size_t>(paths[0][0].scored_from)], t.id_of("abc"));
  EXPECT_EQ(paths[0][1].tokens[static_cast<std::size_t>(paths[0][1].scored_from)], t.id_of("a"));
  EXPECT_THAT(log.lines,
              ElementsAre("prompt: candidate 'bc' changes the last tokens of the query: all "
                          "candidates are scored from the last token that none of them changes"));
}

std::string error_of(const std::vector<std::string>& words, PromptWriterOptions options = {0},
                     const char* example = "{x}: {y}", const char* x = "good") {
  const FakeTokenizer t;
  PromptWriter writer(t, options, nullptr);
  Problem<Text> p;
  p.questions.push_back({0, std::string(x), candidates(words)});
  try {
    writer.write(p, format_of(example));
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(PromptWriter, RefusesCandidatesThatCannotBeScoredWithoutBias) {
  EXPECT_EQ(error_of({"good", ""}), "prompt: candidate 1 is empty: give it a word");
  EXPECT_EQ(error_of({"good", "good"}),
            "prompt: candidates 'good' and 'good' have the same tokens: they cannot be told apart; "
            "give one another word");
  EXPECT_EQ(error_of({"good", "good movie"}),
            "prompt: the tokens of candidate 'good' begin those of 'good movie', which could then "
            "never win; give one another word");
  EXPECT_EQ(error_of({"qux", "quy"}), "no error");
  EXPECT_EQ(error_of({"qux", "quy"}, {0, true}),
            "prompt: candidates 'qux' and 'quy' have the same first token");
}

/// Two questions with choices of their own, the first choice of each the beginning of the second.
Problem<Text> choices_that_begin_others() {
  Problem<Text> problem;
  problem.questions.push_back({0, std::string("good"), candidates({"movie", "movie movie"})});
  problem.questions.push_back({0, std::string("bad"), candidates({"movie", "movie movie good"})});
  return problem;
}

TEST(PromptWriter, RemarksOnChoicesThatBeginOthersWhereEachItemHasItsOwn) {
  const FakeTokenizer tokenizer;
  Lines log;
  PromptWriter writer(tokenizer, {}, &log);
  const auto problem = choices_that_begin_others();
  const auto paths = writer.write(problem, format_of("In: {x}\nOut: {y}"));
  ASSERT_EQ(paths.size(), 2u);
  EXPECT_LT(paths[0][0].tokens.size(), paths[0][1].tokens.size());
  EXPECT_THAT(log.lines, testing::Contains(testing::HasSubstr(
                             "the tokens of candidate 'movie' begin those of 'movie movie good'")));
  Problem<Text> alone = problem;  // one item: nothing shows that its candidates are its own
  alone.questions.pop_back();
  EXPECT_THROW(writer.write(alone, format_of("In: {x}\nOut: {y}")), Error);
  for (const char* word : {"movie", "good"})  // the examples show it
    alone.demonstration.push_back({std::string("x"), candidates({word, "other"}), 0});
  EXPECT_NO_THROW(writer.write(alone, format_of("In: {x}\nOut: {y}")));
}

// 60 items remark that one of their choices begins the other; 40 remarks and one more are logged.
TEST(PromptWriter, LogsNoMoreThanAScreenOfRemarks) {
  const FakeTokenizer tokenizer;
  Lines log;
  PromptWriter writer(tokenizer, {}, &log);
  Problem<Text> problem;
  for (int i = 0; i < 60; ++i)
    problem.questions.push_back(
        {0, std::string("good"),
         candidates({fmt::format("movie {}", i), fmt::format("movie {} b", i)})});
  writer.write(problem, format_of("In: {x}\nOut: {y}"));
  ASSERT_EQ(log.lines.size(), 41u);
  EXPECT_EQ(log.lines.back(), "prompt: more remarks of this kind are not shown");
}

TEST(PromptWriter, SaysNothingOfFirstTokensThatChoicesOfAnItemShare) {
  const FakeTokenizer tokenizer;
  Lines log;
  PromptWriter writer(tokenizer, {}, &log);
  Problem<Text> problem;
  for (const char* first : {"movie ", "film "})
    problem.questions.push_back(
        {0, std::string("x"), candidates({std::string(first) + "a", std::string(first) + "b"})});
  writer.write(problem, format_of("In: {x}\nOut: {y}"));
  EXPECT_THAT(log.lines, testing::IsEmpty());
}

TEST(PromptWriter, APromptWithoutAnyTokenBeforeTheCandidateIsAnError) {
  EXPECT_EQ(error_of({"bad", "good"}, {-1}, "{x}{y}", ""),
            "prompt: no token stands before candidate 'bad': the prompt is empty and the model has "
            "no BOS; give a template with text before {x}, or bos = <token id>");
  EXPECT_EQ(error_of({"bad", "good"}, {0}, "{x}{y}", ""), "no error");
}

/// A tokenizer whose tokens depend on the whole text: nothing can be spliced.
class Unlocal final : public Tokenizer {
 public:
  const std::string& fingerprint() const override { return fingerprint_; }
  std::vector<Token> encode(std::string_view text) const override {
    std::vector<Token> out;
    const int shift = text.size() % 2 == 0 ? 0 : 256;
    for (char c : text) out.push_back(shift + static_cast<unsigned char>(c));
    return out;
  }
  std::vector<Token> encode_inside(std::string_view text) const override { return encode(text); }
  std::string decode(const std::vector<Token>& ids) const override {
    std::string out;
    for (Token id : ids) out += static_cast<char>(id % 256);
    return out;
  }
  int size() const override { return 512; }
  bool is_ordinary(Token) const override { return true; }
  Token bos() const override { return -1; }
  Token eos() const override { return -1; }

 private:
  std::string fingerprint_ = "unlocal";
};

TEST(PromptWriter, EncodesWholeAndSaysSoWhereSplicesWouldDiffer) {
  const Unlocal tokenizer;
  Lines log;
  PromptWriter writer(tokenizer, {.bos = 600}, &log);
  const Candidates words = candidates({"even", "uneven"});
  Problem<Text> p;
  for (int i = 0; i < 2; ++i)
    p.demonstration.push_back({std::string("a sentence that is long enough"), words, i});
  for (const char* x : {"one", "two", "three"})
    for (int shots : {1, 2}) p.questions.push_back({shots, std::string(x), words});
  const PromptFormat format = format_of("Review: {x}\nSentiment: {y}");
  const auto paths = writer.write(p, format);
  for (std::size_t q = 0; q < paths.size(); ++q)
    for (std::size_t c = 0; c < 2; ++c) {
      auto whole = tokenizer.encode(whole_prompt(p, p.questions[q], format, (*words)[c]));
      whole.insert(whole.begin(), 600);
      EXPECT_EQ(paths[q][c].tokens, whole) << q;
    }
  EXPECT_THAT(log.lines, testing::Contains(testing::HasSubstr("does not splice")));
}

}  // namespace
}  // namespace tangram
