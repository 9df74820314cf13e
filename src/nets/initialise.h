#pragma once

#include <string_view>
#include <vector>

#include "base/rng.h"
#include "nets/parameter.h"

namespace tangram {

/// How the map from tokens into the net and that from the net to predictions begin.
enum class ReadInit {
  small,    // N(0, 0.02^2), biases 0: Raventos et al. 2023
  fan_in,   // N(0, 1 / in), biases 0: leaves the first plateau of training far sooner (4 layers of
            // width 64, 8 points in 4 dimensions without noise, 3,000 updates: a squared error of
            // 0.38 a dimension, where `small` was still at 0.99; least squares makes 0.31)
  uniform,  // U(-1 / sqrt(in), 1 / sqrt(in)), biases, too: PyTorch's default, and so Garg et al.
            // 2022
  uniform_by_length,  // the same, but a bias of n numbers U(-1 / sqrt(n), 1 / sqrt(n)): Akyurek et
                      // al. 2023
};

/// How all else begins but layer norms, which are the identity: gains 1, biases 0.
enum class BodyInit {
  gpt2,  // weights and positions N(0, 0.02^2), residual weights N(0, 0.02^2 / (2 layers)), biases 0
  uniform,  // weights U(-1 / sqrt(in), 1 / sqrt(in)), a bias of n numbers U(-1 / sqrt(n), 1 /
            // sqrt(n)), n positions likewise: Akyurek et al. 2023
};

/// "small", "fan_in", "uniform", "uniform_by_length".
std::vector<std::string_view> read_init_names();
std::string_view name_of(ReadInit read);
/// Throws Error on another name.
ReadInit read_init(std::string_view name);

/// "gpt2", "uniform".
std::vector<std::string_view> body_init_names();
std::string_view name_of(BodyInit body);
/// Throws Error on another name.
BodyInit body_init(std::string_view name);

struct InitOptions {
  ReadInit read = ReadInit::small;
  BodyInit body = BodyInit::gpt2;
  int layers = 1;  // of the net
};

/// Values for `parameters` of a net. Each parameter has a stream of its own,
/// rng.at(name): another layer or width of its neighbours moves no draw of it. float and double get
/// the same draws.
template <class T>
std::vector<T> initial_values(const Parameters& parameters, const InitOptions& options,
                              const Rng& rng);

}  // namespace tangram
