#include "spec/arm_sums.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>

#include "base/check.h"
#include "base/unicode.h"
#include "spec/fields.h"

namespace tangram::spec {
namespace {

template <class Named>
const Named* find_named(const std::vector<Named>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Named& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

template <class Named>
void add_names(const std::vector<Named>& list, std::vector<std::string>& names) {
  for (const Named& item : list)
    if (std::find(names.begin(), names.end(), item.name) == names.end()) names.push_back(item.name);
}

bool holds(const Block& block, const ArmRef& arm) {
  const bool other = arm.versus.empty() || find_named(block.learners, arm.versus) != nullptr;
  return find_named(block.conditions, arm.condition) != nullptr &&
         find_named(block.learners, arm.learner) != nullptr && other;
}

/// Why no block holds an arm, with the nearest names.
std::string why_no_arm(const Study& study, const ArmRef& arm) {
  std::vector<std::string> conditions, learners, blocks;
  for (const Block& block : study.blocks) {
    blocks.push_back(block.id);
    add_names(block.conditions, conditions);
    add_names(block.learners, learners);
  }
  const auto lacks = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) == names.end();
  };
  if (lacks(blocks, arm.block) && !arm.block.empty())
    return fmt::format("'{}': no block is called '{}'{}", arm.str(), arm.block,
                       suggestion(arm.block, blocks));
  if (lacks(conditions, arm.condition))
    return fmt::format("'{}': the grid has no condition '{}'{}", arm.str(), arm.condition,
                       suggestion(arm.condition, conditions));
  if (lacks(learners, arm.learner))
    return fmt::format("'{}': the grid has no learner '{}'{}", arm.str(), arm.learner,
                       suggestion(arm.learner, learners));
  return fmt::format("no block of the grid holds the arm '{}': add the pair to a block's grid",
                     arm.str());
}

/// "[block:]condition/learner[~learner][@reading]".
ArmRef parse_arm(const StatementReader& reader, const std::string& word, Statement& s) {
  const Place& place = s.place;
  ArmRef arm;
  std::string rest = word;
  const std::size_t colon = rest.find(':');
  if (colon != std::string::npos) {
    arm.block = rest.substr(0, colon);
    rest.erase(0, colon + 1);
  }
  if (const std::size_t at = rest.find('@'); at != std::string::npos) {
    require(reader.text(), "{}: '{}': readings are of answers in words; the domain is '{}'",
            place.str(), shown(word, 40), reader.study.domain);
    const std::string name = rest.substr(at + 1);
    arm.reading = as_choice({name, place}, fmt::format("the reading of '{}'", shown(word, 40)),
                            claim_readings());
    rest.erase(at);
  }
  if (const std::size_t slash = rest.find('/'); slash != std::string::npos) {
    arm.condition = rest.substr(0, slash);
    rest.erase(0, slash + 1);
  } else {
    const auto& conditions = reader.study.blocks.front().conditions;
    require(conditions.size() == 1, "{}: '{}' must be an arm, 'condition/learner', or a number",
            place.str(), shown(word, 40));
    arm.condition = conditions.front().name;
  }
  if (const std::size_t tilde = rest.find('~'); tilde != std::string::npos) {
    arm.versus = rest.substr(tilde + 1);
    rest.erase(tilde);
    check_name(arm.versus, place, "an arm");
  }
  arm.learner = rest;
  check_name(arm.condition, place, "an arm");
  check_name(arm.learner, place, "an arm");
  for (const Block& block : reader.study.blocks)
    if ((colon == std::string::npos || block.id == arm.block) && holds(block, arm)) {
      arm.block = block.id;
      return arm;
    }
  reader.lacks(s, why_no_arm(reader.study, arm));
  return arm;
}

std::optional<double> parse_number(const std::string& word) {
  double number = 0;
  const char* end = word.data() + word.size();
  const auto [at, error] = std::from_chars(word.data(), end, number);
  const bool ok = error == std::errc() && at == end && std::isfinite(number);
  return ok ? std::optional(number) : std::nullopt;
}

/// One term of a sum: a number, an arm, or a number times an arm, "0.5*chain_2/llm".
void add_term(const StatementReader& reader, const std::string& word, double factor, Statement& s) {
  ArmSum& sum = s.effect;
  if (const auto number = parse_number(word)) {
    sum.constant += factor * *number;
    return;
  }
  const std::size_t star = word.find('*');
  if (star == std::string::npos) {
    sum.terms.emplace_back(factor, parse_arm(reader, word, s));
    return;
  }
  const auto weight = parse_number(word.substr(0, star));
  require(weight && *weight != 0,
          "{}: '{}': what stands before '*' must be a number other than 0, as in "
          "\"0.5*{}\"",
          s.place.str(), shown(word, 40), shown(word.substr(star + 1), 40));
  sum.terms.emplace_back(factor * *weight, parse_arm(reader, word.substr(star + 1), s));
}

}  // namespace

void add_sum(const StatementReader& reader, const Value& value, double factor, Statement& s) {
  if (value.string() == nullptr) {
    s.effect.constant += factor * as_number(value, "a side of a comparison");
    return;
  }
  double sign = 1;
  bool want_term = true;
  std::string_view rest = *value.string();
  while (!rest.empty()) {
    const std::size_t space = rest.find(' ');
    const std::string word(rest.substr(0, space));
    rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
    if (word.empty()) continue;
    const bool is_sign = word == "+" || word == "-";
    require(is_sign != want_term, "{}: '{}' must be arms joined by ' + ' and ' - '",
            value.place.str(), shown(*value.string(), 60));
    if (is_sign)
      sign = word == "+" ? 1 : -1;
    else
      add_term(reader, word, factor * sign, s);
    want_term = is_sign;
  }
  require(!want_term, "{}: '{}' ends where an arm is expected", value.place.str(),
          shown(*value.string(), 60));
}

}  // namespace tangram::spec
