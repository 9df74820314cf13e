#include "learners/segment_ids.h"

#include "base/check.h"

namespace tangram {

const std::vector<Token>& segment_ids(const TokenSegment& segment, const Tokenizer& tokenizer,
                                      std::string_view owner) {
  require(
      segment.tokenizer == tokenizer.fingerprint(),
      "{}: an input's token ids belong to tokenizer {}, the model's is {}; one tokenizer serves "
      "a run",
      owner, segment.tokenizer, tokenizer.fingerprint());
  return segment.ids;
}

}  // namespace tangram
