#include "app/profile_size.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <numeric>

#include "base/check.h"
#include "report/card.h"
#include "stats/allocation.h"
#include "tasks/choice_data.h"
#include "tasks/data_card.h"
#include "tasks/text_data.h"
#include "verdict/effect_of.h"

namespace tangram {
namespace {

constexpr int kNonceWords = 24;             // that map_outputs g = "symbols" has
constexpr int kShots[] = {0, 2, 4, 8, 16};  // of studies/profile
constexpr int kFewestShots = 4;             // of two labels, shuffled, little is lost
constexpr int kQueries[] = {12, 24, 48, 96};
constexpr int kUsualQueries = 24;  // batch calibration reads half of them by the other half

// Of accuracy at 16 shots less at 0: Gemma 3 270M on vader_movie, 10 draws by 48 queries.
constexpr VarianceComponents kUsual{.draw = 0.007, .query = 0.15, .residual = 0.115};

double expected_half_width(const ProfileSize& size) {
  VarianceComponents components = kUsual;
  if (size.nested) {
    components.residual += components.query;
    components.query = 0;
  }
  return half_width(components, size.draws, size.queries, 0.95);
}

/// The lower, the better: few queries are for where nothing else fits.
std::pair<bool, double> rank(const ProfileSize& size) {
  return {size.queries < kUsualQueries, expected_half_width(size)};
}

/// The most draws that fit; they are at least the fewest, or there is no such size.
std::optional<ProfileSize> with_most_draws(ProfileSize size, const ProfileLimits& limits,
                                           double tokens, const DrawCost& cost) {
  const int most =
      size.nested ? std::min(kMostDraws, limits.nested_draws(size.queries)) : kMostDraws;
  for (size.draws = most; size.draws >= kFewestUnits; --size.draws)
    if (cost.of(size) <= tokens) return size;
  return std::nullopt;
}

}  // namespace

int ProfileSize::altered_draws() const {
  return std::min(draws, std::max(kFewestUnits, (draws + 1) / 2));
}

std::vector<std::string> ProfileSize::settings() const {
  std::vector<std::string> out{fmt::format("draws={}", draws), fmt::format("queries={}", queries),
                               fmt::format("design={}", nested ? "nested" : "crossed")};
  if (classes > kNonceWords)
    out.emplace_back(
        "block.arms.grid.condition=[\"shuffled\",\"flip\",\"new_words\",\"new_words_shuffled\","
        "\"permuted\",\"fresh\",\"labels_only\"]");
  for (const char* block : {"arms", "order"})
    out.push_back(fmt::format("block.{}.draws={}", block, altered_draws()));
  if (chat) {
    out.emplace_back("learner.chat.chat=turns");
    out.push_back(fmt::format("block.chat.draws={}", altered_draws()));
  }
  if (shots == std::end(kShots)[-1]) return out;
  std::vector<int> asked(std::begin(kShots), std::end(kShots));
  std::erase_if(asked, [&](int k) { return k > shots; });
  out.push_back(fmt::format("block.curve.shots=[{}]", fmt::join(asked, ",")));
  for (const char* block : {"arms", "order", "chat"})
    out.push_back(fmt::format("block.{}.shots=[{}]", block, shots));
  return out;
}

int ProfileLimits::rows() const { return std::accumulate(queries.begin(), queries.end(), 0); }

int ProfileLimits::nested_draws(int n) const {
  const int of_class = (n + classes - 1) / classes;
  return *std::min_element(queries.begin(), queries.end()) / of_class;
}

ProfileLimits profile_limits(const std::string& data, const Context& context) {
  Resources resources;
  resources.share_dir = context.share_dir / "data";
  resources.cache_dir = context.cache_dir;
  const DataCard card = find_card(data, resources);
  require(!holds_choices(card),
          "{}: questions with choices of their own have no label words to profile; run "
          "min2022_demonstrations with --profile multiple_choice",
          data);
  const DataReport report = load_text_data(card, {}).report;
  ProfileLimits out;
  out.chat = !card.format.trailing_space;
  out.classes = static_cast<int>(report.classes.size());
  std::int64_t rows = 0;
  for (const DataReport::Class& c : report.classes) {
    out.queries.push_back(static_cast<int>(c.queries));
    rows += c.demonstrations;
  }
  require(out.rows() > out.classes,
          "{}: of its rows {} are queries, and a profile needs more than the {} classes; give more "
          "rows, or a card with a larger queries_share",
          data, out.rows(), out.classes);
  for (const int k : kShots)
    if (k <= report.balanced_shots() && k < rows) out.shots = k;
  require(
      out.shots >= kFewestShots,
      "{}: a profile shows at least {} rows, as many of each class, and leaves one; `tangram data "
      "show` says what there are",
      data, kFewestShots);
  return out;
}

bool has_chat_template(const Tokenizer& tokenizer) {
  try {
    return tokenizer.chat_frame().has_value();
  } catch (const Error&) {
    return false;
  }
}

std::vector<int> profile_queries(const ProfileLimits& limits) {
  std::vector<int> out;
  // More queries than classes: of one question a class the queries would not count as a sample.
  for (const int n : kQueries)
    out.push_back(std::min(std::max(n, limits.classes + 1), limits.rows()));
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::optional<ProfileSize> narrowest_profile(const ProfileLimits& limits, double tokens,
                                             const std::vector<std::pair<int, DrawCost>>& costs) {
  std::optional<ProfileSize> best;
  for (const auto& [queries, cost] : costs)
    for (const bool nested : {true, false}) {
      const auto tried = with_most_draws(
          {0, queries, nested, limits.shots, limits.classes, limits.chat}, limits, tokens, cost);
      if (tried && (!best || rank(*tried) < rank(*best))) best = tried;
    }
  return best;
}

}  // namespace tangram
