#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "core/tokenizer.h"

namespace tangram {

/// The answers that an item offers, as text. Classification shares one set between all
/// items; multiple choice has one per item.
using Candidates = std::shared_ptr<const std::vector<std::string>>;

/// Token ids of an input where a transformation worked on tokens (they do not survive
/// decoding and encoding), with the fingerprint of the tokenizer that they belong to. They
/// begin with the white space that stands before the input in the template.
struct TokenSegment {
  std::vector<Token> ids;
  std::string tokenizer;
  bool operator==(const TokenSegment&) const = default;
};
using TextInput = std::variant<std::string, TokenSegment>;

/// How a demonstration is written out. An example is `example` with {x} and {y} filled in;
/// the query is the part of `example` before {y}. White space before {y} belongs to the
/// label: a query never ends in it. Li et al. 2024: "Review: {x}\nSentiment: {y}", "\n".
struct TextFormat {
  std::string example = "Input: {x}\nLabel: {y}";
  std::string separator = "\n";  // between examples, and before the query
  std::string start;             // before the first example
  bool trailing_space = false;   // legacy of Li et al.'s code: the query keeps that space
  bool operator==(const TextFormat&) const = default;
};

/// A domain fixes what is shown and what is asked. There are three, and no more. An answer
/// is an index into the candidates (Text), a vector (Vector) or a symbol (Symbols).
struct Text {
  /// Half an example has an empty text for x, or an answer whose word is empty: what it lacks is
  /// not written, nor what its template puts around it.
  struct Example {
    TextInput x;
    Candidates candidates;
    int y;
  };
  using Demonstration = std::vector<Example>;
  struct Question {
    int shots;
    TextInput x;
    Candidates candidates;
    bool reference = false;  // asked only to calibrate (content-free, other pool items): no truth
  };
  using Answer = int;
  using Format = TextFormat;
};
struct Vector {
  struct Demonstration {
    Eigen::MatrixXd x, y;
  };  // d x n, m x n: one example a column
  struct Question {
    int shots;
    Eigen::VectorXd x;
  };
  using Answer = Eigen::VectorXd;
  struct Format {};
};
struct Symbols {
  using Demonstration = std::vector<int>;
  struct Question {
    int shots;
    std::vector<int> x;
  };
  using Answer = int;
  struct Format {};
};

/// All that a learner may see: "having seen demonstration[0, shots), what is the answer?"
/// Sequence studies ask at every prefix; text studies ask many held-out queries.
template <class D>
struct Problem {
  typename D::Demonstration demonstration;
  std::vector<typename D::Question> questions;
  typename D::Format format = {};
};

/// One draw of a task. (task, index) names it for ever; every learner and condition
/// answers the same draws, so all comparisons are paired. The truth lies beside the
/// problem, so that no learner can read it.
template <class D>
struct Episode {
  std::string task;
  std::uint64_t index;
  Problem<D> problem;
  std::vector<typename D::Answer> truth;  // one per question that is not a reference, in order

  /// Names each question's item across draws: the same query has the same number in every
  /// draw of a crossed design. One per question.
  std::vector<std::uint64_t> query;
};

}  // namespace tangram
