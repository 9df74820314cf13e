#include "tests/support/random_vocabulary.h"

#include <fmt/format.h>

#include <set>
#include <string_view>

namespace tangram {

namespace {

/// One token each, with the space that stands before them.
constexpr std::string_view kWords[] = {
    "a",        "about",    "acting",   "action",  "all",       "an",        "and",      "are",
    "as",       "at",       "bad",      "bar",     "beautiful", "best",      "better",   "book",
    "boring",   "but",      "by",       "can",     "cast",      "character", "comedy",   "could",
    "crisp",    "director", "does",     "drama",   "dull",      "end",       "even",     "ever",
    "every",    "fails",    "family",   "film",    "fine",      "first",     "flat",     "foo",
    "for",      "fresh",    "from",     "full",    "fun",       "funny",     "good",     "great",
    "had",      "happy",    "has",      "have",    "he",        "heart",     "her",      "his",
    "horrible", "how",      "if",       "in",      "is",        "it",        "its",      "joy",
    "just",     "know",     "lack",     "less",    "like",      "long",      "lost",     "love",
    "made",     "make",     "many",     "mess",    "more",      "most",      "movie",    "much",
    "music",    "never",    "negative", "neutral", "new",       "no",        "not",      "of",
    "off",      "okay",     "old",      "on",      "one",       "only",      "or",       "other",
    "our",      "out",      "over",     "people",  "plot",      "poor",      "positive", "really",
    "red",      "scene",    "science",  "script",  "see",       "she",       "slow",     "smart",
    "so",       "some",     "sports",   "story",   "strong",    "such",      "sweet",    "than",
    "terrible", "that",     "the",      "their",   "there",     "they",      "thing",    "this",
    "thin",     "time",     "to",       "too",     "true",      "two",       "ugly",     "up",
    "very",     "warm",     "was",      "watch",   "way",       "we",        "weak",     "well",
    "were",     "what",     "when",     "which",   "who",       "will",      "with",     "word",
    "work",     "world",    "worst",    "would",   "wrong",     "year",      "yes",      "you"};

/// Without a space: they begin a line.
constexpr std::string_view kHeads[] = {"Review", "Sentiment", "Input", "Output", "Text", "Label"};

/// UTF-8 of a code point below 0x800.
std::string utf8(int code) {
  if (code < 0x80) return std::string(1, static_cast<char>(code));
  return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
}

/// How a byte-level vocabulary writes a byte: itself if it prints, else a letter from U+0100 on,
/// in the order of the bytes that do not print.
std::string written_byte(int byte) {
  const auto prints = [](int b) {
    return (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || (b >= 174 && b <= 255);
  };
  if (prints(byte)) return utf8(byte);
  int n = 0;
  for (int b = 0; b < byte; ++b) n += prints(b) ? 0 : 1;
  return utf8(0x100 + n);
}

class Maker {
 public:
  explicit Maker(bool bpe) : bpe_(bpe), space_(bpe ? written_byte(' ') : "\xE2\x96\x81") {}

  RandomVocabulary make(const std::vector<std::string>& words) {
    add("<unk>", 2);
    add("<s>", 3);
    add("</s>", 3);
    for (int byte = 0; byte < 256; ++byte)
      bpe_ ? add(written_byte(byte), 1) : add(fmt::format("<0x{:02X}>", byte), 6);
    if (!bpe_) {
      add("\n", 1);
      add(space_, 1);
      for (int c = 33; c < 127; ++c) add(std::string(1, static_cast<char>(c)), 1);
    }
    for (const std::string_view word : kWords) chain(space_, word);
    for (const std::string_view head : kHeads) chain("", head);
    for (const std::string& word : words) chain(space_, word);
    return std::move(out_);
  }

 private:
  void add(const std::string& text, int type) {
    if (!known_.insert(text).second) return;
    out_.texts.push_back(text);
    out_.types.push_back(type);
    out_.scores.push_back(-static_cast<float>(out_.scores.size()));  // earlier ones merge first
  }

  /// Every beginning of a word is a token, made of the one before and a letter.
  void chain(std::string beginning, std::string_view word) {
    for (const char letter : word) {
      const std::string longer = beginning + letter;
      if (bpe_ && !beginning.empty() && !known_.contains(longer))
        out_.merges.push_back(beginning + " " + letter);
      add(longer, 1);
      beginning = longer;
    }
  }

  bool bpe_;
  std::string space_;
  RandomVocabulary out_;
  std::set<std::string> known_;
};

}  // namespace

RandomVocabulary random_vocabulary(bool bpe, const std::vector<std::string>& words) {
  return Maker(bpe).make(words);
}

}  // namespace tangram
