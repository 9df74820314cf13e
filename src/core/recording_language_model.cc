#include "core/recording_language_model.h"

#include <cmath>

#include "base/check.h"
#include "core/check_paths.h"
#include "core/prompt_tree.h"

namespace tangram {

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
    states.push_back(Eigen::MatrixXf::Zero(width_, static_cast<Eigen::Index>(sites.size())));
  }
  return states;
}

}  // namespace tangram
