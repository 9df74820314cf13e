#include "stats/interval.h"

#include <cmath>

#include "base/check.h"
#include "stats/effect.h"

namespace tangram {

Interval t_interval(std::span<const double> values, double level) {
  TANGRAM_CHECK(level > 0 && level < 1);
  Interval result;
  result.n = static_cast<int>(values.size());
  if (values.empty()) {
    result.note = "no units";
  } else if (values.size() == 1) {
    TANGRAM_CHECK(std::isfinite(values.front()));
    result.mean = values.front();
    result.note = "one unit: no interval";
  } else {
    const Effect effect = *t_effect(values);
    result.mean = effect.mean;
    // Of the effect around 0, so that no digit of the width is lost far from 0.
    result.half_width = t_bounds({0, effect.standard_error, effect.df, effect.n_units}, level).high;
  }
  return result;
}

}  // namespace tangram
