// tangram-random-gguf OUT [--seed N] [--kind causal|recurrent|embedding] [--bpe] [--no-bos]
//   [--space-prefix] [--layers N] [--width N] [--context N] [--type f32|f16|q8_0|q4_k]
// Writes a tiny model with random weights, for tests that run the program.
#include <cstdio>
#include <exception>
#include <string>

#include "base/check.h"
#include "tests/support/random_gguf.h"

namespace tangram {
namespace {

RandomGguf::Kind kind(const std::string& name) {
  if (name == "causal") return RandomGguf::Kind::causal;
  if (name == "recurrent") return RandomGguf::Kind::recurrent;
  require(name == "embedding", "--kind '{}' is none of causal, recurrent, embedding", name);
  return RandomGguf::Kind::embedding;
}

int run(int argc, char** argv) {
  std::string out;
  RandomGguf model;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    const auto value = [&]() -> std::string {
      require(i + 1 < argc, "{} needs a value", option);
      return argv[++i];
    };
    if (option == "--seed")
      model.seed = std::stoull(value());
    else if (option == "--kind")
      model.kind = kind(value());
    else if (option == "--bpe")
      model.vocabulary = RandomGguf::Vocabulary::bpe;
    else if (option == "--no-bos")
      model.bos = false;
    else if (option == "--space-prefix")
      model.space_prefix = true;
    else if (option == "--layers")
      model.layers = std::stoi(value());
    else if (option == "--width")
      model.width = std::stoi(value());
    else if (option == "--context")
      model.context = std::stoi(value());
    else if (option == "--type")
      model.type = value();
    else if (!option.starts_with("-") && out.empty())
      out = option;
    else
      fail("unknown option '{}'; see the first lines of the source", option);
  }
  require(!out.empty(), "usage: tangram-random-gguf OUT [options]");
  write_random_gguf(out, model);
  return 0;
}

}  // namespace
}  // namespace tangram

int main(int argc, char** argv) {
  try {
    return tangram::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tangram-random-gguf: %s\n", error.what());
    return 2;
  }
}
