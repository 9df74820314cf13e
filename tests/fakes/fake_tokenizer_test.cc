#include "tests/fakes/fake_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tangram {
namespace {

using testing::ElementsAre;

// The other tests rely on these: one token a label with its space, more without it.
TEST(FakeTokenizer, KnowsTheWordsOfTheTests) {
  const FakeTokenizer t;
  for (const char* word :
       {" positive", " negative", " good", " bad", " great", " science", " world", " sports",
        " foo", " bar", " movie", "Review", "Sentiment", "Input", "Label"})
    EXPECT_THAT(t.encode(word), ElementsAre(t.id_of(word))) << word;
  EXPECT_GT(t.encode("positive").size(), 1u);
}

TEST(FakeTokenizer, DecodesWhatItEncoded) {
  for (bool split : {false, true}) {
    FakeVocabulary v = FakeTokenizer::default_vocabulary();
    v.split_words = split;
    const FakeTokenizer t(v);
    const std::string text = "Review: the movie was  good...\n\n1000 times \u00fc!\n ";
    EXPECT_EQ(t.decode(t.encode(text)), text);
  }
}

TEST(FakeTokenizer, ADocumentMayBeginWithASpaceOfItsOwn) {
  FakeVocabulary v = FakeTokenizer::default_vocabulary();
  v.document_space = true;
  const FakeTokenizer t(v);
  EXPECT_THAT(t.encode("good"), ElementsAre(t.id_of(" good")));
  EXPECT_EQ(t.encode_inside(" good"), t.encode("good"));
  EXPECT_NE(t.encode_inside("good"), t.encode("good"));
}

TEST(FakeTokenizer, OnlyItsPiecesAreOrdinary) {
  const FakeTokenizer t;
  EXPECT_FALSE(t.is_ordinary(t.bos()));
  EXPECT_FALSE(t.is_ordinary(t.id_of("a")));
  EXPECT_TRUE(t.is_ordinary(t.id_of(" good")));
  EXPECT_FALSE(t.is_ordinary(t.size()));
}

}  // namespace
}  // namespace tangram
