#include "store/store.h"

#include <gtest/gtest.h>

#include "store/schema.h"
#include "store/sqlite.h"
#include "store/store_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using namespace store_testing;

Store make(const std::filesystem::path& path, int n_units = 4) {
  return Store::create(path, sample_provenance(), sample_units(n_units));
}

bool same(const Provenance& a, const Provenance& b) {
  return a.study_id == b.study_id && a.study_path == b.study_path && a.study_text == b.study_text &&
         a.study_canonical == b.study_canonical && a.study_hash == b.study_hash &&
         a.profile == b.profile && a.seed == b.seed && a.question == b.question &&
         a.source == b.source && a.facts == b.facts;
}

TEST(Store, GivesBackWhatWasCommitted) {
  const TempFolder folder;
  {
    Store store = make(folder / "deep/er/run.db");
    EXPECT_EQ(store.n_done(), 0u);
    write_rest(store, [](std::size_t) {});
    EXPECT_EQ(store.n_done(), 4u);
  }
  const Store store = Store::open(folder / "deep/er/run.db", kRead);
  EXPECT_TRUE(same(store.provenance(), sample_provenance()));
  EXPECT_EQ(store.units(), sample_units(4));
  EXPECT_EQ(store.n_done(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string& id = store.units()[i].id;
    EXPECT_EQ(store.read(id), sample_record(i));
    EXPECT_EQ(store.cost(id).tokens_asked, 20u);
    EXPECT_EQ(store.cost(id).seconds, 0.5);
  }
  const auto [token, bytes] = *sample_bytes(sample_record(2)).begin();
  EXPECT_EQ(store.token_bytes(token), bytes);
  EXPECT_EQ(store.token_bytes(999'999), std::nullopt);
}

TEST(Store, WithoutUnitsIsComplete) {
  const TempFolder folder;
  const Store store = make(folder / "run.db", 0);
  EXPECT_EQ(store.units().size(), store.n_done());
}

TEST(Store, LeavesOneFileWhenItIsClosed) {
  const TempFolder folder;
  {
    Store store = make(folder / "run.db");
    write_rest(store, [](std::size_t) {});
  }
  { const Store reader = Store::open(folder / "run.db", kRead); }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    EXPECT_EQ(entry.path().filename(), "run.db");
    ++files;
  }
  EXPECT_EQ(files, 1);
}

TEST(Store, GoesOnWhereItWasLeft) {
  const TempFolder folder;
  {
    Store store = make(folder / "run.db");
    store.commit(store.units()[2], sample_record(2), {}, {{5, "five"}});
  }
  Store store = Store::open(folder / "run.db", kWrite);
  EXPECT_TRUE(store.done("sst2/original/llm/1"));
  EXPECT_FALSE(store.done("sst2/ra/llm/0"));
  write_rest(store, [](std::size_t i) { EXPECT_NE(i, 2u); });
  EXPECT_EQ(store.n_done(), 4u);
  EXPECT_EQ(store.token_bytes(5), "five");
}

TEST(Store, ReadersSeeWhatWasDoneWhenTheyOpened) {
  const TempFolder folder;
  Store writer = make(folder / "run.db");
  writer.commit(writer.units()[0], sample_record(0), {}, {});
  const Store reader = Store::open(folder / "run.db", kRead);
  writer.commit(writer.units()[1], sample_record(1), {}, {});
  EXPECT_EQ(reader.n_done(), 1u);
  EXPECT_EQ(reader.read(writer.units()[0].id), sample_record(0));
  EXPECT_EQ(Store::open(folder / "run.db", kRead).n_done(), 2u);
}

TEST(Store, RefusesAUnitThatIsNotDeclaredOrDone) {
  const TempFolder folder;
  Store store = make(folder / "run.db");
  const std::string path = (folder / "run.db").string();
  WorkUnit unit = store.units()[0];
  store.commit(unit, sample_record(0), {}, {});
  const auto refusal = [&] {
    return error_text([&] { store.commit(unit, sample_record(0), {}, {}); });
  };
  EXPECT_EQ(refusal(), path + ": unit 'sst2/original/llm/0' is done already");
  unit = store.units()[1];
  unit.condition_id = "ra(seed=2)";
  EXPECT_EQ(refusal(), path + ": unit 'sst2/ra/llm/0' is not the one that was declared");
  unit.id = "sst2/rat/llm/0";
  EXPECT_EQ(refusal(), path +
                           ": the run has no unit 'sst2/rat/llm/0'; did you mean "
                           "'sst2/ra/llm/0'?");
  unit.id = "?";
  EXPECT_EQ(refusal(), path + ": the run has no unit '?' among its 4");
  EXPECT_EQ(error_text([&] { store.read("sst2/ra/llm/0"); }),
            path + ": unit 'sst2/ra/llm/0' is not done: run the study to the end");
  EXPECT_EQ(store.n_done(), 1u);
}

TEST(Store, LeavesNothingOfAUnitThatCannotBeCommitted) {
  const TempFolder folder;
  Store store = make(folder / "run.db");
  const WorkUnit unit = store.units()[0];
  store.commit(store.units()[1], sample_record(1), {}, {{1, "one"}});
  EXPECT_EQ(error_text([&] {
              store.commit(unit, sample_record(0), {}, {{0, "zero"}, {1, "eins"}});
            }),
            (folder / "run.db").string() +
                ": token 1 stands for other bytes than when the run began: the run was made with "
                "another tokenizer");
  EXPECT_FALSE(store.done(unit.id));
  EXPECT_EQ(store.token_bytes(0), std::nullopt);
  store.commit(unit, sample_record(0), {}, {{0, "zero"}});  // and the store goes on
  EXPECT_EQ(Store::open(folder / "run.db", kRead).n_done(), 2u);
}

TEST(Store, RefusesTheSameUnitTwiceAndAnExistingFile) {
  const TempFolder folder;
  const std::string path = (folder / "run.db").string();
  auto units = sample_units(2);
  units.push_back(units[0]);
  EXPECT_EQ(error_text([&] { Store::create(path, sample_provenance(), units); }),
            path + ": unit 'sst2/original/llm/0' is declared twice");
  { make(path); }
  EXPECT_EQ(error_text([&] { make(path); }),
            path + ": a store is there already: resume it, or give another path");
}

TEST(Store, RefusesWhatIsNoStore) {
  const TempFolder folder;
  const auto refusal = [&](Store::Mode mode) {
    return error_text([&] { Store::open(folder / "run.db", mode); });
  };
  const std::string path = (folder / "run.db").string();
  EXPECT_EQ(refusal(kRead), path + ": there is no such store");
  EXPECT_EQ(refusal(kWrite), path + ": there is no such store");
  EXPECT_FALSE(std::filesystem::exists(path + ".lock"));
  const std::string no_store = path + ": is not a Tangram store: give the .db file of a run";
  for (const auto& content : {std::string(), std::string("hello"), std::string(5000, 'x')}) {
    spill(path, content);
    EXPECT_EQ(refusal(kRead), no_store);
    EXPECT_EQ(refusal(kWrite), no_store);
    EXPECT_EQ(slurp(path), content);  // and leaves it as it was
  }
  std::filesystem::remove(path);
  Database(path, Database::Access::create).run("CREATE TABLE guest (x)");
  EXPECT_EQ(refusal(kRead), no_store);
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  EXPECT_EQ(refusal(kRead), path + ": is not a file: give the .db file of a run");
}

TEST(Store, RefusesANewerVersion) {
  const TempFolder folder;
  { make(folder / "run.db"); }
  Database(folder / "run.db", Database::Access::write).run("PRAGMA user_version = 7");
  for (const auto mode : {kRead, kWrite})
    EXPECT_EQ(error_text([&] { Store::open(folder / "run.db", mode); }),
              (folder / "run.db").string() +
                  ": the store has version 7, this program reads versions up to 1: use a newer "
                  "Tangram");
}

TEST(Store, FindsARecordThatDoesNotAgreeWithItsChecksum) {
  const TempFolder folder;
  {
    Store store = make(folder / "run.db");
    write_rest(store, [](std::size_t) {});
  }
  Database(folder / "run.db", Database::Access::write)
      .run(
          "UPDATE record SET data = CAST(substr(data, 1, length(data) - 1) || x'00' AS BLOB) "
          "WHERE unit = 1");
  const Store store = Store::open(folder / "run.db", kRead);
  EXPECT_EQ(error_text([&] { store.read("sst2/ra/llm/0"); }),
            (folder / "run.db").string() +
                ": the store is damaged: the record of unit 'sst2/ra/llm/0' does not agree with "
                "its checksum: restore a copy, or move the file away and run again");
  EXPECT_EQ(store.read("sst2/original/llm/0"), sample_record(0));
}

TEST(Store, FindsAChangedPlan) {
  const TempFolder folder;
  for (const char* sql : {"UPDATE unit SET draw = 9 WHERE position = 1", "DELETE FROM fact",
                          "UPDATE run SET study_hash = 'b'", "UPDATE run SET seed = '7'"}) {
    std::filesystem::remove(folder / "run.db");
    { make(folder / "run.db"); }
    Database(folder / "run.db", Database::Access::write).run(sql);
    EXPECT_EQ(error_text([&] { Store::open(folder / "run.db", kRead); }),
              (folder / "run.db").string() +
                  ": the store is damaged: provenance and plan do not agree with their checksum: "
                  "restore a copy, or move the file away and run again")
        << sql;
  }
}

// Every cut at a page, and one inside the last: no crash, no silent loss.
TEST(Store, RefusesATruncatedFile) {
  const TempFolder folder;
  {
    Store store = make(folder / "run.db");
    write_rest(store, [](std::size_t) {});
  }
  const std::string whole = slurp(folder / "run.db");
  for (std::size_t size = 4096; size < whole.size(); size += 4096) {
    spill(folder / "run.db", whole.substr(0, size - (size > 4096 ? 100 : 0)));
    EXPECT_EQ(error_text([&] { Store::open(folder / "run.db", kRead); }),
              (folder / "run.db").string() +
                  ": the store is damaged (database disk image is malformed): restore a copy, or "
                  "move the file away and run again")
        << size;
  }
}

// Seeded bytes overwritten anywhere: either what is read is right, or an Error says no.
TEST(Store, NeverReadsDamagedBytesAsResults) {
  const TempFolder folder;
  {
    Store store = make(folder / "run.db");
    write_rest(store, [](std::size_t) {});
  }
  const std::string whole = slurp(folder / "run.db");
  Rng rng = Rng(3).at("damage");
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    std::string damaged = whole;
    for (int n = 0; n < 20; ++n)
      damaged[static_cast<std::size_t>(rng.below(damaged.size()))] =
          static_cast<char>(rng.below(256));
    spill(folder / "run.db", damaged);
    try {
      const Store store = Store::open(folder / "run.db", kRead);
      ASSERT_EQ(store.units(), sample_units(4));
      for (std::size_t u = 0; u < 4; ++u)
        if (store.done(store.units()[u].id)) {
          ASSERT_EQ(store.read(store.units()[u].id), sample_record(u));
        }
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace tangram
