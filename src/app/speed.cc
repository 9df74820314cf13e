#include "app/speed.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tangram {
namespace {

/// A prompt of n ordinary tokens from `first` on.
Path ordinary_path(const Tokenizer& tokenizer, int n, Token first) {
  Path path;
  if (tokenizer.bos() >= 0) path.tokens.push_back(tokenizer.bos());
  for (Token id = first; static_cast<int>(path.tokens.size()) < n; id = (id + 1) % tokenizer.size())
    if (tokenizer.is_ordinary(id)) path.tokens.push_back(id);
  path.scored_from = n - 1;
  return path;
}

}  // namespace

double tokens_per_second(LlamaLanguageModel& model, std::stop_token stop) {
  const int n = std::min(513, model.context_length());
  struct Ignore final : ScoreSink {
    void done(std::size_t, PathScore) override {}
  } ignore;
  // The first warms the caches; they share nothing, or the engine would not evaluate the second.
  const Path warm = ordinary_path(model.tokenizer(), n, model.tokenizer().size() / 3);
  const Path timed = ordinary_path(model.tokenizer(), n, model.tokenizer().size() / 2);
  model.score({&warm, 1}, ignore, stop);
  const auto start = std::chrono::steady_clock::now();
  model.score({&timed, 1}, ignore, std::move(stop));
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - start;
  return (n - 1) / spent.count();
}

}  // namespace tangram
