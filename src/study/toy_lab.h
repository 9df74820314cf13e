#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/hash.h"
#include "core/catalog.h"
#include "core/collected_scores.h"
#include "core/recording_language_model.h"
#include "spec/study.h"

namespace tangram {

// What the tests of study/ run: a task, a transformation and learners small enough to be
// followed by hand.

/// Draw i: example e has the text "i.e", its label is e mod 2; query q is "q<number>".
class ToyTask final : public Task<Text> {
 public:
  explicit ToyTask(std::string suffix) : suffix_(std::move(suffix)) {}
  std::string id() const override { return "toy(" + suffix_ + ")"; }
  Episode<Text> draw(const Rng&, std::uint64_t index, const Shape& shape) const override {
    const auto words =
        std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"no", "yes"});
    Episode<Text> out{id(), index, {}, {}, {}};
    for (int e = 0; e < shape.shots.back(); ++e)
      out.problem.demonstration.push_back(
          {std::to_string(index) + "." + std::to_string(e) + suffix_, words, e % 2});
    const int n = shape.design == Design::per_query ? 1 : shape.queries;
    for (const int shots : shape.shots)
      for (int q = 0; q < n; ++q) {
        out.problem.questions.push_back({shots, "q" + std::to_string(q), words});
        out.truth.push_back(q % 2);
        out.query.push_back(static_cast<std::uint64_t>(q));
      }
    return out;
  }

 private:
  std::string suffix_;
};

/// Has three variants; writes the number of its stream and the variant before each query.
class ToyMark final : public Transformation<Text> {
 public:
  explicit ToyMark(std::string ink) : ink_(std::move(ink)) {}
  std::string id() const override { return "mark" + ink_; }
  int variants(int n_candidates) const override { return n_candidates + 1; }
  Episode<Text> apply(Episode<Text> episode, const Rng& rng, int variant) const override {
    Rng stream = rng;
    const std::string mark =
        std::to_string(stream.next() % 1000) + "v" + std::to_string(variant) + " ";
    for (auto& question : episode.problem.questions)
      question.x = mark + std::get<std::string>(question.x) + ink_;
    return episode;
  }

 private:
  std::string ink_;
};

/// Log-probabilities that name what was asked: minus the length of the query, minus the
/// candidate, minus the shots / 1000. Stops after `budget` problems, if it is not negative.
class ToyLearner final : public Learner<Text> {
 public:
  explicit ToyLearner(double scale) : scale_(scale) {}
  std::string id() const override { return "toy_learner(" + std::to_string(scale_) + ")"; }
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override {
    std::vector<std::vector<Prediction>> out;
    for (const auto& problem : problems) {
      if (stop.stop_requested()) break;
      auto& row = out.emplace_back();
      for (const auto& question : problem.questions) {
        const double length =
            static_cast<double>(std::get<std::string>(question.x).size()) * scale_;
        row.push_back({{}, {{-length - question.shots / 1000.0}, {-length - 1}}, {}});
      }
    }
    return out;
  }

 private:
  double scale_;
};

/// Scores paths of `length` tokens and one for the candidate, all sharing all but the last.
class ToyReader final : public Learner<Text> {
 public:
  explicit ToyReader(LanguageModel& model) : model_(model) {}
  std::string id() const override { return "toy_reader"; }
  bool reads_model() const override { return true; }
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override {
    std::vector<std::vector<Prediction>> out;
    for (const auto& problem : problems) {
      auto& row = out.emplace_back();
      for (const auto& question : problem.questions) {
        const std::vector<Path> paths{{{1, 2, 3 + question.shots, 7}, 3},
                                      {{1, 2, 3 + question.shots, 8}, 3}};
        CollectedScores scores(paths.size());
        model_.score(paths, scores, stop);
        row.push_back({{}, {scores.take(0), scores.take(1)}, paths});
      }
    }
    return out;
  }

 private:
  LanguageModel& model_;
};

class ToyTokenizer final : public Tokenizer {
 public:
  const std::string& fingerprint() const override { return name_; }
  std::vector<Token> encode(std::string_view text) const override {
    return {text.begin(), text.end()};
  }
  std::vector<Token> encode_inside(std::string_view text) const override { return encode(text); }
  std::string decode(const std::vector<Token>& ids) const override {
    return {ids.begin(), ids.end()};
  }
  int size() const override { return 256; }
  bool is_ordinary(Token id) const override { return id >= 32; }
  Token bos() const override { return -1; }
  Token eos() const override { return -1; }

 private:
  std::string name_ = "toy";
};

struct ToyTaskOptions {
  std::string suffix;
  void visit(FieldVisitor& v) { v({.name = "suffix", .help = "Written after each text."}, suffix); }
};
struct ToyLearnerOptions {
  double scale = 1;
  void visit(FieldVisitor& v) { v({.name = "scale", .help = "Of the answers."}, scale); }
};
struct ToyMarkOptions {
  std::string ink;
  void visit(FieldVisitor& v) { v({.name = "ink", .help = "Written after each query."}, ink); }
};
struct NoOptions {
  void visit(FieldVisitor&) {}
};

inline Catalog<Text> toy_catalog() {
  Catalog<Text> out;
  out.tasks.push_back({"toy", "", describe_options<ToyTaskOptions>,
                       [](const Value& options, const Resources&) -> std::unique_ptr<Task<Text>> {
                         return std::make_unique<ToyTask>(
                             parse_options<ToyTaskOptions>(options, "toy").suffix);
                       }});
  out.transformations.push_back(
      {"mark", "", describe_options<ToyMarkOptions>,
       [](const Value& options, const Resources&) -> std::unique_ptr<Transformation<Text>> {
         return std::make_unique<ToyMark>(parse_options<ToyMarkOptions>(options, "mark").ink);
       }});
  out.learners.push_back(
      {"toy", "", describe_options<ToyLearnerOptions>,
       [](const Value& options, const Resources&) -> std::unique_ptr<Learner<Text>> {
         return std::make_unique<ToyLearner>(
             parse_options<ToyLearnerOptions>(options, "toy").scale);
       }});
  out.learners.push_back({"reader", "", describe_options<NoOptions>,
                          [](const Value&, const Resources& r) -> std::unique_ptr<Learner<Text>> {
                            require(r.model != nullptr, "reader: needs a model");
                            return std::make_unique<ToyReader>(*r.model);
                          }});
  return out;
}

inline ComponentSpec toy_spec(const std::string& use, std::vector<Table::Entry> options = {}) {
  options.insert(options.begin(), {"use", {use, {}}});
  return {use, {Table{std::move(options)}, {"toy.toml", 9, 1}}, {"toy.toml", 9, 1}};
}

/// 2 draws, 3 queries, 0 and 2 shots, conditions plain and marked, one plain learner.
inline Study toy_study() {
  Block block;
  block.draws = 2;
  block.queries = 3;
  block.shots = {0, 2};
  block.tasks = {{"t", toy_spec("toy")}};
  block.conditions = {{"plain", {}, {}}, {"marked", {toy_spec("mark")}, {}}};
  block.learners = {{"l", toy_spec("toy")}};
  Study study;
  study.id = "toy";
  study.domain = "text";
  study.seed = 7;
  study.path = "toy.toml";
  study.canonical = "toy study";
  study.hash = sha256(study.canonical);
  study.blocks = {block};
  return study;
}

}  // namespace tangram
