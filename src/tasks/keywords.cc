#include "tasks/keywords.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

/// Texts that hold a word, by class.
using ClassCounts = std::vector<double>;

double sum(const ClassCounts& counts) {
  double out = 0;
  for (const double n : counts) out += n;
  return out;
}

/// |z| of a word for class i against the rest; `all` is the sum over the words.
double z_score(const ClassCounts& word, const ClassCounts& all, std::size_t i) {
  const double a = sum(word), a0 = sum(all);
  const double y_i = word[i], y_j = a - y_i, n_i = all[i], n_j = a0 - n_i;
  const double delta =
      std::log((y_i + a) / (n_i - y_i + a0 - a)) - std::log((y_j + a) / (n_j - y_j + a0 - a));
  return std::abs(delta) / std::sqrt(1 / (y_i + a) + 1 / (y_j + a));
}

/// A row's text in keywords; empty: too short.
std::string cut_down(const std::string& text, const std::set<std::string>& words,
                     const KeywordRule& rule) {
  std::string out;
  int n = 0;
  for (const std::string& word : letter_words(text)) {
    if (rule.most_words > 0 && n == rule.most_words) break;
    if (!words.contains(word)) continue;
    out += (n == 0 ? "" : " ") + word;
    ++n;
  }
  return n < rule.least_words ? std::string() : out;
}

/// What is known of a text.
struct Met {
  int y;
  bool conflict = false, taken = false;
};

}  // namespace

std::vector<Keyword> ranked_keywords(const std::vector<TextRow>& rows, int n_classes) {
  const auto k = static_cast<std::size_t>(n_classes);
  std::map<std::string, ClassCounts> words;
  ClassCounts all(k);
  for (const TextRow& row : rows) {
    const std::vector<std::string> in_text = letter_words(row.text);
    for (const std::string& word : std::set<std::string>(in_text.begin(), in_text.end())) {
      ++words.try_emplace(word, k).first->second[static_cast<std::size_t>(row.y)];
      ++all[static_cast<std::size_t>(row.y)];
    }
  }
  if (words.size() < 2) return {};
  std::vector<Keyword> out;
  for (const auto& [word, counts] : words) {
    double z = 0;
    for (std::size_t i = 0; i < k; ++i) z = std::max(z, z_score(counts, all, i));
    out.push_back({word, z});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Keyword& a, const Keyword& b) { return a.z > b.z; });
  return out;
}

std::vector<std::string> first_keywords(const std::vector<Keyword>& ranked, int n,
                                        const std::function<bool(const std::string&)>& accepted) {
  std::vector<std::string> out;
  for (const Keyword& keyword : ranked) {
    if (static_cast<int>(out.size()) == n) break;
    if (accepted(keyword.word)) out.push_back(keyword.word);
  }
  return out;
}

TextData in_keywords(const TextData& data, const KeywordRule& rule, KeywordCounts& counts) {
  TANGRAM_CHECK(rule.least_words >= 1);
  const std::set<std::string> words(rule.words.begin(), rule.words.end());
  std::unordered_map<std::string, Met> met;
  const auto cut = [&](std::vector<TextRow> rows) {
    for (TextRow& row : rows) {
      ++counts.rows;
      row.text = cut_down(row.text, words, rule);
      if (row.text.empty()) continue;
      const auto [at, is_new] = met.try_emplace(row.text, Met{row.y});
      if (!is_new && at->second.y != row.y) at->second.conflict = true;
    }
    return rows;
  };
  const auto keep = [&](std::vector<TextRow>& rows) {
    std::erase_if(rows, [&](const TextRow& row) {
      if (row.text.empty()) {
        ++counts.too_short;
        return true;
      }
      Met& text = met.at(row.text);
      const bool repeats = std::exchange(text.taken, true);
      counts.conflicting += text.conflict ? 1 : 0;
      counts.repeated += !text.conflict && repeats ? 1 : 0;
      return text.conflict || repeats;
    });
  };
  std::vector<TextRow> queries = cut(data.queries), demonstrations = cut(data.demonstrations);
  keep(queries);  // first: their texts are taken when the others come
  keep(demonstrations);
  TextData out = data;
  set_rows(out, std::move(demonstrations), std::move(queries), data.report.name);
  return out;
}

}  // namespace tangram
