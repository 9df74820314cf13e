#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace tangram {

/// A connection to one SQLite file. Every failure is an Error "PATH: what happened: what to
/// do". Not thread-safe.
class Database {
 public:
  enum class Access {
    create,    // makes the file if need be
    write,     // the file must exist and be writable
    read,      // the file must exist; never changes what it says
    immutable  // as read, for a folder in which SQLite may make no files: nobody may write
  };
  Database(const std::filesystem::path& path, Access access);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  void run(const std::string& sql);             // one or more statements without results
  std::int64_t number(const std::string& sql);  // the first column of the first row
  bool in_transaction() const;
  const std::filesystem::path& path() const { return path_; }

  /// Throws the Error that SQLite's last result on this connection stands for.
  [[noreturn]] void fail_last() const;

 private:
  friend class SqlStatement;
  struct Close {
    void operator()(sqlite3* db) const;
  };
  [[noreturn]] void fail_read_only() const;

  std::filesystem::path path_;
  std::unique_ptr<sqlite3, Close> db_;
};

/// A prepared statement: bind 1, 2, ..., step, read columns 0, 1, ... The database must
/// outlive it.
class SqlStatement {
 public:
  SqlStatement(Database& database, std::string_view sql);
  SqlStatement(const SqlStatement&) = delete;
  SqlStatement& operator=(const SqlStatement&) = delete;
  ~SqlStatement();

  SqlStatement& bind(int i, std::int64_t value);
  SqlStatement& bind(int i, double value);
  SqlStatement& bind(int i, std::string_view text);    // copied by SQLite: may go at once
  SqlStatement& bind_blob(int i, std::string_view v);  // not copied: must live until reset()

  bool step();  // true: a row is there
  void reset();
  void once();  // step to the end, reset: for statements without results

  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string bytes(int column) const;  // of a TEXT or a BLOB

 private:
  void check(int result);

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// Rolls back where commit() was not reached. The write lock is taken at the beginning.
class Transaction {
 public:
  explicit Transaction(Database& database);
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();
  void commit();

 private:
  Database& database_;
};

}  // namespace tangram
