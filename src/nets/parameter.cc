#include "nets/parameter.h"

#include <utility>

#include "base/check.h"

namespace tangram {

std::string_view name_of(ParameterKind kind) {
  switch (kind) {
    case ParameterKind::weight:
      return "weight";
    case ParameterKind::residual_weight:
      return "residual_weight";
    case ParameterKind::bias:
      return "bias";
    case ParameterKind::gain:
      return "gain";
    case ParameterKind::norm_bias:
      return "norm_bias";
    case ParameterKind::position:
      return "position";
    case ParameterKind::read_in:
      return "read_in";
    case ParameterKind::read_out:
      return "read_out";
  }
  TANGRAM_CHECK(false);
}

std::size_t Parameter::size() const {
  std::size_t out = 1;
  for (const int n : shape) out *= static_cast<std::size_t>(n);
  return out;
}

std::size_t total_size(const Parameters& parameters) {
  std::size_t out = 0;
  for (const Parameter& parameter : parameters) out += parameter.size();
  return out;
}

void append(Parameters& parameters, std::string_view prefix, Parameters inner) {
  for (Parameter& parameter : inner) {
    parameter.name = fmt::format("{}.{}", prefix, parameter.name);
    parameters.push_back(std::move(parameter));
  }
}

}  // namespace tangram
