#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/rng.h"
#include "nets/initialise.h"
#include "nets/linear.h"
#include "nets/positions.h"
#include "nets/residual.h"

namespace tangram {

struct Gpt2Options {
  int layers = 4, width = 64, heads = 2;  // layers: blocks, of attention and an MLP each
  int token_width = 9;                    // numbers a token
  int longest = 32;                       // positions, in tokens
  bool read_bias = false;                 // of read-in and read-out
  bool final_norm = true;
  Skip skip = Skip::input;        // what blocks add to
  bool narrow_attention = false;  // queries have width / heads numbers, of all heads together
  Precision precision = Precision::full;  // of the blocks' linear maps; all else is of the scalar
  ReadInit read_init = ReadInit::small;
  BodyInit body_init = BodyInit::gpt2;
};

/// Floating-point operations of a step over that many sequences, forward and backward: a
/// multiply-add is two, causal attention is counted whole, read-in and read-out are not.
double training_operations(const Gpt2Options& net, SequenceShape shape);

/// Sequences to learn from: tokens x_1, y_1, ..., x_K (the last y would be seen by nobody) as rows
/// of token_width numbers, K = (length + 1) / 2; `targets` the K numbers y of each sequence.
template <class T>
struct RegressionBatch {
  std::span<const T> tokens, targets;
  SequenceShape shape;
  std::size_t of_sequences = 0;  // of the batch that this is a share of; 0: it is the whole
};

/// A transformer of GPT-2's blocks (Radford et al. 2019) that reads interleaved x and y and
/// predicts each y at its x, as Garg et al. 2022 and Raventos et al. 2023 train it: read-in to the
/// width, learned positions, blocks with layer norms before, a last layer norm, read-out to one
/// number. With Skip::normed and narrow attention it is that of Akyurek et al. 2023's code. By
/// causality a pass gives the K predictions after 0, ..., K - 1 examples. Behind the last attention
/// nothing looks at y tokens, and only x tokens are computed.
///
/// Predictions, gradients and ten updates by the trainer are checked against PyTorch's, to 1e-5 of
/// a tensor's largest number in float, 1e-10 in double (gpt2_parity_test.cc); the gradient against
/// central differences, too.
///
/// Constant after construction; parameters (one flat array) and workspace are the caller's, so each
/// thread may have its share of a batch. 2 n_parameters() operations a token forward, thrice that
/// with the gradient, attention's scores aside.
template <class T>
class Gpt2 {
 public:
  /// Throws Error where a size is below 1, or so large that no memory holds such a net, and where
  /// heads do not divide the numbers of queries.
  explicit Gpt2(const Gpt2Options& options);

  /// Names the function of parameters and tokens: all options but how the parameters begin.
  [[nodiscard]] std::string id() const;
  [[nodiscard]] const Gpt2Options& options() const { return options_; }

  /// read_in.*, positions.weight, block0.attention.*, block0.mlp.*, ..., final_norm.*, read_out.*;
  /// a block has 12 width^2 + 13 width numbers.
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }
  [[nodiscard]] std::size_t n_parameters() const { return n_parameters_; }
  [[nodiscard]] std::vector<T> initial_parameters(const Rng& rng) const;

  /// How many numbers of workspace a pass over this shape needs.
  [[nodiscard]] std::size_t n_workspace(SequenceShape shape) const;

  /// The predictions at the x tokens of each sequence, (length + 1) / 2 of them. Throws Error on
  /// sequences longer than the positions; aborts where a span has another size than the net's.
  void predict(std::span<const T> parameters, std::span<const T> tokens, std::span<T> predictions,
               std::span<T> workspace, SequenceShape shape) const;

  /// The mean over all predictions of (prediction - target)^2. Of a share, its summand of the whole
  /// batch's mean, so that losses of shares add up.
  double loss(std::span<const T> parameters, const RegressionBatch<T>& batch,
              std::span<T> workspace) const;

  /// The loss, to the bit. Adds its gradient to `gradient`; gradients of shares add up, too.
  double loss_and_gradient(std::span<const T> parameters, const RegressionBatch<T>& batch,
                           std::span<T> workspace, std::span<T> gradient) const;

 private:
  struct Workspace;

  Workspace divide(std::span<T> workspace, SequenceShape shape) const;
  [[nodiscard]] const Residual<T>& layer(std::size_t i) const {
    return i % 2 == 0 ? attention_ : mlp_;
  }
  void forward(std::span<const T> parameters, std::span<const T> tokens,
               const Workspace& work) const;
  double loss(std::span<const T> parameters, const RegressionBatch<T>& batch,
              const Workspace& work) const;
  void backward(std::span<const T> parameters, std::span<const T> tokens, const Workspace& work,
                std::span<T> gradient) const;

  Gpt2Options options_;
  Linear<T> read_in_;
  Positions<T> positions_;
  Residual<T> attention_, mlp_;  // of all blocks: they differ by their parameters
  std::optional<LayerNorm<T>> final_norm_;
  Linear<T> read_out_;
  Parameters parameters_;
  std::size_t n_parameters_;
};

}  // namespace tangram
