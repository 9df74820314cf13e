#include "app/fetch.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "app/fetch_source.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/process.h"
#include "base/toml.h"
#include "base/unicode.h"
#include "tasks/data_card.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

/// A model as the registry writes it.
struct ModelFields {
  KnownModel model;

  void visit(FieldVisitor& v) {
    v({.name = "name", .help = "Its name.", .required = true}, model.name);
    v({.name = "default", .help = "The one that is used unasked."}, model.is_default);
    v({.name = "description", .help = "What it is."}, model.description);
    v({.name = "licence", .help = "Its terms.", .required = true}, model.licence);
    v({.name = "terms_url", .help = "Where the terms are."}, model.terms_url);
    v({.name = "terms", .help = "Shown when it is fetched."}, model.terms);
    v({.name = "notes", .help = "What else to know."}, model.notes);
    v({.name = "sha256", .help = "Of the file.", .required = true}, model.sha256);
    v({.name = "size", .help = "Of the file, in bytes.", .required = true, .min = 1}, model.size);
  }
};

std::string size_text(std::int64_t bytes) {
  return fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6);
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

KnownModel read_model(const Value& entry, const fs::path& cache_dir) {
  require(entry.table() != nullptr, "{}: a model must be a table", entry.place.str());
  Value fields = entry;
  Value sources;
  Table& table = std::get<Table>(fields.data);
  if (Value* found = table.find("source")) sources = std::move(*found);
  table.erase("source");
  KnownModel model = parse_options<ModelFields>(fields, "model").model;
  model.sources = std::move(sources);
  model.path = cache_dir / "models" / (model.name + ".gguf");
  model.installed = is_there(model.path);
  return model;
}

/// Keeps other processes from fetching the same thing; they wait. Freed when a process ends,
/// however it ends. Where a file system cannot lock, held() is false.
class FetchLock {
 public:
  FetchLock(const fs::path& path, Log& log)
      : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    require(fd_ >= 0, "{}: cannot be written: {}; give another --cache-dir", path.string(),
            std::strerror(errno));
    held_ = ::flock(fd_, LOCK_EX | LOCK_NB) == 0;
    if (held_ || errno != EWOULDBLOCK) return;
    log.write(LogLevel::info, "another process is fetching the same: waiting for it");
    do held_ = ::flock(fd_, LOCK_EX) == 0;
    while (!held_ && errno == EINTR);
  }
  FetchLock(const FetchLock&) = delete;
  FetchLock& operator=(const FetchLock&) = delete;
  ~FetchLock() { ::close(fd_); }
  bool held() const { return held_; }

 private:
  int fd_ = -1;
  bool held_ = false;
};

/// What is fetched, whatever it is.
struct Wanted {
  std::string name, sha256;
  fs::path path;          // where the file goes
  std::int64_t size = 0;  // bytes; 0: not known, small
  std::string converter;  // name for tools/convert_data.py; empty: the download is the file
  std::vector<Source> sources;
};

void check_disk(const Wanted& wanted, std::size_t n_parts) {
  std::error_code unknown;
  const fs::space_info space = fs::space(wanted.path.parent_path(), unknown);
  if (unknown || wanted.size == 0) return;
  // Several parts stand beside the whole while they are put together.
  const std::int64_t needed = wanted.size * (n_parts > 1 ? 2 : 1) + wanted.size / 4;
  require(space.available >= static_cast<std::uintmax_t>(needed),
          "{}: fetching '{}' needs {}, but {} are free; free some or give another --cache-dir",
          wanted.path.parent_path().string(), wanted.name, size_text(needed),
          size_text(static_cast<std::int64_t>(space.available)));
}

/// One source, up to a file with the right hash at wanted.path.
void fetch_from(const Source& source, const Wanted& wanted, const fs::path& staging,
                const FetchPlaces& places) {
  check_disk(wanted, source.parts.size());
  const fs::path download = staging / "download", result = staging / "result";
  download_source(source, staging, wanted.converter.empty() ? result : download, places);
  if (!wanted.converter.empty()) {
    const fs::path script = places.data_dir.parent_path() / "tools" / "convert_data.py";
    const ProcessResult done = run_process(
        {places.python, script.string(), wanted.converter, download.string(), result.string()});
    require(done.exit_code == 0, "converting '{}': {}", wanted.name,
            failure_cause(places.python, done.error_tail));
  }
  const std::string found = sha256_file(result);
  if (found != wanted.sha256) {
    fs::remove_all(staging);
    fail("'{}': the SHA-256 of what came is {}, expected {}; it was thrown away", wanted.name,
         found, wanted.sha256);
  }
  fs::rename(result, wanted.path);
}

bool is_right(const Wanted& wanted, const FetchPlaces& places) {
  return is_there(wanted.path) && model_hash(wanted.path, places.cache_dir) == wanted.sha256;
}

/// Tries the sources in order; one Error with what each of them said.
fs::path fetch(const Wanted& wanted, const FetchPlaces& places) {
  if (is_right(wanted, places)) return wanted.path;
  try {
    fs::path staging = places.cache_dir / "partial" / wanted.name;
    fs::create_directories(wanted.path.parent_path());
    fs::create_directories(staging.parent_path());
    const FetchLock lock(staging.string() + ".lock", *places.log);
    if (!lock.held()) staging += fmt::format("-{}", ::getpid());  // nobody else's
    if (is_right(wanted, places)) return wanted.path;             // another process brought it
    if (is_there(wanted.path))
      places.log->write(LogLevel::warning, fmt::format("{}: its SHA-256 is wrong; fetching it anew",
                                                       wanted.path.string()));
    std::string failures;
    for (const Source& source : wanted.sources) {
      try {
        fs::create_directories(staging);
        fetch_from(source, wanted, staging, places);
        fs::remove_all(staging);
        places.log->write(LogLevel::info,
                          fmt::format("{} is at {}", wanted.name, wanted.path.string()));
        return wanted.path;
      } catch (const Error& error) {
        failures += (failures.empty() ? "" : "; then ") + std::string(error.what());
        places.log->write(LogLevel::debug, error.what());
      }
    }
    fail("'{}' could not be fetched: {}", wanted.name, failures);
  } catch (const fs::filesystem_error& error) {
    fail(
        "'{}' could not be fetched: {}: {}; is there room, and may you write there? "
        "--cache-dir gives another folder",
        wanted.name, error.path1().string(), error.code().message());
  }
}

const KnownModel& find_model(const std::vector<KnownModel>& models, std::string_view name) {
  std::vector<std::string> names;
  for (const KnownModel& model : models) {
    if (model.name == name || (name == "default" && model.is_default)) return model;
    names.push_back(model.name);
  }
  fail("no model is called '{}'{}; a file is given by a path that ends in .gguf", shown(name),
       suggestion(name, names));
}

}  // namespace

std::vector<KnownModel> known_models(const FetchPlaces& places) {
  const Value registry = load_toml(places.data_dir / "models.toml");
  const Value* list = registry.table()->find("model");
  require(list != nullptr && list->array() != nullptr, "{}: it lists no [[model]]",
          (places.data_dir / "models.toml").string());
  std::vector<KnownModel> models;
  for (const Value& entry : *list->array()) models.push_back(read_model(entry, places.cache_dir));
  const auto n_default =
      std::count_if(models.begin(), models.end(), [](const KnownModel& m) { return m.is_default; });
  require(n_default == 1, "{}: {} models are the default; exactly one must be",
          (places.data_dir / "models.toml").string(), n_default);
  return models;
}

std::vector<KnownData> known_data(const FetchPlaces& places) {
  std::vector<KnownData> out;
  for (const std::string& name : built_in_sets(places.data_dir)) {
    DataCard card = load_card(places.data_dir / "sets" / (name + ".toml"));
    const fs::path path = places.cache_dir / "data" / (name + ".jsonl");
    out.push_back({name, std::move(card.description), std::move(card.licence),
                   std::move(card.notes), card.abusive, is_there(path), path});
  }
  return out;
}

fs::path fetch_model(std::string_view name, const FetchPlaces& places) {
  const std::vector<KnownModel> models = known_models(places);
  const KnownModel& model = find_model(models, name);
  const Wanted wanted{model.name, model.sha256, model.path,
                      model.size, "",           read_sources(model.sources, model.name)};
  if (!is_right(wanted, places)) {
    places.log->write(LogLevel::info,
                      fmt::format("fetching {}: {}, {}; licence: {}", model.name, model.description,
                                  size_text(model.size), model.licence));
    if (!model.terms.empty())
      places.log->write(LogLevel::warning, fmt::format("{} ({})", model.terms, model.terms_url));
  }
  return fetch(wanted, places);
}

fs::path fetch_data(std::string_view name, const FetchPlaces& places) {
  const auto names = built_in_sets(places.data_dir);
  require(std::find(names.begin(), names.end(), name) != names.end(),
          "no data set is called '{}'{}", shown(name), suggestion(name, names));
  const DataCard card = load_card(places.data_dir / "sets" / (std::string(name) + ".toml"));
  require(!card.sha256.empty(), "{}: `sha256` is missing; without it nothing is fetched",
          card.path.string());
  const Wanted wanted{card.name, card.sha256, places.cache_dir / "data" / (card.name + ".jsonl"),
                      0,         card.name,   read_sources(card.sources, card.name)};
  if (!is_right(wanted, places))
    places.log->write(LogLevel::info, fmt::format("fetching {}: {}; licence: {}", card.name,
                                                  card.description, card.licence));
  return fetch(wanted, places);
}

fs::path resolve_model(std::string_view spec, const FetchPlaces& places) {
  fs::path path(spec);
  if (path.has_parent_path() || path.extension() == ".gguf") {
    require(is_there(path), "model '{}': there is no such file; give the path of a .gguf file",
            path.string());
    return path;
  }
  const std::vector<KnownModel> models = known_models(places);
  const KnownModel& model = find_model(models, spec);
  require(model.installed, "model '{}' is not fetched yet; run: tangram models fetch {}",
          model.name, model.name);
  const std::string found = model_hash(model.path, places.cache_dir);
  require(found == model.sha256,
          "{}: its SHA-256 is {}, expected {}; it is damaged: run: tangram models fetch {}",
          model.path.string(), found, model.sha256, model.name);
  return model.path;
}

}  // namespace tangram
