#include "llama/llama_tokenizer.h"

#include <gtest/gtest.h>

#include "llama/testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

std::vector<std::string> pieces(const Tokenizer& tokenizer, const std::vector<Token>& ids) {
  std::vector<std::string> out;
  for (Token id : ids) out.push_back(tokenizer.decode({id}));
  return out;
}

using Pieces = std::vector<std::string>;

TEST(LlamaTokenizer, ReadsWordsWithTheSpaceBeforeThem) {
  RandomModel model;
  const LlamaTokenizer tokenizer(model.path, model.log);
  EXPECT_EQ(pieces(tokenizer, tokenizer.encode("Review: a great movie\nSentiment: positive")),
            (Pieces{"Review", ":", " a", " great", " movie", "\n", "Sentiment", ":", " positive"}));
  EXPECT_EQ(pieces(tokenizer, tokenizer.encode(" gold 12")),
            (Pieces{" go", "l", "d", " ", "1", "2"}));
}

TEST(LlamaTokenizer, ReadsTheSameWordsInAByteLevelVocabulary) {
  RandomModel model({.vocabulary = RandomGguf::Vocabulary::bpe, .bos = false});
  const LlamaTokenizer tokenizer(model.path, model.log);
  EXPECT_EQ(pieces(tokenizer, tokenizer.encode("Review: a great movie\nSentiment: positive")),
            (Pieces{"Review", ":", " a", " great", " movie", "\n", "Sentiment", ":", " positive"}));
  EXPECT_EQ(tokenizer.bos(), -1);
}

TEST(LlamaTokenizer, EncodeAndDecodeGiveTheBytesBack) {
  for (const auto vocabulary : {RandomGguf::Vocabulary::spm, RandomGguf::Vocabulary::bpe}) {
    RandomModel model({.vocabulary = vocabulary});
    const LlamaTokenizer tokenizer(model.path, model.log);
    for (const std::string text : {"", " ", "a", "\n\n\t x  y", "na\xC3\xAFve \xE2\x82\xAC 5",
                                   "<s> is no control token here"})
      EXPECT_EQ(tokenizer.decode(tokenizer.encode(text)), text);
  }
}

TEST(LlamaTokenizer, NeverAddsBosNorReadsControlTokensInAText) {
  RandomModel model;
  const LlamaTokenizer tokenizer(model.path, model.log);
  EXPECT_EQ(tokenizer.bos(), 1);
  EXPECT_EQ(tokenizer.eos(), 2);
  for (Token id : tokenizer.encode("<s> good</s>")) EXPECT_GT(id, 2);
  EXPECT_EQ(tokenizer.decode({1}), "<s>");
}

// Llama's vocabulary puts a space before a document: " good" at its start, "good" inside it.
TEST(LlamaTokenizer, EncodeInsideLeavesOutTheSpaceBeforeADocument) {
  RandomModel model({.space_prefix = true});
  const LlamaTokenizer tokenizer(model.path, model.log);
  EXPECT_EQ(pieces(tokenizer, tokenizer.encode("good")), (Pieces{" good"}));
  EXPECT_EQ(pieces(tokenizer, tokenizer.encode_inside("good")), (Pieces{"g", "o", "o", "d"}));
  EXPECT_EQ(pieces(tokenizer, tokenizer.encode_inside(" good bad")), (Pieces{" good", " bad"}));
  EXPECT_EQ(pieces(tokenizer, tokenizer.encode_inside("\nReview")), (Pieces{"\n", "Review"}));
  EXPECT_TRUE(tokenizer.encode_inside("").empty());
}

TEST(LlamaTokenizer, EncodeInsideIsEncodeWhereNoSpaceIsAdded) {
  RandomModel model;
  const LlamaTokenizer tokenizer(model.path, model.log);
  for (const std::string text : {"good", " good", "\n", "Review: it"})
    EXPECT_EQ(tokenizer.encode_inside(text), tokenizer.encode(text));
}

TEST(LlamaTokenizer, OrdinaryTokensAreTokensOfText) {
  RandomModel model;
  const LlamaTokenizer tokenizer(model.path, model.log);
  EXPECT_FALSE(tokenizer.is_ordinary(0)) << "unknown";
  EXPECT_FALSE(tokenizer.is_ordinary(1)) << "BOS";
  EXPECT_FALSE(tokenizer.is_ordinary(3 + 65)) << "the byte 0x41";
  EXPECT_TRUE(tokenizer.is_ordinary(tokenizer.encode(" good")[0]));
  EXPECT_FALSE(tokenizer.is_ordinary(-1));
  EXPECT_FALSE(tokenizer.is_ordinary(tokenizer.size()));
}

TEST(LlamaTokenizer, PartsOfACharacterAreNotOrdinary) {
  RandomModel model({.vocabulary = RandomGguf::Vocabulary::bpe});
  const LlamaTokenizer tokenizer(model.path, model.log);
  EXPECT_TRUE(tokenizer.is_ordinary(tokenizer.encode("a")[0]));
  for (Token id : tokenizer.encode("\xC3\xAF")) EXPECT_FALSE(tokenizer.is_ordinary(id));
}

TEST(LlamaTokenizer, TheOptionBosOverridesTheModel) {
  RandomModel model;
  EXPECT_EQ(LlamaTokenizer(model.path, model.log, "none").bos(), -1);
  EXPECT_EQ(LlamaTokenizer(model.path, model.log, "7").bos(), 7);
  EXPECT_EQ(error_text([&] { LlamaTokenizer(model.path, model.log, "of course"); }).substr(0, 66),
            "bos = 'of course' is neither 'auto', 'none' nor a token: tokens ar");
  EXPECT_NE(error_text([&] { LlamaTokenizer(model.path, model.log, "99999"); }), "no error");
}

TEST(LlamaTokenizer, TheFingerprintIsOfTheVocabularyNotOfTheWeights) {
  RandomModel one, same({.seed = 2, .layers = 1}), bpe({.vocabulary = RandomGguf::Vocabulary::bpe});
  const auto fingerprint = [](RandomModel& m, const char* bos) {
    return LlamaTokenizer(m.path, m.log, bos).fingerprint();
  };
  EXPECT_EQ(fingerprint(one, "auto").size(), 64u);
  EXPECT_EQ(fingerprint(one, "auto"), fingerprint(same, "auto"));
  EXPECT_NE(fingerprint(one, "auto"), fingerprint(one, "none"));
  EXPECT_NE(fingerprint(one, "auto"), fingerprint(bpe, "auto"));
}

TEST(LlamaTokenizer, IsTheTokenizerOfTheModel) {
  RandomModel file;
  const LlamaTokenizer alone(file.path, file.log);
  const LlamaLanguageModel model = file.load();
  EXPECT_EQ(model.tokenizer().fingerprint(), alone.fingerprint());
  EXPECT_EQ(model.tokenizer().encode("a good film"), alone.encode("a good film"));
}

}  // namespace
}  // namespace tangram
