#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "store/store.h"
#include "verdict/arms.h"
#include "verdict/measure.h"

namespace tangram {

/// A number that a finding rests on.
struct CardNumber {
  std::string name;  // "original less shuffled labels, AUC at 16 shots"
  Estimate estimate;
};

/// One question of a profile with its answer in plain words.
struct Finding {
  std::string id;        // "labels": stable, for programs
  std::string question;  // "Are the labels of the demonstration used?"
  std::string answer;
  bool decided = false;             // else the answer says what it would take
  std::vector<CardNumber> numbers;  // the first: what the answer stands on
};

/// What demonstrations do for one model on one data set (studies/profile), on a page.
struct ProfileCard {
  std::string task, model;
  int n_classes = 0, shots = 0;  // the largest number asked for
  int draws = 0, declared = 0;   // of the learning curve: done by all its arms; as planned
  int altered_draws = 0, altered_declared = 0;  // of all other arms
  int queries = 0;                              // of a draw
  bool crossed = false;                         // all draws ask the same ones
  std::vector<Finding> findings;                // in the order in which a page shows them

  std::vector<std::string> undecided() const;  // ids
};

/// What a card is made of beside the arms.
struct CardFacts {
  std::string model;
  double minutes = 0;             // that the answers took; 0: not known
  std::vector<int> label_tokens;  // of each label of the data, as the model reads it
  bool chat = false;              // the block `chat` was asked by the model's chat template
};

/// From the arms of a run of studies/profile, under card_readings(). A difference is decided where
/// its 95 % interval lies within kNoDifference of 0, or else on one side of it: by itself, without
/// regard to the others (the run's verdicts hold for the family). Arms that are missing make an
/// undecided finding, never a wrong one. Throws Error where there is no learning curve.
ProfileCard make_card(const std::vector<Arm>& arms, const CardFacts& facts);

/// The readings whose arms a card reads: all that the study asks for.
std::vector<Reading> card_readings();

/// Of a stored run. Throws Error as make_card() and Store::read() do.
ProfileCard read_card(const Store& store);

/// Differences below this are taken for none.
inline constexpr double kNoDifference = 0.05;

/// The most draws that a profile takes.
inline constexpr int kMostDraws = 128;

/// What was asked how often, in a sentence or two.
std::string card_size_text(const ProfileCard& card);

/// Markdown that reads as plain text, for a terminal and a file; other profiles in a table.
std::string card_markdown(const ProfileCard& card, const std::vector<ProfileCard>& neighbours);

/// A page of its own: nothing is fetched, no script runs.
std::string card_html(const ProfileCard& card, const std::vector<ProfileCard>& neighbours);

/// The documented form of `tangram profile --json` (docs/profile.md).
Value to_json_value(const ProfileCard& card);

}  // namespace tangram
