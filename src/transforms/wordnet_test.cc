#include "transforms/wordnet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"
#include "transforms/testing.h"
#include "transforms/wordnet_testing.h"

namespace tangram {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// wet ! dry, with "damp" a satellite of wet and "arid" one of dry; a word with a marker, a name, a
// word of two words, one word in two synsets.
TestSynsets weather() {
  return {{"adj",
           {{'a', {"wet", "soaked(p)"}, {{"!", 1, 1, 1}, {"&", 2}}},
            {'a', {"dry"}, {{"!", 0, 1, 1}, {"&", 3}}},
            {'s', {"damp", "moist"}, {{"&", 0}}},
            {'s', {"arid"}, {{"&", 1}}},
            {'s', {"wet", "Rainy", "moist", "very_wet"}, {{"&", 0}}}}},
          {"noun", {{'n', {"Earth", "earth", "globe"}}, {'n', {"wet", "wetness"}}}}};
}

class WordNetTest : public testing::Test {
 protected:
  WordNet read(const TestSynsets& synsets) {
    write_test_wordnet(folder_.path(), synsets);
    return WordNet(folder_.path());
  }
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  /// The error of reading the weather after `from` became `to` in one file.
  std::string damaged(const std::string& name, const std::string& from, const std::string& to) {
    write_test_wordnet(folder_.path(), weather());
    std::string text = read_file(file(name));
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << name << " holds no " << from;
    write_file(file(name), text.replace(at, from.size(), to));
    return error_text([&] { WordNet database(folder_.path()); });
  }

  TempFolder folder_;
};

// Sense by sense, in the order of the index: {wet, soaked}, then {wet, Rainy, moist, very_wet}.
TEST_F(WordNetTest, SynonymsAreTheOtherWordsOfAllSynsetsOfTheWord) {
  const WordNet database = read(weather());
  EXPECT_THAT(database.synonyms("wet", PartOfSpeech::adjective),
              ElementsAre("soaked", "Rainy", "moist", "very_wet"));
  EXPECT_THAT(database.synonyms("moist", PartOfSpeech::adjective),
              ElementsAre("damp", "wet", "Rainy", "very_wet"));
  EXPECT_THAT(database.synonyms("wet", PartOfSpeech::noun), ElementsAre("wetness"));
  EXPECT_THAT(database.synonyms("wet", PartOfSpeech::verb), IsEmpty());
}

TEST_F(WordNetTest, TheMarkerOfAnAdjectiveIsNoPartOfIt) {
  const WordNet database = read(weather());
  EXPECT_TRUE(database.holds("soaked"));
  EXPECT_FALSE(database.holds("soaked(p)"));
}

TEST_F(WordNetTest, LooksUpInLowerCaseWithUnderscoresAndGivesBackWhatIsWritten) {
  const WordNet database = read(weather());
  EXPECT_THAT(database.synonyms("WET", PartOfSpeech::noun), ElementsAre("wetness"));
  EXPECT_THAT(database.synonyms("very wet", PartOfSpeech::adjective), Contains("Rainy"));
  EXPECT_THAT(database.synonyms("globe", PartOfSpeech::noun), ElementsAre("Earth", "earth"));
  EXPECT_THAT(database.synonyms("Earth", PartOfSpeech::noun), ElementsAre("globe"));
}

TEST_F(WordNetTest, HasNoRelativesOfAWordThatItLacksNorOfAnotherForm) {
  const WordNet database = read(weather());
  for (const PartOfSpeech part : kPartsOfSpeech) {
    EXPECT_THAT(database.synonyms("globes", part), IsEmpty());
    EXPECT_THAT(database.antonyms("", part), IsEmpty());
  }
  EXPECT_FALSE(database.holds("globes"));
  EXPECT_TRUE(database.holds("globe"));
}

// The pointer goes from word 1 of {wet, soaked} to dry: soaked, in the same synset, has none of
// its own. wet is a satellite of its own head besides, whose antonym is the same.
TEST_F(WordNetTest, DirectAntonymsBelongToOneWordOfASynset) {
  const WordNet database = read(weather());
  EXPECT_THAT(database.antonyms("wet", PartOfSpeech::adjective), ElementsAre("dry"));
  EXPECT_THAT(database.antonyms("dry", PartOfSpeech::adjective), ElementsAre("wet"));
  EXPECT_THAT(database.antonyms("soaked", PartOfSpeech::adjective), IsEmpty());
  EXPECT_THAT(database.antonyms("wet", PartOfSpeech::noun), IsEmpty());
}

TEST_F(WordNetTest, ASatelliteHasTheAntonymsOfItsHead) {
  const WordNet database = read(weather());
  EXPECT_THAT(database.antonyms("damp", PartOfSpeech::adjective), ElementsAre("dry"));
  EXPECT_THAT(database.antonyms("arid", PartOfSpeech::adjective), ElementsAre("wet"));
}

TEST_F(WordNetTest, AnAntonymOfASynsetIsOneOfEachOfItsWords) {
  const WordNet database =
      read({{"verb", {{'v', {"rise", "go_up"}, {{"!", 1}}}, {'v', {"fall"}}}}});
  EXPECT_THAT(database.antonyms("go_up", PartOfSpeech::verb), ElementsAre("fall"));
}

// "count" is a kind of number, and as a verb the same as to number.
TEST_F(WordNetTest, ASynonymInAnotherPartOfSpeechIsNoKeyword) {
  const WordNet database =
      read({{"noun", {{'n', {"number"}, {{"~", 1}, {"~", 2}}}, {'n', {"Count"}}, {'n', {"sum"}}}},
            {"verb", {{'v', {"number", "count"}}}}});
  EXPECT_THAT(database.keywords("number", PartOfSpeech::noun), ElementsAre("sum"));
}

// Each kind of link in turn: wet has damp beside it, sees soggy also; sports are kinds of play and
// goals are about it. A link of one word of a synset is not that of another; what is both a keyword
// and a synonym ("moist") is a synonym; a pointer of another kind ("@") leads nowhere.
TEST_F(WordNetTest, KeywordsAreWhatIsSimilarSeenAlsoAKindOrOfTheTopic) {
  const WordNet database =
      read({{"adj",
             {{'a', {"wet", "moist"}, {{"&", 1}, {"^", 2, 1, 1}, {"!", 3, 1, 1}, {"@", 3}}},
              {'s', {"damp", "moist"}, {{"&", 0}}},
              {'a', {"soggy", "sodden"}},
              {'a', {"dry"}}}},
            {"noun", {{'n', {"play"}, {{"~", 1}, {"-c", 2}}}, {'n', {"sport"}}, {'n', {"goal"}}}}});
  EXPECT_THAT(database.keywords("wet", PartOfSpeech::adjective), ElementsAre("damp", "soggy"));
  EXPECT_THAT(database.keywords("moist", PartOfSpeech::adjective), IsEmpty());
  EXPECT_THAT(database.keywords("damp", PartOfSpeech::adjective), ElementsAre("wet"));
  EXPECT_THAT(database.keywords("play", PartOfSpeech::noun), ElementsAre("sport", "goal"));
  EXPECT_THAT(database.keywords("sport", PartOfSpeech::noun), IsEmpty());
  EXPECT_THAT(database.keywords("play", PartOfSpeech::verb), IsEmpty());
}

TEST_F(WordNetTest, TheHashIsThatOfTheContent) {
  const std::string hash = read(weather()).hash();
  EXPECT_EQ(hash.size(), 64u);
  EXPECT_EQ(read(weather()).hash(), hash);
  auto other = weather();
  other["adv"] = {{'r', {"wetly"}}};
  EXPECT_NE(read(other).hash(), hash);
}

TEST_F(WordNetTest, AFolderThatIsNotThereSaysWhatToInstall) {
  EXPECT_EQ(error_text([] { WordNet database("/no/such/folder"); }),
            "/no/such/folder: there is no such folder of WordNet's files; install (again) "
            "the Debian package wordnet-base, or name another folder: wordnet = \"DIR\"");
}

TEST_F(WordNetTest, NamesTheFileThatIsMissing) {
  for (const std::string name : {"data.noun", "index.adv"}) {
    write_test_wordnet(folder_.path(), weather());
    std::filesystem::remove(file(name));
    EXPECT_THAT(
        error_text([&] { WordNet database(folder_.path()); }),
        AllOf(HasSubstr(file(name) + ": there is no such file"), HasSubstr("wordnet-base")));
  }
}

// Of a line's fields each in turn, with file, line, value and what to do.
TEST_F(WordNetTest, NamesFileLineAndValueOfEveryKindOfDamage) {
  const struct {
    std::string name, from, to, says;
  } cases[] = {
      {"data.noun", "00000028", "00000029", "data.noun:2: the line begins at byte 28, but says 29"},
      {"data.noun", "00000028", "0000028",
       "data.noun:2: the offset must be a number of 8 digits, "
       "but is '0000028'"},
      {"data.noun", " n 03", " v 03", "data.noun:2: the type must be one of 'n', but is 'v'"},
      {"data.noun", " n 03", " n 3", "number of words must be a number of 2 digits, but is '3'"},
      {"data.noun", " n 03", " n 00", "the synset has no word"},
      {"data.noun", " n 03", " n zz", "number of words must be a number of 2 digits, but is 'zz'"},
      {"data.noun", "globe 0", "globe x", "the word's id must be a number, but is 'x'"},
      {"data.noun", " 000 | a", " 001 | a", "data.noun:2: the pointer's offset"},
      {"data.noun", " | a gloss", "", "the line ends before its gloss"},
      {"data.adj", " a 0101", " q 0101", "data.adj:2: 'q' is no part of speech (n, v, a, s, r)"},
      {"data.adj", " a 0101", " a 0501", "a pointer starts at word 5, but there are 2"},
      {"data.adj", " a 0101", " a 0109", "points to word 9"},
      {"data.adj", " a 0101", " a 0101x", "the pointer's words must be a number of 4 digits"},
      {"index.noun", "earth n 1", "earth v 1",
       "index.noun:2: the part of speech must be 'n', but is 'v'"},
      {"index.noun", "earth n 1", "earth n 0", "index.noun:2: 'earth' has no synset"},
      {"index.noun", "earth n 1", "earth n 2", "index.noun:2: the line ends before its synset"},
      {"index.noun", "wet n 1 2 ! & 1 0", "wet n 1 2 ! & 1 0 00000028",
       "'wet' has 1 synsets, but more follow"},
      {"index.noun", "00000028", "00000030", "'earth': data.noun has no synset at byte 30"},
      {"index.noun", "globe n", "glove n", "does not hold 'glove'"},
      {"index.noun", "globe n", "earth n", "'earth' is in the index already"},
  };
  for (const auto& c : cases)
    EXPECT_THAT(damaged(c.name, c.from, c.to),
                AllOf(HasSubstr(file(c.name)), HasSubstr(c.says), HasSubstr("wordnet-base")))
        << c.name << ": " << c.from << " -> " << c.to;
}

TEST_F(WordNetTest, ATruncatedFileIsNotReadShort) {
  for (const std::string name : {"data.adj", "index.noun"}) {
    write_test_wordnet(folder_.path(), weather());
    const std::string text = read_file(file(name));
    write_file(file(name), text.substr(0, text.size() - 4));  // within the last line
    EXPECT_THAT(error_text([&] { WordNet database(folder_.path()); }),
                HasSubstr("the file was truncated in this line"));
    // Whole lines are missing: what the other files say of them shows it.
    write_file(file(name), text.substr(0, text.rfind('\n', text.size() - 2) + 1));
    if (name.starts_with("data")) {
      EXPECT_THAT(error_text([&] { WordNet database(folder_.path()); }),
                  HasSubstr("has no synset"));
    }
    write_file(file(name), "  1 A licence of its own.  \n");
    EXPECT_THAT(error_text([&] { WordNet database(folder_.path()); }), HasSubstr("no word in it"));
  }
}

TEST_F(WordNetTest, ManyThreadsReadOneDatabaseAndOpenItOnce) {
  write_test_wordnet(folder_.path(), weather());
  WordNets shelf;
  std::vector<std::shared_ptr<const WordNet>> seen(4);
  std::vector<std::thread> threads;
  for (auto& slot : seen)
    threads.emplace_back([&] {
      slot = shelf.open(folder_.path());
      for (int i = 0; i < 100; ++i) slot->synonyms("wet", PartOfSpeech::adjective);
    });
  for (auto& thread : threads) thread.join();
  for (const auto& slot : seen) EXPECT_EQ(slot, seen[0]);
}

// Facts of WordNet 3.0 that wn(1) shows: `wn good -synsa`, `wn confident -antsa`. Without the
// package this fails, and says so: tools/setup.sh --for-tests installs it.
TEST(InstalledWordNet, KnowsTheSynonymsOfGoodAndTheOppositesOfConfident) {
  const WordNet database(kWordNetFolder);
  EXPECT_THAT(database.synonyms("good", PartOfSpeech::adjective),
              AllOf(Contains("beneficial"), Contains("skilful"), Not(Contains("good"))));
  EXPECT_THAT(database.synonyms("good", PartOfSpeech::noun),
              ElementsAre("goodness", "commodity", "trade_good"));
  EXPECT_THAT(database.antonyms("good", PartOfSpeech::adjective),
              AllOf(Contains("bad"), Contains("evil")));
  EXPECT_THAT(database.antonyms("confident", PartOfSpeech::adjective),
              AllOf(Contains("diffident"), Contains("uncertain")));
}

}  // namespace
}  // namespace tangram
