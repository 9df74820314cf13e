#include "core/word_lists.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/unicode.h"
#include "base/value.h"

namespace tangram {
namespace {

/// Splits "a\tb\tc" into its three fields; nullopt: not three.
std::optional<std::vector<std::string>> three_fields(std::string_view line) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t tab = line.find('\t');
    out.emplace_back(line.substr(0, tab));
    if (tab == std::string_view::npos) break;
    line.remove_prefix(tab + 1);
  }
  const bool ok = out.size() == 3 && std::all_of(out.begin(), out.end(),
                                                 [](const auto& field) { return !field.empty(); });
  return ok ? std::optional(out) : std::nullopt;
}

}  // namespace

std::filesystem::path word_list_path(const std::string& given, const char* installed,
                                     const Resources& resources) {
  return given.empty() ? resources.share_dir / "words" / installed : resources.study_dir / given;
}

WordLists::WordLists(const std::filesystem::path& path) : file_(path.string()) {
  const std::string text = read_file(path);
  hash_ = sha256(text);
  std::string_view rest = text;
  for (int n = 1; !rest.empty(); ++n) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    require(!invalid_utf8(line), "{}:{}: the line is not valid UTF-8", file_, n);
    const auto fields = three_fields(line);
    require(fields.has_value(),
            "{}:{}: '{}' must be a label, a relation and a word, with one tab between them", file_,
            n, shown(line));
    const std::pair key{(*fields)[0], (*fields)[1]};
    auto& list = lists_[key];
    if (list.empty()) order_.push_back(key);
    const std::string& word = (*fields)[2];
    require(std::find(list.begin(), list.end(), word) == list.end(),
            "{}:{}: '{}' is in the list of {} of '{}' already", file_, n, word, (*fields)[1],
            (*fields)[0]);
    list.push_back(word);
  }
}

std::vector<std::string> WordLists::relations() const {
  std::vector<std::string> out;
  for (const auto& [label, relation] : order_)
    if (std::find(out.begin(), out.end(), relation) == out.end()) out.push_back(relation);
  return out;
}

std::vector<std::string> WordLists::labels(const std::string& relation) const {
  std::vector<std::string> out;
  for (const auto& [label, of] : order_)
    if (of == relation) out.push_back(label);
  return out;
}

const std::vector<std::string>& WordLists::words(const std::string& label,
                                                 const std::string& relation) const {
  const auto it = lists_.find({label, relation});
  if (it != lists_.end()) return it->second;
  fail("{}: no word is listed as {} of the label '{}'{}; add lines \"{}<tab>{}<tab>word\"", file_,
       relation, label, suggestion(label, labels(relation)), label, relation);
}

}  // namespace tangram
