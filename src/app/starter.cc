#include "app/starter.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/json.h"
#include "base/unicode.h"

namespace tangram {
namespace {

/// A text as TOML writes it.
std::string toml(const std::string& text) {
  std::string out;
  for (const char c : to_json(json(text))) out += c == 0x7f ? "\\u007f" : std::string(1, c);
  return out;
}

/// A line's beginning, as long as that of the lines around it: a comment follows.
std::string padded(const std::string& text, int width = 33) {
  return fmt::format("{:<{}}", text, width);
}

std::string trimmed(const std::string& label) {
  constexpr const char* kSpace = " \t\r\n";
  const std::size_t begin = label.find_first_not_of(kSpace);
  if (begin == label.npos) return label;
  return label.substr(begin, label.find_last_not_of(kSpace) + 1 - begin);
}

/// In a comment.
std::string plain(const std::string& text) { return shown(text, 60); }

/// A line of [condition].
std::string condition(const std::string& name, const std::string& steps, const char* comment) {
  return padded(padded(name, 17) + " = " + steps, 67) + "# " + comment + "\n";
}

/// The condition and what the study says of it, for two classes only.
struct Flip {
  std::string condition, comparator, hypothesis;
};

Flip flip_of(const Starter& starter) {
  if (starter.labels.size() != 2) return {};
  return {condition("flip", R"([{ use = "map_outputs", g = "flip" }])", "the two words exchanged"),
          ", flip = 0.5", R"(
[[hypothesis]]
id        = "follows-exchanged-labels"
says      = "With its two words exchanged, the model follows the demonstration, not what the words mean."
supported = { above = ["flip/llm", 0.5] }
refuted   = { below = ["flip/llm", 0.5] }
predicts  = { flip = "above" }
)"};
}

std::string conditions_of(const Starter& starter) {
  return starter.labels.size() == 2
             ? R"("original", "original_shuffled", "flip", "ra", "ra_shuffled")"
             : R"("original", "original_shuffled", "ra", "ra_shuffled")";
}

std::string study_head(const Starter& s) {
  return fmt::format(
      R"(# A first study of {0}, written by `tangram init`: change it as you like.
# What can stand here: `tangram list`, `tangram help NAME`, docs/adding-a-study.md.
#
#   tangram validate study.toml
#   tangram plan study.toml                   what it costs, before anything runs
#   tangram run study.toml --profile smoke    a small run, to see that all is well
#   tangram run study.toml                    --model FILE.gguf: another model than the default
#   tangram report RUN

[study]
format   = 1
id       = "{1}"
question = "Does the model learn from the labels that the demonstration shows?"
domain   = "text"
seed     = 1                      # another seed draws other demonstrations and queries
design   = "crossed"              # the same queries in all draws
{2} # demonstrations that are drawn: the unit of replication
{3} # texts that are asked, in each draw

[grid]                            # every combination is run
task      = ["{1}"]
{4} # how many examples stand before the question
condition = [{5}]
learner   = ["llm", "ngram_logistic"]

[task]
{1} = {{ use = "text_set", data = {6} }}
)",
      plain(s.file), s.name, padded(fmt::format("draws    = {}", s.draws)),
      padded(fmt::format("queries  = {}", s.queries)),
      padded(fmt::format("shots     = [{}]", fmt::join(s.shots, ", "))), conditions_of(s),
      toml(s.card));
}

std::string study_body(const Starter& s, const Flip& flip) {
  return fmt::format(
      R"(
[condition]                       # what is done to the labels, step by step
{0}{3}{4}ra_shuffled       = [{{ use = "map_outputs", g = "random_tokens" }}, {{ use = "shuffle_outputs" }}]

[learner]
llm            = {{ use = "prompt", model = "default" }}
ngram_logistic = {{ use = "ngram_logistic" }}       # learns from the words of the same examples alone

[claims]                          # fixed before the run and part of it
metric     = "auc"                # 0.5: chance
shots      = {1}
by         = 0.05                 # smaller differences are as good as none
level      = 0.05                 # of all tests together
learner    = "llm"
comparator = {{ original = "original_shuffled", ra = "ra_shuffled"{2} }}
needs      = [                    # else no claim can be tested
  {{ above = ["original/llm", 0.60] }},
  {{ above = ["original/llm", 0.05], metric = "candidate_mass" }},
]

[[hypothesis]]
id        = "reads-labels"
says      = "It matters to the model which label the demonstration gives to which text."
supported = {{ above = ["original/llm", "original_shuffled/llm"] }}
refuted   = {{ within = ["original/llm", "original_shuffled/llm"] }}
predicts  = {{ original = "above" }}

[[hypothesis]]
id        = "learns-new-words"
says      = "The model learns what random words stand for from the demonstration."
supported = {{ above = ["ra/llm", "ra_shuffled/llm"] }}
refuted   = {{ within = ["ra/llm", "ra_shuffled/llm"] }}
predicts  = {{ ra = "above" }}
)",
      condition("original", "[]", "as the data have them") +
          condition("original_shuffled", R"([{ use = "shuffle_outputs" }])",
                    "dealt out anew to the examples"),
      s.shots.back(), flip.comparator, flip.condition,
      condition("ra", R"([{ use = "map_outputs", g = "random_tokens" }])",
                "a random word for each label"));
}

}  // namespace

std::string starter_name(const std::string& file) {
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  std::string name = std::filesystem::path(file).stem().string();
  if (std::none_of(name.begin(), name.end(), is_plain)) return "data";
  for (char& c : name)
    if (!is_plain(c) && c != '-') c = '_';
  return name;
}

std::vector<int> starter_shots(const DataReport& report) {
  constexpr double kTokens = 2000, kTokensOfWord = 1.5, kTokensBeside = 8;
  constexpr std::int64_t kMost = 64;
  const auto n_classes = static_cast<std::int64_t>(report.classes.size());
  const auto fit =
      static_cast<std::int64_t>(kTokens / (kTokensOfWord * report.mean_words + kTokensBeside));
  const std::int64_t most = std::min(report.balanced_shots(), std::max<std::int64_t>(fit, 1));
  const std::int64_t unit = n_classes == 2 ? 4 : n_classes;
  std::vector<int> out{0};
  for (const std::int64_t n : {unit, 2 * unit, 4 * unit})
    if (n <= most && (n == unit || n <= kMost)) out.push_back(static_cast<int>(n));
  if (out.size() == 1 && most > 0)
    out.push_back(static_cast<int>(most < n_classes ? most : most - most % n_classes));
  return out;
}

int starter_queries(const DataReport& report) {
  constexpr std::int64_t kFewest = 24;
  std::int64_t n_rows = 0;
  for (const auto& c : report.classes) n_rows += c.queries;
  const auto wanted = std::max(kFewest, 2 * static_cast<std::int64_t>(report.classes.size()));
  return static_cast<int>(std::min(n_rows, wanted));
}

std::string card_text(const Starter& s) {
  std::string out = fmt::format(
      R"(# The data card of {0}, written by `tangram init`: change it as you like.
# All keys: docs/data-cards.md.
#
#   tangram data show {1}        rows, classes, duplicates, the split
#   tangram tokens --data {1}    how the labels meet their prompt

name  = "{2}"
file  = {3}
{4} # what is shown as {{x}}; of several fields: "{{title}}. {{body}}"
{5} # the field that holds the label

# One example, {{x}} before {{y}}; the query is the part before {{y}}.
example   = "Input: {{x}}\nLabel: {{y}}"
{6} # between examples{7}

queries_share = 0.2               # of the texts, by a hash: asked about and never shown

# licence = "..."                 # for people; kept in each run
# ignore_labels = ["..."]         # rows with these labels are left out

# Label in the file = word that is shown for it. Two labels with one word are one class.
[labels]
)",
      plain(s.file), plain(s.card), s.name, toml(s.file),
      padded("input = " + toml("{" + s.text + "}")), padded("label = " + toml(s.label)),
      padded("separator = " + toml(s.line_breaks ? "\n\n" : "\n")),
      s.line_breaks ? ": texts have several lines here" : "");
  for (const std::string& label : s.labels) {
    const auto n_same =
        std::count_if(s.labels.begin(), s.labels.end(),
                      [&](const std::string& other) { return trimmed(other) == trimmed(label); });
    out += toml(label) + " = " + toml(n_same == 1 ? trimmed(label) : label) + "\n";
  }
  return out;
}

std::string study_text(const Starter& s) {
  const Flip flip = flip_of(s);
  return study_head(s) + study_body(s, flip) + flip.hypothesis +
         fmt::format(R"(
[profile.smoke]                   # the same study, smaller: --profile smoke
draws      = 2
queries    = {}
verdicts   = false
grid.shots = [{}, {}]
)",
                     std::min(s.queries, 8), s.shots[0], s.shots[1]);
}

}  // namespace tangram
