#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "core/catalog.h"
#include "spec/study.h"
#include "verdict/analyses.h"
#include "verdict/verdicts.h"

namespace tangram {

/// A learner whose mechanism is known, and the verdicts that would be false of it.
struct CertifiedMechanism {
  std::string id, says;
  std::vector<std::string> set;  // overrides of the study that put it in place
  std::vector<std::pair<std::string, Decision>> false_verdicts;  // hypothesis, decision
};

/// [[mechanism]] with id, says, set, false = { HYPOTHESIS = "supported" or "refuted" }. Throws
/// Error on an unknown key, hypothesis or verdict, on none at all.
std::vector<CertifiedMechanism> read_mechanisms(const std::filesystem::path& path,
                                                const Study& study);

/// How often each verdict fell on one hypothesis, over the runs of one mechanism.
struct VerdictCounts {
  std::map<Decision, int> controlled;  // ours
  std::map<Decision, int> published;   // the source's criterion; inconclusive: neither
};

/// Where the 95 % interval of a number lay, over the runs of one mechanism.
struct SignCounts {
  int above = 0, below = 0, holds_zero = 0;
  int none = 0;  // no number, or no interval
};

/// What a pair of a task and a map was established to be, over the runs of one mechanism.
struct PairCounts {
  int n_composes = 0, n_stands_out = 0;  // MatrixCell::composes, ::stands_out
};

struct CertificateRow {
  CertifiedMechanism mechanism;
  int n_runs = 0;
  int n_false = 0;  // runs with at least one false verdict
  std::vector<std::pair<std::string, VerdictCounts>> hypotheses;  // in the study's order
  std::map<std::string, int> measured;  // "ra above", ...: the matrix of predictions, runs of each
  std::vector<std::pair<std::string, SignCounts>> signs;  // of correlations, then of trends
  std::vector<std::pair<std::string, PairCounts>> pairs;  // of matrices
};

struct Certificate {
  std::string study_id, study_hash;
  // SHA-256 of what is asked of each mechanism at the first seed: ids, and with them the hashes of
  // the word lists that they read.
  std::string mechanisms_hash;
  std::uint64_t first_seed = 0;
  std::vector<CertificateRow> rows;
};

struct CertificatePlan {
  // The study with further overrides: read anew for every mechanism.
  std::function<Study(const std::vector<std::string>& set)> study;
  std::vector<CertifiedMechanism> mechanisms;
  int n_runs = 200;
  std::uint64_t first_seed = 1;
  std::function<void(int n_done)> progress = {};  // after each seed
};

/// Counts one run into its mechanism's row: once a run, of the same study.
void count_run(const VerdictReport& report, const Analyses& analyses, CertificateRow& row);

/// Runs the study on each mechanism with n_runs seeds, in memory, decides, and counts. A run's
/// seed is the study's, and stands for {seed} in what a mechanism sets. Units that do not depend
/// on the mechanism are answered once a seed. nullopt: stopped.
std::optional<Certificate> certify(const CertificatePlan& plan, const Catalog<Text>& catalog,
                                   const Resources& resources, std::stop_token stop);

/// As Markdown (docs/certificate.md), and the documented form of `tangram certify --json`.
std::string certificate_markdown(const Certificate& certificate);
Value to_json_value(const Certificate& certificate);

}  // namespace tangram
