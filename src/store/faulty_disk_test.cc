#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/check.h"
#include "store/faulty_disk_testing.h"

namespace tangram::store_testing {
namespace {

struct Unflushed {
  sqlite3_file* file;
  sqlite3_int64 offset;
  std::string old;
  sqlite3_int64 old_size;
};

struct State {
  FaultyDisk disk;
  long n_writes = 0;
  std::vector<Unflushed> unflushed;
};

/// SQLite's callbacks carry no place for state of ours; one per child process.
State& state() {
  static State the_state;
  return the_state;
}

/// SQLite's own file behind ours, in one block: ours, then theirs.
struct File {
  sqlite3_file base;
  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
File* mine(sqlite3_file* f) { return reinterpret_cast<File*>(f); }
const sqlite3_io_methods* theirs(sqlite3_file* f) { return mine(f)->real()->pMethods; }

[[noreturn]] void power_off() {
  std::vector<Unflushed>& unflushed = state().unflushed;
  if (state().disk.power_cut) {
    const auto lost =
        static_cast<std::size_t>(static_cast<double>(unflushed.size()) * (1 - state().disk.keep));
    for (std::size_t i = 0; i < lost; ++i) {
      const Unflushed& u = unflushed[unflushed.size() - 1 - i];
      if (!u.old.empty())
        u.file->pMethods->xWrite(u.file, u.old.data(), static_cast<int>(u.old.size()), u.offset);
      u.file->pMethods->xTruncate(u.file, u.old_size);
    }
  }
  raise(SIGKILL);
  std::abort();
}

bool fails_now() { return ++state().n_writes >= state().disk.fails_at; }

int faulty_write(sqlite3_file* f, const void* data, int n, sqlite3_int64 offset) {
  sqlite3_file* real = mine(f)->real();
  Unflushed u{real, offset, std::string(static_cast<std::size_t>(n), '\0'), 0};
  real->pMethods->xFileSize(real, &u.old_size);
  if (offset >= u.old_size)
    u.old.clear();
  else if (real->pMethods->xRead(real, u.old.data(), n, offset) == SQLITE_IOERR_SHORT_READ)
    u.old.resize(static_cast<std::size_t>(u.old_size - offset));
  state().unflushed.push_back(std::move(u));
  if (fails_now()) {
    real->pMethods->xWrite(real, data, n / 2, offset);  // torn
    power_off();
  }
  return real->pMethods->xWrite(real, data, n, offset);
}

int faulty_sync(sqlite3_file* f, int flags) {
  sqlite3_file* real = mine(f)->real();
  if (fails_now()) power_off();
  std::erase_if(state().unflushed, [&](const auto& u) { return u.file == real; });
  return real->pMethods->xSync(real, flags);
}

int faulty_close(sqlite3_file* f) {
  std::erase_if(state().unflushed, [&](const auto& u) { return u.file == mine(f)->real(); });
  return theirs(f)->xClose(mine(f)->real());
}

sqlite3_io_methods faulty_methods() {
  sqlite3_io_methods m{};
  m.iVersion = 2;
  m.xClose = faulty_close;
  m.xWrite = faulty_write;
  m.xSync = faulty_sync;
  m.xRead = [](sqlite3_file* f, void* p, int n, sqlite3_int64 o) {
    return theirs(f)->xRead(mine(f)->real(), p, n, o);
  };
  m.xTruncate = [](sqlite3_file* f, sqlite3_int64 n) {
    return theirs(f)->xTruncate(mine(f)->real(), n);
  };
  m.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) {
    return theirs(f)->xFileSize(mine(f)->real(), n);
  };
  m.xLock = [](sqlite3_file* f, int l) { return theirs(f)->xLock(mine(f)->real(), l); };
  m.xUnlock = [](sqlite3_file* f, int l) { return theirs(f)->xUnlock(mine(f)->real(), l); };
  m.xCheckReservedLock = [](sqlite3_file* f, int* r) {
    return theirs(f)->xCheckReservedLock(mine(f)->real(), r);
  };
  m.xFileControl = [](sqlite3_file* f, int op, void* p) {
    return theirs(f)->xFileControl(mine(f)->real(), op, p);
  };
  m.xSectorSize = [](sqlite3_file* f) { return theirs(f)->xSectorSize(mine(f)->real()); };
  m.xDeviceCharacteristics = [](sqlite3_file* f) {
    return theirs(f)->xDeviceCharacteristics(mine(f)->real());
  };
  m.xShmMap = [](sqlite3_file* f, int i, int n, int w, void volatile** p) {
    return theirs(f)->xShmMap(mine(f)->real(), i, n, w, p);
  };
  m.xShmLock = [](sqlite3_file* f, int o, int n, int flags) {
    return theirs(f)->xShmLock(mine(f)->real(), o, n, flags);
  };
  m.xShmBarrier = [](sqlite3_file* f) { theirs(f)->xShmBarrier(mine(f)->real()); };
  m.xShmUnmap = [](sqlite3_file* f, int d) { return theirs(f)->xShmUnmap(mine(f)->real(), d); };
  return m;
}

}  // namespace

void install_faulty_disk(const FaultyDisk& disk) {
  state().disk = disk;
  static sqlite3_io_methods methods = faulty_methods();
  static sqlite3_vfs* real = sqlite3_vfs_find(nullptr);
  static sqlite3_vfs vfs = *real;
  vfs.zName = "faulty";
  vfs.szOsFile = real->szOsFile + static_cast<int>(sizeof(File));
  vfs.xOpen = [](sqlite3_vfs*, const char* name, sqlite3_file* f, int flags, int* out) {
    const int result = real->xOpen(real, name, mine(f)->real(), flags, out);
    f->pMethods = result == SQLITE_OK ? &methods : nullptr;
    return result;
  };
  TANGRAM_CHECK(sqlite3_vfs_register(&vfs, 1) == SQLITE_OK);
}

}  // namespace tangram::store_testing
