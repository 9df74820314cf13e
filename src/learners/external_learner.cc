#include "learners/external_learner.h"

#include <cmath>
#include <optional>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/json.h"
#include "base/unicode.h"

namespace tangram {
namespace {

Value input_value(const TextInput& x) {
  if (const auto* text = std::get_if<std::string>(&x)) return json(*text);
  const auto& segment = std::get<TokenSegment>(x);
  Array ids;
  for (Token id : segment.ids) ids.push_back(json(id));
  return json_object(
      {{"tokens", json_array(std::move(ids))}, {"tokenizer", json(segment.tokenizer)}});
}

/// One log-probability; `what` says whose.
double log_probability(const Value& value, const std::string& what) {
  const auto found = value.number();
  require(found.has_value(), "{}: expected a log-probability, found {}", what, value.kind());
  require(std::isfinite(*found) && *found <= 0,
          "{}: {} is no log-probability; give a finite number of nats <= 0", what, *found);
  return *found;
}

/// A candidate's scores: a number, or one number for each of its tokens.
std::vector<double> candidate_scores(const Value& value, const std::string& what) {
  if (value.array() == nullptr) return {log_probability(value, what)};
  require(!value.array()->empty(), "{}: the list of scores is empty", what);
  std::vector<double> out;
  for (const auto& item : *value.array()) out.push_back(log_probability(item, what));
  return out;
}

Prediction question_scores(const Value& value, const Text::Question& question,
                           const std::string& what) {
  const std::size_t n = question.candidates->size();
  require(value.array() != nullptr && value.array()->size() == n,
          "{}: expected a list of {} scores, one for each candidate, found {}", what, n,
          value.array() == nullptr ? std::string(value.kind())
                                   : fmt::format("{}", value.array()->size()));
  Prediction out;
  double mass = 0;
  for (std::size_t c = 0; c < n; ++c) {
    auto scores = candidate_scores((*value.array())[c], fmt::format("{}, candidate {}", what, c));
    double log_p = 0;
    for (double score : scores) log_p += score;
    mass += std::exp(log_p);
    out.candidate_logps.push_back(std::move(scores));
  }
  require(mass <= 1 + 1e-6,
          "{}: the candidates' probabilities sum to {}; give log-probabilities, not scores of "
          "another kind",
          what, mass);
  return out;
}

}  // namespace

void ExternalOptions::visit(FieldVisitor& v) {
  v({.name = "command",
     .help = "The program and its arguments; files are looked for in the study's folder.",
     .required = true},
    command);
}

ExternalLearner::ExternalLearner(ExternalOptions options, const std::filesystem::path& study_dir)
    : options_(std::move(options)),
      program_({"learner external", "problem"}, options_.command, study_dir) {}

std::string ExternalLearner::id() const {
  return fmt::format("external@1({}{})", options_text(options_), program_.files());
}

std::string external_request(const Problem<Text>& problem, std::size_t index) {
  Array demonstration, questions;
  for (const auto& example : problem.demonstration)
    demonstration.push_back(
        json_object({{"input", input_value(example.x)},
                     {"label", json((*example.candidates)[static_cast<std::size_t>(example.y)])},
                     {"candidates", json_strings(*example.candidates)}}));
  for (const auto& question : problem.questions)
    questions.push_back(json_object({{"shots", json(question.shots)},
                                     {"input", input_value(question.x)},
                                     {"candidates", json_strings(*question.candidates)}}));
  return to_json(json_object({{"problem", json(static_cast<std::int64_t>(index))},
                              {"template", json(problem.format.example)},
                              {"separator", json(problem.format.separator)},
                              {"start", json(problem.format.start)},
                              {"demonstration", json_array(std::move(demonstration))},
                              {"questions", json_array(std::move(questions))}}));
}

std::vector<Prediction> parse_external_reply(std::string_view line, const Problem<Text>& problem,
                                             const Place& place) {
  const Value reply = parse_json(line, place);
  const Value* scores = reply.table() == nullptr ? nullptr : reply.table()->find("scores");
  require(scores != nullptr && scores->array() != nullptr,
          "{}: expected an object {{\"scores\": [...]}}, found \"{}\"", place.str(), shown(line));
  const std::size_t n = problem.questions.size();
  require(scores->array()->size() == n,
          "{}: expected the scores of {} questions, in their order, found {}", place.str(), n,
          scores->array()->size());
  std::vector<Prediction> out;
  for (std::size_t q = 0; q < n; ++q)
    out.push_back(question_scores((*scores->array())[q], problem.questions[q],
                                  fmt::format("{}: question {}", place.str(), q)));
  return out;
}

std::vector<std::vector<Prediction>> ExternalLearner::answer(
    std::span<const Problem<Text>> problems, std::stop_token stop) {
  std::vector<std::vector<Prediction>> out;
  if (problems.empty() || stop.stop_requested()) return out;
  std::vector<std::string> requests;
  for (std::size_t p = 0; p < problems.size(); ++p)
    requests.push_back(external_request(problems[p], p));
  const auto lines = program_.ask(requests, 0);  // a learner may think as long as it likes
  for (std::size_t p = 0; p < problems.size(); ++p)
    out.push_back(parse_external_reply(lines[p], problems[p], program_.place(p)));
  return out;
}

std::unique_ptr<Learner<Text>> make_external_learner(const Value& options,
                                                     const Resources& resources) {
  return std::make_unique<ExternalLearner>(
      parse_options<ExternalOptions>(options, "learner external"), resources.study_dir);
}

}  // namespace tangram
