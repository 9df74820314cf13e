#include <fmt/format.h>

#include <utility>

#include "base/json.h"
#include "report/card.h"

namespace tangram {

std::string card_text(const ProfileCard& card) {
  std::string out = fmt::format("# What demonstrations do: {} on {}\n\n", card.model, card.task);
  out += fmt::format(
      "{} classes, up to {} shots, {} draws of a demonstration{}. Numbers stand with 95 % "
      "intervals "
      "over draws and queries, each by itself; differences within {:.2f} count as none.\n",
      card.n_classes, card.shots, card.draws,
      card.draws < card.declared ? fmt::format(" of {} (not complete)", card.declared) : "",
      kNoDifference);
  for (const Finding& finding : card.findings)
    out += fmt::format("\n**{}** {}\n", finding.question, finding.answer);
  if (!card.undecided.empty())
    out += fmt::format("\nNot decided: {} of {}.\n", card.undecided.size(), card.findings.size());
  return out;
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
                      {"findings", json_array(std::move(findings))}});
}

}  // namespace tangram
