#include "app/version.h"

#include <fmt/format.h>

#include <fstream>

#include "app/commands.h"
#include "app/revision.h"
#include "base/json.h"
#include "llama/llama_language_model.h"

namespace tangram {
namespace {

std::string cpu_model() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("model name"))
      if (const auto colon = line.find(": "); colon != std::string::npos)
        return line.substr(colon + 2);
  return "unknown";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> build_facts() {
  return {{"tangram.version", TANGRAM_VERSION},
          {"git.revision", kGitRevision},
          {"git.dirty", kGitDirty ? "true" : "false"},
          {"compiler", fmt::format("gcc-compatible {}", __VERSION__)},
          {"llama.version", llama_backend_version()},
          {"cpu", cpu_model()}};
}

int version_command(const Context& context) {
  const auto facts = build_facts();
  std::vector<Table::Entry> object;
  std::string text = fmt::format("tangram {}\n", TANGRAM_VERSION);
  for (const auto& [name, value] : facts) {
    object.push_back({name, json(value)});
    text += fmt::format("{:<16} {}\n", name, value);
  }
  if (context.json)
    print_json(json_object(std::move(object)));
  else
    print(text);
  return kDone;
}

}  // namespace tangram
