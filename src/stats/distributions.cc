#include "stats/distributions.h"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace tangram {
namespace {

/// Errors throw, whatever the build defines: nothing is answered with NaN.
using Policy = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::throw_on_error>,
    boost::math::policies::pole_error<boost::math::policies::throw_on_error>,
    boost::math::policies::overflow_error<boost::math::policies::throw_on_error>,
    boost::math::policies::evaluation_error<boost::math::policies::throw_on_error>,
    boost::math::policies::promote_double<false>>;
using StudentsT = boost::math::students_t_distribution<double, Policy>;
using FisherF = boost::math::fisher_f_distribution<double, Policy>;
using ChiSquared = boost::math::chi_squared_distribution<double, Policy>;
using Normal = boost::math::normal_distribution<double, Policy>;

}  // namespace

double t_quantile(double p, double df) { return boost::math::quantile(StudentsT(df), p); }

double t_cdf(double x, double df) { return boost::math::cdf(StudentsT(df), x); }

double normal_quantile(double p) { return boost::math::quantile(Normal(), p); }

double normal_cdf(double x) { return boost::math::cdf(Normal(), x); }

double f_upper_tail(double x, double df1, double df2) {
  return boost::math::cdf(boost::math::complement(FisherF(df1, df2), x));
}

double f_quantile(double p, double df1, double df2) {
  return boost::math::quantile(FisherF(df1, df2), p);
}

double mean_square_quantile(double p, double df) {
  return boost::math::quantile(ChiSquared(df), p) / df;
}

}  // namespace tangram
