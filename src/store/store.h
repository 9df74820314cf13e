#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "store/record.h"

namespace tangram {

/// task x condition x learner x draw, all shots and variants: the unit of running,
/// committing, resuming.
struct WorkUnit {
  std::string id;     // "[block/]task/condition/learner[/axis=value...]/draw": unique in a run
  std::string block;  // empty: the study has one block
  std::string task, condition, learner;  // as the study calls them
  std::string axes;                      // "name=value,..." of further axes; empty: none
  std::uint64_t draw = 0;
  std::string task_id, condition_id, learner_id;  // with every parameter, data by hash
  bool operator==(const WorkUnit&) const = default;
};

/// What the draws of a cell share: units, arms, cells and rows of a plan all have these fields.
using CellKey = std::tuple<std::string, std::string, std::string, std::string, std::string>;
template <class Named>
CellKey cell_key(const Named& x) {
  return {x.block, x.task, x.condition, x.learner, x.axes};
}

/// "[block/]task/condition/learner[/axes]".
template <class Named>
std::string cell_name(const Named& x) {
  return (x.block.empty() ? "" : x.block + "/") + x.task + "/" + x.condition + "/" + x.learner +
         (x.axes.empty() ? "" : "/" + x.axes);
}

/// Where a run's numbers come from. All of it is in the store; none of it changes later.
struct Provenance {
  std::string study_id, study_path, study_text, study_canonical, study_hash;
  std::string profile;
  std::uint64_t seed = 0;
  std::string question, source;
  std::vector<std::pair<std::string, std::string>> facts;  // "model.sha256", "cpu", "threads",
                                                           // "tangram.version", "git.revision" ...

  /// The first fact of that name; empty: there is none.
  std::string fact(std::string_view name) const;
};

/// What a unit cost: kept beside the record, never part of the canonical export.
struct UnitCost {
  double seconds = 0;
  std::uint64_t tokens_evaluated = 0, tokens_asked = 0;
};

/// One run in one SQLite file: provenance, declared units, raw predictions (one checksummed
/// blob a unit), the bytes of the tokens seen. WAL, STRICT tables, a versioned schema
/// (docs/store-format.md). A unit is committed in one transaction: after a kill at any
/// moment it is there whole or not at all.
///
/// One writer: a second one waits `lock_wait` and then fails with an Error that says who
/// holds the file. Readers are not held up. Not thread-safe.
///
/// Throws Error on a file that is no store, is from a newer version, is damaged (checksum),
/// is read-only or locked, or does not fit on the disk: place, what, and what to do.
class Store {
 public:
  enum class Mode { read, write };

  /// A new store. Throws Error if the file exists. The declared units are the run's plan:
  /// the run is complete when all of them are done.
  static Store create(const std::filesystem::path& path, const Provenance& provenance,
                      const std::vector<WorkUnit>& units);
  static Store open(const std::filesystem::path& path, Mode mode, double lock_wait_s = 5.0);
  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

  const std::filesystem::path& path() const;
  const Provenance& provenance() const;
  const std::vector<WorkUnit>& units() const;  // declared, in the order of running
  bool done(const std::string& unit_id) const;
  std::size_t n_done() const;

  /// One transaction. Throws Error if the unit is not declared or done already.
  void commit(const WorkUnit& unit, const UnitRecord& record, const UnitCost& cost,
              const std::map<Token, std::string>& token_bytes);

  /// Throws Error on an unknown id (with the nearest), a unit not done, a wrong checksum.
  UnitRecord read(const std::string& unit_id) const;
  UnitCost cost(const std::string& unit_id) const;

  /// The bytes of a token that some stored prompt holds; nullopt if none does.
  std::optional<std::string> token_bytes(Token token) const;

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tangram
