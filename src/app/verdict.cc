#include <fmt/format.h>

#include "app/commands.h"
#include "base/check.h"
#include "verdict/verdicts.h"

namespace tangram {
namespace {

/// "H1" (supported is required) or "H1=refuted".
struct Requirement {
  std::string id, decision;
};

Requirement parse_requirement(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return {text, "supported"};
  return {text.substr(0, equals), text.substr(equals + 1)};
}

/// True if the run decides as required. A provisional verdict fulfils nothing.
bool fulfilled(const VerdictReport& report, const std::string& text) {
  static const std::vector<std::string> kDecisions{"supported", "refuted"};
  const Requirement wanted = parse_requirement(text);
  require(wanted.decision == kDecisions[0] || wanted.decision == kDecisions[1],
          "--require {}: '{}' is no verdict to require{}", text, wanted.decision,
          suggestion(wanted.decision, kDecisions));
  std::vector<std::string> ids;
  for (const HypothesisResult& h : report.hypotheses) {
    if (h.id == wanted.id)
      return !report.provisional && decision_text(h.decision) == wanted.decision;
    ids.push_back(h.id);
  }
  fail("--require {}: the run has no verdict on '{}'{}", text, wanted.id,
       suggestion(wanted.id, ids));
}

}  // namespace

int verdict_command(const VerdictCommand& command, const Context& context) {
  const Store store = Store::open(find_run(context, command.run), Store::Mode::read);
  const VerdictReport report = verdicts_of(store);
  bool all = true;
  for (const std::string& text : command.require) all = fulfilled(report, text) && all;
  if (context.json)
    print_json(to_json_value(report));
  else
    print(verdicts_text(report));
  return all ? kDone : kNotSupported;
}

}  // namespace tangram
