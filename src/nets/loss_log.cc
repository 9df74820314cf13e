#include "nets/loss_log.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/files.h"
#include "base/json.h"

namespace tangram {
namespace {

/// A validation comes before the step of its number.
std::int64_t place_of(std::int64_t step, bool is_validation) {
  return 2 * step + (is_validation ? 0 : 1);
}

/// The place of the last line of `text`, -1 where it has none; nullopt: it is no log of losses.
std::optional<std::int64_t> last_place(std::string_view text) {
  if (text.empty()) return -1;
  if (text.back() != '\n') return std::nullopt;
  text.remove_suffix(1);
  const Value line = parse_json(text.substr(text.find_last_of('\n') + 1), {"a line of losses"});
  const Value* step = line.table() == nullptr ? nullptr : line.table()->find("step");
  const auto* number = step == nullptr ? nullptr : std::get_if<std::int64_t>(&step->data);
  if (number == nullptr) return std::nullopt;
  return place_of(*number, line.table()->find("validation_loss") != nullptr);
}

}  // namespace

LossLog::LossLog(std::filesystem::path path, std::int64_t steps)
    : path_(std::move(path)), steps_(steps) {
  std::error_code none;  // what cannot be looked for cannot be read, which says why
  if (!std::filesystem::exists(path_, none) && !none) return;
  text_ = read_file(path_);
  std::optional<std::int64_t> last;
  try {
    last = last_place(text_);
  } catch (const Error&) {
    last.reset();
  }
  require(last.has_value(),
          "{}: its last line is not of losses of a training: the file is damaged; delete it, and "
          "the losses to come are written",
          path_.string());
  last_ = *last;
}

void LossLog::add(std::int64_t place, const Value& line) {
  if (place <= last_) return;
  text_ += to_json(line);
  text_ += '\n';
  last_ = place;
}

void LossLog::hear(const TrainingStep& step) {
  const std::int64_t every = std::max<std::int64_t>(1, steps_ / 100);
  if (step.step % every == 0 || step.step + 1 == steps_)
    add(place_of(step.step, false),
        json_object(
            {{"step", json(step.step)}, {"loss", json(step.loss)}, {"rate", json(step.rate)}}));
}

void LossLog::validated(std::int64_t step, double loss) {
  add(place_of(step, true), json_object({{"step", json(step)}, {"validation_loss", json(loss)}}));
}

void LossLog::write() const { write_file(path_, text_); }

}  // namespace tangram
