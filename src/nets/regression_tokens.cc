#include "nets/regression_tokens.h"

#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "nets/named.h"

namespace tangram {
namespace {

constexpr Named<TokenLayout, 2> kLayouts = {
    {{"separate", TokenLayout::separate}, {"shared", TokenLayout::shared}}};

}  // namespace

int token_width(TokenLayout layout, int dimension) {
  return layout == TokenLayout::separate ? dimension + 1 : dimension;
}

std::vector<std::string_view> token_layout_names() { return names_of(kLayouts); }

std::string_view name_of(TokenLayout layout) { return name_of(kLayouts, layout); }

TokenLayout token_layout(std::string_view name) { return named(kLayouts, "layout", name); }

template <class T>
void write_tokens(TokenLayout layout, const Eigen::Ref<const Eigen::MatrixXd>& x,
                  const Eigen::Ref<const Eigen::RowVectorXd>& y, std::span<T> tokens) {
  const Eigen::Index d = x.rows(), points = x.cols();
  const Eigen::Index width = token_width(layout, static_cast<int>(d));
  TANGRAM_CHECK(points >= 1 && d >= 1 && (y.size() == points || y.size() == points - 1));
  TANGRAM_CHECK(tokens.size() == static_cast<std::size_t>((2 * points - 1) * width));
  std::fill(tokens.begin(), tokens.end(), T(0));
  T* row = tokens.data();
  for (Eigen::Index k = 0; k < points; ++k) {
    T* to = row + (width - d);  // after the place of y, where it has one
    for (Eigen::Index i = 0; i < d; ++i) to[i] = static_cast<T>(x(i, k));
    row += width;
    if (k + 1 == points) break;
    *row = static_cast<T>(y(k));
    row += width;
  }
}

template void write_tokens(TokenLayout, const Eigen::Ref<const Eigen::MatrixXd>&,
                           const Eigen::Ref<const Eigen::RowVectorXd>&, std::span<float>);
template void write_tokens(TokenLayout, const Eigen::Ref<const Eigen::MatrixXd>&,
                           const Eigen::Ref<const Eigen::RowVectorXd>&, std::span<double>);

}  // namespace tangram
