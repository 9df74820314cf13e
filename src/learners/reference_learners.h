#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/options.h"
#include "core/learner.h"
#include "core/resources.h"

namespace tangram {

/// Learners that do not read x: the floor under every other.

/// Every candidate has probability 1 / K.
class UniformGuess final : public Learner<Text> {
 public:
  std::string id() const override { return "uniform_guess@1()"; }
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;
};

struct MajorityOptions {
  double smoothing = 1;

  void visit(FieldVisitor& v);
};

/// p(c) = (examples of c shown + smoothing) / (examples shown + smoothing K).
class MajorityOfDemonstration final : public Learner<Text> {
 public:
  explicit MajorityOfDemonstration(MajorityOptions options) : options_(options) {}

  std::string id() const override;
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  MajorityOptions options_;
};

struct ConstantOptions {
  int candidate = 0;
  double probability = 0.99;

  void visit(FieldVisitor& v);
};

/// Always the same candidate, with the given probability; the others share the rest. A
/// question with one candidate gives it probability 1. Throws Error where a question has
/// fewer candidates.
class Constant final : public Learner<Text> {
 public:
  explicit Constant(ConstantOptions options) : options_(options) {}

  std::string id() const override;
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  ConstantOptions options_;
};

/// For the catalog.
struct NoOptions {
  void visit(FieldVisitor&) {}
};
std::unique_ptr<Learner<Text>> make_uniform_guess(const Value& options, const Resources&);
std::unique_ptr<Learner<Text>> make_majority(const Value& options, const Resources&);
std::unique_ptr<Learner<Text>> make_constant(const Value& options, const Resources&);

}  // namespace tangram
