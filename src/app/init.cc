#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "app/commands.h"
#include "app/starter.h"
#include "base/check.h"
#include "base/files.h"
#include "base/json.h"
#include "base/unicode.h"
#include "tasks/data_card.h"
#include "tasks/field_guess.h"
#include "tasks/record.h"
#include "tasks/text_data.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

/// The two files to write.
struct Targets {
  fs::path folder, card, study;
};

void check_data(const fs::path& data) {
  std::error_code ignored;
  require(data.extension() != ".toml",
          "{}: is a card; give the data file, or look at it with `tangram data show {}`",
          data.string(), data.string());
  require(fs::is_regular_file(data, ignored),
          "{}: there is no such file; give the path of a file of JSON lines (.jsonl) or of a table "
          "(.csv, .tsv)",
          data.string());
}

Targets targets_of(const InitCommand& command) {
  const fs::path data(command.data);
  Targets out;
  out.folder = command.out.empty() ? data.parent_path() : fs::path(command.out);
  out.card = out.folder / data.filename().replace_extension(".toml");
  out.study = out.folder / "study.toml";
  require(out.card != out.study,
          "{}: its card would be called study.toml, as the study; give the data file another name",
          data.string());
  for (const fs::path& path : {out.card, out.study}) {
    std::error_code ignored;
    require(!fs::exists(fs::symlink_status(path, ignored)),
            "{}: is there already, and is not overwritten; move it, or give another folder with "
            "--out",
            path.string());
  }
  return out;
}

/// The data as the card will show them: read as every command reads them, so that what is wrong
/// with a row is said before anything is written.
TextData load(const fs::path& data, const FieldGuess& guess) {
  DataCard card;
  card.name = starter_name(data.string());
  card.file = data;
  card.input = "{" + guess.text.name + "}";
  card.label = guess.label.name;
  return load_text_data(card, {});
}

Starter starter_of(const InitCommand& command, const Targets& targets, const FieldGuess& guess,
                   const DataReport& report) {
  const fs::path data(command.data);
  Starter out;
  out.file = command.out.empty()
                 ? data.filename().string()
                 : fs::proximate(fs::absolute(data), fs::absolute(targets.folder)).string();
  out.card = targets.card.filename().string();
  out.name = starter_name(command.data);
  out.text = guess.text.name;
  out.label = guess.label.name;
  for (const auto& c : report.classes) out.labels.push_back(c.word);
  out.line_breaks = report.line_breaks > 0;
  out.shots = starter_shots(report);
  out.queries = starter_queries(report);
  require(out.shots.size() > 1, "{}: no study can be made of it: {}", command.data,
          fmt::join(report.warnings(), "; "));
  return out;
}

/// Both or none: neither was there before (targets_of).
void write(const Targets& targets, const Starter& starter) {
  std::error_code error;
  if (!targets.folder.empty()) fs::create_directories(targets.folder, error);
  require(!error, "{}: cannot be made a folder: {}; give another with --out",
          targets.folder.string(), error.message());
  try {
    write_file(targets.card, card_text(starter));
    write_file(targets.study, study_text(starter));
  } catch (...) {
    for (const fs::path& path : {targets.card, targets.study}) fs::remove(path, error);
    throw;
  }
}

Value choice_json(const FieldGuess::Choice& choice) {
  return json_object({{"field", json(choice.name)}, {"why", json(choice.why)}});
}

Value result_json(const Targets& targets, const FieldGuess& guess, const Starter& starter,
                  const DataReport& report) {
  return json_object({{"card", json(targets.card.string())},
                      {"study", json(targets.study.string())},
                      {"rows", json(report.files[0].rows)},
                      {"text", choice_json(guess.text)},
                      {"label", choice_json(guess.label)},
                      {"labels", json_strings(starter.labels)},
                      {"shots", json_list(starter.shots, [](int n) { return json(n); })},
                      {"draws", json(starter.draws)},
                      {"queries", json(starter.queries)},
                      {"warnings", json_strings(report.warnings())}});
}

std::string result_text(const Targets& targets, const FieldGuess& guess, const Starter& starter,
                        const DataReport& report) {
  std::string out = fmt::format("{}: {} rows, {} classes\n", report.files[0].path,
                                report.files[0].rows, report.classes.size());
  for (const auto& [what, choice] : {std::pair("text", &guess.text), {"label", &guess.label}})
    out += fmt::format("  {}: '{}', {}\n", what, shown(choice->name, 40), choice->why);
  out += fmt::format("  shots: {}; {} draws of {} queries\n", fmt::join(starter.shots, ", "),
                     starter.draws, starter.queries);
  for (const std::string& warning : report.warnings()) out += "  warning: " + warning + "\n";
  out += fmt::format(
      "wrote {0}, the data card, and {1}, a first study: both say what can be changed; next:\n"
      "  tangram data show {0}\n"
      "  tangram tokens --data {0}\n"
      "  tangram plan {1}\n"
      "  tangram run {1} --profile smoke\n",
      targets.card.string(), targets.study.string());
  return out;
}

}  // namespace

int init_command(const InitCommand& command, const Context& context) {
  const fs::path data(command.data);
  check_data(data);
  const Targets targets = targets_of(command);
  const FieldSurvey survey = survey_fields(*open_records(data));
  require(survey.n_rows > 0, "{}: there are no rows; give a file with rows", data.string());
  const FieldGuess guess = guess_fields(survey, {command.text, command.label}, data.string());
  const TextData loaded = load(data, guess);
  const Starter starter = starter_of(command, targets, guess, loaded.report);
  write(targets, starter);
  if (context.json)
    print_json(result_json(targets, guess, starter, loaded.report));
  else
    print(result_text(targets, guess, starter, loaded.report));
  return kDone;
}

}  // namespace tangram
