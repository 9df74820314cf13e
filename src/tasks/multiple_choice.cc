#include "tasks/multiple_choice.h"

#include <utility>

#include "base/check.h"
#include "tasks/questions.h"
#include "tasks/sampling.h"

namespace tangram {
namespace {

const ChoiceRow& row_at(const std::vector<ChoiceRow>& rows, int i) {
  return rows[static_cast<std::size_t>(i)];
}

void log_report(const DataReport& report, Log* log) {
  if (log == nullptr) return;
  const auto say = [&](LogLevel level, std::int64_t n, std::string_view what) {
    if (n > 0) log->write(level, fmt::format("{}: {} {}", report.name, n, what));
  };
  say(LogLevel::info, report.duplicates.count,
      report.duplicates_removed ? "duplicate rows removed" : "duplicate rows kept");
  say(LogLevel::warning, report.conflicts.count,
      "rows removed whose question and choices occur with several answers");
  say(LogLevel::warning, report.choices->repeated,
      fmt::format("rows left out that offer a choice twice (the first is line {})",
                  report.choices->repeated_line));
  say(LogLevel::warning, report.overlap.count,
      "rows for demonstrations removed that repeat a question that is asked");
}

}  // namespace

void MultipleChoiceOptions::visit(FieldVisitor& v) {
  v({.name = "data",
     .help = "A file of JSON lines with question, choices and answer, or a card (.toml).",
     .required = true},
    data);
  v({.name = "keep_duplicates",
     .help = "Keep rows that repeat a question with the same choices and answer."},
    keep_duplicates);
  v({.name = "question", .help = "What is shown as {x}, made of fields. Empty: as the card says."},
    question);
  v({.name = "choices", .help = "The field that holds the choices. Empty: as the card says."},
    choices);
  v({.name = "answer",
     .help = "The field that holds the right one's number, from 0. Empty: as the card says."},
    answer);
  v({.name = "example", .help = "An example, with {x} and {y}. Empty: as the card says."}, example);
  v({.name = "separator", .help = "Between examples. Empty: as the card says."}, separator);
  v({.name = "start", .help = "Before the first example. Empty: as the card says."}, start);
  v({.name = "queries_share",
     .help = "Share of the questions that is asked. -1: as the card says.",
     .min = -1,
     .max = 0.999},
    queries_share);
}

MultipleChoice::MultipleChoice(ChoiceData data)
    : data_(std::move(data)),
      id_(fmt::format("multiple_choice(version=1, data={})", data_.identity)) {}

MultipleChoice::Drawn MultipleChoice::draw_rows(const Rng& rng, std::uint64_t index,
                                                const Shape& shape) const {
  const int n_pool = static_cast<int>(data_.demonstrations.size());
  const int n_queries = static_cast<int>(data_.queries.size());
  const int k = shape.shots.back();
  require(k + shape.references.pool <= n_pool,
          "{}: {} shots and {} references need as many rows, but there are {} for demonstrations; "
          "ask for fewer",
          data_.report.name, k, shape.references.pool, n_pool);
  require(shape.queries <= n_queries,
          "{}: {} queries were asked for, but there are {}; ask for fewer", data_.report.name,
          shape.queries, n_queries);
  Drawn drawn;
  drawn.shown = permutation_prefix(rng.at("demo").at(index), n_pool, k);
  drawn.asked = asked_in_draw(
      permutation_prefix(query_stream(rng, index, shape), n_queries, shape.queries), index, shape);
  drawn.references = permutation_without(rng.at("references").at(index), n_pool,
                                         shape.references.pool, drawn.shown);
  return drawn;
}

Episode<Text> MultipleChoice::draw(const Rng& rng, std::uint64_t index, const Shape& shape) const {
  check_shape(shape, "multiple_choice", {.domain_words = false});
  const Drawn drawn = draw_rows(rng, index, shape);
  Episode<Text> episode{id_, index, {{}, {}, data_.format}, {}, {}};
  for (const int i : drawn.shown) {
    const ChoiceRow& row = row_at(data_.demonstrations, i);
    episode.problem.demonstration.push_back({row.question, row.choices, row.answer});
  }
  for (const int shots : shape.shots) {
    for (const int i : drawn.asked) {
      const ChoiceRow& row = row_at(data_.queries, i);
      episode.problem.questions.push_back({shots, row.question, row.choices});
      episode.truth.push_back(row.answer);
      episode.query.push_back(row.item);
    }
    for (const int i : drawn.references) {
      const ChoiceRow& row = row_at(data_.demonstrations, i);
      episode.problem.questions.push_back({shots, row.question, row.choices, true});
      episode.query.push_back(reference_number(ReferenceKind::pool, row.item));
    }
  }
  return episode;
}

std::unique_ptr<MultipleChoice> make_multiple_choice(const Value& value,
                                                     const Resources& resources) {
  const auto options = parse_options<MultipleChoiceOptions>(value, "multiple_choice");
  DataCard card = find_card(options.data, resources);
  CardOverrides overrides;
  overrides.example = options.example;
  overrides.separator = options.separator;
  overrides.start = options.start;
  overrides.queries_share = options.queries_share;
  if (!options.question.empty()) card.question = options.question;
  if (!options.choices.empty()) card.choices = options.choices;
  if (!options.answer.empty()) card.answer = options.answer;
  apply_overrides(card, overrides, value.place);
  auto task = std::make_unique<MultipleChoice>(load_choice_data(card, options.keep_duplicates));
  log_report(task->data().report, resources.log);
  return task;
}

}  // namespace tangram
