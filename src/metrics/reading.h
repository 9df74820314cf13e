#pragma once

#include <span>
#include <string>
#include <vector>

namespace tangram {

/// How one number is read from a candidate's token log-probabilities.
///
/// Of the question alone. sum: the log-probability of the words. per_token, per_char, per_byte
/// divide it by a length, so that long labels are not punished for it (Brown et al. 2020 per token;
/// lm-evaluation-harness per character or byte). first_token: of the first token alone, as
/// harnesses that read one row of logits do; candidates that share it tie.
///
/// Calibrated: log p(y | x) - log q(y), with q what the learner says where there is nothing to tell
/// the candidates apart, and p the reading `sum`. q is
///   contextual      the mean of the candidates' probabilities over content-free inputs (Zhao et
///                   al. 2021);
///   domain_context  the mean over texts of random words of the data set (Fei et al. 2023);
///   pool            the mean over rows that are neither shown nor asked;
///   batch           the mean over the other half of the queries (Zhou et al. 2024, who take the
///                   same queries): asks nothing more, and assumes that its classes are balanced;
///   pmi             p(y) after the template's end alone, without demonstration and input, not
///                   normalised: pointwise mutual information (Holtzman et al. 2021).
enum class Reading {
  sum,
  per_token,
  per_char,
  per_byte,
  first_token,
  contextual,
  domain_context,
  pool,
  batch,
  pmi,
};

/// Names as claims and the command line write them, in the order of the enum.
const std::vector<std::string>& reading_names();
const std::string& reading_name(Reading reading);
/// All of them, in that order.
std::vector<Reading> all_readings();
/// Throws Error with the nearest name.
Reading find_reading(const std::string& name);

struct CandidateLength {
  int n_chars = 0;  // code points
  int n_bytes = 0;  // UTF-8
};

/// The candidate's score in nats (per token, character, byte) before calibration: a calibrated
/// reading begins with the sum. `token_logps` is not empty. -inf where a token is impossible. A
/// candidate without characters has length 1: it is one learner's single number and no text.
double read_score(Reading reading, std::span<const double> token_logps,
                  const CandidateLength& length = {});

/// log of the mean over references of the candidates' normalised probabilities. Each row is one
/// reference question's log p; at least one, all of one length. No entry is below log 1e-12: a
/// candidate that no reference allows is not lifted without bound.
std::vector<double> mean_log_prior(std::span<const std::vector<double>> references);

/// log_p - log_prior, entry by entry; -inf stays. Both of one length, log_prior finite.
std::vector<double> calibrated(std::span<const double> log_p, std::span<const double> log_prior);

}  // namespace tangram
