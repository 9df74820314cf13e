#include <fmt/format.h>

#include <cmath>

#include "app/commands.h"
#include "base/check.h"
#include "base/json.h"
#include "base/unicode.h"
#include "metrics/reading.h"
#include "store/store.h"

namespace tangram {
namespace {

/// One question of a unit with all that is needed to print it.
struct Shown {
  const Store& store;
  const WorkUnit& unit;
  const VariantRecord& variant;
  const QuestionRecord& question;
};

std::string bytes_of(const Store& store, Token token) {
  const auto bytes = store.token_bytes(token);
  require(bytes.has_value(), "{}: the bytes of token {} are missing; the store is damaged",
          store.path().string(), token);
  return *bytes;
}

/// The tokens of a candidate's path and where its scored part begins.
struct CandidatePath {
  std::vector<Token> tokens;
  std::size_t scored_from = 0;
};

std::vector<CandidatePath> candidate_paths(const Shown& s) {
  std::vector<CandidatePath> out;
  for (std::size_t c = 0; c < s.question.leaf.size(); ++c)
    out.push_back({prompt_tokens(s.variant.prompt, s.question.leaf[c]),
                   static_cast<std::size_t>(s.question.scored_from[c])});
  return out;
}

std::string text_of(const Store& store, const std::vector<Token>& tokens, std::size_t begin,
                    std::size_t end) {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) out += bytes_of(store, tokens[i]);
  return out;
}

std::string unit_text(const WorkUnit& unit) {
  return fmt::format("unit       {}\ntask       {}\ncondition  {}\nlearner    {}\n", unit.id,
                     unit.task_id, unit.condition_id, unit.learner_id);
}

void print_prompt(const Shown& s, const std::vector<CandidatePath>& paths, bool tokens) {
  if (paths.empty()) {
    print("prompt: none; this learner reads no tokens\n");
    return;
  }
  const CandidatePath& first = paths.front();
  print(fmt::format("prompt, {} tokens:\n", first.scored_from));
  if (!tokens) {
    print("----\n" + text_of(s.store, first.tokens, 0, first.scored_from) + "\n----\n");
    return;
  }
  for (std::size_t i = 0; i < first.scored_from; ++i)
    print(fmt::format("{:6} {:8}  '{}'\n", i, first.tokens[i],
                      shown(bytes_of(s.store, first.tokens[i]))));
}

void print_candidates(const Shown& s, const std::vector<CandidatePath>& paths) {
  const auto& set = s.variant.candidate_sets[static_cast<std::size_t>(s.question.candidate_set)];
  print("candidate             log p     p          tokens\n");
  for (std::size_t c = 0; c < set.size(); ++c) {
    const auto& logps = s.question.candidate_logps[c];
    std::string tokens;
    for (std::size_t t = 0; !paths.empty() && t < logps.size(); ++t) {
      const Token token = paths[c].tokens[paths[c].scored_from + t];
      tokens += fmt::format(" '{}' {:.4f}", shown(bytes_of(s.store, token)), logps[t]);
    }
    print(fmt::format("{:<18} {:10.5f} {:9.3g} {}{}\n", shown(set[c].word, 18),
                      read_score(Reading::sum, logps), std::exp(read_score(Reading::sum, logps)),
                      tokens, static_cast<int>(c) == s.question.truth ? "   <- truth" : ""));
  }
}

Value question_json(const Shown& s, const std::vector<CandidatePath>& paths) {
  const auto& set = s.variant.candidate_sets[static_cast<std::size_t>(s.question.candidate_set)];
  Array candidates;
  for (std::size_t c = 0; c < set.size(); ++c) {
    Array logps, tokens;
    for (const double logp : s.question.candidate_logps[c]) logps.push_back(json(logp));
    if (!paths.empty())
      for (const Token token : paths[c].tokens) tokens.push_back(json(token));
    candidates.push_back(json_object({{"word", json(set[c].word)},
                                      {"token_logps", json_array(std::move(logps))},
                                      {"tokens", json_array(std::move(tokens))}}));
  }
  const std::string prompt =
      paths.empty() ? "" : text_of(s.store, paths[0].tokens, 0, paths[0].scored_from);
  return json_object({{"unit", json(s.unit.id)},
                      {"shots", json(s.question.shots)},
                      {"query", json(static_cast<std::int64_t>(s.question.query))},
                      {"truth", s.question.truth < 0 ? Value{} : json(s.question.truth)},
                      {"prompt", json(prompt)},
                      {"candidates", json_array(std::move(candidates))}});
}

/// A question of vectors, and what was answered.
int show_vectors(const WorkUnit& unit, const VectorRecord& record, int question,
                 const Context& context) {
  const auto q = static_cast<std::size_t>(question);
  require(q < record.answers.size(), "--question {}: unit '{}' has {} questions, counted from 0", q,
          unit.id, record.answers.size());
  const VectorAnswer& answer = record.answers[q];
  const auto numbers = [](const std::vector<double>& list) {
    return json_list(list, [](double v) { return json(v); });
  };
  if (context.json) {
    print_json(json_object({{"unit", json(unit.id)},
                            {"shots", json(answer.shots)},
                            {"query", json(static_cast<std::int64_t>(answer.query))},
                            {"dimension", json(record.dimension)},
                            {"truth", numbers(answer.truth)},
                            {"y", numbers(answer.y)}}));
    return kDone;
  }
  print(unit_text(unit));
  print(fmt::format("question {} of {}: {} shots, sequence {}\ntruth      {}\nanswer     {}\n", q,
                    record.answers.size(), answer.shots, answer.query, fmt::join(answer.truth, " "),
                    fmt::join(answer.y, " ")));
  return kDone;
}

int list_units(const Store& store, const Context& context) {
  Array units;
  std::string text = fmt::format("{}: {} of {} units done\n", store.path().string(), store.n_done(),
                                 store.units().size());
  for (const WorkUnit& unit : store.units()) {
    const bool done = store.done(unit.id);
    text += fmt::format("{} {}\n", done ? "done   " : "to come", unit.id);
    units.push_back(json_object({{"id", json(unit.id)}, {"done", json(done)}}));
  }
  if (context.json)
    print_json(json_array(std::move(units)));
  else
    print(text);
  return kDone;
}

const WorkUnit& find_unit(const Store& store, const std::string& id) {
  std::vector<std::string> known;
  for (const WorkUnit& unit : store.units()) {
    if (unit.id == id) return unit;
    known.push_back(unit.id);
  }
  const std::string nearest = nearest_name(id, known);
  fail("{}: no unit '{}'{}; `tangram show RUN` lists them", store.path().string(), id,
       nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest));
}

}  // namespace

int show_command(const ShowCommand& command, const Context& context) {
  const Store store = Store::open(find_run(context, command.run), Store::Mode::read);
  if (command.unit.empty()) return list_units(store, context);
  const WorkUnit& unit = find_unit(store, command.unit);
  const UnitRecord record = store.read(unit.id);
  if (!record.vectors.answers.empty())
    return show_vectors(unit, record.vectors, command.question, context);
  const auto v = static_cast<std::size_t>(command.variant);
  require(v < record.variants.size(), "--variant {}: unit '{}' has {} variant(s), counted from 0",
          v, unit.id, record.variants.size());
  const VariantRecord& variant = record.variants[v];
  const auto q = static_cast<std::size_t>(command.question);
  require(q < variant.questions.size(), "--question {}: unit '{}' has {} questions, counted from 0",
          q, unit.id, variant.questions.size());
  const Shown s{store, unit, variant, variant.questions[q]};
  const auto paths = candidate_paths(s);
  if (context.json) {
    print_json(question_json(s, paths));
    return kDone;
  }
  print(unit_text(unit));
  print(fmt::format("variant {} of {}, question {} of {}: {} shots, query {}\n", v,
                    record.variants.size(), q, variant.questions.size(), s.question.shots,
                    s.question.query));
  print_prompt(s, paths, command.tokens);
  print_candidates(s, paths);
  return kDone;
}

}  // namespace tangram
