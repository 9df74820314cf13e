#include <fmt/format.h>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/progress.h"
#include "app/session.h"
#include "base/json.h"
#include "base/stopwatch.h"
#include "study/certificate.h"

namespace tangram {
namespace {

/// "12 of 200 runs of each mechanism, 3:10 left".
class SeedProgress {
 public:
  SeedProgress(int n, bool quiet) : n_(n), line_(quiet) {}

  void done(int n_done) {
    if (!line_.due(static_cast<double>(n_done) / n_, n_done == n_)) return;
    line_.show(fmt::format("{} of {} runs of each mechanism, {} left", n_done, n_,
                           duration_text(watch_.seconds() / n_done * (n_ - n_done))));
  }

 private:
  int n_;
  ProgressLine line_;
  Stopwatch watch_;
};

}  // namespace

int certify_command(const CertifyCommand& command, const Context& context) {
  const auto path = find_study(context, command.study);
  const Prepared prepared{load_study(path, {command.profile, "", command.set}), {}, {}};
  const auto study_with = [&](const std::vector<std::string>& set) {
    std::vector<std::string> all = command.set;
    all.insert(all.end(), set.begin(), set.end());
    return parse_study(prepared.study.text, path, {command.profile, "", all});
  };
  NullLog silence;
  Resources resources = resources_of(prepared, context, nullptr);
  resources.log = &silence;
  const auto mechanisms =
      command.mechanisms.empty() ? path.parent_path() / "mechanisms.toml" : command.mechanisms;
  SeedProgress progress(command.runs, context.quiet);
  const auto certificate = certify({.study = study_with,
                                    .mechanisms = read_mechanisms(mechanisms, prepared.study),
                                    .n_runs = command.runs,
                                    .first_seed = command.first_seed,
                                    .progress = [&](int n_done) { progress.done(n_done); }},
                                   text_catalog(), resources, context.stop);
  if (!certificate) return kInterrupted;
  if (context.json)
    print_json(to_json_value(*certificate));
  else
    print(certificate_markdown(*certificate));
  return kDone;
}

}  // namespace tangram
