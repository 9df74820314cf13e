#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tangram {

/// What a parameter does: initialisation and weight decay go by it, never by a name.
enum class ParameterKind {
  weight,           // of a linear map
  residual_weight,  // of a linear map whose output is added to the residual stream
  bias,
  gain,       // of a layer norm
  norm_bias,  // of a layer norm, too
  position,   // a learned vector a position
  read_in,    // of the map from tokens to the width of the net; its bias, too
  read_out,   // of the map from the width of the net to predictions; its bias, too
};

/// "weight", "residual_weight", ...
std::string_view name_of(ParameterKind kind);

/// One named tensor of a layer. A weight has shape {in, out} and is stored row-major, so that
/// y = x W; a vector has shape {n}.
struct Parameter {
  std::string name;
  std::vector<int> shape;
  ParameterKind kind;
  int maps = 1;  // that lie side by side in it, as those of queries, keys and values do

  [[nodiscard]] std::size_t size() const;
};

/// The parameters of a layer lie one after another in one flat array, in this order.
using Parameters = std::vector<Parameter>;

/// The length of that array.
std::size_t total_size(const Parameters& parameters);

/// Appends `inner`, the parameters of a layer within a layer, under "prefix.name".
void append(Parameters& parameters, std::string_view prefix, Parameters inner);

}  // namespace tangram
