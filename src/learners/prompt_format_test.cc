#include "learners/prompt_format.h"

#include <gtest/gtest.h>

#include <memory>

#include "base/check.h"
#include "tests/fakes/fake_tokenizer.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

const auto kBadGood =
    std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"bad", "good"});

std::string format_error(const TextFormat& format) {
  try {
    parse_format(format);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TextFormat format_with(std::string example) {
  TextFormat format;
  format.example = std::move(example);
  return format;
}

TEST(PromptFormat, WhiteSpaceBeforeTheAnswerBelongsToTheCandidate) {
  const PromptFormat format = parse_format(format_with("Review: {x}\nSentiment: {y}."));
  EXPECT_EQ(format.before_x, "Review: ");
  EXPECT_EQ(format.query_end(), "\nSentiment:");
  EXPECT_EQ(format.candidate("good"), " good");
  EXPECT_EQ(format.after_y, ".");
}

TEST(PromptFormat, TheLegacyFormKeepsTheSpaceInTheQuery) {
  TextFormat legacy = format_with("{x}\nSentiment: {y}");
  legacy.trailing_space = true;
  const PromptFormat format = parse_format(legacy);
  EXPECT_EQ(format.query_end(), "\nSentiment: ");
  EXPECT_EQ(format.candidate("good"), "good");
}

TEST(PromptFormat, ATemplateMayHaveNothingButWhiteSpaceBetweenItsHoles) {
  const PromptFormat format = parse_format(format_with("{x} {y}"));
  EXPECT_EQ(format.query_end(), "");
  EXPECT_EQ(format.candidate("good"), " good");
}

TEST(PromptFormat, AWrongTemplateIsAnErrorThatShowsIt) {
  EXPECT_EQ(format_error(format_with("Review: {x}")),
            "template \"Review: {x}\": it has no {y}; write each of {x} and {y} once");
  EXPECT_EQ(
      format_error(format_with("{x} {x}\n{y}")),
      "template \"{x} {x}\\n{y}\": it has {x} more than once; write each of {x} and {y} once");
  EXPECT_EQ(format_error(format_with("{y}: {x}")),
            "template \"{y}: {x}\": {y} stands before {x}; the answer must follow the input");
}

TEST(PromptText, ExamplesOfTextStayOneRun) {
  const FakeTokenizer tokenizer;
  RunEncoder runs(tokenizer);
  const PromptFormat format = parse_format(format_with("In: {x}\nOut: {y}"));
  PromptText prompt;
  append_example(prompt, format, {std::string("a film"), kBadGood, 1}, runs);
  EXPECT_EQ(prompt.run, "In: a film\nOut: good\n") << "with the separator behind it";
  EXPECT_TRUE(prompt.head.empty());
}

/// Two examples, then the query's beginning: as PromptWriter puts them together.
std::string written(const TextFormat& text_format, const std::vector<Text::Example>& examples) {
  const FakeTokenizer tokenizer;
  RunEncoder runs(tokenizer);
  const PromptFormat format = parse_format(text_format);
  PromptText prompt;
  for (const auto& example : examples) append_example(prompt, format, example, runs);
  append_input(prompt, format, std::string("q"), runs);
  return prompt.run + format.query_end();
}

const auto kNoAnswer = std::make_shared<const std::vector<std::string>>(1);

// Min et al. 2022, as their code writes it: labels only "bad\n\n\ngood\n\n\nq\n", inputs only
// "a film\n\n\na plot\n\n\nq\n" (the white space before the answer is the candidate's here).
TEST(PromptText, HalfAnExampleHasHalfOfTheTemplate) {
  const std::string a = "a film", b = "a plot", none;
  TextFormat minimal = format_with("{x}\n{y}");
  minimal.separator = "\n\n\n";
  EXPECT_EQ(written(minimal, {{none, kBadGood, 0}, {none, kBadGood, 1}}), "bad\n\n\ngood\n\n\nq");
  EXPECT_EQ(written(minimal, {{a, kNoAnswer, 0}, {b, kNoAnswer, 0}}), "a film\n\n\na plot\n\n\nq");
  EXPECT_EQ(written(minimal, {{a, kBadGood, 0}, {b, kNoAnswer, 0}}),
            "a film\nbad\n\n\na plot\n\n\nq");

  const TextFormat worded = format_with("In: {x}\nOut: {y}.");
  EXPECT_EQ(written(worded, {{none, kBadGood, 1}}), "Out: good.\nIn: q\nOut:");
  EXPECT_EQ(written(worded, {{TokenSegment{}, kBadGood, 1}}), "Out: good.\nIn: q\nOut:");
  EXPECT_EQ(written(worded, {{a, kNoAnswer, 0}}), "In: a film\nIn: q\nOut:");
  EXPECT_EQ(written(worded, {{none, kNoAnswer, 0}}), "\nIn: q\nOut:");
}

// Its assistant would have no turn, and the next of the user would not begin.
TEST(PromptText, AnExampleWithoutAnAnswerHasNoPlaceInTurns) {
  const FakeTokenizer tokenizer;
  RunEncoder runs(tokenizer);
  PromptFormat format = parse_format(format_with("{x}\n{y}"));
  format.chat = Chat::turns;
  PromptText prompt;
  EXPECT_EQ(
      error_text([&] {
        append_example(prompt, format, {std::string("a film"), kNoAnswer, 0}, runs);
      }),
      "prompt: chat = \"turns\": an example without a label has no turn of the assistant; use "
      "chat = \"one_turn\" in this condition");
}

// The ids bring their own white space: "In: " before them is tokenised as "In:", then the
// ids stand, then "\nOut: good" as text inside a document.
TEST(PromptText, TokenIdsAreSplicedWithoutTheSpaceBeforeThem) {
  FakeVocabulary vocabulary = FakeTokenizer::default_vocabulary();
  vocabulary.document_space = true;
  const FakeTokenizer tokenizer(vocabulary);
  RunEncoder runs(tokenizer);
  const PromptFormat format = parse_format(format_with("In: {x}\nOut: {y}"));
  const std::vector<Token> ids = tokenizer.encode_inside(" movie");
  PromptText prompt;
  append_example(prompt, format, {TokenSegment{ids, tokenizer.fingerprint()}, kBadGood, 1}, runs);
  std::vector<Token> head = tokenizer.encode("In:");
  head.insert(head.end(), ids.begin(), ids.end());
  EXPECT_EQ(prompt.head, head);
  EXPECT_EQ(prompt.run, "\nOut: good\n");
  EXPECT_FALSE(prompt.begins_document);
}

// The user's turn ends in "Out:"; the space of "Out: {y}" is written in the demonstration of
// one_turn alone, which stands inside the user's turn.
TEST(PromptFormat, InAChatTheAnswerHasTheWhiteSpaceOfTheFrameInsteadOfTheTemplates) {
  FakeVocabulary vocabulary = FakeTokenizer::chat_vocabulary();
  const PromptFormat plain = parse_format(format_with("In: {x}\nOut: {y}"));
  const PromptFormat chat = in_chat(plain, Chat::one_turn, FakeTokenizer(vocabulary));
  EXPECT_EQ(chat.query_end(), "\nOut:");
  EXPECT_EQ(chat.candidate("good"), "good");
  vocabulary.chat_frame->answer_space = " ";
  vocabulary.chat_frame->before_answer.text = "\nASSISTANT:";
  const PromptFormat spaced = in_chat(plain, Chat::turns, FakeTokenizer(vocabulary));
  EXPECT_EQ(spaced.query_end(), "\nOut:\nASSISTANT:");
  EXPECT_EQ(spaced.candidate("good"), " good");
}

std::string chat_error(const TextFormat& format, Chat chat, const Tokenizer& tokenizer) {
  try {
    in_chat(parse_format(format), chat, tokenizer);
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST(PromptFormat, AChatAsksForAChatTemplateAndForNoTrailingSpace) {
  const FakeTokenizer plain, chat(FakeTokenizer::chat_vocabulary());
  TextFormat legacy = format_with("{x}: {y}");
  legacy.trailing_space = true;
  EXPECT_EQ(chat_error({}, Chat::turns, chat), "no error");
  EXPECT_EQ(chat_error(legacy, Chat::none, plain), "no error");
  EXPECT_EQ(chat_error({}, Chat::one_turn, plain),
            "chat: the model has no chat template; give one that was tuned to follow instructions "
            "and whose file holds tokenizer.chat_template, or chat = none");
  EXPECT_EQ(chat_error(legacy, Chat::one_turn, chat),
            "chat: trailing_space keeps the white space before {y} in the query, and in a chat the "
            "answer stands in a turn of its own; give a template without trailing_space, or chat = "
            "none");
}

TEST(PromptFormat, KnowsThreePlacesInAChat) {
  EXPECT_EQ(parse_chat("none"), Chat::none);
  EXPECT_EQ(parse_chat("one_turn"), Chat::one_turn);
  EXPECT_EQ(parse_chat("turns"), Chat::turns);
  EXPECT_THROW(parse_chat("turn"), Error);
}

// "a", then <user> (the first of three control tokens), then "b": "a" can no longer change.
TEST(PromptText, AControlTokenEndsTheRunBeforeItAndBeginsAnother) {
  FakeVocabulary vocabulary = FakeTokenizer::chat_vocabulary();
  vocabulary.document_space = true;
  const FakeTokenizer tokenizer(vocabulary);
  const Token user = tokenizer.size() - 3;
  RunEncoder runs(tokenizer);
  PromptText prompt;
  append_marked(prompt, {"bad", {{user, " movie"}}}, runs);
  EXPECT_EQ(prompt.head, (std::vector<Token>{tokenizer.id_of(" bad"), user}));
  EXPECT_EQ(prompt.run, " movie");
  EXPECT_TRUE(prompt.begins_document);
  append_marked(prompt, {" was", {}}, runs);
  EXPECT_EQ(prompt.run, " movie was") << "text without marks goes on";
}

TEST(PromptText, IdsOfAnotherTokenizerAreAnError) {
  const FakeTokenizer tokenizer;
  RunEncoder runs(tokenizer);
  PromptText prompt;
  try {
    append_input(prompt, parse_format({}), TokenSegment{{300}, "other"}, runs);
    FAIL() << "no error";
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.what()),
              "prompt: an input's token ids belong to tokenizer other, the model's is " +
                  tokenizer.fingerprint() + "; one tokenizer serves a run");
  }
}

TEST(RunEncoder, RemembersWithoutMixingBeginningsAndInsides) {
  FakeVocabulary vocabulary = FakeTokenizer::default_vocabulary();
  vocabulary.document_space = true;
  const FakeTokenizer tokenizer(vocabulary);
  RunEncoder runs(tokenizer);
  for (int again = 0; again < 2; ++again) {
    std::vector<Token> begun, inside;
    runs.append("good", true, begun);
    runs.append("good", false, inside);
    EXPECT_EQ(begun, tokenizer.encode("good"));
    EXPECT_EQ(inside, tokenizer.encode_inside("good"));
  }
}

}  // namespace
}  // namespace tangram
