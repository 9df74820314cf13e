#pragma once

#include <Eigen/Dense>
#include <span>
#include <string_view>
#include <vector>

namespace tangram {

/// How examples (x, y) of regression become tokens x_1, y_1, ..., x_K. The last y is left out: it
/// stands behind the last prediction, so nothing would see it.
enum class TokenLayout {
  separate,  // (0, x) and (y, 0, ..., 0), width D + 1: Raventos et al. 2023, Akyurek et al. 2023
  shared,    // x and (y, 0, ..., 0), width D, so that y lies where x_1 does: Garg et al. 2022
};

/// Numbers a token for x of that dimension.
int token_width(TokenLayout layout, int dimension);

/// "separate", "shared".
std::vector<std::string_view> token_layout_names();
std::string_view name_of(TokenLayout layout);
/// Throws Error on another name.
TokenLayout token_layout(std::string_view name);

/// Writes one sequence: x is D x K, y is 1 x K (the last is not looked at, and may be left out),
/// tokens 2 K - 1 rows of token_width(layout, D). Aborts on other sizes, or where K is 0.
template <class T>
void write_tokens(TokenLayout layout, const Eigen::Ref<const Eigen::MatrixXd>& x,
                  const Eigen::Ref<const Eigen::RowVectorXd>& y, std::span<T> tokens);

}  // namespace tangram
