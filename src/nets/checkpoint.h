#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "nets/adam.h"
#include "nets/gpt2.h"

namespace tangram {

/// The best state of a training, as its validation says (nets/validation.h).
template <class T>
struct BestState {
  double loss = 0;
  std::vector<T> parameters;
  typename Adam<T>::State optimiser;
};

/// All that a training must have again to go on to the bit. How many steps it has made is
/// optimiser.updates.
template <class T>
struct Checkpoint {
  std::string training;  // Trainer::id(): data, schedule, optimiser, start
  std::vector<T> parameters;
  typename Adam<T>::State optimiser;
  std::optional<BestState<T>> best = {};  // until then, where it is validated
};

/// Writes a file in the safetensors form (huggingface.co/docs/safetensors), which other programs
/// read: 8 bytes little-endian, the length of the header; the header, JSON; the numbers. Tensors
/// are the net's parameters under their names, then adam.mean.* and adam.square.*; F32 or F64.
/// Where there is a best state, it follows under best.*, best.adam.mean.*, best.adam.square.*. In
/// __metadata__ are format, net (Gpt2::id()), training, step, of a best state best_step and
/// best_loss, and sha256: of the whole file with zeros in its own place.
///
/// All or nothing, as write_file() is. Throws Error as that does; aborts where sizes are not those
/// of the net.
template <class T>
void write_checkpoint(const std::filesystem::path& path, const Gpt2<T>& net,
                      const Checkpoint<T>& checkpoint);

/// The state in a file of that content. Throws Error that calls it `name` and says what is wrong,
/// where it is cut short, has any byte that was not written so, is no checkpoint, or is one of
/// another net or number type.
template <class T>
Checkpoint<T> checkpoint_in(std::string file, const std::string& name, const Gpt2<T>& net);

/// That of the file at `path`. Throws Error as read_file() does, too.
template <class T>
Checkpoint<T> read_checkpoint(const std::filesystem::path& path, const Gpt2<T>& net);

}  // namespace tangram
