#pragma once

#include <Eigen/Dense>
#include <span>
#include <stop_token>
#include <vector>

#include "core/tokenizer.h"

namespace tangram {

/// Where a model can be read. residual: the residual stream after block `layer`, counted
/// from 1; layer 0 is the token embedding.
enum class SiteKind { residual };
struct Site {
  SiteKind kind = SiteKind::residual;
  int layer = 0;
};

/// A model whose inside can be read along paths: GGUF models and our own nets.
/// Not thread-safe.
class OpenModel {
 public:
  virtual ~OpenModel() = default;
  virtual int n_layers() const = 0;
  virtual int width() const = 0;  // entries of a residual vector

  /// The states at the last token of each path, one matrix (width x sites) a path. A state
  /// is a pure function of (fingerprint, path). Fewer matrices where `stop` was asked.
  virtual std::vector<Eigen::MatrixXf> read_last(std::span<const std::vector<Token>> paths,
                                                 std::span<const Site> sites,
                                                 std::stop_token stop) = 0;
};

}  // namespace tangram
