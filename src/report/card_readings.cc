#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "report/card_reader.h"
#include "report/readings.h"
#include "verdict/effect_of.h"
#include "verdict/unit_effect.h"

namespace tangram {
namespace {

/// A draw's score, variants averaged; nullopt: one of them has none.
std::optional<double> score_of(const MetricInfo& metric, const ArmDraw& draw) {
  double sum = 0;
  for (const std::vector<Answer>& variant : draw.variants) {
    const Score score = variant_score(metric, variant);
    if (!score.value) return std::nullopt;
    sum += *score.value;
  }
  return sum / static_cast<double>(draw.variants.size());
}

}  // namespace

/// The best of several is chosen after its gain was seen: its interval is that of
/// compare_readings().
Finding CardReader::calibration() const {
  Finding out{"calibration", "Which calibration helps?", {}, false, {}};
  std::vector<Arm> curve;
  for (const Reading reading : card_readings())
    if (const Arm* arm = find_arm_of(arms_, {1, "curve", "original", most(), reading}))
      curve.push_back(*arm);
  const std::vector<ArmReadings> compared = compare_readings(curve);
  if (compared.empty() || compared.front().n_compared == 0) {
    out.answer = "Not decided: no calibration has answers.";
    return out;
  }
  const ArmReadings& readings = compared.front();
  out.numbers.push_back({fmt::format("best of {} readings less the plain one, accuracy at {} shots",
                                     readings.n_compared, most()),
                         readings.gain});
  Estimate largest;  // gain that may be
  bool none_helps = true;
  for (const ReadScores& scores : readings.scores) {
    if (scores.reading == reading_name(Reading::sum)) continue;
    const Estimate gain =
        difference(arms_,
                   {{1, "curve", "original", most(), find_reading(scores.reading)},
                    {-1, "curve", "original", most()}},
                   "accuracy");
    none_helps = none_helps && gain.high && *gain.high < kNoDifference;
    if (!largest.high || (gain.high && *gain.high > *largest.high)) largest = gain;
    out.numbers.push_back(
        {fmt::format("{} less plain reading, accuracy at {} shots", scores.reading, most()), gain});
  }
  const bool helps = sign_of(readings.gain) == Sign::above;
  out.decided = helps || none_helps;
  if (helps)
    out.answer = fmt::format(
        "{} does: {} of accuracy over the plain reading, the best of {} (the interval allows for "
        "the "
        "choice).",
        readings.best, with_interval(readings.gain), readings.n_compared);
  else if (none_helps)
    out.answer = fmt::format("None of {} gains as much as {:.2f} of accuracy.", readings.n_compared,
                             kNoDifference);
  else if (readings.best == reading_name(Reading::sum))
    out.answer = fmt::format("Not decided: none of {} is better in the mean; {}.",
                             readings.n_compared, to_decide(largest));
  else
    out.answer = fmt::format("Not decided: the best of {} in the mean, {}, gains {}; {}.",
                             readings.n_compared, readings.best, with_interval(readings.gain),
                             to_decide(largest));
  return out;
}

Finding CardReader::leaning() const {
  Finding out{"leaning", "Does it lean to a label, whatever is asked?", {}, true, {}};
  for (const int k : {most(), asked_.front()})
    out.numbers.push_back({fmt::format("label bias at {} shots", k),
                           difference(arms_, {{1, "curve", "original", k}}, "label_bias")});
  const Estimate& at_most = out.numbers.front().estimate;
  out.decided = at_most.low && at_most.high;
  out.answer =
      at_most.value
          ? fmt::format(
                "At {} shots the labels' mean probabilities are {} away from equal "
                "(0: not at all; {:.2f}: one label always).",
                most(), with_interval(at_most),
                find_arm_of(arms_, {1, "curve", "original", most()})->n_candidates > 1
                    ? 1 - 1.0 / find_arm_of(arms_, {1, "curve", "original", most()})->n_candidates
                    : 1.0)
          : "Not decided: " + at_most.note + ".";
  return out;
}

Finding CardReader::label_length() const {
  Finding out{"label_length", "Do labels of several tokens get their due?", {}, true, {}};
  const auto [least, longest] =
      std::minmax_element(facts_.label_tokens.begin(), facts_.label_tokens.end());
  if (facts_.label_tokens.empty()) {
    out.decided = false;
    out.answer = "Not decided: nothing is answered yet.";
    return out;
  }
  if (*longest == 1) {
    out.answer = "Each label is one token: there is nothing to correct.";
    return out;
  }
  const Estimate gain = difference(
      arms_,
      {{1, "curve", "original", most(), Reading::per_token}, {-1, "curve", "original", most()}},
      "accuracy");
  out.numbers.push_back(
      {fmt::format("per_token less plain reading, accuracy at {} shots", most()), gain});
  const Sign sign = sign_of(gain);
  out.decided = sign != Sign::open;
  out.answer = fmt::format(
      "Labels have {} to {} tokens; dividing their log-probability by that changes accuracy by "
      "{}{}.",
      *least, *longest, with_interval(gain),
      out.decided ? "" : "; not decided: " + to_decide(gain));
  return out;
}

Finding CardReader::chat() const {
  Finding out{"chat", "Does its chat template help?", {}, true, {}};
  if (!facts_.chat) {
    out.answer = "It has none, or none that is understood: it was asked in plain text.";
    return out;
  }
  const Estimate gain = difference(
      arms_, {{1, "chat", "original", most()}, {-1, "curve", "original", most()}}, "accuracy");
  out.numbers.push_back(
      {fmt::format("in turns of the chat less plain text, accuracy at {} shots", most()), gain});
  const Sign sign = sign_of(gain);
  out.decided = sign != Sign::open;
  if (!out.decided)
    out.answer = fmt::format("Not decided: in turns of its chat accuracy changes by {}; {}.",
                             with_interval(gain), to_decide(gain));
  else
    out.answer = fmt::format("{}: in turns of its chat accuracy changes by {}.",
                             sign == Sign::above   ? "Yes"
                             : sign == Sign::below ? "No, it hurts"
                                                   : "It makes no difference that matters",
                             with_interval(gain));
  return out;
}

/// Mean over pairs of orders is 0 by symmetry, so it is the spread of a draw's orders that counts:
/// a description, above 0 by construction.
Finding CardReader::order() const {
  Finding out{"order", "Does the order of the examples matter?", {}, false, {}};
  std::vector<const Arm*> orders;
  if (const Arm* first = find_arm_of(arms_, {1, "curve", "original", most()}))
    orders.push_back(first);
  for (const Arm& arm : arms_)
    if (arm.block == "order" && arm.shots == most() && arm.reading == reading_name(Reading::sum))
      orders.push_back(&arm);
  if (orders.size() < 2) {
    out.answer = "Not decided: the run has one order only.";
    return out;
  }
  const MetricInfo& accuracy = find_metric("accuracy");
  std::vector<double> ranges;
  for (const ArmDraw& draw : orders.front()->draws) {
    std::vector<double> scores;
    for (const Arm* arm : orders)
      for (const ArmDraw& other : arm->draws)
        if (other.draw == draw.draw)
          if (const auto score = score_of(accuracy, other)) scores.push_back(*score);
    if (scores.size() == orders.size()) {
      const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
      ranges.push_back(*high - *low);
    }
  }
  Estimate range;
  range.unit = "draw";
  range.n = static_cast<int>(ranges.size());
  if (range.n < kFewestUnits)
    range.note = too_few_units(range.n, range.unit);
  else if (const std::optional<Effect> effect = t_effect(ranges)) {
    const Bounds bounds = t_bounds(*effect, kShownLevel);
    range.value = effect->mean;
    range.low = bounds.low;
    range.high = bounds.high;
  }
  out.numbers.push_back(
      {fmt::format("best less worst of {} orders, accuracy at {} shots", orders.size(), most()),
       range});
  out.decided = range.value.has_value();
  out.answer =
      range.value ? fmt::format(
                        "Of {} orders of the same examples the best and the worst are {} of "
                        "accuracy apart on the same queries (few queries alone make some of that).",
                        orders.size(), with_interval(range))
                  : fmt::format("Not decided: {}.", range.note);
  return out;
}

}  // namespace tangram
