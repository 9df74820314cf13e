#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.h"
#include "base/value.h"

namespace tangram {

/// Where fetching reads from and writes to.
struct FetchPlaces {
  std::filesystem::path data_dir;   // holds models.toml and sets/; tools/ stands beside it
  std::filesystem::path cache_dir;  // models/NAME.gguf and data/NAME.jsonl go here
  Log* log = nullptr;               // what is being done; never null
  std::string python = "python3";   // with pip; runs the converter too
  std::string curl = "curl";
};

/// A model that can be fetched by name.
struct KnownModel {
  std::string name, description, licence;
  std::string terms_url, terms;  // shown when it is fetched; empty: none beyond the licence
  std::vector<std::string> notes;
  std::string sha256;
  std::int64_t size = 0;  // bytes
  bool is_default = false;
  bool installed = false;      // its file is there
  std::filesystem::path path;  // of its file, installed or not
  Value sources;
};

/// A data set that can be fetched by name.
struct KnownData {
  std::string name, description, licence;
  std::vector<std::string> notes;
  bool abusive = false;
  bool installed = false;
  std::filesystem::path path;
};

/// In the order of models.toml; exactly one is the default. Throws Error on a faulty registry.
std::vector<KnownModel> known_models(const FetchPlaces& places);

/// Sorted by name.
std::vector<KnownData> known_data(const FetchPlaces& places);

/// Fetches what is not there yet and returns the path of the file. Sources are tried in order
/// until one gives the SHA-256 of the registry; what was complete when a fetch was interrupted
/// is used again; of two processes that fetch the same thing one waits. The file appears whole
/// or not at all. A file that is there with a wrong SHA-256 is fetched anew.
///
/// Throws Error with one line that says what to do: an unknown name (with the nearest), no
/// network, a package that no index has, no pip or curl, a full disk, a wrong SHA-256.
std::filesystem::path fetch_model(std::string_view name, const FetchPlaces& places);
std::filesystem::path fetch_data(std::string_view name, const FetchPlaces& places);

/// The file of a model: "default", a name of the registry, or a path (with a folder or ending in
/// .gguf). Throws Error where it is not there (how to fetch it), or is one of the registry with
/// a wrong SHA-256.
std::filesystem::path resolve_model(std::string_view spec, const FetchPlaces& places);

/// SHA-256 of a file, remembered in cache_dir/hashes.json by path, size and time of change, so
/// that a large file is read once. Where nothing can be remembered it is computed each time.
std::string model_hash(const std::filesystem::path& path, const std::filesystem::path& cache_dir);

}  // namespace tangram
