#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "app/catalog.h"
#include "app/commands.h"
#include "app/frozen.h"
#include "base/check.h"
#include "base/difference.h"
#include "base/files.h"
#include "base/json.h"
#include "base/unicode.h"
#include "spec/canonical.h"
#include "study/laboratory.h"

namespace tangram {
namespace {

constexpr std::int64_t kFormat = 1;

/// "YYYY-MM-DD".
void check_date(const std::string& date) {
  bool good = date.size() == 10;
  for (std::size_t i = 0; good && i < date.size(); ++i)
    good = i == 4 || i == 7 ? date[i] == '-' : date[i] >= '0' && date[i] <= '9';
  require(good, "--date {}: give the day of the registration as YYYY-MM-DD", shown(date, 40));
}

/// JSON has no number that is not finite: as TOML writes it, in quotes.
Value in_json(Value value) {
  if (const double* number = std::get_if<double>(&value.data);
      number != nullptr && !std::isfinite(*number))
    return json(canonical_text(value));
  if (Array* items = std::get_if<Array>(&value.data))
    for (Value& item : *items) item = in_json(std::move(item));
  if (Table* table = std::get_if<Table>(&value.data))
    for (Table::Entry& entry : table->entries) entry.value = in_json(std::move(entry.value));
  return value;
}

Value components_value(const std::vector<WorkUnit>& units) {
  Table tasks, conditions, learners;
  for (const WorkUnit& unit : units) {
    tasks.set(unit.task, json(unit.task_id));
    conditions.set(unit.condition, json(unit.condition_id));
    learners.set(unit.learner, json(unit.learner_id));
  }
  return json_object({{"tasks", {std::move(tasks), {}}},
                      {"conditions", {std::move(conditions), {}}},
                      {"learners", {std::move(learners), {}}}});
}

}  // namespace

Value frozen_value(const Prepared& prepared, const std::vector<WorkUnit>& units,
                   const std::string& date) {
  return json_object({{"tangram_frozen", json(kFormat)},
                      {"date", json(date)},
                      {"profile", json(prepared.study.overrides.profile)},
                      {"study_hash", json(prepared.study.hash)},
                      {"study", in_json(spec::canonical_value(prepared.study))},
                      {"model_sha256", json(prepared.model ? prepared.model->sha256 : "")},
                      {"components", components_value(units)},
                      {"units", json(static_cast<std::int64_t>(units.size()))}});
}

void check_frozen(const std::filesystem::path& path, const Prepared& prepared,
                  const std::vector<WorkUnit>& units) {
  const Value was = parse_json(read_file(path), {path.string(), 0, 0});
  const Value* format = was.table() == nullptr ? nullptr : was.table()->find("tangram_frozen");
  require(format != nullptr, "{}: is no registration; tangram freeze makes one", path.string());
  const Value* date = was.table()->find("date");
  const std::string day = date != nullptr && date->string() != nullptr ? *date->string() : "";
  const Value now = frozen_value(prepared, units, day);
  Value rest = was;
  // The hash follows from the study; what differs in the study is to be named.
  std::get<Table>(rest.data).set("study_hash", json(prepared.study.hash));
  if (const auto difference = first_difference(rest, now))
    fail(
        "{}: not what was frozen on {}: {} was {} and is {}; run what was frozen, or without "
        "--frozen",
        path.string(), day, difference->path, difference->was, difference->now);
}

int freeze_command(const StudyCommand& command, const Context& context) {
  check_date(command.date);
  const Prepared prepared = prepare(command, context);
  const auto model = load_model(prepared, llama_options(command.model), *context.log);
  const Resources resources = resources_of(prepared, context, model.get());
  const Catalogs catalogs = all_catalogs();
  const std::vector<WorkUnit> units = make_laboratory(prepared.study, catalogs, resources)->units();
  const std::string file =
      command.out.empty() ? prepared.study.id + "-" + command.date + ".frozen.json" : command.out;
  require(!std::filesystem::exists(file), "{}: exists already; a registration is not overwritten",
          file);
  write_file(file, to_json(frozen_value(prepared, units, command.date), 2) + "\n");
  if (context.json)
    print_json(json_object({{"frozen", json(file)}, {"study_hash", json(prepared.study.hash)}}));
  else
    print(
        fmt::format("{} units of study {} are frozen in {}\nrun it with the same options and "
                    "--frozen {}\n",
                    units.size(), prepared.study.hash.substr(0, 8), file, file));
  return kDone;
}

}  // namespace tangram
