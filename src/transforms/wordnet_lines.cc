#include "transforms/wordnet_lines.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {
namespace {

template <class... Args>
[[noreturn]] void fail_at(const WordNetLine& line, fmt::format_string<Args...> what,
                          Args&&... args) {
  fail("{}:{}: {}; {}", line.file.string(), line.number,
       fmt::format(what, std::forward<Args>(args)...), kWordNetRemedy);
}

/// The fields of a line, one space between them, from the left.
class LineFields {
 public:
  explicit LineFields(const WordNetLine& line) : line_(line), rest_(line.text) {}

  std::string_view next(std::string_view what) {
    const std::size_t space = rest_.find(' ');
    const std::string_view field = rest_.substr(0, space);
    if (field.empty()) fail_at(line_, "the line ends before its {}", what);
    rest_ = space == std::string_view::npos ? std::string_view{} : rest_.substr(space + 1);
    return field;
  }

  /// A number of `digits` digits; 0: of any length.
  int number(std::string_view what, std::size_t digits = 0, int base = 10) {
    return static_cast<int>(wide(what, digits, base, std::numeric_limits<int>::max()));
  }
  std::uint64_t offset(std::string_view what) { return wide(what, 8, 10, 99'999'999); }

  const std::string_view& rest() const { return rest_; }

 private:
  std::uint64_t wide(std::string_view what, std::size_t digits, int base, std::uint64_t most) {
    const std::string_view field = next(what);
    std::uint64_t out = 0;
    const char* end = field.data() + field.size();
    const auto [at, error] = std::from_chars(field.data(), end, out, base);
    if (error != std::errc() || at != end || out > most || (digits != 0 && field.size() != digits))
      fail_at(line_, "the {} must be a number{}, but is '{}'", what,
              digits == 0 ? "" : fmt::format(" of {} digits", digits), shown(field, 40));
    return out;
  }

  const WordNetLine& line_;
  std::string_view rest_;
};

std::string_view letters_of(PartOfSpeech part) {
  switch (part) {
    case PartOfSpeech::noun:
      return "n";
    case PartOfSpeech::verb:
      return "v";
    case PartOfSpeech::adjective:
      return "as";  // s: a satellite
    case PartOfSpeech::adverb:
      return "r";
  }
  return "";
}

std::optional<PartOfSpeech> part_of(std::string_view letter) {
  for (const PartOfSpeech part : kPartsOfSpeech)
    if (letter.size() == 1 && letters_of(part).find(letter) != std::string_view::npos) return part;
  return std::nullopt;
}

/// Where an adjective may stand is written behind it: "alone(p)".
std::string_view without_marker(std::string_view word) {
  for (const std::string_view marker : {"(a)", "(p)", "(ip)"})
    if (word.ends_with(marker)) return word.substr(0, word.size() - marker.size());
  return word;
}

std::optional<WordNetLink> link_of(std::string_view symbol) {
  if (symbol == "!") return WordNetLink::antonym;
  if (symbol == "&") return WordNetLink::similar;
  if (symbol == "^" || symbol == "~" || symbol == "-c") return WordNetLink::kin;
  return std::nullopt;
}

/// nullopt: of a kind that is not kept; it is checked all the same.
std::optional<WordNetPointer> parse_pointer(LineFields& fields, const WordNetLine& line,
                                            int n_words) {
  WordNetPointer out;
  const auto link = link_of(fields.next("pointer's symbol"));
  out.offset = fields.offset("pointer's offset");
  const std::string_view letter = fields.next("pointer's part of speech");
  const auto part = part_of(letter);
  if (!part) fail_at(line, "'{}' is no part of speech (n, v, a, s, r)", shown(letter, 40));
  out.part = *part;
  const int words = fields.number("pointer's words", 4, 16);
  out.source = words / 256;
  out.target = words % 256;
  if (out.source > n_words)
    fail_at(line, "a pointer starts at word {}, but there are {}", out.source, n_words);
  if (!link) return std::nullopt;
  out.link = *link;
  return out;
}

}  // namespace

std::string_view name_of(PartOfSpeech part) {
  switch (part) {
    case PartOfSpeech::noun:
      return "noun";
    case PartOfSpeech::verb:
      return "verb";
    case PartOfSpeech::adjective:
      return "adjective";
    case PartOfSpeech::adverb:
      return "adverb";
  }
  return "";
}

std::string_view suffix_of(PartOfSpeech part) {
  return part == PartOfSpeech::adjective ? "adj"
         : part == PartOfSpeech::adverb  ? "adv"
                                         : name_of(part);
}

void for_each_wordnet_line(const std::filesystem::path& file, std::string_view text,
                           const std::function<void(const WordNetLine&)>& f) {
  std::uint64_t start = 0;
  int n = 0, n_read = 0;
  while (start < text.size()) {
    const std::size_t end = text.find('\n', start);
    const WordNetLine line{file, ++n, start, text.substr(start, end - start)};
    if (end == std::string_view::npos) fail_at(line, "the file was truncated in this line");
    start = end + 1;
    if (line.text.starts_with("  ")) continue;
    f(line);
    ++n_read;
  }
  require(n_read > 0, "{}: no word in it; {}", file.string(), kWordNetRemedy);
}

Synset parse_synset(const WordNetLine& line, PartOfSpeech part) {
  LineFields fields(line);
  Synset out;
  out.offset = fields.offset("offset");
  if (out.offset != line.start)
    fail_at(line, "the line begins at byte {}, but says {}", line.start, out.offset);
  fields.number("lexicographer's file");
  const std::string_view type = fields.next("type");
  if (type.size() != 1 || letters_of(part).find(type) == std::string_view::npos)
    fail_at(line, "the type must be one of '{}', but is '{}'", letters_of(part), shown(type, 40));
  out.satellite = type == "s";
  const int n_words = fields.number("number of words", 2, 16);
  if (n_words == 0) fail_at(line, "the synset has no word");
  for (int i = 0; i < n_words; ++i) {
    out.words.emplace_back(without_marker(fields.next("word")));
    fields.number("word's id", 0, 16);
  }
  const int n_pointers = fields.number("number of pointers", 3);
  for (int i = 0; i < n_pointers; ++i)
    if (const auto pointer = parse_pointer(fields, line, n_words)) out.pointers.push_back(*pointer);
  if (!fields.rest().starts_with("| ") && fields.rest().find(" | ") == std::string_view::npos)
    fail_at(line, "the line ends before its gloss");
  return out;
}

IndexEntry parse_index_entry(const WordNetLine& line, PartOfSpeech part) {
  LineFields fields(line);
  IndexEntry out;
  out.lemma = fields.next("word");
  const std::string_view letter = fields.next("part of speech");
  if (part_of(letter) != part)
    fail_at(line, "the part of speech must be '{}', but is '{}'", letters_of(part).front(),
            shown(letter, 40));
  const int n_synsets = fields.number("number of synsets");
  if (n_synsets == 0) fail_at(line, "'{}' has no synset", shown(out.lemma, 40));
  const int n_symbols = fields.number("number of pointer symbols");
  for (int i = 0; i < n_symbols; ++i) fields.next("pointer symbol");
  fields.number("number of senses");
  fields.number("number of tagged senses");
  for (int i = 0; i < n_synsets; ++i) out.offsets.push_back(fields.offset("synset's offset"));
  if (fields.rest().find_first_not_of(' ') != std::string_view::npos)
    fail_at(line, "'{}' has {} synsets, but more follow", shown(out.lemma, 40), n_synsets);
  return out;
}

}  // namespace tangram
