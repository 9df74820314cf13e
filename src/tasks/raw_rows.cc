#include "tasks/raw_rows.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <string_view>
#include <system_error>
#include <unordered_map>

#include "base/check.h"
#include "base/hash.h"
#include "base/unicode.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxClasses = 256;

}  // namespace

DataReport card_report(const DataCard& card) {
  DataReport report;
  report.name = card.name;
  report.description = card.description;
  report.licence = card.licence;
  report.citation = card.citation;
  report.notes = card.notes;
  report.abusive = card.abusive;
  return report;
}

std::string row_key(const std::string& text) {
  std::string key = duplicate_key(text);
  return key.empty() ? text : key;
}

double hash_fraction(const std::string& key) {
  const std::string digest = sha256(key);
  std::uint64_t bits = 0;
  std::from_chars(digest.data(), digest.data() + 16, bits, 16);
  return static_cast<double>(bits >> 11) * 0x1.0p-53;
}

void check_fetched(const DataCard& card, const fs::path& path) {
  std::error_code ignored;
  if (fs::exists(path, ignored)) return;
  require(!card.built_in, "data set '{}' is not fetched yet; run: tangram data fetch {}", card.name,
          card.name);
  fail("{}: there is no such file; {}", path.string(),
       card.path.empty()
           ? "give the path of a file of JSON lines (.jsonl) or of a table (.csv, .tsv)"
           : fmt::format("it is the file of {}, which may name another (`file`)",
                         card.path.string()));
}

void check_pinned(const DataCard& card, const fs::path& path, const std::string& sha256) {
  const bool pinned = !card.sha256.empty() && path == card.file;
  require(!pinned || sha256 == card.sha256,
          "{}: its SHA-256 is {}, but the card says {}; remove it and {}", path.string(), sha256,
          card.sha256, card.built_in ? "run: tangram data fetch " + card.name : "get it again");
}

RawFile read_rows(const DataCard& card, const fs::path& path) {
  check_fetched(card, path);
  RawFile out;
  out.path = path;
  RowReader reader(path, {card.input, card.label, card.cuts});
  while (auto row = reader.next()) {
    ++out.n_rows;
    const auto& ignore = card.ignore_labels;
    if (std::find(ignore.begin(), ignore.end(), row->label) != ignore.end()) {
      ++out.n_ignored;
      continue;
    }
    std::string key = row_key(row->text);
    out.rows.push_back({std::move(*row), std::move(key), -1});
  }
  require(!out.rows.empty(), "{}: there are no rows{}; give a file with {}", path.string(),
          out.n_ignored > 0 ? " but those with ignored labels" : "",
          separator_of(path) ? "a row a line below the header" : "one JSON object a line");
  out.sha256 = sha256_file(path);
  check_pinned(card, path, out.sha256);
  return out;
}

std::vector<std::pair<std::string, std::string>> found_labels(const std::vector<RawFile>& files) {
  std::map<std::string, std::string> labels;
  for (const RawFile& file : files) {
    for (const RawRow& raw : file.rows) {
      labels.emplace(raw.row.label, raw.row.label);
      require(labels.size() <= kMaxClasses,
              "{}:{}:{}: there are more than {} distinct labels; name the field that holds the "
              "class, or list the labels in a card",
              file.path.string(), raw.row.label_line, raw.row.label_column, kMaxClasses);
      require(is_printable(raw.row.label),
              "{}:{}:{}: label \"{}\" cannot be shown; give it a word in `labels`",
              file.path.string(), raw.row.label_line, raw.row.label_column, shown(raw.row.label));
    }
  }
  return {labels.begin(), labels.end()};
}

void set_classes(const DataCard& card, const std::vector<std::string>& words, RawFile& file) {
  std::unordered_map<std::string, int> classes;
  std::vector<std::string> known;
  for (const auto& [raw, word] : card.labels) {
    const auto at = std::find(words.begin(), words.end(), word);
    classes[raw] = static_cast<int>(at - words.begin());
    known.push_back(raw);
  }
  for (RawRow& raw : file.rows) {
    const auto found = classes.find(raw.row.label);
    require(found != classes.end(), "{}:{}:{}: label '{}' is not known{}", file.path.string(),
            raw.row.label_line, raw.row.label_column, shown(raw.row.label),
            suggestion(raw.row.label, known));
    raw.y = found->second;
  }
  const int first = file.rows[0].y;
  require(std::any_of(file.rows.begin(), file.rows.end(),
                      [first](const RawRow& raw) { return raw.y != first; }),
          "{}: all {} rows have the label '{}'; at least two classes are needed",
          file.path.string(), file.rows.size(), shown(words[static_cast<std::size_t>(first)]));
}

void remove_duplicates(RawFile& file, bool keep, DataReport& report) {
  struct Seen {
    std::int64_t line;
    int y;
    bool conflict = false;
  };
  std::unordered_map<std::string_view, Seen> seen;
  for (const RawRow& raw : file.rows) {
    const auto [at, is_new] = seen.try_emplace(raw.key, Seen{raw.row.line, raw.y});
    if (!is_new && at->second.y != raw.y) at->second.conflict = true;
  }
  std::vector<char> stays(file.rows.size());
  for (std::size_t i = 0; i < stays.size(); ++i) {
    const RawRow& raw = file.rows[i];
    const Seen& first = seen.at(raw.key);
    const bool repeats = first.line != raw.row.line;
    if (first.conflict)
      report.conflicts.add(raw.row.line, first.line);
    else if (repeats)
      report.duplicates.add(raw.row.line, first.line);
    stays[i] = !first.conflict && (keep || !repeats) ? 1 : 0;
  }
  seen.clear();  // its keys point into the rows that move now
  std::size_t kept = 0;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    if (stays[i] == 0) continue;
    if (kept != i) file.rows[kept] = std::move(file.rows[i]);
    ++kept;
  }
  file.rows.resize(kept);
}

}  // namespace tangram
