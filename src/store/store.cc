#include "store/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unordered_map>

#include "base/check.h"
#include "base/hash.h"
#include "base/value.h"
#include "base/writer_lock.h"
#include "store/schema.h"
#include "store/sqlite.h"

namespace tangram {
namespace fs = std::filesystem;
namespace {

/// Makes a rename in `folder` last through a power cut.
void sync_folder(const fs::path& folder) {
  const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;  // a folder that may be written but not read: nothing to be done
  fsync(fd);
  close(fd);
}

void check_unique(const fs::path& path, const std::vector<WorkUnit>& units) {
  std::unordered_map<std::string_view, int> seen;
  for (const WorkUnit& unit : units)
    require(++seen[unit.id] == 1, "{}: unit '{}' is declared twice", path.string(), unit.id);
}

void remove_leftovers(const fs::path& path) {
  std::error_code ignored;  // what is not there need not go; what stays is reported by create
  for (const char* suffix : {"", "-journal", "-wal", "-shm"})
    fs::remove(path.string() + suffix, ignored);
}

std::unique_ptr<Database> open_to_read(const fs::path& path) {
  auto database = std::make_unique<Database>(path, Database::Access::read);
  try {
    check_schema(*database);
    return database;
  } catch (const Error&) {
    // A folder in which SQLite may not make its shared-memory file, and no journal that
    // would have to be read: the file itself is the whole store, and nobody can write it.
    if (access(fs::absolute(path).parent_path().c_str(), W_OK) == 0 ||
        fs::exists(path.string() + "-wal"))
      throw;
  }
  database = std::make_unique<Database>(path, Database::Access::immutable);
  check_schema(*database);
  return database;
}

}  // namespace

struct Store::Impl {
  fs::path path;
  Mode mode = Mode::read;
  std::unique_ptr<WriterLock> lock;  // before the database: given up after it is closed
  std::unique_ptr<Database> database;
  RunPlan plan;
  std::unordered_map<std::string_view, std::size_t> position;  // views into plan.units
  std::vector<bool> done;
  std::size_t n_done = 0;
  std::unordered_map<Token, std::string> tokens;  // stored ones; filled for writing only
  std::unique_ptr<SqlStatement> insert_record, insert_token;
  std::unique_ptr<SqlStatement> select_record, select_cost, select_token;

  void open();
  void prepare();
  std::size_t find(const std::string& unit_id) const;
  std::size_t find_done(const std::string& unit_id) const;
  void write_record(std::size_t unit, const std::string& blob, const UnitCost& cost);
  void write_tokens(const std::map<Token, std::string>& token_bytes, std::vector<Token>& added);
};

void Store::Impl::open() {
  std::error_code error;
  require(fs::exists(path, error), "{}: there is no such store", path.string());
  require(fs::is_regular_file(path, error), "{}: is not a file: give the .db file of a run",
          path.string());
  if (mode == Mode::read) {
    database = open_to_read(path);
    database->run("PRAGMA query_only = ON");
  } else {
    database = std::make_unique<Database>(path, Database::Access::write);
    check_schema(*database);
    // FULL: a commit that returned is on the disk, also after a power cut.
    database->run(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
        "PRAGMA foreign_keys = ON");
  }
  plan = read_plan(*database);
  done.assign(plan.units.size(), false);
  for (std::size_t i = 0; i < plan.units.size(); ++i) position.emplace(plan.units[i].id, i);
  prepare();
}

void Store::Impl::prepare() {
  SqlStatement finished(*database, "SELECT unit FROM record");
  while (finished.step()) {
    const std::int64_t i = finished.integer(0);
    require(i >= 0 && static_cast<std::size_t>(i) < done.size(),
            "{}: the store is damaged: a record of unit {} of {}: restore a copy", path.string(), i,
            done.size());
    done[static_cast<std::size_t>(i)] = true;
    ++n_done;
  }
  const auto make = [this](const char* sql) {
    return std::make_unique<SqlStatement>(*database, sql);
  };
  select_record = make("SELECT data, sha256 FROM record WHERE unit = ?");
  select_cost = make("SELECT seconds, tokens_evaluated, tokens_asked FROM record WHERE unit = ?");
  select_token = make("SELECT bytes FROM token WHERE id = ?");
  if (mode == Mode::read) return;
  SqlStatement stored(*database, "SELECT id, bytes FROM token");
  while (stored.step()) tokens.emplace(static_cast<Token>(stored.integer(0)), stored.bytes(1));
  insert_record = make("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)");
  insert_token = make("INSERT INTO token VALUES (?, ?)");
}

std::size_t Store::Impl::find(const std::string& unit_id) const {
  const auto found = position.find(unit_id);
  if (found != position.end()) return found->second;
  std::vector<std::string> ids;
  for (const WorkUnit& unit : plan.units) ids.push_back(unit.id);
  const std::string nearest = nearest_name(unit_id, ids);
  fail("{}: the run has no unit '{}'{}", path.string(), unit_id,
       nearest.empty() ? fmt::format(" among its {}", ids.size())
                       : fmt::format("; did you mean '{}'?", nearest));
}

std::size_t Store::Impl::find_done(const std::string& unit_id) const {
  const std::size_t i = find(unit_id);
  require(done[i], "{}: unit '{}' is not done: run the study to the end", path.string(), unit_id);
  return i;
}

void Store::Impl::write_record(std::size_t unit, const std::string& blob, const UnitCost& cost) {
  const auto count = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  insert_record->bind(1, count(unit)).bind(2, sha256(blob)).bind(3, cost.seconds);
  insert_record->bind(4, count(cost.tokens_evaluated)).bind(5, count(cost.tokens_asked));
  insert_record->bind_blob(6, blob).once();
}

void Store::Impl::write_tokens(const std::map<Token, std::string>& token_bytes,
                               std::vector<Token>& added) {
  for (const auto& [token, bytes] : token_bytes) {
    const auto known = tokens.find(token);
    if (known == tokens.end()) {
      insert_token->bind(1, static_cast<std::int64_t>(token)).bind_blob(2, bytes).once();
      added.push_back(token);
    } else {
      require(known->second == bytes,
              "{}: token {} stands for other bytes than when the run began: the run was made "
              "with another tokenizer",
              path.string(), token);
    }
  }
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

std::string Provenance::fact(std::string_view name) const {
  for (const auto& [key, value] : facts)
    if (key == name) return value;
  return {};
}

Store Store::create(const fs::path& path, const Provenance& provenance,
                    const std::vector<WorkUnit>& units) {
  check_unique(path, units);
  std::error_code error;
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->mode = Mode::write;
  if (path.has_parent_path()) fs::create_directories(path.parent_path(), error);
  require(!error, "{}: its folder cannot be made ({})", path.string(), error.message());
  impl->lock = std::make_unique<WriterLock>(path, "run", 0);
  require(!fs::exists(path, error), "{}: a store is there already: resume it, or give another path",
          path.string());
  // Made under another name, so that a kill leaves a whole store or none.
  const fs::path fresh = path.string() + ".new";
  remove_leftovers(fresh);
  try {
    Database database(fresh, Database::Access::create);
    database.run("PRAGMA synchronous = FULL");
    write_schema(database, provenance, units);
  } catch (const Error&) {
    remove_leftovers(fresh);
    throw;
  }
  fs::rename(fresh, path, error);
  require(!error, "{}: cannot be made ({})", path.string(), error.message());
  sync_folder(path.parent_path());
  impl->open();
  return Store(std::move(impl));
}

Store Store::open(const fs::path& path, Mode mode, double lock_wait_s) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->mode = mode;
  std::error_code error;
  require(fs::exists(path, error), "{}: there is no such store", path.string());
  if (mode == Mode::write) impl->lock = std::make_unique<WriterLock>(path, "run", lock_wait_s);
  impl->open();
  return Store(std::move(impl));
}

const fs::path& Store::path() const { return impl_->path; }
const Provenance& Store::provenance() const { return impl_->plan.provenance; }
const std::vector<WorkUnit>& Store::units() const { return impl_->plan.units; }
bool Store::done(const std::string& unit_id) const { return impl_->done[impl_->find(unit_id)]; }
std::size_t Store::n_done() const { return impl_->n_done; }

void Store::commit(const WorkUnit& unit, const UnitRecord& record, const UnitCost& cost,
                   const std::map<Token, std::string>& token_bytes) {
  TANGRAM_CHECK(impl_->mode == Mode::write);
  const std::size_t i = impl_->find(unit.id);
  require(unit == impl_->plan.units[i], "{}: unit '{}' is not the one that was declared",
          path().string(), unit.id);
  require(!impl_->done[i], "{}: unit '{}' is done already", path().string(), unit.id);
  const std::string blob = encode_record(record);
  std::vector<Token> added;
  Transaction transaction(*impl_->database);
  impl_->write_record(i, blob, cost);
  impl_->write_tokens(token_bytes, added);
  transaction.commit();
  impl_->done[i] = true;
  ++impl_->n_done;
  for (const Token token : added) impl_->tokens.emplace(token, token_bytes.at(token));
}

UnitRecord Store::read(const std::string& unit_id) const {
  const std::size_t i = impl_->find_done(unit_id);
  SqlStatement& select = *impl_->select_record;
  select.reset();
  select.bind(1, static_cast<std::int64_t>(i));
  require(select.step(), "{}: the store is damaged: the record of unit '{}' is gone",
          path().string(), unit_id);
  const std::string blob = select.bytes(0), checksum = select.bytes(1);
  select.reset();
  require(sha256(blob) == checksum,
          "{}: the store is damaged: the record of unit '{}' does not agree with its checksum: "
          "restore a copy, or move the file away and run again",
          path().string(), unit_id);
  try {
    return decode_record(blob);
  } catch (const Error& e) {
    fail("{}: unit '{}': {}", path().string(), unit_id, e.what());
  }
}

UnitCost Store::cost(const std::string& unit_id) const {
  const std::size_t i = impl_->find_done(unit_id);
  SqlStatement& select = *impl_->select_cost;
  select.reset();
  select.bind(1, static_cast<std::int64_t>(i));
  require(select.step(), "{}: the store is damaged: the record of unit '{}' is gone",
          path().string(), unit_id);
  const UnitCost cost = {select.real(0), static_cast<std::uint64_t>(select.integer(1)),
                         static_cast<std::uint64_t>(select.integer(2))};
  select.reset();
  return cost;
}

std::optional<std::string> Store::token_bytes(Token token) const {
  SqlStatement& select = *impl_->select_token;
  select.reset();
  select.bind(1, static_cast<std::int64_t>(token));
  std::optional<std::string> bytes;
  if (select.step()) bytes = select.bytes(0);
  select.reset();
  return bytes;
}

}  // namespace tangram
