#include "stats/interval.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/check.h"

namespace tangram {
namespace {

/// Errors throw, whatever the build defines: nothing is answered with NaN.
using Policy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::throw_on_error>,
    boost::math::policies::pole_error<boost::math::policies::throw_on_error>,
    boost::math::policies::overflow_error<boost::math::policies::throw_on_error>,
    boost::math::policies::evaluation_error<boost::math::policies::throw_on_error>,
    boost::math::policies::promote_double<false>>;

double t_quantile(double p, double degrees) {
  return boost::math::quantile(boost::math::students_t_distribution<double, Policy>(degrees), p);
}

}  // namespace

Interval t_interval(std::span<const double> values, double level) {
  TANGRAM_CHECK(level > 0 && level < 1);
  Interval result;
  result.n = static_cast<int>(values.size());
  if (values.empty()) {
    result.note = "no units";
    return result;
  }
  const double n = static_cast<double>(values.size());
  const double origin = values.front();
  double shift = 0;
  for (const double v : values) {
    TANGRAM_CHECK(std::isfinite(v));
    shift += v - origin;
  }
  const double mean = origin + shift / n;
  result.mean = mean;
  if (values.size() == 1) {
    result.note = "one unit: no interval";
    return result;
  }
  double squares = 0;
  for (const double v : values) squares += (v - mean) * (v - mean);
  const double standard_error = std::sqrt(squares / (n - 1) / n);
  result.half_width = t_quantile(1 - (1 - level) / 2, n - 1) * standard_error;
  return result;
}

}  // namespace tangram
