#include "nets/checkpoint.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "base/files.h"
#include "base/hash.h"
#include "nets/trainer_testing.h"
#include "tests/support/error_text.h"
#include "tests/support/temp_folder.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

Gpt2Options tiny_net() {
  return {.layers = 1, .width = 2, .heads = 1, .token_width = 3, .longest = 5};
}

/// Parameters 0, 1, 2, ..., and moments that follow on.
template <class T>
Checkpoint<T> counted(const Gpt2<T>& net) {
  Checkpoint<T> out{R"(a "training")", {}, {{}, {}, 12}};
  T value = 0;
  for (std::vector<T>* numbers : {&out.parameters, &out.optimiser.mean, &out.optimiser.square})
    for (std::size_t i = 0; i < net.n_parameters(); ++i) numbers->push_back(value++);
  return out;
}

/// The file of counted(), as bytes.
template <class T = float>
std::string written(const Gpt2Options& options = tiny_net()) {
  const TempFolder folder;
  const Gpt2<T> net(options);
  write_checkpoint(folder.path() / "net", net, counted(net));
  return read_file(folder.path() / "net");
}

/// What is said of a file of these bytes, its path as FILE.
template <class T = float>
std::string error_of(const std::string& bytes, const Gpt2Options& options = tiny_net()) {
  static const TempFolder folder;
  const fs::path path = folder.write("net", bytes);
  std::string error = error_text([&] { read_checkpoint(path, Gpt2<T>(options)); });
  const std::size_t at = error.find(path.string());
  return at == std::string::npos ? error : error.replace(at, path.string().size(), "FILE");
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  return text.replace(text.find(from), from.size(), to);
}

/// With the hash that its bytes should have.
std::string resealed(std::string file) {
  const std::size_t at = file.find(R"("sha256":")") + 10;
  file.replace(at, 64, std::string(64, '0'));
  return file.replace(at, 64, sha256(file));
}

template <class T>
void expect_round_trip() {
  const TempFolder folder;
  const Gpt2<T> net(tiny_net());
  const Checkpoint<T> before = counted(net);
  write_checkpoint(folder.path() / "net", net, before);
  const Checkpoint<T> after = read_checkpoint(folder.path() / "net", net);
  EXPECT_EQ(after.training, before.training);
  EXPECT_EQ(after.parameters, before.parameters);
  EXPECT_EQ(after.optimiser.mean, before.optimiser.mean);
  EXPECT_EQ(after.optimiser.square, before.optimiser.square);
  EXPECT_EQ(after.optimiser.updates, 12);
}

TEST(Checkpoint, IsReadAsItWasWritten) {
  expect_round_trip<float>();
  expect_round_trip<double>();
}

// A third cannot be written in decimals; least positive number, whose last digit is easily lost.
TEST(Checkpoint, IsReadWithTheBestStateThatItHolds) {
  const TempFolder folder;
  const Gpt2<float> net(tiny_net());
  for (const double loss : {1.0 / 3, 5e-324, 0.0}) {
    Checkpoint<float> before = counted(net);
    before.best = {loss, before.optimiser.square, {before.parameters, before.optimiser.mean, 7}};
    write_checkpoint(folder.path() / "net", net, before);
    const Checkpoint<float> after = read_checkpoint(folder.path() / "net", net);
    EXPECT_EQ(after.parameters, before.parameters);
    EXPECT_EQ(after.optimiser.updates, 12);
    ASSERT_TRUE(after.best.has_value());
    EXPECT_EQ(after.best->loss, loss);
    EXPECT_EQ(after.best->parameters, before.best->parameters);
    EXPECT_EQ(after.best->optimiser.mean, before.best->optimiser.mean);
    EXPECT_EQ(after.best->optimiser.square, before.best->optimiser.square);
    EXPECT_EQ(after.best->optimiser.updates, 7);
  }
  const std::string file = read_file(folder.path() / "net");
  EXPECT_NE(file.find(R"("best_step":"7","best_loss":"0","sha256")"), std::string::npos);
  EXPECT_NE(file.find(R"("best.adam.square.read_out.weight":)"), std::string::npos);
  EXPECT_EQ(
      error_of(resealed(replaced(file, R"("best_loss":"0")", R"("best_loss":"x")"))),
      "FILE: best_loss is 'x', must be a number; the file is damaged, and must be made again");
  EXPECT_EQ(error_of(file.substr(0, file.size() - 4)).find("FILE: its content has the SHA-256"),
            0U);
}

// Another program finds read_out.weight, the last 2 parameters of n, by its offsets: bytes
// [4 (n - 2), 4 n) behind the header.
TEST(Checkpoint, IsASafetensorsFile) {
  const std::string file = written();
  const std::size_t n = Gpt2<float>(tiny_net()).n_parameters();
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), 8);
  EXPECT_EQ(length % 8, 0U);
  ASSERT_EQ(file.size(), 8 + length + 12 * n);
  const std::string header = file.substr(8, length);
  EXPECT_NE(header.find(fmt::format(
                R"("read_out.weight":{{"dtype":"F32","shape":[2,1],"data_offsets":[{},{}]}})",
                4 * (n - 2), 4 * n)),
            std::string::npos)
      << header;
  float value = 0;
  std::memcpy(&value, &file[8 + length + 4 * (n - 2)], 4);
  EXPECT_EQ(value, static_cast<float>(n - 2));
  EXPECT_NE(header.find(R"("step":"12")"), std::string::npos) << header;
}

TEST(Checkpoint, GoesOnToTheBit) {
  const TempFolder folder;
  const Gpt2<float> net(small_net());
  KeptSteps whole_steps, steps;
  Trainer<float> whole(net, six_sequences(), small_training(2), Rng(7));
  whole.run(20, whole_steps, {});
  {
    Trainer<float> first(net, six_sequences(), small_training(2), Rng(7));
    first.run(11, steps, {});
    write_checkpoint(folder.path() / "net", net, first.checkpoint());
  }
  Trainer<float> second(net, six_sequences(), small_training(2), Rng(7));
  second.restore(read_checkpoint(folder.path() / "net", net));
  EXPECT_EQ(second.step(), 11);
  second.run(20, steps, {});
  ASSERT_EQ(steps.steps.size(), 20U);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(steps.steps[i].step, whole_steps.steps[i].step);
    EXPECT_EQ(steps.steps[i].loss, whole_steps.steps[i].loss);
  }
  const Checkpoint<float> a = whole.checkpoint(), b = second.checkpoint();
  EXPECT_EQ(b.parameters, a.parameters);
  EXPECT_EQ(b.optimiser.mean, a.optimiser.mean);
  EXPECT_EQ(b.optimiser.square, a.optimiser.square);
}

TEST(Checkpoint, OfAnotherTrainingIsAnError) {
  const Gpt2<float> net(small_net());
  Trainer<float> trainer(net, six_sequences(), small_training(), Rng(7));
  const Trainer<float> other(net, six_sequences(), small_training(), Rng(8));
  EXPECT_EQ(
      error_text([&] { trainer.restore(other.checkpoint()); }),
      fmt::format("train: the checkpoint is of {}, not of {}; give the options it was trained "
                  "with, or another file",
                  other.id(), trainer.id()));
}

TEST(Checkpoint, CutShortAnywhereIsAnError) {
  const TempFolder folder;
  const Gpt2<float> net(tiny_net());
  const std::string file = written();
  const fs::path path = folder.write("net", file);
  for (std::size_t size = file.size(); size-- > 0;) {
    fs::resize_file(path, size);
    ASSERT_NE(error_text([&] { read_checkpoint(path, net); }), "no error") << size;
  }
  EXPECT_EQ(error_of(""),
            "FILE: has 0 bytes, too few for a checkpoint: the file is damaged, and must be made "
            "again");
  EXPECT_EQ(error_of(file.substr(0, file.size() - 1)).find("FILE: its content has the SHA-256"),
            0U);
}

TEST(Checkpoint, OfOneOtherBitAnywhereIsAnError) {
  const TempFolder folder;
  const Gpt2<float> net(tiny_net());
  const std::string file = written();
  const fs::path path = folder.write("net", file);
  std::fstream bytes(path, std::ios::in | std::ios::out | std::ios::binary);
  const auto put = [&](std::size_t at, int byte) {
    bytes.seekp(static_cast<std::streamoff>(at)).put(static_cast<char>(byte)).flush();
  };
  for (std::size_t i = 0; i < file.size(); ++i) {
    put(i, file[i] ^ (1 << (i % 8)));
    ASSERT_NE(error_text([&] { read_checkpoint(path, net); }), "no error") << i;
    put(i, file[i]);
  }
  EXPECT_EQ(error_text([&] { read_checkpoint(path, net); }), "no error");
  EXPECT_NE(error_of(file + '\0'), "no error");
}

TEST(Checkpoint, OfAnotherNetIsAnError) {
  Gpt2Options wider = tiny_net();
  wider.width = 4;
  EXPECT_EQ(error_of(written(), wider),
            "FILE: is a checkpoint of gpt2(version=1, layers=1, width=2, heads=1, token_width=3, "
            "longest=5, read_bias=false, final_norm=true), not of gpt2(version=1, layers=1, "
            "width=4, heads=1, token_width=3, longest=5, read_bias=false, final_norm=true); give "
            "the net it is of");
  EXPECT_EQ(error_of<double>(written()),
            "FILE: tensor 'read_in.weight': dtype is \"F32\", but the net's is \"F64\"; give the "
            "net it is of");
}

// Whole files with the right hash, as another program might write them.
TEST(Checkpoint, OfTensorsThatTheNetHasNotIsAnError) {
  const std::string file = written();
  EXPECT_EQ(error_of(resealed(file)), "no error");
  EXPECT_EQ(error_of(resealed(replaced(file, R"("shape":[3,2])", R"("shape":[2,3])"))),
            "FILE: tensor 'read_in.weight': shape is [2,3], but the net's is [3,2]; give the net "
            "it is of");
  EXPECT_EQ(
      error_of(resealed(replaced(file, "adam.mean.read_in.weight", "adam.MEAN.read_in.weight"))),
      "FILE: has no tensor 'adam.mean.read_in.weight': of another net; give the net it is of");
  EXPECT_EQ(error_of(resealed(replaced(file, "\"data_offsets\":[0,", "\"data_offsets\":[4,"))),
            "FILE: tensor 'read_in.weight': data_offsets is [4,24], but the net's is [0,24]; give "
            "the net it is of");
  EXPECT_EQ(error_of(resealed(replaced(file, R"("step":"12")", R"("step":"1x")"))),
            "FILE: step is '1x', must be a whole number; the file is damaged, and must be made "
            "again");
  EXPECT_EQ(error_of(resealed(file.substr(0, file.size() - 4))),
            fmt::format("FILE: has {} bytes of numbers, its tensors {}: the file is damaged, and "
                        "must be made again",
                        12 * Gpt2<float>(tiny_net()).n_parameters() - 4,
                        12 * Gpt2<float>(tiny_net()).n_parameters()));
}

TEST(Checkpoint, OfAnotherProgramIsAnError) {
  const auto safetensors = [](const std::string& header) {
    const std::uint64_t length = header.size();
    std::string out(8, '\0');
    std::memcpy(out.data(), &length, 8);
    return out + header;
  };
  EXPECT_EQ(error_of(safetensors("{}")),
            "FILE: has no 'format' in its __metadata__: not written by tangram; give a checkpoint "
            "that was");
  EXPECT_EQ(error_of(safetensors(R"({"__metadata__":{"format":"pt"}})")),
            "FILE: its format is 'pt', known is 'tangram checkpoint 1'; give a checkpoint of that");
  // The bytes of `{"a": 1,`, the last first: 0x2c31203a2261227b.
  EXPECT_EQ(error_of("{\"a\": 1, \"b\": 2}"),
            "FILE: its header is said to have 3184361845584634491 bytes, but the file has 16: no "
            "safetensors file, or cut short, and must be made again");
  const std::string no_json = error_of(safetensors("no JSON"));
  EXPECT_EQ(no_json.find("FILE: header"), 0U) << no_json;
  EXPECT_NE(no_json.find("no safetensors file, or the file is damaged"), std::string::npos)
      << no_json;
}

TEST(Checkpoint, ThatIsNotThereIsAnError) {
  EXPECT_EQ(error_text([] { read_checkpoint("/no/such/file", Gpt2<float>(tiny_net())); }),
            "/no/such/file: cannot be opened: No such file or directory");
  EXPECT_EQ(error_text([] {
              const Gpt2<float> net(tiny_net());
              write_checkpoint("/no/such/file", net, counted(net));
            }),
            "/no/such/file: cannot be written: No such file or directory");
}

}  // namespace
}  // namespace tangram
