#include "learners/joint_encoding.h"

namespace tangram {
namespace {

constexpr std::size_t kStretch = 4;  // tokens that must agree before a splice
constexpr std::size_t kFirstWindow = 6, kWindowGrowth = 4;
constexpr std::size_t kTailsKept = 8192, kTailBytes = 1024;

}  // namespace

const std::string& JointEncoder::bytes(Token token) {
  const auto [entry, is_new] = bytes_.try_emplace(token);
  if (is_new) entry->second = tokenizer_.decode({token});
  return entry->second;
}

std::vector<Token> JointEncoder::encode_tail(const std::string& tail) {
  if (tail.size() > kTailBytes) return tokenizer_.encode_inside(tail);
  if (tails_.size() >= kTailsKept) tails_.clear();
  const auto [entry, is_new] = tails_.try_emplace(tail);
  if (is_new) entry->second = tokenizer_.encode_inside(tail);
  return entry->second;
}

std::vector<Token> JointEncoder::extend(const EncodedText& base, std::string_view suffix) {
  if (suffix.empty()) return base.tokens;
  for (std::size_t window = kFirstWindow; window < base.tokens.size(); window *= kWindowGrowth)
    if (auto out = splice(base, suffix, window); !out.empty()) return out;
  std::string whole = base.text;
  whole += suffix;
  return base.begins_document ? tokenizer_.encode(whole) : tokenizer_.encode_inside(whole);
}

std::vector<Token> JointEncoder::splice(const EncodedText& base, std::string_view suffix,
                                        std::size_t window) {
  const std::string_view text = base.text;
  const std::vector<Token>& old = base.tokens;
  const std::size_t first = old.size() - window;
  std::size_t start = text.size();
  for (std::size_t i = old.size(); i-- > first;) {
    const std::string& piece = bytes(old[i]);
    if (piece.empty() || !text.substr(0, start).ends_with(piece)) return {};
    start -= piece.size();
  }
  if (start == 0) return {};

  std::string tail(text.substr(start));
  tail += suffix;
  const std::vector<Token> fresh = encode_tail(tail);
  std::size_t i = first, j = 0, old_at = 0, fresh_at = 0, stretch = 0;  // bytes from `start`
  while (i < old.size() && j < fresh.size()) {
    const std::string &a = bytes(old[i]), &b = bytes(fresh[j]);
    if (b.empty() || !std::string_view(tail).substr(fresh_at).starts_with(b)) return {};
    if (old_at == fresh_at && old[i] == fresh[j]) {
      old_at += a.size(), fresh_at += b.size(), ++i, ++j;
      if (++stretch < kStretch) continue;
      std::vector<Token> out;
      out.reserve(i + fresh.size() - j);
      out.assign(old.begin(), old.begin() + static_cast<std::ptrdiff_t>(i));
      out.insert(out.end(), fresh.begin() + static_cast<std::ptrdiff_t>(j), fresh.end());
      return out;
    }
    stretch = 0;
    const bool old_is_behind = old_at <= fresh_at, fresh_is_behind = fresh_at <= old_at;
    if (old_is_behind) old_at += a.size(), ++i;
    if (fresh_is_behind) fresh_at += b.size(), ++j;
  }
  return {};
}

}  // namespace tangram
