#include "report/atlas.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/files.h"
#include "base/json.h"
#include "spec/fields.h"

namespace tangram {
namespace {

const Value& part(const Value& table, const char* key) {
  return spec::need(table, key, "a profile", "it is what `tangram profile --json` prints");
}

std::optional<double> number_or_none(const Value& value, const char* what) {
  if (value.is_null()) return std::nullopt;
  return spec::as_number(value, what);
}

Estimate estimate_of_json(const Value& json) {
  spec::as_table(json, "'estimate'");
  Estimate out;
  out.value = number_or_none(part(json, "value"), "'value'");
  out.low = number_or_none(part(json, "low"), "'low'");
  out.high = number_or_none(part(json, "high"), "'high'");
  out.n = spec::as_int(part(json, "n"), "'n'", 0);
  out.unit = spec::as_string(part(json, "unit"), "'unit'");
  out.note = spec::as_string(part(json, "note"), "'note'");
  return out;
}

Finding finding_of_json(const Value& json) {
  spec::as_table(json, "a finding");
  Finding out;
  out.id = spec::as_string(part(json, "id"), "'id'");
  out.question = spec::as_string(part(json, "question"), "'question'");
  out.answer = spec::as_string(part(json, "answer"), "'answer'");
  out.decided = spec::as_bool(part(json, "decided"), "'decided'");
  for (const Value& number : spec::as_list(part(json, "numbers"), "'numbers'")) {
    spec::as_table(number, "a number");
    out.numbers.push_back({spec::as_string(part(number, "name"), "'name'"),
                           estimate_of_json(part(number, "estimate"))});
  }
  return out;
}

}  // namespace

ProfileCard card_of_json(const Value& json) {
  spec::as_table(json, "a profile");
  ProfileCard out;
  out.task = spec::as_string(part(json, "task"), "'task'");
  out.model = spec::as_string(part(json, "model"), "'model'");
  out.n_classes = spec::as_int(part(json, "n_classes"), "'n_classes'", 0);
  out.shots = spec::as_int(part(json, "shots"), "'shots'", 0);
  out.draws = spec::as_int(part(json, "draws"), "'draws'", 0);
  out.declared = spec::as_int(part(json, "draws_declared"), "'draws_declared'", 0);
  out.altered_draws = spec::as_int(part(json, "altered_draws"), "'altered_draws'", 0);
  out.altered_declared =
      spec::as_int(part(json, "altered_draws_declared"), "'altered_draws_declared'", 0);
  out.queries = spec::as_int(part(json, "queries"), "'queries'", 0);
  out.crossed = spec::as_bool(part(json, "crossed"), "'crossed'");
  for (const Value& finding : spec::as_list(part(json, "findings"), "'findings'"))
    out.findings.push_back(finding_of_json(finding));
  return out;
}

std::vector<ProfileCard> read_atlas(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(folder)) return {};
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<ProfileCard> out;
  for (const auto& file : files)
    out.push_back(card_of_json(parse_json(read_file(file), {file.string()})));
  return out;
}

std::vector<ProfileCard> neighbours_of(const ProfileCard& card, std::vector<ProfileCard> atlas) {
  std::erase_if(atlas, [&](const ProfileCard& other) {
    return other.task == card.task && other.model == card.model;
  });
  const auto distance = [&](const ProfileCard& other) {
    return other.task == card.task ? 0 : other.model == card.model ? 1 : 2;
  };
  std::stable_sort(atlas.begin(), atlas.end(), [&](const ProfileCard& a, const ProfileCard& b) {
    return distance(a) < distance(b);
  });
  if (atlas.size() > kMostNeighbours) atlas.resize(kMostNeighbours);
  return atlas;
}

Beside beside(const Finding& finding, const std::vector<ProfileCard>& neighbours) {
  Beside out;
  if (!finding.numbers.empty()) out.own = &finding.numbers.front();
  for (const ProfileCard& neighbour : neighbours) {
    const auto same = std::find_if(neighbour.findings.begin(), neighbour.findings.end(),
                                   [&](const Finding& other) { return other.id == finding.id; });
    const bool has = same != neighbour.findings.end() && !same->numbers.empty();
    out.neighbours.push_back(has ? &same->numbers.front().estimate : nullptr);
  }
  return out;
}

}  // namespace tangram
