#include "store/sqlite.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"

namespace tangram {
namespace {

constexpr int kBusyWaitMs = 5000;  // a reader's checkpoint or a copying tool, never a writer

/// The path as a URI that says immutable=1; every byte with a meaning in a URI is escaped.
std::string immutable_uri(const std::filesystem::path& path) {
  constexpr std::string_view kPlain = "/-_.~";
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(path).string()) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                       (byte >= 'a' && byte <= 'z') || kPlain.find(c) != kPlain.npos;
    uri += plain ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return uri + "?immutable=1";
}

bool out_of_space(int code, int system_error) {
  if (code == SQLITE_FULL) return true;
  return code == SQLITE_IOERR &&
         (system_error == ENOSPC || system_error == EFBIG || system_error == EDQUOT);
}

}  // namespace

Database::Database(const std::filesystem::path& path, Access access) : path_(path) {
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
  if (access == Access::create) flags |= SQLITE_OPEN_CREATE;
  if (access == Access::immutable) flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  const std::string name = access == Access::immutable ? immutable_uri(path) : path.string();
  sqlite3* db = nullptr;
  const int opened = sqlite3_open_v2(name.c_str(), &db, flags, nullptr);
  db_.reset(db);
  if (opened != SQLITE_OK) fail_last();
  sqlite3_extended_result_codes(db_.get(), 1);
  sqlite3_busy_timeout(db_.get(), kBusyWaitMs);
  if (access == Access::write && sqlite3_db_readonly(db_.get(), "main") == 1) fail_read_only();
}

Database::~Database() = default;
void Database::Close::operator()(sqlite3* db) const { sqlite3_close(db); }

void Database::run(const std::string& sql) {
  errno = 0;
  if (sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail_last();
}

std::int64_t Database::number(const std::string& sql) {
  SqlStatement statement(*this, sql);
  require(statement.step(), "{}: the store is damaged: '{}' gives no row", path_.string(), sql);
  return statement.integer(0);
}

bool Database::in_transaction() const { return sqlite3_get_autocommit(db_.get()) == 0; }

void Database::fail_read_only() const {
  fail(
      "{}: the store is read-only: give the file and its folder write permission, or copy it to a "
      "place where you may write",
      path_.string());
}

void Database::fail_last() const {
  const int after_call = errno;
  const std::string path = path_.string();
  if (db_ == nullptr) fail("{}: not enough memory to open the store", path);
  const int code = sqlite3_extended_errcode(db_.get()) & 0xff;
  // A COMMIT that fails does not note the system's error; then it is what the call left.
  const int noted = sqlite3_system_errno(db_.get());
  const int system_error = noted != 0 ? noted : code == SQLITE_IOERR ? after_call : 0;
  const std::string said = sqlite3_errmsg(db_.get());
  const std::string system = system_error == 0 ? said : std::strerror(system_error);
  if (out_of_space(code, system_error))
    fail(
        "{}: the disk is full or a size limit is reached ({}): free space and run again; every "
        "unit that was reported as done is kept",
        path, system);
  if (code == SQLITE_READONLY || code == SQLITE_PERM) fail_read_only();
  if (code == SQLITE_CANTOPEN)
    fail(
        "{}: cannot be opened ({}): check the path and the permissions of the file and its "
        "folder",
        path, system);
  if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
    fail(
        "{}: another program has locked the store for {} s: close it (a database browser?) and "
        "run again",
        path, kBusyWaitMs / 1000);
  if (code == SQLITE_NOTADB) fail("{}: is not a Tangram store: give the .db file of a run", path);
  if (code == SQLITE_CORRUPT)
    fail("{}: the store is damaged ({}): restore a copy, or move the file away and run again", path,
         said);
  fail("{}: the store cannot be used ({}, SQLite code {})", path,
       system_error == 0 ? said : said + ": " + system, sqlite3_extended_errcode(db_.get()));
}

SqlStatement::SqlStatement(Database& database, std::string_view sql) : database_(database) {
  if (sqlite3_prepare_v2(database.db_.get(), sql.data(), static_cast<int>(sql.size()), &statement_,
                         nullptr) != SQLITE_OK)
    database.fail_last();
}

SqlStatement::~SqlStatement() { sqlite3_finalize(statement_); }

void SqlStatement::check(int result) {
  if (result != SQLITE_OK) database_.fail_last();
}

SqlStatement& SqlStatement::bind(int i, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, i, value));
  return *this;
}

SqlStatement& SqlStatement::bind(int i, double value) {
  check(sqlite3_bind_double(statement_, i, value));
  return *this;
}

SqlStatement& SqlStatement::bind(int i, std::string_view text) {
  check(sqlite3_bind_text64(statement_, i, text.data() == nullptr ? "" : text.data(), text.size(),
                            SQLITE_TRANSIENT, SQLITE_UTF8));
  return *this;
}

SqlStatement& SqlStatement::bind_blob(int i, std::string_view v) {
  check(sqlite3_bind_blob64(statement_, i, v.data() == nullptr ? "" : v.data(), v.size(),
                            SQLITE_STATIC));
  return *this;
}

bool SqlStatement::step() {
  errno = 0;
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  sqlite3_reset(statement_);  // keeps the error, and leaves a statement that can be used again
  database_.fail_last();
}

void SqlStatement::reset() {
  sqlite3_reset(statement_);  // repeats the step's result, which step() reported
  sqlite3_clear_bindings(statement_);
}

void SqlStatement::once() {
  while (step()) {
  }
  reset();
}

std::int64_t SqlStatement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

double SqlStatement::real(int column) const { return sqlite3_column_double(statement_, column); }

std::string SqlStatement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto n = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return n == 0 ? std::string() : std::string(data, n);
}

Transaction::Transaction(Database& database) : database_(database) {
  database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!database_.in_transaction()) return;
  try {
    database_.run("ROLLBACK");
  } catch (const Error&) {
    // The error that led here is on its way; SQLite rolls back when the file is opened next.
  }
}

void Transaction::commit() { database_.run("COMMIT"); }

}  // namespace tangram
