#include "learners/joint_encoding.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/rng.h"
#include "tests/fakes/fake_tokenizer.h"

namespace tangram {
namespace {

/// Counts the bytes that it is asked to encode.
class CountingTokenizer final : public Tokenizer {
 public:
  explicit CountingTokenizer(const Tokenizer& inner) : inner_(inner) {}
  const std::string& fingerprint() const override { return inner_.fingerprint(); }
  std::vector<Token> encode(std::string_view text) const override {
    bytes_ += text.size();
    return inner_.encode(text);
  }
  std::vector<Token> encode_inside(std::string_view text) const override {
    bytes_ += text.size();
    return inner_.encode_inside(text);
  }
  std::string decode(const std::vector<Token>& ids) const override { return inner_.decode(ids); }
  int size() const override { return inner_.size(); }
  bool is_ordinary(Token id) const override { return inner_.is_ordinary(id); }
  Token bos() const override { return inner_.bos(); }
  Token eos() const override { return inner_.eos(); }
  std::size_t bytes() const { return bytes_; }

 private:
  const Tokenizer& inner_;
  mutable std::size_t bytes_ = 0;
};

/// Text of the pieces of the vocabulary, single characters, runs of white space and digits:
/// everything that can merge over a seam.
std::string random_text(Rng& rng, std::size_t n_parts) {
  const auto pieces = FakeTokenizer::default_vocabulary().pieces;
  const std::string odd = "aebt .\n0p'sn ri";
  std::string out;
  for (std::size_t i = 0; i < n_parts; ++i) {
    if (rng.below(3) == 0)
      out += odd[rng.below(odd.size())];
    else
      out += pieces[rng.below(pieces.size())];
  }
  return out;
}

EncodedText encoded(const Tokenizer& tokenizer, std::string text, bool begins_document) {
  EncodedText out{std::move(text), {}, begins_document};
  out.tokens = begins_document ? tokenizer.encode(out.text) : tokenizer.encode_inside(out.text);
  return out;
}

// 16 combinations of vocabulary and place, 60 texts each: whatever stands before and after
// the seam, the splice is the encoding of the whole, token by token.
TEST(JointEncoder, GivesTheTokensOfTheWholeForRandomTexts) {
  for (int kind = 0; kind < 16; ++kind) {
    FakeVocabulary vocabulary = FakeTokenizer::default_vocabulary();
    vocabulary.split_words = (kind & 1) != 0;
    vocabulary.document_space = (kind & 2) != 0;
    if ((kind & 4) != 0) std::reverse(vocabulary.pieces.begin(), vocabulary.pieces.end());
    const FakeTokenizer tokenizer(vocabulary);
    JointEncoder joint(tokenizer);
    for (std::uint64_t i = 0; i < 60; ++i) {
      Rng rng = Rng(11).at(static_cast<std::uint64_t>(kind)).at(i);
      const EncodedText base = encoded(tokenizer, random_text(rng, 1 + rng.below(120)), kind < 8);
      const std::string suffix = random_text(rng, 1 + rng.below(20));
      EXPECT_EQ(joint.extend(base, suffix), encoded(tokenizer, base.text + suffix, kind < 8).tokens)
          << "kind " << kind << ", text " << i << ": \"" << base.text << "\" + \"" << suffix
          << "\"";
    }
  }
}

TEST(JointEncoder, EncodesOnlyTheSeamOfALongPrompt) {
  const FakeTokenizer fake;
  std::string text;
  for (int i = 0; i < 40; ++i) text += "Review: the movie was good\nSentiment: positive\n";
  const EncodedText base = encoded(fake, text, true);
  const CountingTokenizer tokenizer(fake);
  JointEncoder joint(tokenizer);
  const std::string suffix = "Review: a bad movie\nSentiment:";
  EXPECT_EQ(joint.extend(base, suffix), fake.encode(text + suffix));
  EXPECT_LT(tokenizer.bytes(), 150u);
  EXPECT_GT(text.size(), 1500u);
}

// "pos" + "itive": what follows changes the tokens before it.
TEST(JointEncoder, WhatFollowsMayChangeTheLastTokens) {
  const FakeTokenizer tokenizer;
  JointEncoder joint(tokenizer);
  const EncodedText base = encoded(tokenizer, "Review: the movie was pos", true);
  const auto out = joint.extend(base, "itive");
  EXPECT_EQ(out, tokenizer.encode("Review: the movie was positive"));
  EXPECT_EQ(out.back(), tokenizer.id_of(" positive"));
}

TEST(JointEncoder, NothingAfterATextLeavesItsTokens) {
  const FakeTokenizer tokenizer;
  JointEncoder joint(tokenizer);
  const EncodedText base = encoded(tokenizer, "the movie", true);
  EXPECT_EQ(joint.extend(base, ""), base.tokens);
}

TEST(JointEncoder, ExtendsTheEmptyText) {
  FakeVocabulary vocabulary = FakeTokenizer::default_vocabulary();
  vocabulary.document_space = true;
  const FakeTokenizer tokenizer(vocabulary);
  JointEncoder joint(tokenizer);
  EXPECT_EQ(joint.extend({"", {}, true}, "good"), tokenizer.encode("good"));
  EXPECT_EQ(joint.extend({"", {}, false}, "good"), tokenizer.encode_inside("good"));
}

// One run of a piece that merges with itself: "0000..." has no boundary that is safe by
// looks, and "000" tokens re-align with every digit that is put before them.
TEST(JointEncoder, SplicesALongRunOfOneCharacterCorrectly) {
  const FakeTokenizer tokenizer;
  JointEncoder joint(tokenizer);
  for (std::size_t n = 60; n < 70; ++n)
    for (std::size_t m = 1; m < 6; ++m) {
      const EncodedText base = encoded(tokenizer, std::string(n, '0'), true);
      const std::string suffix(m, '0');
      EXPECT_EQ(joint.extend(base, suffix), tokenizer.encode(base.text + suffix)) << n << "+" << m;
    }
}

}  // namespace
}  // namespace tangram
