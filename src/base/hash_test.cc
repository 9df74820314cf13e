#include "base/hash.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/files.h"

namespace tangram {
namespace {

// FIPS 180-2, appendix B: "abc", and a million times "a".
TEST(Hash, KnownDigests) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Hash, AFileHasTheDigestOfItsContent) {
  const auto path = std::filesystem::path(testing::TempDir()) / "hash_test.bin";
  // Longer than two read buffers, with a remainder.
  for (const std::size_t size : {std::size_t{0}, std::size_t{3}, (std::size_t{1} << 21) + 5}) {
    const std::string content(size, '\x80');
    write_file(path, content);
    EXPECT_EQ(sha256_file(path), sha256(content)) << size;
  }
  std::filesystem::remove(path);
}

TEST(Hash, WhatCannotBeReadIsAnError) {
  const auto dir = std::filesystem::path(testing::TempDir());
  try {
    sha256_file(dir / "no-such-file");
    FAIL() << "did not throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.what(),
              (dir / "no-such-file").string() + ": cannot be opened: No such file or directory");
  }
  EXPECT_THROW(sha256_file(dir), Error);
}

}  // namespace
}  // namespace tangram
