#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "app/catalog.h"
#include "app/session.h"
#include "base/json.h"
#include "study/nets.h"

namespace tangram {
namespace {

constexpr std::string_view kWasThere = "was there", kTrained = "trained", kStopped = "stopped",
                           kNotBegun = "not begun";

/// A net, and what became of it.
struct Trained {
  std::string file;
  std::string_view state;
};

std::vector<Trained> train_all(const std::vector<Trainable*>& nets, const std::stop_token& stop) {
  std::vector<Trained> out;
  bool stopped = false;
  for (Trainable* net : nets) {
    std::string_view state = net->is_trained() ? kWasThere : kTrained;
    if (stopped || !net->prepare(stop)) {
      state = stopped ? kNotBegun : kStopped;
      stopped = true;
    }
    out.push_back({net->file().string(), state});
  }
  return out;
}

}  // namespace

int train_command(const StudyCommand& command, const Context& context) {
  const Prepared prepared = prepare(command, context);
  const auto model = load_model(prepared, llama_options(command.model), *context.log);
  const Resources resources = resources_of(prepared, context, model.get());
  const Catalogs catalogs = all_catalogs();
  const auto laboratory = make_laboratory(prepared.study, catalogs, resources);
  check_questions(*laboratory);
  const std::vector<Trainable*> needed = nets_of(*laboratory);
  context.training->expects(operations_left(needed));
  const std::vector<Trained> nets = train_all(needed, context.stop);
  const bool stopped = std::any_of(nets.begin(), nets.end(),
                                   [](const Trained& net) { return net.state == kStopped; });
  if (context.json) {
    print_json(json_object({{"nets", json_list(nets,
                                               [](const Trained& net) {
                                                 return json_object(
                                                     {{"file", json(net.file)},
                                                      {"state", json(std::string(net.state))}});
                                               })},
                            {"complete", json(!stopped)}}));
  } else {
    std::string text;
    for (const Trained& net : nets) text += fmt::format("{:<10} {}\n", net.state, net.file);
    if (nets.empty())
      text = fmt::format("{}: no learner of this study is trained\n", prepared.study.path.string());
    if (stopped) text += "stopped; the same command goes on from there\n";
    print(text);
  }
  return stopped ? kInterrupted : kDone;
}

}  // namespace tangram
