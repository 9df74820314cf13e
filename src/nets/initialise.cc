#include "nets/initialise.h"

#include <cmath>

#include "base/check.h"
#include "nets/named.h"

namespace tangram {
namespace {

constexpr double kWeightSd = 0.02;

constexpr Named<ReadInit, 4> kReadInits = {{{"small", ReadInit::small},
                                            {"fan_in", ReadInit::fan_in},
                                            {"uniform", ReadInit::uniform},
                                            {"uniform_by_length", ReadInit::uniform_by_length}}};
constexpr Named<BodyInit, 2> kBodyInits = {
    {{"gpt2", BodyInit::gpt2}, {"uniform", BodyInit::uniform}}};

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

Draw uniform(double of) { return {.half_range = 1 / std::sqrt(of)}; }

/// Numbers of one of the maps of a bias.
double length_of(const Parameter& bias) { return static_cast<double>(bias.size()) / bias.maps; }

/// Of a parameter of the read-in or the read-out that maps `in` numbers.
Draw read_draw(const Parameter& parameter, ReadInit read, double in) {
  const bool is_bias = parameter.shape.size() == 1;
  if (read == ReadInit::uniform) return uniform(in);
  if (read == ReadInit::uniform_by_length) return uniform(is_bias ? length_of(parameter) : in);
  if (is_bias) return {};
  return {.sd = read == ReadInit::small ? kWeightSd : 1 / std::sqrt(in)};
}

/// `in`: numbers that the weight maps, or positions there are.
Draw draw_for(const Parameter& parameter, const InitOptions& options, double in) {
  const bool is_uniform = options.body == BodyInit::uniform;
  switch (parameter.kind) {
    case ParameterKind::weight:
    case ParameterKind::position:
      return is_uniform ? uniform(in) : Draw{.sd = kWeightSd};
    case ParameterKind::residual_weight:
      return is_uniform ? uniform(in) : Draw{.sd = kWeightSd / std::sqrt(2.0 * options.layers)};
    case ParameterKind::bias:
      return is_uniform ? uniform(length_of(parameter)) : Draw{};
    case ParameterKind::norm_bias:
      return {};
    case ParameterKind::gain:
      return {.value = 1};
    case ParameterKind::read_in:
    case ParameterKind::read_out:
      break;
  }
  return read_draw(parameter, options.read, in);
}

}  // namespace

std::vector<std::string_view> read_init_names() { return names_of(kReadInits); }

std::string_view name_of(ReadInit read) { return name_of(kReadInits, read); }

ReadInit read_init(std::string_view name) { return named(kReadInits, "read_init", name); }

std::vector<std::string_view> body_init_names() { return names_of(kBodyInits); }

std::string_view name_of(BodyInit body) { return name_of(kBodyInits, body); }

BodyInit body_init(std::string_view name) { return named(kBodyInits, "body_init", name); }

template <class T>
std::vector<T> initial_values(const Parameters& parameters, const InitOptions& options,
                              const Rng& rng) {
  TANGRAM_CHECK(options.layers >= 1);
  std::vector<T> out;
  out.reserve(total_size(parameters));
  double in = 1;
  for (const Parameter& parameter : parameters) {
    if (parameter.shape.size() == 2) in = parameter.shape[0];  // a bias comes after its weight
    const Draw draw = draw_for(parameter, options, in);
    Rng stream = rng.at(parameter.name);
    for (std::size_t i = 0; i < parameter.size(); ++i) out.push_back(static_cast<T>(draw(stream)));
  }
  return out;
}

template std::vector<float> initial_values(const Parameters&, const InitOptions&, const Rng&);
template std::vector<double> initial_values(const Parameters&, const InitOptions&, const Rng&);

}  // namespace tangram
