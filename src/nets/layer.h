#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "base/check.h"
#include "nets/parameter.h"

namespace tangram {

/// Activations are rows of numbers, one row a token, row-major: the tokens of a sequence one after
/// another, the sequences one after another.
struct SequenceShape {
  std::size_t sequences = 0, length = 0;

  [[nodiscard]] std::size_t rows() const { return sequences * length; }
};

/// A differentiable map from rows of in_width() numbers to as many rows of out_width(). Sequences
/// know nothing of each other, and a token nothing of later ones. T is float to train, double to
/// check gradients: the same code.
///
/// A layer is constant after construction and owns no numbers: parameters (one flat array, in the
/// order of parameters()), activations and the workspace `kept` are the caller's. So any number of
/// threads may call at once, and nothing is allocated inside a step. What every layer promises is
/// checked in layer_contract_test.cc.
template <class T>
class Layer {
 public:
  virtual ~Layer() = default;

  [[nodiscard]] std::size_t in_width() const { return in_width_; }
  [[nodiscard]] std::size_t out_width() const { return out_width_; }
  [[nodiscard]] const Parameters& parameters() const { return parameters_; }
  [[nodiscard]] std::size_t n_parameters() const { return n_parameters_; }

  /// How many numbers of workspace a pass over this shape needs.
  [[nodiscard]] virtual std::size_t n_kept(SequenceShape shape) const = 0;

  /// y = layer(x). Leaves in `kept` what backward wants. x and y do not overlap. Aborts where a
  /// span has another size than the layer's.
  void forward(std::span<const T> parameters, std::span<const T> x, std::span<T> y,
               std::span<T> kept, SequenceShape shape) const {
    TANGRAM_CHECK(parameters.size() == n_parameters_ && kept.size() == n_kept(shape));
    TANGRAM_CHECK(x.size() == shape.rows() * in_width_ && y.size() == shape.rows() * out_width_);
    run_forward({parameters, x, y, kept, shape});
  }

  /// Of a loss whose gradient at y is dy: writes its gradient at x to dx, and adds that at the
  /// parameters to dparameters. x and `kept` are those of the forward pass; `kept` is used up: one
  /// backward a forward. dx does not overlap dy, nor x, unless the layer says that it may be x.
  void backward(std::span<const T> parameters, std::span<const T> x, std::span<T> kept,
                std::span<const T> dy, std::span<T> dx, std::span<T> dparameters,
                SequenceShape shape) const {
    TANGRAM_CHECK(parameters.size() == n_parameters_ && kept.size() == n_kept(shape));
    TANGRAM_CHECK(x.size() == shape.rows() * in_width_ && dy.size() == shape.rows() * out_width_);
    TANGRAM_CHECK(dx.size() == x.size() && dparameters.size() == n_parameters_);
    run_backward({parameters, x, kept, dy, dx, dparameters, shape});
  }

 protected:
  struct Forward {
    std::span<const T> parameters, x;
    std::span<T> y, kept;
    SequenceShape shape;
  };
  struct Backward {
    std::span<const T> parameters, x;
    std::span<T> kept;
    std::span<const T> dy;
    std::span<T> dx, dparameters;
    SequenceShape shape;
  };

  Layer(std::size_t in_width, std::size_t out_width, Parameters parameters)
      : in_width_(in_width),
        out_width_(out_width),
        n_parameters_(total_size(parameters)),
        parameters_(std::move(parameters)) {}
  Layer(const Layer&) = default;
  Layer& operator=(const Layer&) = default;

 private:
  virtual void run_forward(const Forward& pass) const = 0;
  virtual void run_backward(const Backward& pass) const = 0;

  std::size_t in_width_, out_width_, n_parameters_;
  Parameters parameters_;
};

}  // namespace tangram
