#pragma once

#include <string>

#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"

namespace tangram {

struct QueryAsInputOptions {
  void visit(FieldVisitor&) {}
};

/// Each example's input is the query itself (Min et al. 2022, appendix: "test input as input"): its
/// labels are those of the demonstration, so with shuffled or random ones the prompt answers the
/// query several times, in contradiction.
///
/// A demonstration then serves one query alone: for studies, or blocks, with design = "per_query".
class QueryAsInput final : public Transformation<Text> {
 public:
  static constexpr char kName[] = "query_as_input";
  using Options = QueryAsInputOptions;

  explicit QueryAsInput(Options = {}, const Resources& = {}) {}

  std::string id() const override { return "query_as_input()"; }

  /// Throws Error where the draw asks several queries. No query: nothing changes.
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override;
};

}  // namespace tangram
