#pragma once

#include <string>
#include <utility>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct ShowOnlyOptions {
  std::string part;

  void visit(FieldVisitor& v) {
    v({.name = "part",
       .help = "what is left of each example: its label, or its input",
       .required = true,
       .choices = {"labels", "inputs"}},
      part);
  }
};

/// The demonstration without its pairs (Min et al. 2022, section 5.3): each example shows its label
/// and no input ("labels only"), or its input and no label ("no labels"). What the template puts
/// around the missing half goes with it (learners/prompt_format.h); separators stay, and questions
/// are asked in the full form.
///
/// What is not shown is not there: an input becomes the empty text, an answer the one empty
/// candidate. So learners without a prompt cannot read it either: to those that count label words
/// an example without an answer is none. It goes last in a condition: what permutes labels or
/// rewrites inputs finds none behind it.
class ShowOnly final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "show_only";
  using Options = ShowOnlyOptions;

  explicit ShowOnly(Options options, const Resources& = {}) : options_(std::move(options)) {}

  std::string id() const override;
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;

 private:
  ShowOnlyOptions options_;
};

}  // namespace tangram
