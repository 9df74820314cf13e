#include "learners/text_counts.h"

#include <algorithm>
#include <variant>

#include "base/check.h"

namespace tangram {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_';
}

std::string normalised(std::string_view text, bool lowercase) {
  std::string out;
  for (char c : text) {
    if (is_space(c)) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += lowercase && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace

void CountOptions::visit(FieldVisitor& v) {
  v({.name = "word_ngrams", .help = "Longest n-gram of words; 0: none.", .min = 0, .max = 8},
    word_ngrams);
  v({.name = "char_ngrams", .help = "Longest n-gram of characters; 0: none.", .min = 0, .max = 8},
    char_ngrams);
  v({.name = "token_ngrams",
     .help = "Longest n-gram of token ids, where a transformation made the input of ids.",
     .min = 1,
     .max = 8},
    token_ngrams);
  v({.name = "lowercase", .help = "Read ASCII letters as lower case."}, lowercase);
}

int FeatureCounter::feature(const std::string& key) const {
  const auto found = numbers_.find(key);
  return found == numbers_.end() ? -1 : found->second;
}

void FeatureCounter::add(std::string_view key) {
  const auto entry = numbers_.try_emplace(std::string(key), static_cast<int>(numbers_.size()));
  occurrences_.push_back(entry.first->second);
}

void FeatureCounter::add_words(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    if (end > i) words.push_back(text.substr(i, end - i));
    i = end + 1;
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::string key = "w:";
    for (std::size_t n = 0; n < static_cast<std::size_t>(options_.word_ngrams); ++n) {
      if (i + n == words.size()) break;
      if (n > 0) key += ' ';
      add(key += words[i + n]);
    }
  }
}

void FeatureCounter::add_characters(std::string_view text) {
  std::vector<std::size_t> starts;  // of code points
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) starts.push_back(i);
  starts.push_back(text.size());
  std::string key = "c:";
  for (std::size_t i = 0; i + 1 < starts.size(); ++i)
    for (std::size_t n = 1; n <= static_cast<std::size_t>(options_.char_ngrams); ++n) {
      if (i + n >= starts.size()) break;
      key.replace(2, std::string::npos, text.substr(starts[i], starts[i + n] - starts[i]));
      add(key);
    }
}

void FeatureCounter::add_tokens(const std::vector<Token>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    std::string key = "i:";
    for (std::size_t n = 0; n < static_cast<std::size_t>(options_.token_ngrams); ++n) {
      if (i + n == ids.size()) break;
      if (n > 0) key += ' ';
      add(key += std::to_string(ids[i + n]));
    }
  }
}

FeatureCounts FeatureCounter::count(const TextInput& x) {
  occurrences_.clear();
  if (const auto* raw = std::get_if<std::string>(&x)) {
    const std::string text = normalised(*raw, options_.lowercase);
    if (options_.word_ngrams > 0) add_words(text);
    if (options_.char_ngrams > 0) add_characters(text);
  } else {
    add_tokens(std::get<TokenSegment>(x).ids);
  }
  std::sort(occurrences_.begin(), occurrences_.end());
  FeatureCounts out;
  for (int feature : occurrences_) {
    if (out.empty() || out.back().feature != feature) out.push_back({feature, 0});
    ++out.back().count;
  }
  return out;
}

std::int64_t dot(const FeatureCounts& a, const FeatureCounts& b) {
  std::int64_t sum = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].feature == b[j].feature)
      sum += static_cast<std::int64_t>(a[i++].count) * b[j++].count;
    else if (a[i].feature < b[j].feature)
      ++i;
    else
      ++j;
  }
  return sum;
}

}  // namespace tangram
