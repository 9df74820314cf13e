#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "core/task.h"

namespace tangram {

/// The new task that a transformation makes of a task, in one of its variants.
template <class D>
class TransformedTask final : public Task<D> {
 public:
  TransformedTask(std::shared_ptr<const Transformation<D>> transformation,
                  std::shared_ptr<const Task<D>> task, int variant = 0)
      : transformation_(std::move(transformation)), task_(std::move(task)), variant_(variant) {
    TANGRAM_CHECK(transformation_ != nullptr && task_ != nullptr && variant_ >= 0);
  }

  std::string id() const override {
    return fmt::format("{} variant {} o {}", transformation_->id(), variant_, task_->id());
  }

  /// The transformation's stream is rng.at("transformation").at(index), whichever task it is
  /// applied to: two tasks transformed by the same g have the same g in each draw.
  Episode<D> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const override {
    return transformation_->apply(task_->draw(rng, index, shape),
                                  rng.at("transformation").at(index), variant_);
  }

 private:
  std::shared_ptr<const Transformation<D>> transformation_;
  std::shared_ptr<const Task<D>> task_;
  int variant_;
};

}  // namespace tangram
