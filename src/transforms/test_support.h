#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "core/episode.h"

// For tests only: a tokenizer of whole words and episodes to transform.
namespace tangram {

/// Longest match first over a given list of pieces; what no piece begins with is a raw byte.
/// Ids: 0 BOS, 1 EOS, 2..257 the bytes, then the pieces in order. A piece that is listed
/// twice is encoded by its first id only: the second is one that does not survive a round
/// trip.
class WordTokenizer final : public Tokenizer {
 public:
  explicit WordTokenizer(std::vector<std::string> pieces) : pieces_(std::move(pieces)) {
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      ids_.try_emplace(pieces_[i], kFirstPiece + static_cast<Token>(i));
      longest_ = std::max(longest_, pieces_[i].size());
    }
  }

  const std::string& fingerprint() const override { return fingerprint_; }
  void set_fingerprint(std::string text) { fingerprint_ = std::move(text); }
  std::vector<Token> encode(std::string_view text) const override { return encode_inside(text); }
  std::vector<Token> encode_inside(std::string_view text) const override {
    std::vector<Token> out;
    while (!text.empty()) {
      std::size_t n = std::min(longest_, text.size());
      while (n > 0 && !ids_.contains(text.substr(0, n))) --n;
      out.push_back(n > 0 ? ids_.find(text.substr(0, n))->second
                          : kFirstByte + static_cast<unsigned char>(text.front()));
      text.remove_prefix(std::max<std::size_t>(n, 1));
    }
    return out;
  }
  std::string decode(const std::vector<Token>& ids) const override {
    std::string out;
    for (const Token id : ids) {
      TANGRAM_CHECK(id >= 0 && id < size());
      if (id >= kFirstPiece)
        out += pieces_[static_cast<std::size_t>(id - kFirstPiece)];
      else if (id >= kFirstByte)
        out += static_cast<char>(id - kFirstByte);
      else
        out += id == 0 ? "<bos>" : "<eos>";
    }
    return out;
  }
  int size() const override { return kFirstPiece + static_cast<int>(pieces_.size()); }
  bool is_ordinary(Token id) const override { return id >= kFirstPiece; }
  Token bos() const override { return 0; }
  Token eos() const override { return 1; }

  /// The id that encoding gives a piece.
  Token id_of(std::string_view piece) const { return ids_.find(piece)->second; }

 private:
  static constexpr Token kFirstByte = 2, kFirstPiece = 258;

  std::vector<std::string> pieces_;
  std::map<std::string, Token, std::less<>> ids_;
  std::size_t longest_ = 0;
  std::string fingerprint_ = "word-tokenizer";
};

/// Words of the test episodes' inputs, with and without their space, template words, white
/// space, and 40 spare words " wa" .. " wz" and the like.
inline std::vector<std::string> test_pieces() {
  std::vector<std::string> out = {"\n", " ", ":", ".", "Review", "Sentiment"};
  for (const std::string word : {"good", "bad", "film", "plot", "cold", "warm", "slow", "movie",
                                 "negative", "neutral", "positive", "foo", "bar"}) {
    out.push_back(" " + word);
    out.push_back(word);
  }
  for (const char a : {'v', 'w'})
    for (char b = 'a'; b <= 't'; ++b) out.push_back(std::string(" ") + a + b);
  return out;
}

inline TextFormat test_format() { return {"Review: {x}\nSentiment: {y}", "\n", "", false}; }

struct EpisodeShape {
  std::vector<std::string> labels = {"negative", "positive"};
  std::vector<int> shots = {0, 2, 4, 8};
  int queries = 3;
  int references = 1;
};

/// A balanced demonstration of two-word reviews, and every query at every number of shots,
/// then the references.
inline Episode<Text> test_episode(const EpisodeShape& shape = {}) {
  const std::vector<std::string> words = {"good", "bad", "film", "plot", "cold", "warm", "slow"};
  const auto text = [&words](int i) {
    const auto n = static_cast<int>(words.size());
    return words[static_cast<std::size_t>(i % n)] + " " +
           words[static_cast<std::size_t>((i / n + i + 1) % n)];
  };
  const auto labels = std::make_shared<const std::vector<std::string>>(shape.labels);
  const int k = static_cast<int>(labels->size());
  Episode<Text> episode{"test", 7, {{}, {}, test_format()}, {}, {}};
  for (int i = 0; i < shape.shots.back(); ++i)
    episode.problem.demonstration.push_back({text(i), labels, i % k});
  for (const int shots : shape.shots) {
    for (int q = 0; q < shape.queries; ++q) {
      episode.problem.questions.push_back({shots, text(100 + q), labels});
      episode.truth.push_back(q % k);
      episode.query.push_back(static_cast<std::uint64_t>(q));
    }
    for (int r = 0; r < shape.references; ++r) {
      episode.problem.questions.push_back({shots, "N/A", labels, true});
      episode.query.push_back(static_cast<std::uint64_t>(r));
    }
  }
  return episode;
}

inline std::string text_of(const TextInput& x) {
  if (const auto* text = std::get_if<std::string>(&x)) return "text " + *text;
  const auto& segment = std::get<TokenSegment>(x);
  return fmt::format("tokens {} {}", segment.tokenizer, fmt::join(segment.ids, " "));
}

/// All that an episode holds, word for word.
inline std::string text_of(const Episode<Text>& episode) {
  std::string out = fmt::format("{} {}\n", episode.task, episode.index);
  for (const auto& [x, candidates, y] : episode.problem.demonstration)
    out += fmt::format("{} [{}] {}\n", text_of(x), fmt::join(*candidates, "|"), y);
  for (const auto& [shots, x, candidates, reference] : episode.problem.questions)
    out +=
        fmt::format("{} {} [{}] {}\n", shots, text_of(x), fmt::join(*candidates, "|"), reference);
  const auto& format = episode.problem.format;
  return out + fmt::format("{} {} {} {}\n{}\n{}\n", format.example, format.separator, format.start,
                           format.trailing_space, fmt::join(episode.truth, " "),
                           fmt::join(episode.query, " "));
}

/// The message of the Error that f throws; empty: it throws none.
template <class F>
std::string error_of(F f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace tangram
