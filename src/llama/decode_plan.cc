#include "llama/decode_plan.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "core/prompt_tree.h"

namespace tangram {

namespace {

int rows_of(const Path& path) { return static_cast<int>(path.tokens.size()) - 1; }
int scored_of(const Path& path) { return static_cast<int>(path.tokens.size()) - path.scored_from; }

int common_prefix(std::span<const Token> a, std::span<const Token> b) {
  return static_cast<int>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
}

/// The distinct rows of `wanted`, in pieces of at most `most`.
std::vector<std::vector<int>> pieces_of_rows(const std::vector<Wanted>& wanted, int most) {
  std::vector<int> rows;
  for (const Wanted& w : wanted)
    if (rows.empty() || rows.back() != w.row) rows.push_back(w.row);
  std::vector<std::vector<int>> pieces;
  for (const auto& [a, b] : balanced(0, static_cast<int>(rows.size()), most))
    pieces.emplace_back(rows.begin() + a, rows.begin() + b);
  return pieces;
}

/// Adds rows of [begin, end) that nobody wants until there are `least`, the last ones first.
void fill_reads(std::vector<int>& reads, int begin, int end, int least) {
  for (int row = end - 1; row >= begin && static_cast<int>(reads.size()) < least; --row) {
    const auto at = std::lower_bound(reads.begin(), reads.end(), row);
    if (at == reads.end() || *at != row) reads.insert(at, row);
  }
}

/// Plans the decodes of a tree: walks the paths in depth-first order and keeps what the cache
/// will hold.
class TreePlanner {
 public:
  TreePlanner(std::span<const Path> paths, std::span<const Token> cached, const DecodeRules& rules)
      : paths_(paths), rules_(rules), order_(make_tree(paths).order), cached_(cached) {
    shared_.assign(paths.size() + 1, 0);
    for (std::size_t i = 1; i < paths.size(); ++i)
      shared_[i] = common_prefix(tokens(i - 1), tokens(i));
  }

  std::vector<DecodeStep> plan() {
    std::size_t first = 0;  // of the paths whose rows are rows of path i, too
    for (std::size_t i = 0; i < order_.size(); ++i) {
      if (i + 1 < order_.size() && shared_[i + 1] >= rows(i) && rows(i + 1) >= rows(i)) continue;
      evaluate(first, i);
      first = i + 1;
    }
    return std::move(steps_);
  }

 private:
  std::span<const Token> tokens(std::size_t i) const { return paths_[order_[i]].tokens; }
  int rows(std::size_t i) const { return rows_of(paths_[order_[i]]); }

  /// Evaluates the rows of path i; paths first .. i need no others.
  void evaluate(std::size_t first, std::size_t i) {
    const int have = std::min(common_prefix(cached_, tokens(i)), static_cast<int>(cached_.size()));
    std::vector<Wanted> few, many;
    int begin = collect(first, i, have, few, many);
    const auto by_row = [](const Wanted& a, const Wanted& b) { return a.row < b.row; };
    std::stable_sort(few.begin(), few.end(), by_row);
    std::stable_sort(many.begin(), many.end(), by_row);
    begin = std::min(begin, rows(i));
    if (begin == rows(i)) return;  // all of it was read on the way to an earlier path
    const bool long_read = static_cast<int>(many.size()) > rules_.max_reads;
    const int cut = long_read ? std::clamp(many.front().row, begin, rows(i)) : rows(i);
    for (const auto& [a, b] : balanced(begin, cut, rules_.max_rows)) chunk(i, a, b, few, many);
    for (const auto& [a, b] : balanced(cut, rows(i), rules_.max_reads)) chunk(i, a, b, few, many);
    cached_ = tokens(i).first(static_cast<std::size_t>(rows(i)));
  }

  /// What is to be read on the rows of path i that are new. Returns the first row to evaluate:
  /// `have`, or less where a row that an earlier call left in the cache must be read.
  int collect(std::size_t first, std::size_t i, int have, std::vector<Wanted>& few,
              std::vector<Wanted>& many) {
    int begin = have;
    const auto want = [&](std::size_t j, int common) {
      const Path& path = paths_[order_[j]];
      auto& list = scored_of(path) <= rules_.max_few_reads ? few : many;
      for (int row = std::max(path.scored_from - 1, read_); row < std::min(common, rows_of(path));
           ++row) {
        list.push_back({row, order_[j]});
        begin = std::min(begin, row);
      }
    };
    for (std::size_t j = first; j <= i; ++j) want(j, rows(i));
    int common = rows(i);
    for (std::size_t j = i + 1; j < order_.size(); ++j) {
      common = std::min(common, shared_[j]);
      if (common <= read_) break;
      want(j, common);
    }
    read_ = i + 1 < order_.size() ? std::min(rows(i), shared_[i + 1]) : 0;
    return begin;
  }

  /// The decodes of rows [begin, end) of path i: one, or more where not all that is wanted may
  /// be read in one.
  void chunk(std::size_t i, int begin, int end, const std::vector<Wanted>& few,
             const std::vector<Wanted>& many) {
    struct Kind {
      const std::vector<Wanted>& wanted;
      int least, most;
    };
    const std::size_t before = steps_.size();
    for (const Kind& kind : {Kind{few, rules_.min_few_reads, rules_.max_few_reads},
                             Kind{many, rules_.min_many_reads, rules_.max_reads}}) {
      const auto in_chunk = between(kind.wanted, begin, end);
      for (std::vector<int>& reads : pieces_of_rows(in_chunk, kind.most)) {
        DecodeStep step{order_[i], begin, end, std::max(0, rules_.min_rows - (end - begin)),
                        {},        {}};
        step.wanted = between(in_chunk, reads.front(), reads.back() + 1);
        fill_reads(reads, begin, end + step.padding, kind.least);
        step.reads = std::move(reads);
        steps_.push_back(std::move(step));
      }
    }
    if (steps_.size() == before)
      steps_.push_back(
          {order_[i], begin, end, std::max(0, rules_.min_rows - (end - begin)), {}, {}});
  }

  static std::vector<Wanted> between(const std::vector<Wanted>& wanted, int begin, int end) {
    const auto below = [](const Wanted& w, int row) { return w.row < row; };
    const auto a = std::lower_bound(wanted.begin(), wanted.end(), begin, below);
    return {a, std::lower_bound(a, wanted.end(), end, below)};
  }

  std::span<const Path> paths_;
  const DecodeRules& rules_;
  std::vector<std::size_t> order_;
  std::vector<int> shared_;  // of path i with the one before it
  std::span<const Token> cached_;
  int read_ = 0;  // leading rows of the next path that this plan evaluated, with all reads on them
  std::vector<DecodeStep> steps_;
};

/// Paths with the same rows and the same first scored token are one evaluation.
std::vector<DecodeStep> plan_whole(std::span<const Path> paths, const DecodeRules& rules) {
  std::vector<std::size_t> order(paths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t i) {
    return std::pair(std::span(paths[i].tokens).first(paths[i].tokens.size() - 1),
                     paths[i].scored_from);
  };
  const auto less = [&](std::size_t a, std::size_t b) {
    const auto [x, from_x] = key(a);
    const auto [y, from_y] = key(b);
    if (std::ranges::equal(x, y)) return from_x < from_y;
    return std::ranges::lexicographical_compare(x, y);
  };
  std::stable_sort(order.begin(), order.end(), less);
  std::vector<DecodeStep> steps;
  for (std::size_t i = 0, next; i < order.size(); i = next) {
    for (next = i + 1; next < order.size() && !less(order[i], order[next]);) ++next;
    const Path& path = paths[order[i]];
    const int first = path.scored_from - 1;
    const int cut = scored_of(path) > rules.max_reads ? first : rows_of(path);
    auto chunks = balanced(0, cut, rules.max_rows);
    for (const auto& piece : balanced(cut, rows_of(path), rules.max_reads)) chunks.push_back(piece);
    for (const auto& [a, b] : chunks) {
      DecodeStep step{order[i], a, b, 0, {}, {}};
      for (int row = std::max(a, first); row < b; ++row) {
        step.reads.push_back(row);
        for (std::size_t j = i; j < next; ++j) step.wanted.push_back({row, order[j]});
      }
      steps.push_back(std::move(step));
    }
  }
  return steps;
}

}  // namespace

std::vector<std::pair<int, int>> balanced(int begin, int end, int most) {
  TANGRAM_CHECK(most >= 1);
  std::vector<std::pair<int, int>> pieces;
  const int n = std::max(0, end - begin);
  const int n_pieces = (n + most - 1) / most;
  for (int k = 0; k < n_pieces; ++k)
    pieces.emplace_back(begin + static_cast<int>(std::int64_t{n} * k / n_pieces),
                        begin + static_cast<int>(std::int64_t{n} * (k + 1) / n_pieces));
  return pieces;
}

std::vector<DecodeStep> plan_decodes(std::span<const Path> paths, std::span<const Token> cached,
                                     const DecodeRules& rules) {
  if (rules.whole) return plan_whole(paths, rules);
  return TreePlanner(paths, cached, rules).plan();
}

}  // namespace tangram
