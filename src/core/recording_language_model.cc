#include "core/recording_language_model.h"

#include <cmath>

#include "base/rng.h"
#include "core/check_paths.h"
#include "core/prompt_tree.h"

namespace tangram {

namespace {

Eigen::VectorXf noise(Token token, int width) {
  Rng rng = Rng(1).at(static_cast<std::uint64_t>(token));
  Eigen::VectorXf out(width);
  for (float& value : out) value = static_cast<float>(2 * rng.uniform() - 1);
  return out;
}

}  // namespace

RecordingLanguageModel::RecordingLanguageModel(const Tokenizer& tokenizer, int context_length,
                                               int n_layers, int width)
    : tokenizer_(tokenizer), context_length_(context_length), n_layers_(n_layers), width_(width) {}

Outcome RecordingLanguageModel::score(std::span<const Path> paths, ScoreSink& sink,
                                      std::stop_token stop) {
  check_paths(paths, tokenizer_, context_length_);
  if (stop.stop_requested()) return Outcome::stopped;
  work_.tokens_evaluated += make_tree(paths).n_tokens;
  work_.paths += paths.size();
  const double uniform = -std::log(static_cast<double>(tokenizer_.size()));
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::size_t size = paths[i].tokens.size();
    work_.tokens_asked += size;
    const auto n_scored = size - static_cast<std::size_t>(paths[i].scored_from);
    sink.done(i, {std::vector<double>(n_scored, uniform)});
  }
  return Outcome::done;
}

std::vector<Eigen::MatrixXf> RecordingLanguageModel::read_last(
    std::span<const std::vector<Token>> paths, std::span<const Site> sites, std::stop_token stop) {
  std::vector<Eigen::MatrixXf> states;
  for (const auto& path : paths) {
    if (stop.stop_requested()) break;
    work_.tokens_evaluated += path.size();
    work_.tokens_asked += path.size();
    ++work_.paths;
    Eigen::MatrixXf& out =
        states.emplace_back(Eigen::MatrixXf::Zero(width_, static_cast<Eigen::Index>(sites.size())));
    for (std::size_t k = 0; k < sites.size(); ++k)
      if (sites[k].layer == 0) out.col(static_cast<Eigen::Index>(k)) = noise(path.back(), width_);
  }
  return states;
}

}  // namespace tangram
