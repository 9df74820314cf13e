#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/card.h"
#include "report/card_numbers.h"

namespace tangram {

/// Reads the arms of one run of studies/profile: a question, a method. Arms and facts must outlive
/// it.
class CardReader {
 public:
  CardReader(const std::vector<Arm>& arms, const CardFacts& facts) : arms_(arms), facts_(facts) {}

  ProfileCard card();

 private:
  /// What a difference of AUC is called where it is decided: above 0, below it, none.
  struct Words {
    std::string_view above, below, none;
  };
  Finding compared(std::string id, std::string question, std::string name,
                   std::initializer_list<Term> terms, const Words& words) const;
  std::string to_decide(const Estimate& e) const;

  Finding shots() const;
  Finding labels() const;
  Finding flipped() const;
  Finding calibration() const;
  Finding leaning() const;
  Finding label_length() const;
  Finding chat() const;
  Finding order() const;

  int most() const { return asked_.back(); }
  void count(ProfileCard& card) const;
  const std::vector<Arm>& arms_;
  const CardFacts& facts_;
  std::vector<int> asked_;  // numbers of shots of the block `curve`, ascending
};

}  // namespace tangram
