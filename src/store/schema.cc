#include "store/schema.h"

#include <array>
#include <charconv>
#include <limits>

#include "base/check.h"
#include "base/hash.h"
#include "store/bytes.h"

namespace tangram {
namespace {

// Column names are the documented ones: docs/store-format.md shows queries over them.
constexpr const char* kTables = R"sql(
CREATE TABLE run (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  study_id TEXT NOT NULL, study_path TEXT NOT NULL, study_text TEXT NOT NULL,
  study_canonical TEXT NOT NULL, study_hash TEXT NOT NULL, profile TEXT NOT NULL,
  question TEXT NOT NULL, source TEXT NOT NULL, seed TEXT NOT NULL, plan_sha256 TEXT NOT NULL
) STRICT;
CREATE TABLE fact (
  position INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL
) STRICT;
CREATE TABLE unit (
  position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
  block TEXT NOT NULL, task TEXT NOT NULL, condition TEXT NOT NULL, learner TEXT NOT NULL,
  axes TEXT NOT NULL, draw INTEGER NOT NULL,
  task_id TEXT NOT NULL, condition_id TEXT NOT NULL, learner_id TEXT NOT NULL
) STRICT;
CREATE TABLE record (
  unit INTEGER PRIMARY KEY REFERENCES unit (position),
  sha256 TEXT NOT NULL, seconds REAL NOT NULL,
  tokens_evaluated INTEGER NOT NULL, tokens_asked INTEGER NOT NULL, data BLOB NOT NULL
) STRICT;
CREATE TABLE token (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
)sql";

/// The texts of `run`, in the order of the table.
std::array<const std::string*, 8> run_texts(const Provenance& p) {
  return {&p.study_id,   &p.study_path, &p.study_text, &p.study_canonical,
          &p.study_hash, &p.profile,    &p.question,   &p.source};
}

std::array<const std::string*, 8> unit_texts(const WorkUnit& u) {
  return {&u.id, &u.block, &u.task, &u.condition, &u.learner, &u.axes, &u.task_id, &u.condition_id};
}

/// SHA-256 over everything that read_plan() returns, each text with its length before it.
std::string plan_sha256(const RunPlan& plan) {
  ByteWriter out;
  for (const std::string* text : run_texts(plan.provenance)) out.text(*text);
  out.varint(plan.provenance.seed);
  out.varint(plan.provenance.facts.size());
  for (const auto& [name, value] : plan.provenance.facts) {
    out.text(name);
    out.text(value);
  }
  out.varint(plan.units.size());
  for (const WorkUnit& unit : plan.units) {
    for (const std::string* text : unit_texts(unit)) out.text(*text);
    out.text(unit.learner_id);
    out.varint(unit.draw);
  }
  return sha256(out.take());
}

void write_units(Database& database, const std::vector<WorkUnit>& units) {
  SqlStatement insert(database, "INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  std::int64_t position = 0;
  for (const WorkUnit& u : units) {
    require(u.draw <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()),
            "{}: draw {} of unit {} is too large", database.path().string(), u.draw, u.id);
    insert.bind(1, position++).bind(2, u.id).bind(3, u.block).bind(4, u.task);
    insert.bind(5, u.condition).bind(6, u.learner).bind(7, u.axes);
    insert.bind(8, static_cast<std::int64_t>(u.draw)).bind(9, u.task_id);
    insert.bind(10, u.condition_id).bind(11, u.learner_id).once();
  }
}

Provenance read_provenance(Database& database, std::string& checksum) {
  SqlStatement run(database,
                   "SELECT study_id, study_path, study_text, study_canonical, study_hash, profile, "
                   "question, source, seed, plan_sha256 FROM run");
  const std::string path = database.path().string();
  require(run.step(), "{}: the store is damaged: it has no run: restore a copy", path);
  Provenance p;
  std::array<std::string*, 8> texts = {&p.study_id,        &p.study_path, &p.study_text,
                                       &p.study_canonical, &p.study_hash, &p.profile,
                                       &p.question,        &p.source};
  for (std::size_t i = 0; i < texts.size(); ++i) *texts[i] = run.bytes(static_cast<int>(i));
  const std::string seed = run.bytes(8);
  const auto end = seed.data() + seed.size();
  const auto parsed = std::from_chars(seed.data(), end, p.seed);
  require(parsed.ec == std::errc() && parsed.ptr == end,
          "{}: the store is damaged: seed '{}': restore a copy", path, seed);
  checksum = run.bytes(9);
  SqlStatement facts(database, "SELECT name, value FROM fact ORDER BY position");
  while (facts.step()) p.facts.emplace_back(facts.bytes(0), facts.bytes(1));
  return p;
}

std::vector<WorkUnit> read_units(Database& database) {
  SqlStatement select(database,
                      "SELECT id, block, task, condition, learner, axes, task_id, condition_id, "
                      "learner_id, draw FROM unit ORDER BY position");
  std::vector<WorkUnit> units;
  while (select.step()) {
    WorkUnit& u = units.emplace_back();
    std::array<std::string*, 9> texts = {&u.id,        &u.block,        &u.task,
                                         &u.condition, &u.learner,      &u.axes,
                                         &u.task_id,   &u.condition_id, &u.learner_id};
    for (std::size_t i = 0; i < texts.size(); ++i) *texts[i] = select.bytes(static_cast<int>(i));
    u.draw = static_cast<std::uint64_t>(select.integer(9));
  }
  return units;
}

}  // namespace

void write_schema(Database& database, const Provenance& provenance,
                  const std::vector<WorkUnit>& units) {
  Transaction transaction(database);
  database.run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};{}",
                           kApplicationId, kStoreVersion, kTables));
  SqlStatement run(database, "INSERT INTO run VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  int i = 0;
  for (const std::string* text : run_texts(provenance)) run.bind(++i, *text);
  run.bind(9, std::to_string(provenance.seed)).bind(10, plan_sha256({provenance, units})).once();
  SqlStatement fact(database, "INSERT INTO fact VALUES (?, ?, ?)");
  std::int64_t position = 0;
  for (const auto& [name, value] : provenance.facts)
    fact.bind(1, position++).bind(2, name).bind(3, value).once();
  write_units(database, units);
  transaction.commit();
}

void check_schema(Database& database) {
  const std::string path = database.path().string();
  const std::int64_t application = database.number("PRAGMA application_id");
  require(application == kApplicationId, "{}: is not a Tangram store: give the .db file of a run",
          path);
  const std::int64_t version = database.number("PRAGMA user_version");
  require(version <= kStoreVersion,
          "{}: the store has version {}, this program reads versions up to {}: use a newer Tangram",
          path, version, kStoreVersion);
  require(version >= 1, "{}: the store is damaged: version {}: restore a copy", path, version);
}

RunPlan read_plan(Database& database) {
  std::string checksum;
  RunPlan plan;
  plan.provenance = read_provenance(database, checksum);
  plan.units = read_units(database);
  require(plan_sha256(plan) == checksum,
          "{}: the store is damaged: provenance and plan do not agree with their checksum: restore "
          "a copy, or move the file away and run again",
          database.path().string());
  return plan;
}

}  // namespace tangram
