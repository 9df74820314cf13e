#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/context.h"

namespace tangram {

/// How the language model is set up; what is not given is chosen when a run is created, and
/// kept in its store.
struct ModelChoice {
  std::string model;    // a file, a name of the registry; empty: the study's, or the default
  int threads = 0;      // 0: the number of free cores
  int context = 0;      // tokens; 0: the longest path of the request
  std::string kv_type;  // f16 or f32; empty: f16
  int gpu_layers = 0;
  std::string exactness;  // strict or whole; empty: strict
  std::string bos;        // auto, none, or a token id; empty: auto
};

struct StudyCommand {
  std::string study;
  std::string profile, data, out;
  std::string date;    // of a registration
  std::string frozen;  // the registration that a run keeps to
  std::string pilot;   // a run whose effects and spreads the plan takes for true
  std::string assume;  // a file that states them
  std::vector<std::string> set;
  ModelChoice model;
};
int freeze_command(const StudyCommand& command, const Context& context);
int run_command(const StudyCommand& command, const Context& context);
int plan_command(const StudyCommand& command, const Context& context);
int train_command(const StudyCommand& command, const Context& context);
int validate_command(const StudyCommand& command, const Context& context);

struct CertifyCommand {
  std::string study = "known_mechanisms", profile;
  std::filesystem::path mechanisms;  // empty: mechanisms.toml beside the study
  std::vector<std::string> set;
  int runs = 200;
  std::uint64_t first_seed = 1;
};
int certify_command(const CertifyCommand& command, const Context& context);

struct ProfileCommand {
  ModelChoice model;
  std::string data;
  double minutes = 10;
  std::string store;  // empty: among the runs
  std::string out;    // the card: .html, .json or Markdown; empty: a page beside the store
};
int profile_command(const ProfileCommand& command, const Context& context);

struct MeasureCommand {
  std::string run;
  std::string metric;             // of the curves; empty: auc, or mse_per_d of vectors
  std::string reading;            // a name of reading_names(), or "all"; empty: sum
  std::vector<std::string> only;  // NAME=VALUE (verdict/cell_filter.h)
  bool table = true, curves = true;
};
int measure_command(const MeasureCommand& command, const Context& context);

struct ReportCommand {
  std::string run, format = "html", out;
};
int report_command(const ReportCommand& command, const Context& context);

struct VerdictCommand {
  std::string run;
  std::vector<std::string> require;  // "H1" or "H1=refuted": exit code 1 where it is not so
};
int verdict_command(const VerdictCommand& command, const Context& context);

struct CompareCommand {
  std::string first, second;
  std::string metric = "auc";
};
int compare_command(const CompareCommand& command, const Context& context);

struct ShowCommand {
  std::string run, unit;
  int variant = 0;
  int question = 0;
  bool tokens = false;  // one line a token instead of the text
};
int show_command(const ShowCommand& command, const Context& context);

struct ExportCommand {
  std::string run, format = "csv", out;
};
int export_command(const ExportCommand& command, const Context& context);

struct TokensCommand {
  ModelChoice model;
  std::string data;
  std::vector<std::string> labels;
  std::string example, input;
  std::string chat = "none";  // or one_turn, turns: as the option of the learner prompt
};
int tokens_command(const TokensCommand& command, const Context& context);

struct ScoreCommand {
  ModelChoice model;
  std::string prompt;
  std::vector<std::string> continuations;
  std::string file;  // JSONL: {"prompt": ..., "continuations": [...]}; "-": standard input
};
int score_command(const ScoreCommand& command, const Context& context);

struct RegistryCommand {
  std::string action = "list";  // list, fetch, show, where
  std::string name;
};
int models_command(const RegistryCommand& command, const Context& context);
int data_command(const RegistryCommand& command, const Context& context);

struct InitCommand {
  std::string data, out;    // out empty: the folder of the data
  std::string text, label;  // fields; empty: guessed
};
int init_command(const InitCommand& command, const Context& context);

int list_command(const std::string& what, const Context& context);
int help_command(const std::string& name, const Context& context);
int version_command(const Context& context);

}  // namespace tangram
