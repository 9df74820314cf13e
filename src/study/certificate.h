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

struct CertificateRow {
  CertifiedMechanism mechanism;
  int n_runs = 0;
  int n_false = 0;  // runs with at least one false verdict
  std::vector<std::pair<std::string, VerdictCounts>> hypotheses;  // in the study's order
  std::map<std::string, int> measured;  // "ra above", ...: the matrix of predictions, runs of each
};

struct Certificate {
  std::string study_id, study_hash;
  std::string mechanisms_hash;  // SHA-256 of the hashes of the study as each mechanism sets it
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

/// Runs the study on each mechanism with n_runs seeds, in memory, decides, and counts. A run's
/// seed is the study's, and stands for {seed} in what a mechanism sets. Units that do not depend
/// on the mechanism are answered once a seed. nullopt: stopped.
std::optional<Certificate> certify(const CertificatePlan& plan, const Catalog<Text>& catalog,
                                   const Resources& resources, std::stop_token stop);

/// As Markdown (docs/certificate.md), and the documented form of `tangram certify --json`.
std::string certificate_markdown(const Certificate& certificate);
Value to_json_value(const Certificate& certificate);

}  // namespace tangram
