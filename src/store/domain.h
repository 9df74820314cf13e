#pragma once

#include "store/store.h"

namespace tangram {

/// The run's answers are vectors: its study says domain = "vector". Asks for no more of the study
/// than that line, so it knows where this version cannot read the rest.
bool asks_vectors(const Provenance& provenance);

}  // namespace tangram
