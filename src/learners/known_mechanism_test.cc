#include "learners/known_mechanism.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/toml.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

Resources installed() {
  Resources out;
  out.share_dir = TANGRAM_SOURCE_DIR "/data";
  return out;
}

/// Without faults, unless `more` gives some.
std::unique_ptr<Learner<Text>> mechanism_of(const std::string& name, const std::string& more = "") {
  std::string text = "mechanism = '" + name + "'\n" + more + "\n";
  for (const std::string fault : {"lapse", "noise_sd", "offset_sd"})
    if (more.find(fault) == std::string::npos) text += fault + " = 0\n";
  return make_known_mechanism(parse_toml(text, "s.toml"), installed());
}

/// "negative" shown as `first`, then "positive" as `second`, asked for "negative".
Problem<Text> two_shots(const std::string& first, const std::string& second) {
  const auto words =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{first, second});
  Problem<Text> p;
  p.demonstration = {{std::string("negative"), words, 0}, {std::string("positive"), words, 1}};
  p.questions = {{2, std::string("negative"), words}};
  return p;
}

double first_log_p(Learner<Text>& learner, const Problem<Text>& p) {
  return learner.answer(std::span(&p, 1), {}).at(0).at(0).candidate_logps.at(0).at(0);
}

TEST(KnownMechanism, MixesProbabilities) {
  const auto p = two_shots("foo", "bar");
  const double bound = std::exp(first_log_p(*mechanism_of("symbol_binder"), p));
  const double guess = 0.5;
  EXPECT_NEAR(std::exp(first_log_p(
                  *mechanism_of("symbol_binder", "second = 'uniform_guess'\nshare = 0.25"), p)),
              0.75 * bound + 0.25 * guess, 1e-12);
}

TEST(KnownMechanism, AWindowOfOneHasForgottenTheFirst) {
  const auto p = two_shots("foo", "bar");
  EXPECT_GT(std::exp(first_log_p(*mechanism_of("copier"), p)), 0.8);
  EXPECT_LT(std::exp(first_log_p(*mechanism_of("copier", "window = 1"), p)), 0.2);
}

TEST(KnownMechanism, ALapseOfOneKnowsNothing) {
  EXPECT_NEAR(first_log_p(*mechanism_of("symbol_binder", "lapse = 1"), two_shots("foo", "bar")),
              std::log(0.5), 1e-12);
}

TEST(KnownMechanism, ATasteIsTheWordsInEveryQuestion) {
  auto learner = mechanism_of("uniform_guess", "offset_sd = 1");
  const auto odds = [&](const Problem<Text>& p) {
    const double log_p = first_log_p(*learner, p);
    return log_p - std::log(-std::expm1(log_p));
  };
  const double foo_bar = odds(two_shots("foo", "bar"));
  EXPECT_NE(foo_bar, 0);
  EXPECT_NEAR(odds(two_shots("bar", "foo")), -foo_bar, 1e-12);
}

TEST(KnownMechanism, ItsNoiseIsAnotherWithAnotherSeed) {
  const auto p = two_shots("foo", "bar");
  const double a = first_log_p(*mechanism_of("composer", "noise_sd = 1"), p);
  EXPECT_EQ(first_log_p(*mechanism_of("composer", "noise_sd = 1"), p), a);
  EXPECT_NE(first_log_p(*mechanism_of("composer", "noise_sd = 1\nmind_seed = 2"), p), a);
}

TEST(KnownMechanism, RefusesAMechanismThatIsNone) {
  const std::string error = error_text([] { mechanism_of("composer", "second = 'copyer'"); });
  EXPECT_NE(error.find("'copier'"), std::string::npos) << error;
}

}  // namespace
}  // namespace tangram
