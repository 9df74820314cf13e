#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <system_error>

#include "app/fetch.h"
#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

/// What tells that a file is still the one that was read.
struct Stamp {
  std::int64_t size = 0, changed_ns = 0;
  bool operator==(const Stamp&) const = default;
};

std::optional<Stamp> stamp_of(const fs::path& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return Stamp{info.st_size,
               info.st_mtim.tv_sec * std::int64_t{1'000'000'000} + info.st_mtim.tv_nsec};
}

/// What is remembered; an empty table where there is nothing, or nothing that can be read.
Value load_hashes(const fs::path& path) {
  try {
    std::error_code ignored;
    if (fs::exists(path, ignored)) {
      Value hashes = parse_json(read_file(path), {path.string(), 0, 0});
      if (hashes.table() != nullptr) return hashes;
    }
  } catch (const Error&) {
    // Damaged: it is only a memory, and is written anew.
  }
  return json_object({});
}

std::optional<std::string> recall(const Value& hashes, const std::string& key, const Stamp& stamp) {
  const Value* entry = hashes.table()->find(key);
  if (entry == nullptr || entry->table() == nullptr) return std::nullopt;
  const auto number = [entry](std::string_view name) -> std::int64_t {
    const Value* value = entry->table()->find(name);
    const auto* n = value == nullptr ? nullptr : std::get_if<std::int64_t>(&value->data);
    return n == nullptr ? -1 : *n;
  };
  const Value* hash = entry->table()->find("sha256");
  if (hash == nullptr || hash->string() == nullptr || hash->string()->size() != 64)
    return std::nullopt;
  if (Stamp{number("size"), number("changed_ns")} != stamp) return std::nullopt;
  return *hash->string();
}

}  // namespace

std::string model_hash(const fs::path& path, const fs::path& cache_dir) {
  const fs::path memory = cache_dir / "hashes.json";
  std::error_code unknown;
  const std::string key = fs::weakly_canonical(path, unknown).string();
  const std::optional<Stamp> stamp = stamp_of(path);
  if (!stamp || unknown) return sha256_file(path);
  if (auto known = recall(load_hashes(memory), key, *stamp)) return *known;
  std::string hash = sha256_file(path);
  if (stamp_of(path) != stamp) return hash;  // it changed while it was read
  Value hashes = load_hashes(memory);  // again: another process may have added to it meanwhile
  std::get<Table>(hashes.data)
      .set(key, json_object({{"size", json(stamp->size)},
                             {"changed_ns", json(stamp->changed_ns)},
                             {"sha256", json(hash)}}));
  try {
    fs::create_directories(cache_dir);
    write_file(memory, to_json(hashes, 2) + "\n");
  } catch (const std::exception&) {
    // Nothing is lost but time: a folder that cannot be written to remembers nothing.
  }
  return hash;
}

}  // namespace tangram
