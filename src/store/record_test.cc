#include "store/record.h"

#include <gtest/gtest.h>

#include <limits>

#include "store/bytes.h"
#include "store/store_testing.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

using store_testing::sample_record;

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

/// One question with two one-token candidates, small enough to write down.
UnitRecord small_record() {
  UnitRecord record;
  VariantRecord& variant = record.variants.emplace_back();
  variant.candidate_sets = {{{"a", 1, 1, 1}, {"b", 1, 1, 1}}};
  variant.prompt.nodes = {{-1, {300}}, {0, {5}}};
  variant.questions = {{4, 7, 1, 0, {{-1.0}, {-2.0}}, {1, 1}, {1, 1}}};
  return record;
}

// Each line is a field of docs/store-format.md in its order. -1.0 is bff0'0000'0000'0000,
// -2.0 is c000'0000'0000'0000, little-endian; 300 is the varint ac 02; truth and parent are
// shifted by one.
TEST(Record, HasTheBytesThatTheFormatSays) {
  const std::string expected(
      "TGUR\x01"
      "\x01"  // variants
      "\x01\x02\x01"
      "a\x01\x01\x01\x01"
      "b\x01\x01\x01"                         // candidate sets
      "\x02\x00\x01\xac\x02\x01\x01\x05"      // prompt: nodes
      "\x01\x04\x07\x02\x00"                  // questions: shots, query, truth, set
      "\x01\x00\x00\x00\x00\x00\x00\xf0\xbf"  // scores of candidate 0
      "\x01\x00\x00\x00\x00\x00\x00\x00\xc0"  // scores of candidate 1
      "\x01\x01\x01\x01\x01",                 // prompts: leaf, scored from, twice
      5 + 1 + 12 + 8 + 5 + 9 + 9 + 5);
  EXPECT_EQ(encode_record(small_record()), expected);
  EXPECT_EQ(decode_record(expected), small_record());
}

TEST(Record, ComesBackAsItWent) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const UnitRecord record =
        sample_record(seed, {.variants = static_cast<int>(seed % 4), .candidates = 3});
    EXPECT_EQ(decode_record(encode_record(record)), record);
  }
}

TEST(Record, MayBeEmpty) {
  EXPECT_EQ(encode_record({}), std::string("TGUR\x01\x00", 6));
  EXPECT_EQ(decode_record(encode_record({})), UnitRecord{});
}

// The smallest denormal, a value with all digits, minus infinity: a learner's impossible label.
TEST(Record, KeepsEveryBitOfAScore) {
  UnitRecord record = small_record();
  for (const double v :
       {-0.1, -5e-324, -1.7976931348623157e308, 0.0, -std::numeric_limits<double>::infinity()}) {
    record.variants[0].questions[0].candidate_logps[0][0] = v;
    EXPECT_EQ(decode_record(encode_record(record)), record) << v;
  }
}

TEST(Record, RefusesToWriteWhatItCouldNotRead) {
  const auto refusal = [](auto&& spoil) {
    UnitRecord record = small_record();
    spoil(record.variants[0]);
    return error_text([&] { encode_record(record); });
  };
  EXPECT_EQ(
      refusal([](VariantRecord& v) { v.questions[0].candidate_logps[1] = {kNotANumber}; }),
      "unit record: a candidate's log-probability is nan: the learner's answer is not usable");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.questions[0].candidate_logps[1] = {}; }),
            "unit record: a candidate has no score");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.questions[0].candidate_logps.pop_back(); }),
            "unit record: scores for 1 of 2 candidates");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.questions[0].truth = 2; }),
            "unit record: truth 2 of 2 labels");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.questions[0].candidate_set = 1; }),
            "unit record: candidate set 1 of 1");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.questions[0].leaf[0] = 2; }),
            "unit record: prompt node 2 of 2");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.questions[0].scored_from[0] = 3; }),
            "unit record: scored from position 3 of a prompt of 2 tokens");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.prompt.nodes[1].parent = 1; }),
            "unit record: prompt node 1 stands after node 1");
  EXPECT_EQ(refusal([](VariantRecord& v) { v.candidate_sets[0][0].word = "\xff"; }).substr(0, 22),
            "unit record: candidate");
}

// 3 numbers of x; one answer of one number: after 2 examples, sequence 300, to the truth 1 the
// answer -0.5 (docs/store-format.md).
TEST(VectorRecord, HasTheBytesThatTheFormatSays) {
  const std::string expected = std::string("TGUR") + "\x02\x03\x01\x01\x02\xac\x02" +
                               std::string("\0\0\0\0\0\0\xf0\x3f", 8) +
                               std::string("\0\0\0\0\0\0\xe0\xbf", 8);
  const UnitRecord record{{}, {3, {{2, 300, {1}, {-0.5}}}}};
  EXPECT_EQ(encode_record(record), expected);
  EXPECT_EQ(decode_record(expected), record);
}

TEST(VectorRecord, RefusesToWriteWhatItCouldNotRead) {
  const auto refusal = [](VectorRecord record) {
    return error_text([&] { encode_record({{}, std::move(record)}); });
  };
  EXPECT_EQ(refusal({0, {{2, 0, {1}, {1}}}}), "unit record: inputs of 0 numbers");
  EXPECT_EQ(refusal({3, {{-1, 0, {1}, {1}}}}), "unit record: a question has -1 shots");
  EXPECT_EQ(refusal({3, {{2, 0, {}, {}}}}), "unit record: an answer of no number");
  EXPECT_EQ(refusal({3, {{2, 0, {1}, {1}}, {2, 1, {1, 2}, {1}}}}),
            "unit record: an answer of 1 numbers to a truth of 2, where others have 1");
  EXPECT_EQ(refusal({3, {{2, 0, {1}, {kNotANumber}}}}),
            "unit record: an answer is nan: the learner's answer is not usable");
}

TEST(Record, NamesTheFirstByteThatIsWrong) {
  const std::string good = encode_record(small_record());
  const auto refusal = [](const std::string& bytes) {
    return error_text([&] { decode_record(bytes); });
  };
  EXPECT_EQ(refusal(""), "unit record: damaged at byte 0: magic: the bytes end too early");
  EXPECT_EQ(refusal("SQLite"), "unit record: damaged at byte 4: does not begin with TGUR");
  EXPECT_EQ(refusal("TGUR\x03"),
            "unit record: version 3, this program reads versions 1 and 2: use a newer one");
  EXPECT_EQ(refusal(good + "x"), "unit record: damaged at byte 54: 1 bytes follow the end");
  EXPECT_EQ(refusal(good.substr(0, good.size() - 1)),
            "unit record: damaged at byte 53: scored from: the bytes end too early");
}

// A count of 2^62 items asks for no memory: the bytes left cannot hold them.
TEST(Record, RefusesACountThatTheBytesCannotHold) {
  ByteWriter out;
  out.bytes("TGUR\x01");
  out.varint(std::uint64_t{1} << 62);
  EXPECT_EQ(error_text([&] { decode_record(out.take()); }),
            "unit record: damaged at byte 14: number of variants is 4611686018427387904, more "
            "than the 0 bytes left can hold");
}

TEST(Record, RefusesALongerFormOfTheSameNumber) {
  EXPECT_EQ(error_text([] { decode_record(std::string("TGUR\x81\x00\x00", 7)); }),
            "unit record: damaged at byte 6: version: not the shortest form of a number");
}

TEST(Bytes, CarryTheSmallestAndTheLargestNumber) {
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128},
                                std::numeric_limits<std::uint64_t>::max()}) {
    ByteWriter out;
    out.varint(n);
    const std::string bytes = out.take();
    ByteReader in(bytes, "test");
    EXPECT_EQ(in.varint("n"), n);
    in.finish();
  }
  const std::string too_large = std::string(9, '\xff') + '\x02';  // 2^64 and more
  EXPECT_EQ(error_text([&] { ByteReader(too_large, "test").varint("n"); }),
            "test: damaged at byte 10: n: not the shortest form of a number");
}

/// One to four seeded changes: a bit, a byte, a cut, a doubled or a lost stretch.
std::string mutated(std::string bytes, Rng& rng) {
  for (std::uint64_t n = 1 + rng.below(4); n > 0 && !bytes.empty(); --n) {
    const auto at = static_cast<std::size_t>(rng.below(bytes.size()));
    const auto length = static_cast<std::size_t>(1 + rng.below(8));
    switch (rng.below(5)) {
      case 0:
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << rng.below(8)));
        break;
      case 1:
        bytes[at] = static_cast<char>(rng.below(256));
        break;
      case 2:
        bytes.resize(at);
        break;
      case 3:
        bytes.insert(at, bytes.substr(at, length));
        break;
      default:
        bytes.erase(at, length);
    }
  }
  return bytes;
}

TEST(Record, DecodesOnlyWhatEncodingWouldGive) {
  Rng rng = Rng(20240604).at("mutations");
  std::vector<std::string> good;
  for (int i = 0; i < 16; ++i)
    good.push_back(encode_record(
        sample_record(static_cast<std::uint64_t>(i), {.variants = 1 + i % 2, .queries = 2})));
  for (int i = 0; i < 4; ++i)
    good.push_back(encode_record({{}, {i + 1, {{2, 300, {1}, {-0.5}}, {3, 300, {i + 0.5}, {2}}}}}));
  int refused = 0, read = 0;
  for (std::size_t i = 0; i < 24'000; ++i) {
    const std::string bytes = mutated(good[i % good.size()], rng);
    try {
      ASSERT_EQ(encode_record(decode_record(bytes)), bytes) << "mutation " << i;
      ++read;
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);  // both ways are taken, so both are tested
  EXPECT_GT(read, 1000);
}

// Two prompts that share 1 2 3, and one that is a beginning of the first.
TEST(PromptRecord, GivesEveryPromptBack) {
  const std::vector<Path> paths = {
      {{1, 2, 3, 4, 5}, 3}, {{1, 2, 3, 9}, 3}, {{1, 2, 3, 4}, 2}, {{7, 8}, 1}, {{1, 2, 3, 9}, 1}};
  std::vector<int> leaf;
  const PromptRecord prompt = make_prompt_record(paths, leaf);
  ASSERT_EQ(leaf.size(), paths.size());
  for (std::size_t i = 0; i < paths.size(); ++i)
    EXPECT_EQ(prompt_tokens(prompt, leaf[i]), paths[i].tokens) << i;
  std::size_t n = 0;
  for (const PromptRecord::Node& node : prompt.nodes) n += node.tokens.size();
  EXPECT_EQ(n, 3u + 2u + 1u + 2u);  // 1 2 3, 4 5, 9, 7 8: nothing is stored twice
}

TEST(PromptRecord, OfNoPromptsIsEmpty) {
  std::vector<int> leaf = {1};
  EXPECT_EQ(make_prompt_record({}, leaf), PromptRecord{});
  EXPECT_TRUE(leaf.empty());
}

}  // namespace
}  // namespace tangram
