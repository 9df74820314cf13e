#pragma once

#include <Eigen/Dense>
#include <span>
#include <stop_token>

#include "core/open_model.h"

namespace tangram {

/// e(t) of each token: layer 0 of the path that is this token alone, width x tokens, in the
/// order given. Fewer columns where `stop` was asked.
Eigen::MatrixXd token_embeddings(OpenModel& model, std::span<const Token> tokens,
                                 std::stop_token stop = {});

}  // namespace tangram
