#pragma once

namespace tangram {

/// Bytes of memory that the machine has, in use or not: what needs more is an error before it is
/// asked for.
double memory_of_machine();

}  // namespace tangram
