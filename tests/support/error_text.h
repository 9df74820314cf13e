#pragma once

#include <string>

#include "base/check.h"

namespace tangram {

/// What the Error says that `act` throws; "no error" if it throws none.
template <class Act>
std::string error_text(Act act) {
  try {
    act();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace tangram
