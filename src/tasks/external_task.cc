#include "tasks/external_task.h"

#include <span>
#include <utility>

#include "base/check.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/unicode.h"
#include "tasks/questions.h"

namespace tangram {

void ExternalTaskOptions::visit(FieldVisitor& v) {
  v({.name = "command",
     .help = "The program and its arguments; files are looked for in the study's folder.",
     .required = true},
    command);
  v({.name = "timeout_s",
     .help = "Seconds that the program may take for 16 draws; 0: as many as it likes.",
     .min = 0},
    timeout_s);
}

ExternalTask::ExternalTask(const ExternalTaskOptions& options,
                           const std::filesystem::path& study_dir)
    : program_({"task external", "draw"}, options.command, study_dir),
      timeout_s_(options.timeout_s),
      id_(fmt::format("external(version=1, command={}{})", to_json(json_strings(options.command)),
                      program_.files())) {}

Episode<Text> ExternalTask::draw(const Rng& rng, std::uint64_t index, const Shape& shape) const {
  check_shape(shape, program_.name(), {.pool = false, .domain_words = false});
  const std::string request = external_draw_request(rng, index, shape).line;
  const std::lock_guard lock(mutex_);
  if (!latest_.contains(request)) fetch(rng, index, shape);
  return episode(latest_.at(request), index, shape);
}

void ExternalTask::fetch(const Rng& rng, std::uint64_t index, const Shape& shape) const {
  if (first_request_.empty()) {
    const std::string request = external_draw_request(rng, index, shape).line;
    check_same_line(request, program_.ask({request}, timeout_s_).front());
    first_request_ = request;
  }
  std::vector<ExternalRequest> asked;
  std::vector<std::string> requests;
  const std::uint64_t first = index - index % kDrawsPerStart;
  for (std::uint64_t i = first; i < first + kDrawsPerStart; ++i) {
    asked.push_back(external_draw_request(rng, i, shape));
    requests.push_back(asked.back().line);
  }
  requests.push_back(first_request_);
  const auto lines = program_.ask(requests, timeout_s_);
  for (std::size_t i = 0; i < lines.size(); ++i) check_same_line(requests[i], lines[i]);

  std::map<std::string, ExternalDraw> draws;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Place place = program_.place(i);
    ExternalDraw draw = parse_external_draw(lines[i], first + i, shape, place);
    check_queries(draw, asked[i].query_seed, fmt::format("{}: draw {}", place.str(), first + i));
    draws.emplace(asked[i].line, std::move(draw));
  }
  latest_ = std::move(draws);
}

void ExternalTask::check_same_line(const std::string& request, const std::string& line) const {
  const std::string hash = sha256(line);
  require(memory_.lines.emplace(request, hash).first->second == hash,
          "{} answered the request {} in two ways; make a draw of its request alone: no clock, no "
          "generator that runs on, no order of a set",
          program_.name(), shown(request, 400));
}

void ExternalTask::check_queries(const ExternalDraw& draw, std::uint64_t query_seed,
                                 const std::string& where) const {
  std::string all;
  for (const ExternalDraw::Query& query : draw.queries) {
    const std::string item = item_text(query);
    all += fmt::format("{} {}\n", query.id, item);
    const std::string hash = sha256(item);
    require(memory_.items.emplace(query.id, hash).first->second == hash,
            "{}: id {} names another item here than before; an id belongs to one input with its "
            "candidates and answer",
            where, query.id);
  }
  const std::string hash = sha256(all);
  const std::pair key{query_seed, static_cast<int>(draw.queries.size())};
  require(memory_.queries.emplace(key, hash).first->second == hash,
          "{}: its queries are not those of an earlier draw with the same query_seed, {}; make "
          "queries of query_seed and their number alone",
          where, query_seed);
}

Episode<Text> ExternalTask::episode(const ExternalDraw& draw, std::uint64_t index,
                                    const Shape& shape) const {
  Episode<Text> episode{id_, index, {draw.demonstration, {}, draw.format}, {}, {}};
  std::span<const ExternalDraw::Query> asked = draw.queries;
  if (shape.design == Design::per_query) asked = asked.subspan(index % asked.size(), 1);
  for (const int shots : shape.shots)
    for (const ExternalDraw::Query& query : asked) {
      episode.problem.questions.push_back({shots, query.input, query.candidates});
      episode.truth.push_back(query.answer);
      episode.query.push_back(query.id);
    }
  return episode;
}

std::unique_ptr<Task<Text>> make_external_task(const Value& options, const Resources& resources) {
  return std::make_unique<ExternalTask>(
      parse_options<ExternalTaskOptions>(options, "task external"), resources.study_dir);
}

}  // namespace tangram
