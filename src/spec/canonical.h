#pragma once

#include "base/value.h"
#include "spec/study.h"

namespace tangram::spec {

/// All of a study that can change a result, as one value for canonical_text(): format, id,
/// domain, seed, blocks and claims. Whatever has a name stands under it, so that the order of
/// keys and lists of names does not matter; path, text, question, source, profile do not
/// appear. Cost: copies the options once.
Value canonical_value(const Study& study);

}  // namespace tangram::spec
