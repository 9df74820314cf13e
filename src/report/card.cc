#include "report/card.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "report/card_reader.h"

namespace tangram {

Finding CardReader::compared(std::string id, std::string question, std::string name,
                             std::initializer_list<Term> terms, const Words& words) const {
  Finding out{std::move(id), std::move(question), {}, false, {}};
  const Estimate e = difference(arms_, terms, "auc");
  out.numbers.push_back({std::move(name), e});
  const Sign sign = sign_of(e);
  out.decided = sign != Sign::open;
  if (sign == Sign::open)
    out.answer = fmt::format("Not decided: {}; {}.", with_interval(e), to_decide(e));
  else
    out.answer = fmt::format("{} ({} of AUC).",
                             sign == Sign::above   ? words.above
                             : sign == Sign::below ? words.below
                                                   : words.none,
                             with_interval(e));
  return out;
}

Finding CardReader::shots() const {
  Finding out{"shots", "How many demonstrations pay?", {}, false, {}};
  const Estimate all = difference(
      arms_, {{1, "curve", "original", most()}, {-1, "curve", "original", 0}}, "accuracy");
  out.numbers.push_back({fmt::format("accuracy at {} less at 0 shots", most()), all});
  for (const int k : asked_)
    out.numbers.push_back({fmt::format("accuracy at {} shots", k),
                           difference(arms_, {{1, "curve", "original", k}}, "accuracy")});
  int enough = -1;
  Estimate last;
  for (const int k : asked_) {
    if (k == most()) break;
    const Estimate lost = difference(
        arms_, {{1, "curve", "original", most()}, {-1, "curve", "original", k}}, "accuracy");
    if (k > 0)
      out.numbers.push_back({fmt::format("accuracy at {} less at {} shots", most(), k), lost});
    if (enough < 0 && lost.high && *lost.high < kNoDifference) enough = k;
    last = lost;
  }
  const Sign gain = sign_of(all);
  if (gain == Sign::below) {
    out.decided = true;
    out.answer = fmt::format("Demonstrations hurt: {} shots change accuracy by {}.", most(),
                             with_interval(all));
  } else if (enough >= 0) {
    out.decided = true;
    out.answer =
        fmt::format("{} shots do at least as well as {}, less {:.2f} of accuracy: {}.", enough,
                    most(), kNoDifference,
                    gain == Sign::above
                        ? fmt::format("all {} gain {} over none", most(), with_interval(all))
                        : fmt::format("over none all {} change {}", most(), with_interval(all)));
  } else if (gain == Sign::above) {
    out.decided = true;
    out.answer = fmt::format(
        "Demonstrations pay: {} shots gain {} of accuracy over none; the last step from {} gains "
        "{}.",
        most(), with_interval(all), asked_[asked_.size() - 2], with_interval(last));
  } else {
    out.answer = fmt::format("Not decided: {} shots change accuracy by {}; {}.", most(),
                             with_interval(all), to_decide(all));
  }
  return out;
}

Finding CardReader::labels() const {
  Finding out =
      compared("labels", "Are the labels of the demonstration used, or only its format?",
               fmt::format("original less shuffled labels, AUC at {} shots", most()),
               {{1, "curve", "original", most()}, {-1, "arms", "shuffled", most()}},
               {.above = "Labels are used: shuffling them costs information",
                .below = "Shuffled labels do better than right ones",
                .none = "Labels are not used: shuffling them changes nothing that matters"});
  out.numbers.push_back(
      {fmt::format("shuffled labels at {} less no demonstration, accuracy", most()),
       difference(arms_, {{1, "arms", "shuffled", most()}, {-1, "curve", "original", 0}},
                  "accuracy")});
  if (const Estimate& format = out.numbers.back().estimate; sign_of(format) == Sign::above)
    out.answer += fmt::format(
        " Format and label words alone, with shuffled labels, gain {} of accuracy over no "
        "demonstration.",
        with_interval(format));
  return out;
}

/// Of two labels by AUC, which a taste for one of them leaves alone. Of more, exchanged for each
/// other in a ring, most pairs keep their order: there by accuracy, against chance.
Finding CardReader::flipped() const {
  Finding out{"flip", "With exchanged labels, does it follow the demonstration?", {}, false, {}};
  const Arm* arm = find_arm_of(arms_, {1, "arms", "flip", most()});
  const int k = arm != nullptr && arm->n_candidates > 2 ? arm->n_candidates : 2;
  const char* metric = k == 2 ? "auc" : "accuracy";
  const double chance = 1.0 / k;
  const Estimate e = difference(arms_, {{1, "arms", "flip", most()}}, metric, chance);
  Estimate score = e;
  for (auto* part : {&score.value, &score.low, &score.high})
    if (*part) **part += chance;
  out.numbers.push_back(
      {fmt::format("{} with exchanged labels at {} shots", metric, most()), score});
  const Sign sign = sign_of(e);
  const std::string shown =
      fmt::format("{} {}, chance {:.2f}", metric, with_interval(score), chance);
  out.decided = sign == Sign::above || sign == Sign::below || (sign == Sign::none && k == 2);
  if (sign == Sign::above)
    out.answer = fmt::format("It follows the demonstration against the words' meaning: {}.", shown);
  else if (sign == Sign::below)
    out.answer =
        fmt::format("It keeps to what the words mean, against the demonstration: {}.", shown);
  else if (out.decided)
    out.answer = fmt::format("Neither wins: {}.", shown);
  else
    out.answer = fmt::format("Not decided: {}; {}.", shown, to_decide(e));
  return out;
}

std::string CardReader::to_decide(const Estimate& e) const {
  const Arm& curve = *find_arm_of(arms_, {1, "curve", "original", most()});
  const int draws = static_cast<int>(curve.draws.size());
  if (curve.crossed && e.low && e.high)
    return fmt::format(
        "all draws ask the same {} queries, and more rows to ask would tell more than more draws",
        curve.n_questions / std::max(draws, 1));
  return what_it_takes(e, facts_.minutes, kMostDraws * e.n / std::max(draws, 1));
}

void CardReader::count(ProfileCard& card) const {
  bool curve_begun = false, altered_begun = false;
  for (const Arm& arm : arms_) {
    if (arm.reading != reading_name(Reading::sum)) continue;
    const bool curve = arm.block == "curve";
    if (arm.block == "chat" && !facts_.chat) continue;  // one draw, asked for nothing
    bool& begun = curve ? curve_begun : altered_begun;
    const int done = static_cast<int>(arm.draws.size());
    int& draws = curve ? card.draws : card.altered_draws;
    draws = begun ? std::min(draws, done) : done;
    (curve ? card.declared : card.altered_declared) = arm.declared;
    begun = true;
    if (!curve || arm.shots != most()) continue;
    card.task = arm.task;
    card.n_classes = arm.n_candidates;
    card.crossed = arm.crossed;
    card.queries = arm.n_questions / std::max(done, 1);
  }
}

ProfileCard CardReader::card() {
  for (const Arm& arm : arms_)
    if (arm.block == "curve" && arm.condition == "original" &&
        arm.reading == reading_name(Reading::sum))
      asked_.push_back(arm.shots);
  require(asked_.size() > 1,
          "the run has no learning curve, so it is not one of `tangram profile`");
  std::sort(asked_.begin(), asked_.end());
  ProfileCard out;
  out.model = facts_.model;
  count(out);
  out.shots = most();
  const int k = most();
  out.findings = {
      shots(),
      labels(),
      compared("words", "Do the label words matter?",
               fmt::format("original less nonce words as labels, AUC at {} shots", k),
               {{1, "curve", "original", k}, {-1, "arms", "symbols", k}},
               {.above = "It goes by what the label words mean: with nonce words it loses",
                .below = "Nonce words do better than the data's own",
                .none = "Any words do as well"}),
      compared("new_words", "Does it learn labels that mean nothing?",
               fmt::format("arbitrary words less the same shuffled, AUC at {} shots", k),
               {{1, "arms", "new_words", k}, {-1, "arms", "new_words_shuffled", k}},
               {.above = "It learns them from the demonstration: right labels beat shuffled ones",
                .below = "Shuffled ones do better than right ones",
                .none = "It does not learn them"}),
      flipped(),
      compared(
          "inputs", "Are the texts read, or only their shape?",
          fmt::format("original less texts of permuted words, AUC at {} shots", k),
          {{1, "curve", "original", k}, {-1, "arms", "permuted", k}},
          {.above = "Texts are read: with their words exchanged for others information is lost",
           .below = "Texts of exchanged words do better",
           .none = "Texts of exchanged words do as well"}),
      compared("permuted", "Are exchanged words learnt, if it is done the same way throughout?",
               fmt::format("permuted less fresh words, AUC at {} shots", k),
               {{1, "arms", "permuted", k}, {-1, "arms", "fresh", k}},
               {.above = "Yes: one fixed exchange beats a new one for each word",
                .below = "A new exchange for each word does better",
                .none = "No: a fixed exchange is no better than a new one for each word"}),
      compared("labels_only", "Do labels without texts do as well?",
               fmt::format("original less labels alone, AUC at {} shots", k),
               {{1, "curve", "original", k}, {-1, "arms", "labels_only", k}},
               {.above = "No: the texts of the examples add information",
                .below = "Labels alone do better than whole examples",
                .none = "Yes: labels alone do as well as whole examples"}),
      order(),
      calibration(),
      leaning(),
      label_length(),
      chat()};
  return out;
}

std::vector<std::string> ProfileCard::undecided() const {
  std::vector<std::string> out;
  for (const Finding& finding : findings)
    if (!finding.decided) out.push_back(finding.id);
  return out;
}

std::vector<Reading> card_readings() {
  return {Reading::sum,   Reading::per_token, Reading::contextual, Reading::domain_context,
          Reading::batch, Reading::pmi};
}

ProfileCard make_card(const std::vector<Arm>& arms, const CardFacts& facts) {
  return CardReader(arms, facts).card();
}

}  // namespace tangram
