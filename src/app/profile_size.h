#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/session.h"

namespace tangram {

/// Of a run of studies/profile. Altered demonstrations (all but the learning curve) take half the
/// draws: the curve is what most lines stand on, and what its interval needs is draws.
struct ProfileSize {
  int draws = 0, queries = 0;
  bool nested = true;  // each draw asks queries of its own; else all ask the same
  int shots = 0;       // the largest number
  int classes = 2;     // as far as they leave out what is asked
  bool chat = false;   // the model is asked by its chat template, too

  int altered_draws() const;

  /// As settings of the study.
  std::vector<std::string> settings() const;
};

/// What a data set allows.
struct ProfileLimits {
  int shots = 0, classes = 0;
  std::vector<int> queries;  // rows of each class
  bool chat = false;         // that the model has a chat template, and the data's form allows it

  int rows() const;
  /// Draws that can ask so many queries each without asking any twice.
  int nested_draws(int n) const;
};

/// Of a data set by its name or file, for a model with a chat template. Throws Error where there
/// are too few rows to profile, and where the rows are questions with choices of their own.
ProfileLimits profile_limits(const std::string& data, const Context& context);

/// One that is not understood is none: the profile is asked without it.
bool has_chat_template(const Tokenizer& tokenizer);

/// Tokens of one draw.
struct DrawCost {
  double curve = 0, altered = 0;

  double of(const ProfileSize& size) const {
    return size.draws * curve + size.altered_draws() * altered;
  }
};

/// The size whose interval is narrowest among those that fit `tokens` and the limits, expecting of
/// a difference of accuracies what few-shot classification shows (docs/profile.md); fewer than 24
/// queries a draw only where nothing else fits. `costs`: numbers of queries and what a draw of so
/// many costs. nullopt: not even the fewest draws that have an interval fit.
std::optional<ProfileSize> narrowest_profile(const ProfileLimits& limits, double tokens,
                                             const std::vector<std::pair<int, DrawCost>>& costs);

/// The numbers of queries a draw that are tried, ascending: more than there are classes.
std::vector<int> profile_queries(const ProfileLimits& limits);

}  // namespace tangram
