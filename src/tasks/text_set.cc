#include "tasks/text_set.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <sstream>
#include <utility>

#include "base/check.h"
#include "tasks/query_rows.h"
#include "tasks/questions.h"
#include "tasks/sampling.h"

namespace tangram {
namespace {

std::size_t at(int i) { return static_cast<std::size_t>(i); }

/// Parted by white space. A row's text is not blank, so there is one.
std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

/// Which labels are held out: a flag a class. Checked.
std::vector<bool> held_out_flags(const TextData& data, const std::vector<std::string>& labels) {
  const auto& words = *data.candidates;
  std::vector<bool> held_out(words.size());
  if (labels.empty()) return held_out;
  for (const std::string& label : labels) {
    const auto y =
        static_cast<std::size_t>(std::find(words.begin(), words.end(), label) - words.begin());
    require(y < words.size(), "{}: held_out names '{}', which is no label{}", data.report.name,
            label, suggestion(label, words));
    require(!held_out[y], "{}: held_out names '{}' twice", data.report.name, label);
    require(!data.queries_by_class[y].empty(), "{}: held_out names '{}', which has no queries",
            data.report.name, label);
    held_out[y] = true;
  }
  require(labels.size() >= 2, "{}: one label is held out; AUC needs at least 2", data.report.name);
  require(labels.size() + 2 <= words.size(),
          "{}: {} of {} labels are held out; at least 2 must be left to be shown", data.report.name,
          labels.size(), words.size());
  return held_out;
}

/// Keeps the rows of the classes that `keep` says, and their indices by class.
void keep_classes(const std::vector<bool>& keep, std::vector<TextRow>& rows,
                  std::vector<std::vector<int>>& by_class) {
  std::erase_if(rows, [&](const TextRow& row) { return !keep[at(row.y)]; });
  for (auto& list : by_class) list.clear();
  for (std::size_t i = 0; i < rows.size(); ++i)
    by_class[at(rows[i].y)].push_back(static_cast<int>(i));
}

/// "": none; a part of the task's id.
std::string held_out_text(const std::vector<std::string>& labels) {
  return labels.empty() ? "" : fmt::format(", held_out={}", fmt::join(labels, "|"));
}

/// "": as drawn; a part of the task's id.
std::string order_text(const TextSetOptions& options) {
  std::string out;
  if (options.order != "shuffled") out += ", order=" + options.order;
  if (options.permutation != 0) out += fmt::format(", permutation={}", options.permutation);
  return out;
}

}  // namespace

TextSet::TextSet(TextData data, const TextSetOptions& options)
    : data_(std::move(data)),
      balanced_(options.balanced),
      balanced_queries_(options.balanced_queries),
      order_(options.order),
      permutation_(options.permutation),
      id_(fmt::format("text_set(version=1, balanced={}, balanced_queries={}, data={}{}{})",
                      balanced_, balanced_queries_, data_.identity, held_out_text(options.held_out),
                      order_text(options))) {
  const std::vector<bool> held_out = held_out_flags(data_, options.held_out);
  for (std::size_t y = 0; y < held_out.size(); ++y)
    if (!held_out[y]) shown_classes_.push_back(y);
  if (options.held_out.empty()) return;
  std::vector<bool> shown = held_out;
  shown.flip();
  keep_classes(shown, data_.demonstrations, data_.demonstrations_by_class);
  keep_classes(held_out, data_.queries, data_.queries_by_class);
}

Episode<Text> TextSet::draw(const Rng& rng, std::uint64_t index, const Shape& shape) const {
  check_shape(shape, "text_set");
  Drawn drawn;
  drawn.shown = draw_demonstration(rng.at("demo").at(index), shape.shots);
  drawn.asked = draw_query_rows(data_, balanced_queries_, rng, index, shape);
  drawn.references =
      draw_references(rng.at("references").at(index), shape.references.pool, drawn.shown);
  std::vector<AskedItem> asked = items(drawn);
  append_domain_words(rng.at("domain_words").at(index), shape.references.domain_words, drawn.shown,
                      asked);

  Episode<Text> episode{id_, index, {{}, {}, data_.format}, {}, {}};
  episode.problem.demonstration.reserve(drawn.shown.size());
  for (const int i : drawn.shown) {
    const TextRow& row = data_.demonstrations[at(i)];
    episode.problem.demonstration.push_back({row.text, data_.candidates, row.y});
  }
  append_questions(asked, data_.candidates, shape.shots, episode);
  return episode;
}

std::vector<AskedItem> TextSet::items(const Drawn& drawn) const {
  std::vector<AskedItem> out;
  for (const int i : drawn.asked) {
    const TextRow& row = data_.queries[at(i)];
    out.push_back({row.text, row.item, row.y});
  }
  for (const int i : drawn.references) {
    const TextRow& row = data_.demonstrations[at(i)];
    out.push_back(
        {row.text, reference_number(ReferenceKind::pool, row.item), AskedItem::kReference});
  }
  return out;
}

std::vector<int> TextSet::draw_demonstration(const Rng& rng, const std::vector<int>& shots) const {
  if (balanced_) return draw_balanced(rng, shots);
  const int n = static_cast<int>(data_.demonstrations.size()), wanted = shots.back();
  require(wanted <= n, "{}: {} shots need as many rows, but there are {} for demonstrations",
          data_.report.name, wanted, n);
  std::vector<int> out = permutation_prefix(rng.at("uniform"), n, wanted);
  if (order_ == "shuffled" && permutation_ == 0) return out;
  std::vector<int> arranged;
  for (const int end : shots) {
    const auto begin = static_cast<std::ptrdiff_t>(arranged.size());
    std::vector<int> stretch(out.begin() + begin, out.begin() + end);
    arrange(rng.at("order").at(static_cast<std::uint64_t>(end)), stretch);
    arranged.insert(arranged.end(), stretch.begin(), stretch.end());
  }
  return arranged;
}

void TextSet::arrange(const Rng& rng, std::vector<int>& stretch) const {
  Rng order =
      permutation_ == 0 ? rng : rng.at("permutation").at(static_cast<std::uint64_t>(permutation_));
  order.shuffle(stretch);
  if (order_ == "shuffled") return;
  std::vector<std::vector<int>> by_class;  // in the order in which the shuffle met them
  std::vector<int> classes;
  for (const int i : stretch) {
    const int y = data_.demonstrations[at(i)].y;
    const auto known = std::find(classes.begin(), classes.end(), y);
    const auto c = static_cast<std::size_t>(known - classes.begin());
    if (known == classes.end()) {
      classes.push_back(y);
      by_class.emplace_back();
    }
    by_class[c].push_back(i);
  }
  stretch.clear();
  if (order_ == "grouped") {
    for (const auto& rows : by_class) stretch.insert(stretch.end(), rows.begin(), rows.end());
    return;
  }
  for (std::size_t turn = 0; !by_class.empty(); ++turn) {
    std::erase_if(by_class, [turn](const auto& rows) { return rows.size() <= turn; });
    for (const auto& rows : by_class) stretch.push_back(rows[turn]);
  }
}

std::vector<int> TextSet::draw_balanced(const Rng& rng, const std::vector<int>& shots) const {
  const int n_classes = static_cast<int>(shown_classes_.size());
  const auto needed = balanced_counts(rng.at("counts"), n_classes, shots.back());
  std::vector<std::vector<int>> items(shown_classes_.size());  // rows, class by class
  for (std::size_t c = 0; c < items.size(); ++c) {
    const std::size_t y = shown_classes_[c];
    const auto& rows = data_.demonstrations_by_class[y];
    const int have = static_cast<int>(rows.size());
    require(needed[c] <= have,
            "{}: {} shots, balanced over {} classes, need {} rows of class '{}', but there are {} "
            "for demonstrations; ask for fewer shots, or set balanced = false",
            data_.report.name, shots.back(), n_classes, needed[c], (*data_.candidates)[y], have);
    for (const int i : permutation_prefix(rng.at("class").at(y), have, needed[c]))
      items[c].push_back(rows[at(i)]);
  }
  std::vector<int> out, before(items.size());
  for (const int n : shots) {
    const auto counts = balanced_counts(rng.at("counts"), n_classes, n);
    std::vector<int> segment;
    for (std::size_t c = 0; c < items.size(); ++c)
      for (int i = before[c]; i < counts[c]; ++i) segment.push_back(items[c][at(i)]);
    arrange(rng.at("order").at(static_cast<std::uint64_t>(n)), segment);
    out.insert(out.end(), segment.begin(), segment.end());
    before = counts;
  }
  return out;
}

std::vector<int> TextSet::draw_references(const Rng& rng, int n,
                                          const std::vector<int>& shown) const {
  if (n == 0) return {};
  const int n_rows = static_cast<int>(data_.demonstrations.size());
  const int n_shown = static_cast<int>(shown.size());
  require(n + n_shown <= n_rows,
          "{}: {} references beside {} shots need as many rows, but there are {} for "
          "demonstrations; ask for fewer",
          data_.report.name, n, n_shown, n_rows);
  return permutation_without(rng, n_rows, n, shown);
}

void TextSet::append_domain_words(const Rng& rng, int n, const std::vector<int>& shown,
                                  std::vector<AskedItem>& items) const {
  if (n == 0) return;
  const auto n_rows = data_.demonstrations.size();
  require(shown.size() < n_rows,
          "{}: all {} rows for demonstrations are shown, so none is left to take words from; ask "
          "for fewer shots, or without domain_words",
          data_.report.name, n_rows);
  const std::set<int> taken(shown.begin(), shown.end());
  const int length = std::max(1, static_cast<int>(std::lround(data_.report.mean_words)));
  for (int i = 0; i < n; ++i) {
    Rng words = rng.at(static_cast<std::uint64_t>(i));
    std::string text;
    for (int w = 0; w < length; ++w) {
      int row = 0;
      do row = static_cast<int>(words.below(n_rows));
      while (taken.contains(row));
      const auto of_row = words_of(data_.demonstrations[at(row)].text);
      text += (w == 0 ? "" : " ") + of_row[words.below(of_row.size())];
    }
    items.push_back({std::move(text),
                     reference_number(ReferenceKind::domain_words, static_cast<std::uint64_t>(i)),
                     AskedItem::kReference});
  }
}

}  // namespace tangram
