#include "nets/initialise.h"

#include <cmath>

#include "base/check.h"
#include "nets/named.h"

namespace tangram {
namespace {

constexpr double kWeightSd = 0.02;

constexpr Named<ReadInit, 3> kReadInits = {
    {{"small", ReadInit::small}, {"fan_in", ReadInit::fan_in}, {"uniform", ReadInit::uniform}}};

/// A distribution around 0, or one value where both are 0.
struct Draw {
  double sd = 0;          // of a normal
  double half_range = 0;  // of a uniform
  double value = 0;

  double operator()(Rng& rng) const {
    if (sd > 0) return sd * rng.normal();
    if (half_range > 0) return half_range * (2 * rng.uniform() - 1);
    return value;
  }
};

/// Of a parameter of the read-in or the read-out that maps `in` numbers.
Draw read_draw(ReadInit read, bool is_bias, double in) {
  if (read == ReadInit::uniform) return {.half_range = 1 / std::sqrt(in)};
  if (is_bias) return {};
  return {.sd = read == ReadInit::small ? kWeightSd : 1 / std::sqrt(in)};
}

Draw draw_for(const Parameter& parameter, ReadInit read, int layers, double in) {
  switch (parameter.kind) {
    case ParameterKind::weight:
    case ParameterKind::position:
      return {.sd = kWeightSd};
    case ParameterKind::residual_weight:
      return {.sd = kWeightSd / std::sqrt(2.0 * layers)};
    case ParameterKind::bias:
      return {};
    case ParameterKind::gain:
      return {.value = 1};
    case ParameterKind::read_in:
    case ParameterKind::read_out:
      break;
  }
  return read_draw(read, parameter.shape.size() == 1, in);
}

}  // namespace

std::vector<std::string_view> read_init_names() { return names_of(kReadInits); }

std::string_view name_of(ReadInit read) { return name_of(kReadInits, read); }

ReadInit read_init(std::string_view name) { return named(kReadInits, "read_init", name); }

template <class T>
std::vector<T> initial_values(const Parameters& parameters, ReadInit read, int layers,
                              const Rng& rng) {
  TANGRAM_CHECK(layers >= 1);
  std::vector<T> out;
  out.reserve(total_size(parameters));
  double in = 1;
  for (const Parameter& parameter : parameters) {
    if (parameter.shape.size() == 2) in = parameter.shape[0];  // a bias comes after its weight
    const Draw draw = draw_for(parameter, read, layers, in);
    Rng stream = rng.at(parameter.name);
    for (std::size_t i = 0; i < parameter.size(); ++i) out.push_back(static_cast<T>(draw(stream)));
  }
  return out;
}

template std::vector<float> initial_values(const Parameters&, ReadInit, int, const Rng&);
template std::vector<double> initial_values(const Parameters&, ReadInit, int, const Rng&);

}  // namespace tangram
