#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "base/json.h"
#include "tests/cli/tangram.h"

// `tangram profile` goes on with what was begun at a fixed size, so that no test hangs on the speed
// of the machine.
namespace tangram {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Profile : public testing::Test {
 protected:
  std::string store() const { return box_.path("p.db").string(); }
  std::vector<std::string> with_model(std::vector<std::string> args) const {
    for (const std::string& arg :
         {std::string("--data"), box_.data().string(), std::string("--model"),
          box_.model().string(), std::string("--threads"), std::string("1")})
      args.push_back(arg);
    return args;
  }
  /// Runs the study of the profile at this size.
  void begin(const std::string& draws) const {
    box_.output(with_model({"--quiet", "run", "profile", "--out", store(), "--set",
                            "draws=" + draws, "--set", "queries=6", "--set",
                            "block.curve.shots=[0,4]", "--set", "block.arms.shots=[4]", "--set",
                            "block.order.shots=[4]", "--set", "block.chat.shots=[4]"}));
  }

  Sandbox box_;
};

// A model of random weights: what is asked is answered, whatever the answers are.
TEST_F(Profile, TheCardOfARunAnswersEveryQuestion) {
  begin("5");
  const std::string path = box_.path("card.md").string();
  box_.output({"report", store(), "--format", "card", "--out", path});
  const std::string card = read_file(path);
  for (const char* part :
       {"# What demonstrations do: model on reviews", "2 classes, up to 4 shots, 5 draws",
        "**How many demonstrations pay?**", "**Are the labels of the demonstration used",
        "**Do the label words matter?**", "**Does it learn labels that mean nothing?**",
        "**With exchanged labels", "**Are the texts read", "**Are exchanged words learnt",
        "**Do labels without texts", "**Does the order", "**Which calibration helps?**",
        "**Does it lean to a label", "**Do labels of several tokens"})
    EXPECT_THAT(card, HasSubstr(part));
}

TEST_F(Profile, OfTooFewDrawsDecidesNothingAndSaysWhy) {
  begin("2");
  box_.output({"report", store(), "--format", "card", "--out", box_.path("c.md").string()});
  EXPECT_THAT(
      read_file(box_.path("c.md")),
      AllOf(HasSubstr("Not decided"), HasSubstr("2 of the 5 draws that an interval needs")));
}

TEST_F(Profile, ARunOfAnotherStudyHasNoCard) {
  box_.output({"--quiet", "run", box_.study().string(), "--model", box_.model().string(), "--out",
               store()});
  EXPECT_THAT(box_.fault({"report", store(), "--format", "card"}),
              HasSubstr("the run has no learning curve, so it is not one of `tangram profile`"));
}

TEST_F(Profile, TheCardIsAPageBesideTheProfilesThatShip) {
  begin("5");
  box_.output({"report", store(), "--format", "card"});
  EXPECT_THAT(read_file(box_.path("p.card.html")),
              AllOf(HasSubstr("<h1>model on reviews</h1>"), HasSubstr("<svg"),
                    testing::Not(HasSubstr("<script"))));
}

TEST_F(Profile, ATimeThatIsTooShortForAnyAnswerSaysWhatItTakes) {
  EXPECT_THAT(box_.fault(with_model({"profile", "--minutes", "0.000001", "--store", store()})),
              AllOf(HasSubstr("--minutes 1e-06: too short for any answer: 5 draws"),
                    HasSubstr("give --minutes")));
  EXPECT_FALSE(std::filesystem::exists(store()));
}

TEST_F(Profile, WithoutDataItSaysWhatIsMissing) {
  EXPECT_THAT(box_.fault({"profile"}), HasSubstr("--data is required"));
}

TEST_F(Profile, GoesOnWithWhatWasBegunAndPrintsTheCard) {
  box_.output(with_model(
      {"--quiet", "run", "profile", "--out", store(), "--set", "draws=2", "--set", "queries=4"}));
  const std::string said =
      box_.output(with_model({"--json", "--quiet", "profile", "--store", store()}));
  EXPECT_THAT(said, AllOf(HasSubstr("\"format\": 1"), HasSubstr("\"id\": \"calibration\""),
                          HasSubstr("\"draws\": 2"), HasSubstr("\"shots\": 16")));
}

}  // namespace
}  // namespace tangram
