#include "core/token_embeddings.h"

#include <utility>
#include <vector>

namespace tangram {

Eigen::MatrixXd token_embeddings(OpenModel& model, std::span<const Token> tokens,
                                 std::stop_token stop) {
  std::vector<std::vector<Token>> paths;
  for (const Token token : tokens) paths.push_back({token});
  const Site site{SiteKind::residual, 0};
  const auto states = model.read_last(paths, {&site, 1}, std::move(stop));
  Eigen::MatrixXd out(model.width(), static_cast<Eigen::Index>(states.size()));
  for (std::size_t i = 0; i < states.size(); ++i)
    out.col(static_cast<Eigen::Index>(i)) = states[i].col(0).cast<double>();
  return out;
}

}  // namespace tangram
