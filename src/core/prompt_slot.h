#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/episode.h"

namespace tangram {

/// What stands around a field of a format when it is written out.
///
///   "Review: {x}\nSentiment: {y}", separator "\n":   input  "\nReview:"    " "  -> x
///                                                    label  "\nSentiment:" " "  -> y  "\nReview:"
struct PromptSlot {
  std::string stem;   // the text before the field, without the gap
  std::string gap;    // white space between stem and field: belongs to the field's tokens
  std::string after;  // what follows the field, up to the next one
};

/// Throws Error unless the format's example holds {x} once and after it {y} once, as formats of
/// tasks do; `what` names the example in the message, with its place.
void check_example(const TextFormat& format, std::string_view what);

/// The slot of {x}, of {y}: between examples, so the separator counts as text. Throws Error
/// if the format lacks the field.
PromptSlot input_slot(const TextFormat& format);
PromptSlot label_slot(const TextFormat& format);

/// Tokens of `text` in this slot, gap included: of stem + gap + text together, those after
/// the stem's. Where the stem's own tokens are no prefix of these (a token straddles the
/// seam), gap + text is encoded alone, so that decoding them gives gap + text in any case.
std::vector<Token> tokens_in_slot(const Tokenizer& tokenizer, const PromptSlot& slot,
                                  const std::string& text);

}  // namespace tangram
