#include "llama/llama_probe.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <numeric>

#include "base/check.h"
#include "base/rng.h"

namespace tangram {

namespace {

constexpr int kRows = 260;   // one block of 256 cells and a little of the next
constexpr int kTrunk = 230;  // of them are shared with another sequence
constexpr int kWindow = 10;  // rows compared: rounding hides many a difference from one row
constexpr int kFew = 7;

class Probe {
 public:
  Probe(LlamaSession& session, const Tokenizer& tokenizer)
      : session_(session),
        tokens_(random_tokens(tokenizer, "tokens")),
        other_(random_tokens(tokenizer, "other")) {
    std::copy_n(tokens_.begin(), kTrunk, other_.begin());
  }

  ProbeResult run() {
    ProbeResult result;
    evaluate_references();
    result.rules.whole = true;
    result.reason = "evaluations of the same tokens after rewinding gave different bits";
    for (int least : {8, 16}) {
      if (!suffixes_hold(least) || !few_reads_hold(least)) continue;
      const bool one_read = one_read_holds(least);
      if (!trunks_hold(least)) continue;
      result.reason.clear();
      result.rules.whole = false;
      result.rules.min_rows = least;
      result.rules.min_few_reads = one_read ? 1 : 2;
      break;
    }
    session_.clear();
    return result;
  }

 private:
  using Row = std::vector<float>;

  static std::vector<Token> random_tokens(const Tokenizer& tokenizer, std::string_view name) {
    Rng rng = Rng(0x7461'6e67'7261'6d00).at("probe").at(name);
    std::vector<Token> tokens;
    if (tokenizer.bos() >= 0) tokens.push_back(tokenizer.bos());
    while (tokens.size() < kRows)
      tokens.push_back(static_cast<Token>(rng.below(static_cast<std::uint64_t>(tokenizer.size()))));
    return tokens;
  }

  static std::vector<int> rows(int begin, int end) {
    std::vector<int> out(static_cast<std::size_t>(end - begin));
    std::iota(out.begin(), out.end(), begin);
    return out;
  }

  /// Evaluates [begin, end) of tokens_ and reads its last n rows.
  void evaluate(int begin, int end, int n) {
    session_.run({tokens_, begin, end, 0, rows(end - n, end)});
  }

  /// The same behind padding up to `least` rows; all rows are read.
  void evaluate_padded(int begin, int end, int least) {
    session_.run({tokens_, begin, end, least - (end - begin), rows(begin, begin + least)});
  }

  void keep(std::map<int, Row>& rows_of, int begin, int end) {
    for (int row = begin; row < end; ++row) {
      const auto logits = session_.logits(row);
      rows_of[row] = {logits.begin(), logits.end()};
    }
  }

  bool same(const std::map<int, Row>& expected, int begin, int end) const {
    for (int row = begin; row < end; ++row) {
      const auto logits = session_.logits(row);
      const Row& other = expected.at(row);
      if (std::memcmp(logits.data(), other.data(), logits.size_bytes()) != 0) return false;
    }
    return true;
  }

  void evaluate_references() {
    session_.clear();
    evaluate(0, kWindow, kWindow);
    keep(many_, 0, kWindow);
    session_.clear();
    evaluate(0, kRows, kWindow);
    keep(many_, kRows - kWindow, kRows);
    evaluate(kRows - 20, kRows, kFew);
    keep(few_, kRows - kFew, kRows);
  }

  /// Another suffix before, the shortest decode, shorter ones with padding.
  bool suffixes_hold(int least) {
    if (session_.cached().size() < kTrunk) evaluate(0, kTrunk, 0);
    session_.run({other_, kTrunk, kTrunk + least + 1, 0, rows(kTrunk, kTrunk + 2)});
    evaluate(kTrunk, kRows, 24);
    if (!same(many_, kRows - kWindow, kRows)) return false;
    evaluate(kRows - least, kRows, 8);
    if (!same(many_, kRows - 8, kRows)) return false;
    for (int n : {5, 1}) {
      evaluate_padded(kRows - n, kRows, least);
      if (!same(many_, kRows - n, kRows)) return false;
    }
    return true;
  }

  /// The trunk in other pieces; then a short path by itself, which leaves the cache short.
  bool trunks_hold(int least) {
    const int cut = kTrunk - least - 1;
    evaluate(cut, kTrunk, 0);
    evaluate(kTrunk, kRows - 11, 0);
    evaluate(kRows - 11 - least, kRows, kWindow);
    if (!same(many_, kRows - kWindow, kRows)) return false;
    evaluate_padded(0, 5, least);
    if (!same(many_, 0, 5)) return false;
    evaluate(5, 5 + least, least);
    return same(many_, 5, kWindow);
  }

  bool few_reads_hold(int least) {
    evaluate(kRows - least, kRows, kFew);
    if (!same(few_, kRows - kFew, kRows)) return false;
    evaluate(kRows - least - 1, kRows, 2);
    return same(few_, kRows - 2, kRows);
  }

  bool one_read_holds(int least) {
    for (int row = kRows - 3; row < kRows; ++row) {
      session_.run({tokens_, kRows - least, kRows, 0, rows(row, row + 1)});
      if (!same(few_, row, row + 1)) return false;
    }
    return true;
  }

  LlamaSession& session_;
  std::vector<Token> tokens_, other_;
  std::map<int, Row> many_, few_;  // rows of logits read among many, among few
};

}  // namespace

ProbeResult probe_rewinding(LlamaSession& session, const Tokenizer& tokenizer) {
  session.reserve(kRows + DecodeRules().max_rows);
  return Probe(session, tokenizer).run();
}

}  // namespace tangram
