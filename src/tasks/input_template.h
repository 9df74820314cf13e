#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tangram {

/// How an input is made of a row's fields: "{text}\nHypothesis: {text2}". Names are written
/// between braces; there is no way to write a brace itself.
class InputTemplate {
 public:
  struct Piece {
    std::string text;  // as it is, or the name of a field
    bool is_field = false;
  };

  /// Throws Error at `place`, naming the card's `key`, on a brace without its partner, an empty
  /// name, or no field at all.
  InputTemplate(std::string_view text, std::string_view place, std::string_view key = "input");

  const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  std::vector<Piece> pieces_;
};

}  // namespace tangram
