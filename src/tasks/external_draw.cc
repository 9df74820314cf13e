#include "tasks/external_draw.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "base/check.h"
#include "base/json.h"
#include "base/options.h"
#include "base/unicode.h"
#include "core/prompt_slot.h"
#include "tasks/questions.h"

namespace tangram {
namespace {

using Words = std::vector<std::string>;

/// What a draw says beside its lists.
struct DrawFields {
  TextFormat format;
  Words candidates;

  void visit(FieldVisitor& v) {
    v({.name = "template", .help = "An example, with {x} and {y}."}, format.example);
    v({.name = "separator", .help = "Between examples, and before the query."}, format.separator);
    v({.name = "start", .help = "Before the first example."}, format.start);
    v({.name = "candidates", .help = "Of all items that name none of their own."}, candidates);
  }
};

struct ExampleFields {
  std::string input, label;
  Words candidates;

  void visit(FieldVisitor& v) {
    v({.name = "input", .help = "the text that is shown", .required = true}, input);
    v({.name = "label", .help = "its label, one of the candidates", .required = true}, label);
    v({.name = "candidates", .help = "Of this example."}, candidates);
  }
};

struct QueryFields {
  std::int64_t id = 0;
  std::string input, answer;
  Words candidates;

  void visit(FieldVisitor& v) {
    // Numbers from kFirstReference on name reference questions; 2^40 is exact as a double.
    v({.name = "id",
       .help = "a number that names the item in every draw",
       .required = true,
       .min = 0,
       .max = static_cast<double>(kFirstReference - 1)},
      id);
    v({.name = "input", .help = "the text that is asked", .required = true}, input);
    v({.name = "answer", .help = "the right one of the candidates", .required = true}, answer);
    v({.name = "candidates", .help = "Of this query."}, candidates);
  }
};

/// An item of a draw and where it stands: "output of 'x':3", "draw 2, query 5".
struct Spot {
  const Place& place;
  std::string owner;

  std::string str() const { return place.str() + ": " + owner; }
};

/// Lists of candidates, each once: classification shares one between all items.
class CandidateLists {
 public:
  explicit CandidateLists(Words shared) : shared_(std::move(shared)) {}

  /// `own` where it is not empty, else those of the draw.
  Candidates of(const Words& own, const Spot& spot) {
    const Words& words = own.empty() ? shared_ : own;
    Candidates& known = known_[words];
    if (known) return known;
    require(!words.empty(),
            "{}: it has no candidates; give the item `candidates`, or the draw for all items",
            spot.str());
    require(words.size() >= 2, "{}: '{}' is the only candidate; give at least 2", spot.str(),
            shown(words[0], 40));
    std::set<std::string> seen;
    for (const std::string& word : words) {
      require(is_printable(word), "{}: candidate \"{}\" cannot be shown; give a word or more",
              spot.str(), shown(word, 40));
      require(seen.insert(word).second, "{}: candidate '{}' stands there twice; give each once",
              spot.str(), shown(word, 40));
    }
    return known = std::make_shared<const Words>(words);
  }

 private:
  Words shared_;
  std::map<Words, Candidates> known_;
};

int index_of(const std::string& word, const char* field, const Words& candidates,
             const Spot& spot) {
  const auto found = std::find(candidates.begin(), candidates.end(), word);
  require(found != candidates.end(), "{}: {} '{}' is none of its candidates{}", spot.str(), field,
          shown(word, 40), suggestion(shown(word, 40), candidates));
  return static_cast<int>(found - candidates.begin());
}

void check_input(const std::string& input, const Spot& spot) {
  require(input.find_first_not_of(" \t\n\v\f\r") != std::string::npos,
          "{}: its input is empty; give a text", spot.str());
}

/// Takes a list of exactly `n` objects out of the draw.
Array take_list(Table& draw, const char* name, std::size_t n, const Spot& spot) {
  Value* list = draw.find(name);
  require(list != nullptr, "{}: it has no `{}`; give a list of {}", spot.str(), name, n);
  Array* items = std::get_if<Array>(&list->data);
  require(items != nullptr, "{}: `{}` must be a list, but is {}", spot.str(), name, list->kind());
  require(items->size() == n, "{}: expected {} in `{}`, found {}", spot.str(), n, name,
          items->size());
  Array out = std::move(*items);
  draw.erase(name);
  return out;
}

/// An empty list would fall back on the draw's without a word.
void check_own_candidates(const Value& item, const Spot& spot) {
  const Value* own = item.table() == nullptr ? nullptr : item.table()->find("candidates");
  require(own == nullptr || own->array() == nullptr || !own->array()->empty(),
          "{}: its `candidates` are empty; leave the key out to take those of the draw",
          spot.str());
}

Text::Example read_example(const Value& value, CandidateLists& lists, const Spot& spot) {
  auto fields = parse_options<ExampleFields>(value, spot.owner);
  check_own_candidates(value, spot);
  check_input(fields.input, spot);
  Candidates candidates = lists.of(fields.candidates, spot);
  const int y = index_of(fields.label, "label", *candidates, spot);
  return {std::move(fields.input), std::move(candidates), y};
}

ExternalDraw::Query read_query(const Value& value, CandidateLists& lists, const Spot& spot) {
  auto fields = parse_options<QueryFields>(value, spot.owner);
  check_own_candidates(value, spot);
  check_input(fields.input, spot);
  Candidates candidates = lists.of(fields.candidates, spot);
  const int answer = index_of(fields.answer, "answer", *candidates, spot);
  return {static_cast<std::uint64_t>(fields.id), std::move(fields.input), std::move(candidates),
          answer};
}

std::string design_name(Design design) {
  switch (design) {
    case Design::crossed:
      return "crossed";
    case Design::nested:
      return "nested";
    case Design::per_query:
      return "per_query";
  }
  TANGRAM_CHECK(false);
  return "";
}

/// A stream as a number that JSON carries exactly, whoever reads it: its first 53 bits.
std::uint64_t seed_of(Rng stream) { return stream.next() >> 11; }

}  // namespace

ExternalRequest external_draw_request(const Rng& rng, std::uint64_t index, const Shape& shape) {
  const auto number = [](std::uint64_t v) { return json(static_cast<std::int64_t>(v)); };
  const std::uint64_t query_seed = seed_of(query_stream(rng, index, shape));
  const Value request =
      json_object({{"draw", number(index)},
                   {"demonstration_seed", number(seed_of(rng.at("demo").at(index)))},
                   {"query_seed", number(query_seed)},
                   {"design", json(design_name(shape.design))},
                   {"shots", json_list(shape.shots, [](int shots) { return json(shots); })},
                   {"queries", json(shape.queries)}});
  return {to_json(request), query_seed};
}

ExternalDraw parse_external_draw(std::string_view line, std::uint64_t index, const Shape& shape,
                                 const Place& place) {
  Value reply = parse_json(line, place);
  const std::string owner = fmt::format("draw {}", index);
  Table* table = std::get_if<Table>(&reply.data);
  require(table != nullptr, "{}: {}: expected an object {{\"demonstration\": ...}}, found \"{}\"",
          place.str(), owner, shown(line));
  const Spot spot{place, owner};
  const Array examples =
      take_list(*table, "demonstration", static_cast<std::size_t>(shape.shots.back()), spot);
  const Array queries = take_list(*table, "queries", static_cast<std::size_t>(shape.queries), spot);
  auto fields = parse_options<DrawFields>(reply, owner);
  check_example(fields.format, spot.str() + ": `template`");

  ExternalDraw draw{std::move(fields.format), {}, {}};
  CandidateLists lists(std::move(fields.candidates));
  for (std::size_t i = 0; i < examples.size(); ++i)
    draw.demonstration.push_back(
        read_example(examples[i], lists, {place, fmt::format("{}, example {}", owner, i)}));
  std::set<std::uint64_t> ids;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const Spot at{place, fmt::format("{}, query {}", owner, i)};
    draw.queries.push_back(read_query(queries[i], lists, at));
    require(ids.insert(draw.queries.back().id).second,
            "{}: id {} is another query's too; ask each item once", at.str(),
            draw.queries.back().id);
  }
  return draw;
}

std::string item_text(const ExternalDraw::Query& query) {
  return to_json(
      json_array({json(query.input), json_strings(*query.candidates), json(query.answer)}));
}

}  // namespace tangram
