#include "base/options.h"

#include <gtest/gtest.h>

#include "base/check.h"
#include "base/toml.h"
#include "tests/support/error_text.h"

namespace tangram {
namespace {

struct Sample {
  bool smooth = true;
  int folds = 5;
  std::int64_t steps = 100;
  double noise_sd = 0.1;
  std::string kind = "ridge";
  std::vector<std::int64_t> layers = {1, 2};
  std::vector<double> grid = {0.5, 1};
  std::vector<std::string> words = {"it's"};
  Table labels;

  void visit(FieldVisitor& v) {
    v({.name = "smooth", .help = "Smooth?"}, smooth);
    v({.name = "folds", .help = "Folds.", .min = 2, .max = 10}, folds);
    v({.name = "steps", .help = "Steps.", .min = 1}, steps);
    v({.name = "noise_sd", .help = "Noise.", .min = 0}, noise_sd);
    v({.name = "kind", .help = "Kind.", .choices = {"ridge", "lasso"}}, kind);
    v({.name = "layers", .help = "Layers.", .min = 0}, layers);
    v({.name = "grid", .help = "Strengths."}, grid);
    v({.name = "words", .help = "Words."}, words);
    v({.name = "labels", .help = "Label to word."}, labels);
  }
};

struct Needy {
  std::string data;
  void visit(FieldVisitor& v) {
    v({.name = "data", .help = "The file to read.", .required = true}, data);
  }
};

struct Empty {
  void visit(FieldVisitor&) {}
};

template <class Options = Sample>
Options parse(std::string_view toml) {
  return parse_options<Options>(parse_toml(toml, "s.toml"), "sample");
}

template <class Options = Sample>
std::string error_of(std::string_view toml) {
  try {
    parse<Options>(toml);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Options, WhatIsNotGivenKeepsItsDefault) {
  EXPECT_EQ(options_text(parse("")), options_text(Sample{}));
  EXPECT_EQ(options_text(parse_options<Sample>(Value{}, "sample")), options_text(Sample{}));
}

TEST(Options, EveryTypeIsRead) {
  const Sample s = parse(R"(
    use = "sample"
    smooth = false
    folds = 3
    steps = 5_000_000_000
    noise_sd = 2
    kind = "lasso"
    layers = [4, 8]
    grid = [1, 2.5]
    words = ["a", "b"]
    labels = { neg = "bad" })");
  EXPECT_EQ(options_text(s),
            "smooth=false, folds=3, steps=5000000000, noise_sd=2, kind='lasso', layers=[4, 8], "
            "grid=[1, 2.5], words=['a', 'b'], labels={\"neg\":\"bad\"}");
}

TEST(Options, TheTextHoldsDefaultsInFullPrecisionAndQuotes) {
  Sample s;
  s.noise_sd = 0.1 + 0.2;
  EXPECT_EQ(options_text(s),
            "smooth=true, folds=5, steps=100, noise_sd=0.30000000000000004, kind='ridge', "
            "layers=[1, 2], grid=[0.5, 1], words=['it\\'s'], labels={}");
}

struct Grown {
  std::string kind = "ridge", link = "none";
  void visit(FieldVisitor& v) {
    v({.name = "kind", .help = "Kind."}, kind);
    v({.name = "link", .help = "Link.", .choices = {"none", "log"}, .unwritten = "none"}, link);
  }
};

TEST(Options, AnOptionThatCameLaterLeavesTheTextAtItsFirstValueAsItWas) {
  EXPECT_EQ(options_text(Grown{}), "kind='ridge'");
  EXPECT_EQ(options_text(Grown{"lasso", "log"}), "kind='lasso', link='log'");
  const auto fields = describe_options<Grown>();
  EXPECT_TRUE(fields[0].written);
  EXPECT_FALSE(fields[1].written);
  EXPECT_EQ(fields[1].default_text, "'none'");
}

TEST(Options, AnUnknownKeyIsAnErrorWithTheNearestName) {
  EXPECT_EQ(error_of("\nfold = 3"),
            "s.toml:2: sample: unknown option 'fold'; did you mean 'folds'?");
  EXPECT_EQ(error_of<Empty>("x = 1"), "s.toml:1: sample: unknown option 'x'; it takes none");
}

TEST(Options, AWrongTypeIsAnErrorThatShowsTheValue) {
  EXPECT_EQ(error_of("folds = 'many'"),
            "s.toml:1: sample: 'folds' must be an integer, but is a string: \"many\"");
  EXPECT_EQ(error_of("folds = 2.0"),
            "s.toml:1: sample: 'folds' must be an integer, but is a number: 2.0");
  EXPECT_EQ(error_of("noise_sd = true"),
            "s.toml:1: sample: 'noise_sd' must be a number, but is a boolean: true");
  EXPECT_EQ(error_of("smooth = 1"),
            "s.toml:1: sample: 'smooth' must be true or false, but is an integer: 1");
  EXPECT_EQ(error_of("layers = 3"),
            "s.toml:1: sample: 'layers' must be a list, but is an integer: 3");
  EXPECT_EQ(error_of("words = [\n'a',\n1]"),
            "s.toml:3: sample: 'words' must be a string, but is an integer: 1");
  EXPECT_EQ(error_of("labels = []"),
            "s.toml:1: sample: 'labels' must be a table, but is a list: []");
}

TEST(Options, ANumberOutOfRangeIsAnError) {
  EXPECT_EQ(error_of("folds = 1"), "s.toml:1: sample: 'folds' must be at least 2, but is 1");
  EXPECT_EQ(error_of("folds = 11"), "s.toml:1: sample: 'folds' must be at most 10, but is 11");
  EXPECT_EQ(error_of("steps = 0"), "s.toml:1: sample: 'steps' must be at least 1, but is 0");
  EXPECT_EQ(error_of("noise_sd = -0.5"),
            "s.toml:1: sample: 'noise_sd' must be at least 0, but is -0.5");
  EXPECT_EQ(error_of("noise_sd = nan"),
            "s.toml:1: sample: 'noise_sd' must be at least 0, but is nan");
  EXPECT_EQ(error_of("layers = [1, -1]"),
            "s.toml:1: sample: 'layers' must be at least 0, but is -1");
  EXPECT_EQ(parse("folds = 2").folds, 2);
  EXPECT_EQ(parse("folds = 10").folds, 10);
}

struct Wide {
  int n = 0;
  void visit(FieldVisitor& v) { v({.name = "n", .help = ""}, n); }
};

TEST(Options, AnIntegerThatDoesNotFitIsAnErrorAndNotCutOff) {
  EXPECT_EQ(error_of<Wide>("n = 2147483648"),
            "s.toml:1: sample: 'n' must be at most 2147483647, but is 2147483648");
}

TEST(Options, AChoiceOutsideTheListIsAnError) {
  EXPECT_EQ(error_of("kind = 'laso'"),
            "s.toml:1: sample: 'kind' must be one of ridge, lasso, but is 'laso'; did you mean "
            "'lasso'?");
}

TEST(Options, AMissingRequiredKeyIsAnErrorButAMistypedOneIsNamedFirst) {
  EXPECT_EQ(error_of<Needy>("use = 'x'"), "s.toml:1: sample: 'data' is missing: The file to read.");
  EXPECT_EQ(error_of<Needy>("dat = 'x'"),
            "s.toml:1: sample: unknown option 'dat'; did you mean 'data'?");
  EXPECT_EQ(parse<Needy>("data = 'x'").data, "x");
}

TEST(Options, WhatDoesNotGoTogetherIsAnErrorWithThePlaceOfItsTable) {
  const Value table = parse_toml("a = 1", "s.toml");
  const auto broken = []() -> int { fail("3 heads in a width of {}", 4); };
  EXPECT_EQ(made_of(table, [] { return 3; }), 3);
  EXPECT_EQ(error_text([&] { made_of(table, broken); }), "s.toml:1: 3 heads in a width of 4");
  EXPECT_EQ(error_text([&] { made_of(table, broken, "net"); }),
            "s.toml:1: net: 3 heads in a width of 4");
}

TEST(Options, OptionsThatAreNoTableAreAnError) {
  EXPECT_THROW(parse_options<Sample>(Value{std::string("x"), {}}, "sample"), Error);
}

TEST(Options, HelpSaysTypeLimitsAndDefault) {
  const std::vector<FieldHelp> help = describe_options<Sample>();
  ASSERT_EQ(help.size(), 9U);
  EXPECT_EQ(help[1].name, "folds");
  EXPECT_EQ(help[1].type, "integer, 2 to 10");
  EXPECT_EQ(help[1].default_text, "5");
  EXPECT_EQ(help[1].help, "Folds.");
  EXPECT_EQ(help[2].type, "integer, at least 1");
  EXPECT_EQ(help[4].type, "string: ridge, lasso");
  EXPECT_EQ(help[6].type, "list of numbers");
  EXPECT_EQ(describe_options<Needy>()[0].default_text, "required");
  EXPECT_TRUE(describe_options<Empty>().empty());
}

}  // namespace
}  // namespace tangram
