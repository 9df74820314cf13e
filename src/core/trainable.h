#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>

namespace tangram {

/// A net that is trained before the first answer that needs it, once: what it learned lies in a
/// file, which is read ever after. A learner has its nets trained where it is asked first; who
/// wants that done before calls prepare().
class Trainable {
 public:
  virtual ~Trainable() = default;

  /// Names the training. Those of one name, asked in the order of their steps, go on from each
  /// other.
  virtual std::string training() const = 0;

  /// The step to which it is trained. The net is of that, or of one before where the best is asked
  /// for or the training may end early.
  virtual std::int64_t step() const = 0;

  /// The file. Two that name the same are the same net.
  virtual std::filesystem::path file() const = 0;
  virtual bool is_trained() const = 0;

  /// Floating-point operations that training still costs: 0 where it is trained. Throws Error where
  /// the file from which a training goes on is damaged, or cannot be read.
  double operations_left() const { return operations_left_from(0); }

  /// The same where, by then, another net of the training will have been trained to the step
  /// `begun`, at most step().
  virtual double operations_left_from(std::int64_t begun) const = 0;

  /// Trains, or goes on with it; nothing where it is trained. False: stopped; what was made is
  /// kept. Throws Error where training diverges, a file cannot be read or written, or another
  /// process trains the same.
  virtual bool prepare(const std::stop_token& stop) = 0;
};

}  // namespace tangram
