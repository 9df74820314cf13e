#include "nets/gpt2_preset.h"

#include "nets/named.h"

namespace tangram {
namespace {

struct Preset {
  Gpt2Options net;
  PresetTraining training;
};

constexpr Preset raventos(int layers, int width, int heads) {
  return {{.layers = layers, .width = width, .heads = heads, .token_width = 9, .longest = 32}, {}};
}

constexpr Preset garg(int layers, int width, int heads) {
  return {{.layers = layers,
           .width = width,
           .heads = heads,
           .token_width = 20,
           .longest = 202,
           .read_bias = true,
           .read_init = ReadInit::uniform},
          {.layout = TokenLayout::shared}};
}

constexpr Preset akyurek(Skip skip) {
  const bool as_released = skip == Skip::normed;
  return {{.layers = 16,
           .width = 512,
           .heads = 4,
           .token_width = 9,
           .longest = 82,
           .read_bias = true,
           .final_norm = !as_released,
           .skip = skip,
           .narrow_attention = as_released,
           .read_init = ReadInit::uniform_by_length,
           .body_init = BodyInit::uniform},
          {.rate = 1e-4, .warmup = 0.2, .beta2 = 0.98, .epsilon = 1e-9}};
}

constexpr Named<Preset, 8> kPresets = {{{"raventos2023_base", raventos(8, 128, 2)},
                                        {"raventos2023_small", raventos(4, 64, 2)},
                                        {"raventos2023_large", raventos(12, 256, 4)},
                                        {"garg2022_tiny", garg(3, 64, 2)},
                                        {"garg2022_small", garg(6, 128, 4)},
                                        {"garg2022_standard", garg(12, 256, 8)},
                                        {"akyurek2023", akyurek(Skip::normed)},
                                        {"akyurek2023_pre_norm", akyurek(Skip::input)}}};

}  // namespace

std::vector<std::string_view> gpt2_preset_names() { return names_of(kPresets); }

Gpt2Options gpt2_preset(std::string_view name) { return named(kPresets, "gpt2 presets", name).net; }

PresetTraining gpt2_preset_training(std::string_view name) {
  return named(kPresets, "gpt2 presets", name).training;
}

}  // namespace tangram
