#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <exception>
#include <functional>
#include <new>
#include <utility>

#include "app/commands.h"
#include "app/progress.h"
#include "base/check.h"
#include "base/files.h"
#include "metrics/reading.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

struct CommonOptions {
  std::string cache_dir, runs_dir;
  bool json = false, quiet = false, verbose = false;
};

void add_model_options(CLI::App& app, ModelChoice& model) {
  app.add_option("--model", model.model, "GGUF file, or a name of `tangram models`");
  app.add_option("--threads", model.threads, "Threads; 0: the number of cores")
      ->check(CLI::Range(0, 1024));
  app.add_option("--context", model.context, "Context in tokens; 0: as long as the longest prompt")
      ->check(CLI::Range(0, 1 << 24));
  app.add_option("--kv-type", model.kv_type, "Type of the KV cache")
      ->check(CLI::IsMember({"f16", "f32"}));
  app.add_option("--gpu-layers", model.gpu_layers, "Layers on the GPU, where there is one")
      ->check(CLI::Range(0, 1 << 16));
  app.add_option("--exactness", model.exactness,
                 "strict: shared beginnings are evaluated once where that changes no bit; "
                 "whole: each prompt from its start")
      ->check(CLI::IsMember({"strict", "whole"}));
  app.add_option("--bos", model.bos,
                 "Token at the start: 'none' or an id; default: the model's own");
}

void add_size_options(CLI::App& app, std::string& profile, std::vector<std::string>& set) {
  app.add_option("--profile", profile, "Size of the study: a [profile.NAME] of its file");
  app.add_option("--set", set, "KEY=VALUE: changes a key of the study, e.g. draws=4")->take_all();
}

void add_study_options(CLI::App& app, StudyCommand& command, bool with_model) {
  app.add_option("study", command.study,
                 "Study file, or the name of a study that ships with Tangram")
      ->required();
  add_size_options(app, command.profile, command.set);
  app.add_option("--data", command.data, "Data file or card instead of the study's tasks");
  if (!with_model) return;
  app.add_option("--out", command.out,
                 "File of the store; default: by study and hash among the runs");
  add_model_options(app, command.model);
}

void add_registry_options(CLI::App& app, RegistryCommand& command) {
  app.add_option("action", command.action, "What to do")
      ->check(CLI::IsMember({"list", "fetch", "show", "where"}));
  app.add_option("name", command.name, "Which one; default: the default one");
}

/// The commands, each bound to its function: the chosen one is left in `chosen`.
class CommandLine {
 public:
  using Action = std::function<int(const Context&)>;

  CommandLine() {
    app_.require_subcommand(0, 1);
    app_.set_help_flag("-h,--help", "Print this help");
    app_.add_flag("--version", version_, "Print the version and what it was built with");
    app_.add_option("--cache-dir", common_.cache_dir, "Folder of fetched models and data");
    app_.add_option("--runs-dir", common_.runs_dir, "Folder of the stores of runs");
    app_.add_flag("--json", common_.json, "Results as JSON on standard output");
    app_.add_flag("--quiet", common_.quiet, "No progress");
    app_.add_flag("--verbose", common_.verbose, "Remarks of the engine too");
    app_.fallthrough();
    add_study_commands();
    add_run_commands();
    add_text_commands();
    add_registry_commands();
  }

  CLI::App& app() { return app_; }
  const CommonOptions& common() const { return common_; }
  const Action& chosen() {
    if (version_) chosen_ = [](const Context& c) { return version_command(c); };
    return chosen_;
  }

 private:
  CLI::App* add(const char* name, const char* help, Action action) {
    CLI::App* sub = app_.add_subcommand(name, help);
    sub->callback([this, action = std::move(action)] { chosen_ = action; });
    return sub;
  }

  void add_study_commands() {
    CLI::App* run = add("run", "Run a study; goes on where an earlier run of it stopped",
                        [this](const Context& c) { return run_command(study_, c); });
    add_study_options(*run, study_, true);
    run->add_option("--frozen", study_.frozen,
                    "Registration of `tangram freeze`: refuses to run anything else");
    CLI::App* freeze = add("freeze", "Write down study, claims, data and model before a run",
                           [this](const Context& c) { return freeze_command(study_, c); });
    add_study_options(*freeze, study_, true);
    freeze->add_option("--date", study_.date, "Day of the registration, YYYY-MM-DD")->required();
    CLI::App* plan = add("plan", "What a run would cost, and what it would decide",
                         [this](const Context& c) { return plan_command(study_, c); });
    add_study_options(*plan, study_, true);
    CLI::Option* pilot = plan->add_option(
        "--pilot", study_.pilot,
        "Run whose effects are taken for true: gives the probability of each verdict");
    plan->add_option("--assume", study_.assume,
                     "The same from a file that states scores and spreads")
        ->excludes(pilot);
    CLI::App* certify = add("certify", "Ask learners of known mechanism, and count false verdicts",
                            [this](const Context& c) { return certify_command(certify_, c); });
    certify->add_option("study", certify_.study,
                        "Study with a learner `llm`; default: known_mechanisms");
    certify->add_option("--mechanisms", certify_.mechanisms,
                        "File of [[mechanism]]; default: mechanisms.toml beside the study");
    add_size_options(*certify, certify_.profile, certify_.set);
    certify->add_option("--runs", certify_.runs, "Runs of each mechanism")
        ->check(CLI::Range(1, 1'000'000));
    certify->add_option("--first-seed", certify_.first_seed, "Seed of the first run");
    CLI::App* profile = add("profile", "What demonstrations do for your model on your data",
                            [this](const Context& c) { return profile_command(profile_, c); });
    profile->add_option("--data", profile_.data, "Data file, card, or a name of `tangram data`")
        ->required();
    profile->add_option("--minutes", profile_.minutes, "Time that it may take; default: 10")
        ->check(CLI::PositiveNumber);
    profile->add_option("--store", profile_.store,
                        "File of the answers; default: by model, data and minutes among the runs");
    profile->add_option("--out", profile_.out,
                        "File for the card: .html, .json or .md; default: a page beside the store");
    add_model_options(*profile, profile_.model);
    CLI::App* train = add("train", "Train the nets of a study's learners, before it is run",
                          [this](const Context& c) { return train_command(study_, c); });
    add_study_options(*train, study_, false);
    add_study_options(*add("validate", "Read a study and say what is wrong with it",
                           [this](const Context& c) { return validate_command(study_, c); }),
                      study_, false);
  }

  void add_run_commands() {
    auto* sub = add("measure", "Metrics of a run from its stored predictions",
                    [this](const Context& c) { return measure_command(measure_, c); });
    sub->add_option("run", measure_.run, "Store of a run: a file, or the beginning of its name")
        ->required();
    std::vector<std::string> metrics = metric_names();
    for (const std::string& metric : claim_metrics("vector")) metrics.push_back(metric);
    sub->add_option("--metric", measure_.metric, "Metric of the curves; default: auc, or mse_per_d")
        ->check(CLI::IsMember(metrics));
    std::vector<std::string> readings = reading_names();
    readings.emplace_back("all");
    sub->add_option("--reading", measure_.reading,
                    "How candidates are compared: a length or a calibration; default: sum")
        ->check(CLI::IsMember(readings));
    sub->add_option(
           "--only", measure_.only,
           "NAME=VALUE: cells of this task, condition, learner, block, setting of an axis, or, "
           "of words, shots alone; may be repeated")
        ->allow_extra_args(false);
    sub->add_flag("!--no-table", measure_.table, "Leave out the table");
    sub->add_flag("!--no-curves", measure_.curves, "Leave out the curves");

    sub = add("report", "One page of a run: verdicts, curves, prompts, provenance",
              [this](const Context& c) { return report_command(report_, c); });
    sub->add_option("run", report_.run, "Store of a run: a file, or the beginning of its name")
        ->required();
    sub->add_option("--format", report_.format, "html, md, csv, or card (of a profile)")
        ->check(CLI::IsMember({"html", "md", "csv", "card"}));
    sub->add_option("--out", report_.out, "File; default: beside the store, by its name");

    sub = add("verdict", "What a run says of its study's hypotheses",
              [this](const Context& c) { return verdict_command(verdict_, c); });
    sub->add_option("run", verdict_.run, "Store of a run: a file, or the beginning of its name")
        ->required();
    sub->add_option("--require", verdict_.require,
                    "HYPOTHESIS or HYPOTHESIS=refuted: exit code 1 unless it is so")
        ->take_all();

    sub = add("compare", "Two runs side by side, their differences paired by draw and query",
              [this](const Context& c) { return compare_command(compare_, c); });
    sub->add_option("first", compare_.first, "Store of a run")->required();
    sub->add_option("second", compare_.second, "Store of another run")->required();
    sub->add_option("--metric", compare_.metric, "Metric that is compared")
        ->check(CLI::IsMember(metric_names()));

    sub = add("show", "The exact prompt and scores of a question; without a unit: the units",
              [this](const Context& c) { return show_command(show_, c); });
    sub->add_option("run", show_.run, "Store of a run: a file, or the beginning of its name")
        ->required();
    sub->add_option("unit", show_.unit, "Work unit, e.g. vader_movie/ra/llm/0");
    sub->add_option("--variant", show_.variant, "Rotation of g, from 0")
        ->check(CLI::NonNegativeNumber);
    sub->add_option("--question", show_.question, "Question of the unit, from 0")
        ->check(CLI::NonNegativeNumber);
    sub->add_flag("--tokens", show_.tokens, "Token by token");

    sub = add("export", "Predictions of a run as CSV, or the canonical form as JSON lines",
              [this](const Context& c) { return export_command(export_, c); });
    sub->add_option("run", export_.run, "Store of a run: a file, or the beginning of its name")
        ->required();
    sub->add_option("--format", export_.format, "csv or canonical")
        ->check(CLI::IsMember({"csv", "canonical"}));
    sub->add_flag_callback(
        "--canonical", [this] { export_.format = "canonical"; }, "The same as --format canonical");
    sub->add_option("--out", export_.out, "File; default: standard output");
  }

  void add_text_commands() {
    auto* sub = add("tokens", "How labels meet their prompt, token by token",
                    [this](const Context& c) { return tokens_command(tokens_, c); });
    add_model_options(*sub, tokens_.model);
    sub->add_option("--data", tokens_.data, "Data set, file or card: its template and labels");
    sub->add_option("--labels", tokens_.labels, "Labels instead")->delimiter(',');
    sub->add_option("--template", tokens_.example, "Template instead, with {x} and {y}");
    sub->add_option("--input", tokens_.input, "Text that stands for {x}");
    sub->add_option("--chat", tokens_.chat, "In the model's chat template, as learner prompt says")
        ->check(CLI::IsMember({"none", "one_turn", "turns"}));

    sub = add("score", "Log-probabilities of continuations of a prompt",
              [this](const Context& c) { return score_command(score_, c); });
    add_model_options(*sub, score_.model);
    sub->add_option("--prompt", score_.prompt, "Text that stands before");
    sub->add_option("continuations", score_.continuations, "Texts to score");
    sub->add_option("--file", score_.file,
                    "JSON lines with \"prompt\" and \"continuations\"; - reads standard input");
  }

  void add_registry_commands() {
    add_registry_options(*add("models", "Models that can be fetched by name",
                              [this](const Context& c) { return models_command(models_, c); }),
                         models_);
    add_registry_options(*add("data", "Data sets that can be fetched, and checks of a data file",
                              [this](const Context& c) { return data_command(data_, c); }),
                         data_);
    auto* sub = add("init", "Write a data card and a first study for a data file of your own",
                    [this](const Context& c) { return init_command(init_, c); });
    sub->add_option("data", init_.data, "File of JSON lines (.jsonl) or table (.csv, .tsv)")
        ->required();
    sub->add_option("--out", init_.out, "Folder of the two files; default: that of the data");
    sub->add_option("--text", init_.text, "Field that holds the text; default: guessed");
    sub->add_option("--label", init_.label, "Field that holds the label; default: guessed");
    sub = add("list", "What there is: tasks, transformations, learners, studies, runs",
              [this](const Context& c) { return list_command(what_, c); });
    sub->add_option("what", what_, "Only this kind")
        ->check(CLI::IsMember({"tasks", "transformations", "learners", "studies", "runs"}));
    sub = add("help", "What a task, transformation or learner does, and its options",
              [this](const Context& c) { return help_command(what_, c); });
    sub->add_option("name", what_, "Name of the component")->required();
  }

  CLI::App app_{"Tangram: a laboratory for in-context learning", "tangram"};
  CommonOptions common_;
  bool version_ = false;
  Action chosen_;
  StudyCommand study_;
  CertifyCommand certify_;
  ProfileCommand profile_;
  MeasureCommand measure_;
  VerdictCommand verdict_;
  CompareCommand compare_;
  ReportCommand report_;
  ShowCommand show_;
  ExportCommand export_;
  TokensCommand tokens_;
  ScoreCommand score_;
  RegistryCommand models_, data_;
  InitCommand init_;
  std::string what_;
};

int run_chosen(CommandLine& line, std::stop_token stop) {
  if (!line.chosen()) {
    print(line.app().help());
    return kFault;
  }
  const CommonOptions& common = line.common();
  TerminalLog log(common.verbose ? LogLevel::debug : LogLevel::info);
  TrainingLine training(common.quiet);
  Context context;
  context.cache_dir = common.cache_dir;
  context.runs_dir = common.runs_dir;
  if (common.cache_dir.empty()) context.cache_dir = default_cache_dir();
  if (common.runs_dir.empty()) context.runs_dir = default_runs_dir();
  context.share_dir = find_share_dir();
  context.json = common.json;
  context.quiet = common.quiet;
  context.log = &log;
  context.training = &training;
  context.stop = std::move(stop);
  return line.chosen()(context);
}

/// A usage error ends with 2 like every other fault; --help with 0.
int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  return app.exit(error) == 0 ? kDone : kFault;
}

}  // namespace

int run_program(int argc, const char* const* argv, std::stop_token stop) {
  try {
    CommandLine line;
    try {
      line.app().parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return usage_error(line.app(), error);
    }
    return run_chosen(line, std::move(stop));
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "tangram: out of memory; try fewer shots, a smaller --context or model\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "tangram: {}\n", error.what());
  }
  return kFault;
}

}  // namespace tangram
