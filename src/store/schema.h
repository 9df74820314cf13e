#pragma once

#include <string>
#include <vector>

#include "store/sqlite.h"
#include "store/store.h"

namespace tangram {

/// The schema of docs/store-format.md: written once, checked on every opening.
constexpr int kApplicationId = 0x54474d53;  // "TGMS"
constexpr int kStoreVersion = 1;

/// Tables, provenance, plan and their checksum, in one transaction.
void write_schema(Database& database, const Provenance& provenance,
                  const std::vector<WorkUnit>& units);

/// Throws Error if the file is no store or is from a newer version.
void check_schema(Database& database);

/// What write_schema() wrote. Throws Error if the checksum does not agree.
struct RunPlan {
  Provenance provenance;
  std::vector<WorkUnit> units;
};
RunPlan read_plan(Database& database);

}  // namespace tangram
