#include "metrics/reading.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/check.h"
#include "base/value.h"
#include "metrics/scored.h"

namespace tangram {
namespace {

constexpr double kSmallestPrior = 1e-12;

}  // namespace

const std::vector<std::string>& reading_names() {
  static const std::vector<std::string> names{
      "sum",        "per_token",      "per_char", "per_byte", "first_token",
      "contextual", "domain_context", "pool",     "batch",    "pmi"};
  return names;
}

const std::string& reading_name(Reading reading) {
  return reading_names().at(static_cast<std::size_t>(reading));
}

std::vector<Reading> all_readings() {
  std::vector<Reading> all;
  for (std::size_t i = 0; i < reading_names().size(); ++i) all.push_back(static_cast<Reading>(i));
  return all;
}

Reading find_reading(const std::string& name) {
  const auto& names = reading_names();
  const auto found = std::find(names.begin(), names.end(), name);
  require(found != names.end(), "no reading is called '{}'{}; known: {}", name,
          suggestion(name, names), fmt::join(names, ", "));
  return static_cast<Reading>(found - names.begin());
}

double read_score(Reading reading, std::span<const double> token_logps,
                  const CandidateLength& length) {
  TANGRAM_CHECK(!token_logps.empty());
  if (reading == Reading::first_token) return token_logps.front();
  const double sum = std::accumulate(token_logps.begin(), token_logps.end(), 0.0);
  switch (reading) {
    case Reading::per_token:
      return sum / static_cast<double>(token_logps.size());
    case Reading::per_char:
      return sum / std::max(length.n_chars, 1);
    case Reading::per_byte:
      return sum / std::max(length.n_bytes, 1);
    default:
      return sum;
  }
}

std::vector<double> mean_log_prior(std::span<const std::vector<double>> references) {
  TANGRAM_CHECK(!references.empty());
  std::vector<double> mean(references.front().size());
  for (const std::vector<double>& log_p : references) {
    TANGRAM_CHECK(log_p.size() == mean.size());
    const std::vector<double> p = normalised(log_p);
    for (std::size_t c = 0; c < p.size(); ++c) mean[c] += p[c];
  }
  const auto n = static_cast<double>(references.size());
  for (double& p : mean) p = std::log(std::max(p / n, kSmallestPrior));
  return mean;
}

std::vector<double> calibrated(std::span<const double> log_p, std::span<const double> log_prior) {
  TANGRAM_CHECK(log_p.size() == log_prior.size());
  std::vector<double> out(log_p.begin(), log_p.end());
  for (std::size_t c = 0; c < out.size(); ++c) out[c] -= log_prior[c];
  return out;
}

}  // namespace tangram
