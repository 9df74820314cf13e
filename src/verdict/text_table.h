#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "verdict/measure.h"

namespace tangram {

/// ".612" for 0.612: the zero says nothing, and seven columns fit into a terminal.
std::string short_number(double v);

/// ".612±.041" ("+-" without unicode), the number alone without an interval, "-" without a value.
std::string short_estimate(const Estimate& estimate, bool unicode);

/// Three digits that count, however small or large: "0.000212", "9830"; from 1e7 on "1.02e+07".
std::string three_digits(double v);

/// The same with half of its interval, two digits of it, behind the sign: "0.000212 ±4.1e-05"; the
/// number alone without an interval, "-" without a value.
std::string small_estimate(const Estimate& estimate, const char* plus_minus);

/// "6 pool_seeds", "1 draw".
std::string units_text(int n, const std::string& unit);

/// "0.0123", "< 0.0001".
std::string p_number(double p);

/// "p = 0.0123", "p < 0.0001".
std::string p_text(double p);

/// "order on sst2": an analysis of a task; the id alone where there is none, as the grid cannot
/// answer it.
std::string on_task(const std::string& id, const std::string& task);

/// "+0.0762 [-0.00571, +0.158]", the number alone without an interval: three digits, however small.
/// There is a value.
std::string slope_text(const Estimate& slope);

/// Columns of equally many texts as lines: the first n_fixed in every part, as many others as
/// `width` columns of a terminal hold, all but the first to the right.
std::string columns_text(const std::vector<std::vector<std::string>>& columns, std::size_t n_fixed,
                         int width);

}  // namespace tangram
