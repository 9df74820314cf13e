#include "tasks/keyword_texts.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "base/json.h"
#include "tests/fakes/word_tokenizer.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

/// Texts of 5 words, no two alike: good, great or film where the label is yes, else bad, awful or
/// film.
std::string reviews(int n) {
  const std::vector<std::string> yes{"good", "great", "film"}, no{"bad", "awful", "film"};
  std::string out;
  for (int i = 0; i < n; ++i) {
    std::string text;
    for (int digit = 0, rest = i / 2; digit < 5; ++digit, rest /= 3)
      text += (digit > 0 ? " " : "") + (i % 2 == 0 ? yes : no)[static_cast<std::size_t>(rest % 3)];
    const std::string label = i % 2 == 0 ? "yes" : "no";
    out += to_json(json_object({{"text", json(text)}, {"label", json(label)}})) + "\n";
  }
  return out;
}

class KeywordTexts : public testing::Test {
 protected:
  KeywordTexts() {
    folder_.write("reviews.jsonl", reviews(200));
    resources_.study_dir = folder_.path();
    resources_.tokenizer = &tokenizer_;
  }

  std::unique_ptr<TextSet> make(std::vector<Table::Entry> options) const {
    options.insert(options.begin(), {"data", json("reviews.jsonl")});
    options.push_back({"example", json("Review: {x}\nSentiment: {y}")});
    return make_keyword_texts(json_object(std::move(options)), resources_);
  }

  std::set<std::string> words_met(const TextSet& task) const {
    std::set<std::string> out;
    for (const auto* rows : {&task.data().demonstrations, &task.data().queries})
      for (const TextRow& row : *rows) {
        std::istringstream text(row.text);
        for (std::string word; text >> word;) out.insert(word);
      }
    return out;
  }

  TempFolder folder_;
  WordTokenizer tokenizer_{test_pieces()};  // without " great" and " awful"
  Resources resources_;
};

TEST_F(KeywordTexts, AreWrittenInTheVocabularyAlone) {
  const auto task = make({{"vocabulary", json(4)}, {"single_tokens", json("no")}});
  EXPECT_EQ(words_met(*task), (std::set<std::string>{"awful", "bad", "good", "great"}));
  for (const TextRow& row : task->data().demonstrations)
    EXPECT_EQ(row.y, row.text.find('g') == row.text.npos ? 0 : 1) << row.text;
}

TEST_F(KeywordTexts, KeepWordsThatAreOneTokenWhereThereIsATokenizer) {
  const auto three = [this](const char* single_tokens) {
    return make({{"vocabulary", json(3)}, {"single_tokens", json(single_tokens)}});
  };
  EXPECT_EQ(words_met(*three("yes")), (std::set<std::string>{"bad", "film", "good"}));
  EXPECT_EQ(three("auto")->id(), three("yes")->id());
  const std::string id = three("no")->id();
  EXPECT_NE(three("auto")->id(), id);
  resources_.tokenizer = nullptr;
  EXPECT_EQ(three("auto")->id(), id);
}

TEST_F(KeywordTexts, IdsNameWhateverChangesADraw) {
  std::set<std::string> ids;
  for (const int vocabulary : {4, 5})
    for (const int least : {2, 3})
      for (const int most : {0, 4})
        for (const bool balanced : {true, false})
          ids.insert(make({{"vocabulary", json(vocabulary)},
                           {"single_tokens", json("no")},
                           {"least_words", json(least)},
                           {"most_words", json(most)},
                           {"balanced", json(balanced)}})
                         ->id());
  EXPECT_EQ(ids.size(), 16u);
}

TEST_F(KeywordTexts, RefuseWhatCannotBeHad) {
  const auto error = [&](std::vector<Table::Entry> options) {
    return error_text([&] { make(std::move(options)); });
  };
  EXPECT_NE(error({{"vocabulary", json(4)}})
                .find(" have 3 words that are single tokens where inputs stand; ask for fewer, or "
                      "set single_tokens = 'no'"),
            std::string::npos);
  EXPECT_NE(error({{"vocabulary", json(6)}, {"single_tokens", json("no")}})
                .find("for demonstrations have 5 words; ask for fewer"),
            std::string::npos);
  EXPECT_EQ(error({{"least_words", json(3)}, {"most_words", json(2)}}),
            "keyword_texts: most_words = 2 is less than least_words = 3, so no row is left; give "
            "more, or 0 for all");
  EXPECT_EQ(error({{"vocabulary", json(2)}, {"least_words", json(6)}}),
            "keyword_texts of reviews: no row is left for demonstrations; give more rows, or "
            "another share of queries");
  resources_.tokenizer = nullptr;
  EXPECT_EQ(error({{"single_tokens", json("yes")}}),
            "keyword_texts: single_tokens = 'yes' asks a tokenizer, and this command has none; "
            "give --model FILE.gguf, or single_tokens = 'no'");
}

}  // namespace
}  // namespace tangram
