#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/value.h"
#include "spec/claims.h"
#include "spec/correlations.h"
#include "spec/landmarks.h"
#include "spec/matrix_spec.h"
#include "spec/ratios.h"
#include "spec/spreads.h"
#include "spec/trends.h"

namespace tangram {

/// `{ use = "name", option = value, ... }`: which component, with what options. The options
/// are checked where the component is made; here they are only data.
struct ComponentSpec {
  std::string use;
  Value options;  // the whole table, "use" included
  Place place;
};

struct NamedComponent {
  std::string name;  // as the study calls it
  ComponentSpec spec;
};

/// Transformations applied in order. Empty: the task as it is.
struct ConditionSpec {
  std::string name;
  std::vector<ComponentSpec> transformations;
  Place place;
};

/// A grid axis beyond task, shots, condition and learner: sets the parameter of that name
/// in the task, in each transformation of a condition, or in a learner.
struct Axis {
  std::string name;
  std::vector<Value> values;
  Place place;

  /// One of the values has this canonical text.
  bool lists(const std::string& text) const;
};

/// Questions that are asked to calibrate (core/reference.h): `references = { ... }` of [study] or
/// [[block]].
struct ReferencesSpec {
  int pool = 0, domain_words = 0;
  std::vector<std::string> content_free;
  bool unconditional = false;
  bool operator==(const ReferencesSpec&) const = default;
};

/// A part of a study with its own grid. A study without [[block]] is one block with an
/// empty id; of several, one may leave its id out. What a block does not give (draws, queries,
/// shots, design, an axis of the grid) it takes from [study] and [grid]. Names are resolved: every
/// task, condition and learner is defined here. A grid without the axis task or learner takes all
/// that are defined; one without condition likewise, and "original" (no transformation) where none
/// is defined.
struct Block {
  std::string id;
  std::string design = "crossed";  // crossed, nested, per_query
  int draws = 0;                   // demonstration draws: the unit of replication; >= 1
  int demonstrations = 1;          // of a draw, >= 1 (demonstrations_per_draw): g and h are drawn
                                   // once a draw and met in each of them; scores are averaged
  std::uint64_t first_draw = 0;    // their indices are first_draw, first_draw + 1, ...: a block
                                   // with another first_draw sees other demonstrations; draw i is
                                   // made of the episodes i * demonstrations and on
  int queries = 0;            // of a draw (per_query: of a repeat); >= 1 where the domain is text,
                              // 0 elsewhere: the questions that the task itself asks
  ReferencesSpec references;  // asked beside the queries, for calibrated readings
  std::vector<int> shots;  // ascending, distinct, >= 0; empty ("all", not in text): at every prefix
  std::vector<NamedComponent> tasks;
  std::vector<ConditionSpec> conditions;
  std::vector<NamedComponent> learners;
  std::vector<Axis> axes;
  Place place;
};

/// What the command line adds to a study file, applied in this order. A profile and `set` speak
/// the same keys: draws, demonstrations_per_draw, queries, shots, design, seed; grid.AXIS (replaces
/// the list); task.NAME, learner.NAME (tables merge; one with `use` replaces); condition.NAME
/// (replaces); block.ID with the first five and grid. Claims cannot be overridden.
struct StudyOverrides {
  std::string profile = {};
  std::string data = {};              // a data set, card or file: the one task of every block
  std::vector<std::string> set = {};  // "draws=4", "learner.llm.model=x": TOML, or a bare word
};

/// A study as a file says it, profile and overrides applied, names resolved, no component
/// made yet. Plain data.
struct Study {
  std::string id, source, question;
  std::string domain;  // text, vector, symbols
  std::uint64_t seed = 0;
  StudyOverrides overrides;  // what the file was read with
  std::vector<Block> blocks;
  bool verdicts = true;  // false: a size that decides nothing (profile smoke)
  ClaimsSpec claims;
  std::vector<CorrelationSpec> correlations;
  std::vector<MatrixSpec> matrices;
  std::vector<TrendSpec> trends;
  std::vector<RatioSpec> ratios;
  std::vector<SpreadSpec> spreads;
  std::vector<LandmarkSpec> landmarks;
  std::filesystem::path path;  // of the file
  std::string text;            // of the file, byte by byte
  std::string canonical;       // canonical_text() of all that can change a result
  std::string hash;            // SHA-256 of `canonical`
};

/// Reads, overrides, validates. Throws Error "FILE:LINE: ..." with the nearest known name on
/// an unknown key, an unknown reference (a grid names a condition that is not defined), an
/// empty grid, a duplicate id, a value out of range. What a grid lists and the study does not
/// define: in text, a task is a data set, { use = "text_set", data = NAME }; a learner is the
/// component of that name, { use = NAME }, unless the name is near a defined one.
Study load_study(const std::filesystem::path& path, const StudyOverrides& overrides = {});

/// The same for a text already read; `path` is for messages and for Study::path.
Study parse_study(std::string text, const std::filesystem::path& path,
                  const StudyOverrides& overrides = {});

/// The names of a study's profiles, in the order of the file.
std::vector<std::string> profile_names(const std::filesystem::path& path);

}  // namespace tangram
