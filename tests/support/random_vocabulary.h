#pragma once

#include <string>
#include <vector>

namespace tangram {

/// Tokens in the spelling of their kind of vocabulary. 0: unknown, 1: BOS, 2: EOS.
struct RandomVocabulary {
  std::vector<std::string> texts;
  std::vector<int> types;           // 1 normal, 2 unknown, 3 control, 6 byte
  std::vector<float> scores;        // spm
  std::vector<std::string> merges;  // bpe
};

/// About 900 tokens: every byte, and every beginning of some two hundred English words, so that
/// pairs merge from the left until a word is one token; `words` as well, after them.
RandomVocabulary random_vocabulary(bool bpe, const std::vector<std::string>& words = {});

}  // namespace tangram
