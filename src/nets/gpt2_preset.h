#pragma once

#include <string_view>
#include <vector>

#include "nets/gpt2.h"
#include "nets/regression_tokens.h"

namespace tangram {

/// The sizes of a paper, for its dimension and number of points: raventos2023_base, _small, _large
/// (dimension 8, 16 points), garg2022_tiny, _small, _standard (dimension 20, 101 points);
/// akyurek2023, its best (dimension 8, 40 points), in which blocks add to what is normed and
/// attention is narrow, as in the released code, and akyurek2023_pre_norm, the same with the blocks
/// of GPT-2.
std::vector<std::string_view> gpt2_preset_names();
/// Throws Error on another name.
Gpt2Options gpt2_preset(std::string_view name);

/// How it reads and is trained, where the paper's is not the default. Raventos' and Garg's leave
/// the optimiser at the default: the names of nets that were trained with it hang on that.
struct PresetTraining {
  TokenLayout layout = TokenLayout::separate;
  double rate = 1e-3, warmup = 0.1;      // warmup: share of the steps
  double beta2 = 0.999, epsilon = 1e-8;  // Adam's
};
PresetTraining gpt2_preset_training(std::string_view name);

}  // namespace tangram
