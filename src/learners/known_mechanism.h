#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/options.h"
#include "base/rng.h"
#include "core/learner.h"
#include "core/resources.h"
#include "learners/mechanisms.h"

namespace tangram {

struct KnownMechanismOptions {
  std::string mechanism;
  std::string second;
  double share = 0.5;
  int window = 24;
  double lapse = 0.1, noise_sd = 0.5, offset_sd = 1;
  std::int64_t mind_seed = 1;
  std::string language, maps;

  void visit(FieldVisitor& v);
};

/// A learner whose mechanism is known by construction (learners/mechanisms.h), on texts of a made
/// language: what a battery that claims to tell mechanisms apart is calibrated with. It has the
/// faults of real models:
///
///   window     it sees the last `window` examples only;
///   lapse      with this probability its answer to a question is noise;
///   noise_sd   of what is added to each candidate's log-probability;
///   offset_sd  of its fixed taste for each candidate word, added likewise.
///
/// All of it is a pure function of mind_seed, the examples shown and the question. With `second`
/// probabilities are mixed: (1 - share) of the first and share of the second.
class KnownMechanism final : public Learner<Text> {
 public:
  /// Throws Error on a word list that cannot be read.
  KnownMechanism(KnownMechanismOptions options, const Resources& resources);

  std::string id() const override;
  std::vector<std::vector<Prediction>> answer(std::span<const Problem<Text>> problems,
                                              std::stop_token stop) override;

 private:
  Eigen::MatrixXd probabilities(const std::string& mechanism, const MadeLesson& lesson) const;
  Eigen::VectorXd taste(const std::vector<std::string>& candidates) const;
  Eigen::VectorXd with_faults(const Eigen::VectorXd& p, const std::vector<std::string>& candidates,
                              const Eigen::VectorXd& taste, const Rng& of_question) const;

  KnownMechanismOptions options_;
  WordLists language_, maps_;
  MadeKnowledge knowledge_;
};

/// For the catalog.
std::unique_ptr<Learner<Text>> make_known_mechanism(const Value& options,
                                                    const Resources& resources);

}  // namespace tangram
