#include "app/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <numeric>

namespace tangram {
namespace {

// A unit of a plain learner costs no tokens but some time: about this many tokens' worth.
constexpr double kTokensOfPlainUnit = 20;

}  // namespace

std::string duration_text(double seconds) {
  const auto s = static_cast<long long>(std::llround(seconds));
  if (s < 60) return fmt::format("{} s", s);
  if (s < 3600) return fmt::format("{}:{:02}", s / 60, s % 60);
  return fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (terminal_ && shown_) std::fputs("\n", stderr);
}

bool ProgressLine::due(double share, bool always) {
  if (quiet_) return false;
  const int tenth = static_cast<int>(share * 10);
  if (!terminal_ && tenth == tenth_ && !always) return false;
  tenth_ = tenth;
  return true;
}

void ProgressLine::show(const std::string& text) {
  shown_ = true;
  if (terminal_)
    fmt::print(stderr, "\r\033[K{}", text.substr(0, 110));
  else
    fmt::print(stderr, "{}\n", text);
}

std::string TrainingLine::left_text(const TrainingProgress& progress) const {
  const double seconds_each = std::max(since_begun_.seconds(), 1e-9) / progress.operations;
  std::string out = duration_text(progress.operations_left * seconds_each) + " left";
  if (of_all_ > 1.001 * of_net_)  // there are others
    out += fmt::format(", of all nets {}",
                       duration_text((of_all_ - progress.operations) * seconds_each));
  return out;
}

void TrainingLine::trained(const TrainingProgress& progress) {
  constexpr double kOften = 0.1;  // seconds
  const std::int64_t made = progress.done - progress.begun;
  const bool last = progress.done == progress.steps;
  if (made == 1) {
    line_.emplace(quiet_);
    since_begun_ = since_shown_ = {};
    of_net_ = progress.operations + progress.operations_left;
  }
  const double share = static_cast<double>(progress.done) / static_cast<double>(progress.steps);
  const bool shown = (last || since_shown_.seconds() > kOften) && line_->due(share, last);
  if (shown) {
    since_shown_ = {};
    const double speed = static_cast<double>(made) / std::max(since_begun_.seconds(), 1e-9);
    const std::string validation =
        progress.validation_loss ? fmt::format(", validation {:.4g}", *progress.validation_loss)
                                 : "";
    line_->show(fmt::format("net {}: step {}/{}, {:.0f} %, loss {:.4g}{}, {:.3g} steps/s, {}",
                            progress.net, progress.done, progress.steps, 100 * share, progress.loss,
                            validation, speed, left_text(progress)));
  }
  if (!last) return;
  of_all_ -= of_net_;
  line_.reset();  // ends its line
}

Progress::Progress(const std::vector<WorkUnit>& units, std::vector<double> unit_tokens,
                   const std::vector<bool>& done, bool quiet)
    : n_units_(units.size()), line_(quiet) {
  for (std::size_t i = 0; i < units.size(); ++i)
    if (!done[i]) left_.push_back(unit_tokens[i] + kTokensOfPlainUnit);
  tokens_left_ = std::accumulate(left_.begin(), left_.end(), 0.0);
}

void Progress::committed(const WorkUnit& unit, const UnitCost& cost, std::size_t n_done) {
  if (next_ < left_.size()) {
    tokens_left_ -= left_[next_];
    tokens_done_ += left_[next_];
    ++next_;
  }
  seconds_ += cost.seconds;
  model_tokens_ += static_cast<double>(cost.tokens_evaluated);
  line(unit, n_done);
}

void Progress::line(const WorkUnit& unit, std::size_t n_done) {
  const double share = tokens_done_ / (tokens_done_ + tokens_left_);
  if (!line_.due(share, next_ <= 1 || next_ >= left_.size())) return;
  const double eta = seconds_ / tokens_done_ * tokens_left_;
  const std::string speed =
      model_tokens_ > 0 ? fmt::format("{:.0f} tokens/s, ", model_tokens_ / seconds_) : "";
  line_.show(fmt::format("{}/{} units, {:.0f} %, {}{} left | {}", n_done, n_units_, 100 * share,
                         speed, duration_text(eta), unit.id));
}

}  // namespace tangram
