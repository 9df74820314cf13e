#include "learners/known_mechanism.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "learners/lesson.h"
#include "math/log_space.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// The names, with `more` before them.
std::vector<std::string_view> mechanism_names(std::vector<std::string_view> more = {}) {
  for (const std::string_view name :
       {"task_selector", "symbol_binder", "composer", "meta_learner", "copier", "uniform_guess"})
    more.push_back(name);
  return more;
}

Rng at_words(Rng rng, const MadeInput& x) {
  for (const std::uint64_t word : x.words) rng = rng.at(word);
  return rng;
}

}  // namespace

void KnownMechanismOptions::visit(FieldVisitor& v) {
  v({.name = "mechanism",
     .help = "What it does with a demonstration.",
     .required = true,
     .choices = mechanism_names()},
    mechanism);
  v({.name = "second",
     .help = "A second mechanism to mix in; empty: none.",
     .choices = mechanism_names({""})},
    second);
  v({.name = "share", .help = "Share of the second.", .min = 0, .max = 1}, share);
  v({.name = "window", .help = "Examples that it sees, the last ones; 0: all.", .min = 0}, window);
  v({.name = "lapse", .help = "Probability that an answer is noise.", .min = 0, .max = 1}, lapse);
  v({.name = "noise_sd", .help = "Of the noise on each log-probability, nats.", .min = 0},
    noise_sd);
  v({.name = "offset_sd", .help = "Of the fixed taste for each candidate word, nats.", .min = 0},
    offset_sd);
  v({.name = "mind_seed", .help = "Its noise and tastes are a function of it."}, mind_seed);
  v({.name = "language",
     .help = "A file of label, task and word between tabs, relative to the study; empty: "
             "words/made_language.tsv of the installation."},
    language);
  v({.name = "maps",
     .help = "A file of label, map and image between tabs; empty: words/made_maps.tsv."},
    maps);
}

KnownMechanism::KnownMechanism(KnownMechanismOptions options, const Resources& resources)
    : options_(std::move(options)),
      language_(word_list_path(options_.language, "made_language.tsv", resources)),
      maps_(word_list_path(options_.maps, "made_maps.tsv", resources)),
      knowledge_(language_, maps_) {}

std::string KnownMechanism::id() const {
  return fmt::format("known_mechanism@1({}, language_sha256={}, maps_sha256={})",
                     options_text(options_), language_.hash(), maps_.hash());
}

MatrixXd KnownMechanism::probabilities(const std::string& mechanism,
                                       const MadeLesson& lesson) const {
  if (mechanism == "task_selector") return task_selector(lesson, knowledge_);
  if (mechanism == "symbol_binder") return symbol_binder(lesson, knowledge_);
  if (mechanism == "composer") return composer(lesson, knowledge_);
  if (mechanism == "meta_learner") return meta_learner(lesson);
  if (mechanism == "copier") return copier(lesson);
  return guess(lesson);
}

/// Its liking of each candidate word, nats.
VectorXd KnownMechanism::taste(const std::vector<std::string>& candidates) const {
  const Rng rng = Rng(static_cast<std::uint64_t>(options_.mind_seed)).at("taste");
  VectorXd out(static_cast<Eigen::Index>(candidates.size()));
  for (Eigen::Index c = 0; c < out.size(); ++c)
    out(c) = options_.offset_sd * rng.at(candidates[static_cast<std::size_t>(c)]).normal();
  return out;
}

VectorXd KnownMechanism::with_faults(const VectorXd& p, const std::vector<std::string>& candidates,
                                     const VectorXd& taste, const Rng& of_question) const {
  VectorXd score = p.array().log();
  if (of_question.at("lapse").uniform() < options_.lapse) score.setZero();
  const Rng noise = of_question.at("noise");
  for (Eigen::Index c = 0; c < score.size(); ++c)
    score(c) +=
        taste(c) + options_.noise_sd * noise.at(candidates[static_cast<std::size_t>(c)]).normal();
  return score.array() - log_sum_exp(std::span(score.data(), p.size()));
}

std::vector<std::vector<Prediction>> KnownMechanism::answer(std::span<const Problem<Text>> problems,
                                                            std::stop_token stop) {
  const Rng mind = Rng(static_cast<std::uint64_t>(options_.mind_seed)).at("answer");
  std::vector<std::vector<Prediction>> out;
  for (const auto& problem : problems) {
    if (stop.stop_requested()) break;
    InputTable inputs;
    std::vector<MadeInput> read;  // by number
    out.push_back(answer_by_lessons(problem, inputs, [&](const Lesson& lesson) {
      while (read.size() < inputs.inputs().size())
        read.push_back(made_input(*inputs.inputs()[read.size()], knowledge_));
      const std::size_t n = lesson.x.size();
      const std::size_t first =
          options_.window == 0 ? 0 : n - std::min(n, static_cast<std::size_t>(options_.window));
      MadeLesson made{*lesson.candidates, {}, {}, {}};
      Rng of_demonstration = mind;
      for (std::size_t i = first; i < n; ++i) {
        made.x.push_back(&read[static_cast<std::size_t>(lesson.x[i])]);
        made.y.push_back(lesson.y[i]);
        of_demonstration =
            at_words(of_demonstration, *made.x.back()).at(static_cast<std::uint64_t>(lesson.y[i]));
      }
      for (const int query : lesson.query)
        made.queries.push_back(&read[static_cast<std::size_t>(query)]);
      MatrixXd log_p = probabilities(options_.mechanism, made);
      if (!options_.second.empty())
        log_p =
            (1 - options_.share) * log_p + options_.share * probabilities(options_.second, made);
      const VectorXd liked = taste(made.candidates);
      const Rng of_queries = of_demonstration.at("query");
      for (std::size_t i = 0; i < made.queries.size(); ++i) {
        auto column = log_p.col(static_cast<Eigen::Index>(i));
        column =
            with_faults(column, made.candidates, liked, at_words(of_queries, *made.queries[i]));
      }
      return log_p;
    }));
  }
  return out;
}

std::unique_ptr<Learner<Text>> make_known_mechanism(const Value& options,
                                                    const Resources& resources) {
  return std::make_unique<KnownMechanism>(
      parse_options<KnownMechanismOptions>(options, "learner known_mechanism"), resources);
}

}  // namespace tangram
