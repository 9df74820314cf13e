#pragma once

#include <string_view>
#include <vector>

#include "base/rng.h"
#include "nets/parameter.h"

namespace tangram {

/// How the map from tokens into the net and that from the net to predictions begin. All else
/// begins as in GPT-2: weights and positions N(0, 0.02^2), residual weights N(0, 0.02^2 / (2
/// layers)), biases 0, gains 1.
enum class ReadInit {
  small,    // N(0, 0.02^2), biases 0: Raventos et al. 2023
  fan_in,   // N(0, 1 / in), biases 0: leaves the first plateau of training far sooner (4 layers of
            // width 64, 8 points in 4 dimensions without noise, 3,000 updates: a squared error of
            // 0.38 a dimension, where `small` was still at 0.99; least squares makes 0.31)
  uniform,  // U(-1 / sqrt(in), 1 / sqrt(in)), biases, too: PyTorch's default, and so Garg et al.
            // 2022
};

/// "small", "fan_in", "uniform".
std::vector<std::string_view> read_init_names();
std::string_view name_of(ReadInit read);
/// Throws Error on another name.
ReadInit read_init(std::string_view name);

/// Values for `parameters` of a net of that many layers. Each parameter has a stream of its own,
/// rng.at(name): another layer or width of its neighbours moves no draw of it. float and double get
/// the same draws.
template <class T>
std::vector<T> initial_values(const Parameters& parameters, ReadInit read, int layers,
                              const Rng& rng);

}  // namespace tangram
