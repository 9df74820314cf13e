#include "transforms/spelled_words.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

constexpr std::array<std::string_view, 5> kSpelled = {"uppercase", "reversed", "initials",
                                                      "letters", "numbers"};
constexpr std::array<std::string_view, 20> kNumbers = {
    "one",     "two",     "three",     "four",     "five",     "six",      "seven",
    "eight",   "nine",    "ten",       "eleven",   "twelve",   "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
constexpr std::size_t kLetters = 26;

std::string reversed(std::string_view label) {
  const std::vector<std::string> points = split_code_points(label);
  std::string out;
  for (auto point = points.rbegin(); point != points.rend(); ++point) out += *point;
  return out;
}

/// The i-th of the words that are counted off.
std::string counted(std::string_view g, std::size_t i) {
  return g == "letters" ? std::string(1, static_cast<char>('A' + i)) : std::string(kNumbers[i]);
}

std::string word_of(std::string_view g, const std::string& label, std::size_t i) {
  if (g == "uppercase") return upper_case(label);
  if (g == "reversed") return reversed(label);
  if (g == "initials") return split_code_points(label).front();
  return counted(g, i);
}

}  // namespace

bool is_spelled(std::string_view g) {
  return std::find(kSpelled.begin(), kSpelled.end(), g) != kSpelled.end();
}

std::vector<std::string> spelled_words(std::string_view g, const std::vector<std::string>& labels) {
  TANGRAM_CHECK(is_spelled(g));
  const std::size_t most = g == "letters"   ? kLetters
                           : g == "numbers" ? kNumbers.size()
                                            : labels.size();
  require(labels.size() <= most,
          "map_outputs: g = {} counts to {}, but the task has {} labels; use g = symbols", g, most,
          labels.size());
  std::map<std::string, std::string> from;  // word -> label
  std::vector<std::string> out;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    TANGRAM_CHECK(!labels[i].empty());
    std::string word = word_of(g, labels[i], i);
    require(word != labels[i],
            "map_outputs: g = {} leaves the label '{}' as it is; use g = identity, or show another "
            "word for it (labels of the data card)",
            g, labels[i]);
    const auto [it, fresh] = from.try_emplace(word, labels[i]);
    require(fresh,
            "map_outputs: g = {} sends '{}' and '{}' both to '{}'; candidates must stay distinct: "
            "use another g, or show other words for them (labels of the data card)",
            g, it->second, labels[i], word);
    out.push_back(std::move(word));
  }
  return out;
}

}  // namespace tangram
