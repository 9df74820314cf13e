#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "base/check.h"

namespace tangram {

/// Bytes of memory that the machine has, in use or not.
double memory_of_machine();

/// Throws Error where that is less than `bytes`, before they are asked for: "WHAT 12 GB, the
/// machine has 8 GB; give REMEDY". The message is built only then.
template <class... Args>
void require_memory(double bytes, std::string_view remedy, fmt::format_string<Args...> what,
                    Args&&... args) {
  if (const double all = memory_of_machine(); bytes > all)
    fail("{} {:.3g} GB, the machine has {:.3g} GB; give {}",
         fmt::format(what, std::forward<Args>(args)...), bytes / 1e9, all / 1e9, remedy);
}

}  // namespace tangram
