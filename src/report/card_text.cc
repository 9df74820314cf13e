#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "report/atlas.h"
#include "report/card.h"
#include "report/card_numbers.h"
#include "report/text.h"

namespace tangram {

namespace {

std::string of_declared(int done, int declared) {
  return done < declared ? fmt::format("{} of {}", done, declared) : std::to_string(done);
}

std::string beside_markdown(const ProfileCard& card, const std::vector<ProfileCard>& neighbours) {
  if (neighbours.empty()) return {};
  std::string out = "\nBeside other profiles:\n\n| | here |", rule = "\n|---|---|";
  for (const ProfileCard& other : neighbours) {
    out += fmt::format(" {}, {} |", markdown_escaped(other.model), markdown_escaped(other.task));
    rule += "---|";
  }
  out += rule + "\n";
  for (const Finding& finding : card.findings) {
    const Beside numbers = beside(finding, neighbours);
    if (numbers.own == nullptr) continue;
    out += fmt::format("| {} | {} |", markdown_escaped(numbers.own->name),
                       with_interval(numbers.own->estimate));
    for (const Estimate* other : numbers.neighbours)
      out += fmt::format(" {} |", other == nullptr ? "-" : with_interval(*other));
    out += "\n";
  }
  return out;
}

}  // namespace

std::string card_size_text(const ProfileCard& card) {
  return fmt::format(
      "{} classes, up to {} shots, {} draws of a demonstration ({} of altered ones), {}. Numbers "
      "stand with 95 % intervals over draws and queries, each by itself; differences within {:.2f} "
      "count as none.",
      card.n_classes, card.shots, of_declared(card.draws, card.declared),
      of_declared(card.altered_draws, card.altered_declared),
      card.crossed ? fmt::format("all with the same {} queries", card.queries)
                   : fmt::format("each with {} queries of its own", card.queries),
      kNoDifference);
}

std::string card_markdown(const ProfileCard& card, const std::vector<ProfileCard>& neighbours) {
  std::string out = fmt::format("# What demonstrations do: {} on {}\n\n{}\n", card.model, card.task,
                                card_size_text(card));
  for (const Finding& finding : card.findings)
    out += fmt::format("\n**{}** {}\n", finding.question, finding.answer);
  if (const std::size_t n = card.undecided().size(); n > 0)
    out += fmt::format("\nNot decided: {} of {}.\n", n, card.findings.size());
  return out + beside_markdown(card, neighbours);
}

Value to_json_value(const ProfileCard& card) {
  Array findings;
  for (const Finding& finding : card.findings) {
    Array numbers;
    for (const CardNumber& number : finding.numbers)
      numbers.push_back(
          json_object({{"name", json(number.name)}, {"estimate", to_json_value(number.estimate)}}));
    findings.push_back(json_object({{"id", json(finding.id)},
                                    {"question", json(finding.question)},
                                    {"answer", json(finding.answer)},
                                    {"decided", {finding.decided, {}}},
                                    {"numbers", json_array(std::move(numbers))}}));
  }
  return json_object({{"format", json(std::int64_t{1})},
                      {"task", json(card.task)},
                      {"model", json(card.model)},
                      {"n_classes", json(std::int64_t{card.n_classes})},
                      {"shots", json(std::int64_t{card.shots})},
                      {"draws", json(std::int64_t{card.draws})},
                      {"draws_declared", json(std::int64_t{card.declared})},
                      {"altered_draws", json(std::int64_t{card.altered_draws})},
                      {"altered_draws_declared", json(std::int64_t{card.altered_declared})},
                      {"queries", json(std::int64_t{card.queries})},
                      {"crossed", {card.crossed, {}}},
                      {"findings", json_array(std::move(findings))}});
}

}  // namespace tangram
