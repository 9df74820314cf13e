#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tangram {

/// Is g one of the maps below?
bool is_spelled(std::string_view g);

/// The words that a map by spelling or by order gives to K labels: it draws nothing and needs no
/// list, so it is there for every set of labels, in every task the same g.
///
///   uppercase   NEGATIVE (upper_case)
///   reversed    evitagen: the code points backwards, a combining mark too
///   initials    n: the first code point
///   letters     A, B, C, ... in the order of the labels; K <= 26
///   numbers     one, two, three, ... in the order of the labels; K <= 20
///
/// g is injective and moves every label. Throws Error naming the two labels that it would make one,
/// the label that it leaves as it is ("level" reversed, "A" in upper case), or the label for which
/// it has no word left. Labels are valid, not empty.
std::vector<std::string> spelled_words(std::string_view g, const std::vector<std::string>& labels);

}  // namespace tangram
