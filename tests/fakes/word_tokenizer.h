#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "core/episode.h"
#include "core/tokenizer.h"

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

/// The format of the test pieces.
inline TextFormat test_format() { return {"Review: {x}\nSentiment: {y}", "\n", "", false}; }

}  // namespace tangram
