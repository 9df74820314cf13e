#include "nets/parameter.h"

#include <utility>

#include "base/check.h"

namespace tangram {

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
