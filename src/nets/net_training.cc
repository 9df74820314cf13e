#include "nets/net_training.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/writer_lock.h"
#include "nets/hearing.h"
#include "nets/loss_log.h"

namespace tangram {
namespace {

namespace fs = std::filesystem;

constexpr char kKept[] = ".safetensors", kBest[] = "-best.safetensors",
               kPartial[] = ".partial.safetensors";
constexpr std::size_t kDigits = 16;

/// STEP of a file named PREFIX-STEP.safetensors; nullopt: it is named otherwise.
std::optional<std::int64_t> step_in(std::string_view file, std::string_view prefix) {
  if (!file.starts_with(prefix) || !file.ends_with(kKept)) return std::nullopt;
  file.remove_prefix(prefix.size());
  file.remove_suffix(std::string_view(kKept).size());
  if (!file.starts_with('-')) return std::nullopt;
  std::int64_t step = 0;
  const auto [end, error] = std::from_chars(file.data() + 1, file.data() + file.size(), step);
  const bool whole = error == std::errc() && end == file.data() + file.size();
  return whole ? std::optional(step) : std::nullopt;
}

/// Throws Error where the system does not say.
bool is_present(const fs::path& path) {
  std::error_code error;
  const bool out = fs::exists(path, error);
  require(!error, "{}: cannot be looked for: {}; see to that, or give another --cache-dir",
          path.string(), error.message());
  return out;
}

/// Another pool is another training, start and batches too: so pools are replicates of all that is
/// drawn, also where there is no pool.
Rng stream_of(const TrainedOptions& options) {
  return Rng(static_cast<std::uint64_t>(options.train_seed))
      .at(static_cast<std::uint64_t>(options.data.pool.pool_seed));
}

LinearRegressionBatches batches_of(const TrainedOptions& options) {
  return {make_regression_source(options.data), options.batch, stream_of(options).at("train"),
          options.curriculum()};
}

}  // namespace

NetTraining::NetTraining(const TrainedOptions& options, const Resources& resources)
    : net_(options.sized_net()),
      source_(batches_of(options)),
      options_(options.timed_trainer()),
      start_(stream_of(options).at("init")),
      steps_(options.steps),
      step_(options.answering_step()),
      checkpoint_every_(options.checkpoint_every),
      best_(options.answers_from_best()),
      least_(best_ || options.validation.patience > 0 ? 1 : step_),
      snapshots_(options.snapshots),
      training_(training_id(net_, source_, options_, start_)),
      id_(fmt::format("{}, threads={}, sequences_a_pass={}", training_, options_.threads,
                      options_.sequences_a_pass)),
      observer_(resources.training) {
  TANGRAM_CHECK(!resources.cache_dir.empty());
  std::sort(snapshots_.begin(), snapshots_.end());
  require(snapshots_.empty() || snapshots_.back() <= steps_,
          "snapshots are up to {}, but the training has {} steps; give at most that",
          snapshots_.empty() ? 0 : snapshots_.back(), steps_);
  if (options.validation.every > 0) {
    validation_source_.emplace(source_.task(), options.validation.sequences,
                               stream_of(options).at("validation"));
    validation_.emplace(options.validation, *validation_source_, steps_);
    id_ += ", " + validation_->id();
  }
  stem_ = resources.cache_dir / "nets" / sha256(id_).substr(0, kDigits);
}

fs::path NetTraining::path_at(std::int64_t step, const char* ending) const {
  return fmt::format("{}{}{}", stem_.string(), step == steps_ ? "" : fmt::format("-{}", step),
                     ending);
}

std::string NetTraining::state() const { return best_ ? "best" : fmt::format("{}", step_); }

fs::path NetTraining::file() const {
  return best_ ? fs::path(stem_.string() + kBest) : path_at(step_, kKept);
}

/// Of the steps from `begun` to `done`, and of their validations, which have no gradient.
double NetTraining::operations(std::int64_t begun, std::int64_t done) const {
  const auto of = [this](const BatchShape& batch) {
    return training_operations(net_.options(), {batch.sequences, 2 * batch.points - 1});
  };
  double out = 0;
  std::int64_t step = begun;
  for (; step < done && source_.shape_at(step).points < source_.shape().points; ++step)
    out += of(source_.shape_at(step));
  out += static_cast<double>(done - step) * of(source_.shape());
  if (validation_)
    out +=
        static_cast<double>(validation_->count(begun, done)) * of(validation_source_->shape()) / 3;
  return out;
}

bool NetTraining::is_trained() const { return is_present(file()); }

double NetTraining::operations_left_from(std::int64_t begun) const {
  if (is_trained()) return 0;
  const std::optional<State> from = latest();
  // Another process that trains may have come to its end meanwhile.
  if (is_trained()) return 0;
  return operations(std::max(begun, from ? from->optimiser.updates : 0), step_);
}

/// The state after a step of [least, most].
NetTraining::State NetTraining::read(const fs::path& path, std::int64_t least,
                                     std::int64_t most) const {
  bool is_read = false;
  try {
    std::string bytes = read_file(path);
    is_read = true;
    State out = checkpoint_in(std::move(bytes), path.string(), net_);
    require(out.training == id_, "it is of {}, not of {}", out.training, id_);
    const std::int64_t step = out.optimiser.updates;
    require(least <= step && step <= most, "it is of step {}", step);
    out.training = training_;
    return out;
  } catch (const Error& error) {
    if (!is_read)
      fail("{}; see to that and try again: nothing is known to be wrong with the net in it",
           error.what());
    fail("{}: is not the net that is asked for; delete it, and that is trained again ({})",
         path.string(), error.what());
  }
}

/// That of a training to step_ that is not at its end. nullopt: there is none, or none any more, as
/// where another process has come to the end and removed it.
std::optional<NetTraining::State> NetTraining::partial() const {
  const fs::path path = path_at(step_, kPartial);
  if (!is_present(path)) return std::nullopt;
  try {
    return read(path, 0, step_);
  } catch (const Error&) {
    if (is_present(path)) throw;
    return std::nullopt;
  }
}

void NetTraining::keep(const fs::path& path, State state) const {
  state.training = id_;
  write_checkpoint(path, net_, state);
}

/// The last step before step_ after which a state was kept for good; 0: none was.
std::int64_t NetTraining::latest_kept() const {
  std::error_code error;
  const fs::directory_iterator entries(stem_.parent_path(), error);
  const bool has_none =
      error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory;
  require(!error || has_none,
          "{}: cannot be looked through: {}; see to that, or give another --cache-dir",
          stem_.parent_path().string(), error.message());
  std::int64_t out = 0;
  for (const auto& entry : entries)
    if (const auto step = step_in(entry.path().filename().string(), stem_.filename().string()))
      if (*step < step_) out = std::max(out, *step);
  return out;
}

/// The state to go on from. nullopt: the start.
std::optional<NetTraining::State> NetTraining::latest() const {
  const std::int64_t kept = latest_kept();
  std::optional<State> out = partial();
  if (kept > (out ? out->optimiser.updates : 0)) out = read(path_at(kept, kKept), kept, kept);
  return out;
}

/// The next step after which the state is kept, or scored.
std::int64_t NetTraining::next_stop(std::int64_t step) const {
  const std::int64_t checkpoint = (step / checkpoint_every_ + 1) * checkpoint_every_;
  const auto snapshot = std::upper_bound(snapshots_.begin(), snapshots_.end(), step);
  return std::min({checkpoint, snapshot == snapshots_.end() ? step_ : *snapshot,
                   validation_ ? validation_->next(step) : step_, step_});
}

bool NetTraining::is_snapshot(std::int64_t step) const {
  return std::binary_search(snapshots_.begin(), snapshots_.end(), step);
}

/// Is the state after this step kept, stopped or not?
bool NetTraining::is_kept(std::int64_t step) const {
  return step % checkpoint_every_ == 0 || is_snapshot(step);
}

/// The state that `step` names. Nothing goes on to there any more.
void NetTraining::keep_for_good(std::int64_t step, State state) const {
  keep(path_at(step, kKept), std::move(state));
  std::error_code ignored;  // what cannot be removed is read by nobody
  fs::remove(path_at(step, kPartial), ignored);
}

/// A state before step_: for good where it is a snapshot.
void NetTraining::keep_on_the_way(State state) const {
  const std::int64_t step = state.optimiser.updates;
  if (is_snapshot(step))
    keep_for_good(step, std::move(state));
  else
    keep(path_at(step_, kPartial), std::move(state));
}

/// The state after step_, or where the training ended before it. The best of a training at its end
/// comes first: where the last state is, so is the best.
void NetTraining::keep_last(State state) const {
  if (step_ == steps_ && state.best) {
    keep(stem_.string() + kBest,
         {{}, std::move(state.best->parameters), std::move(state.best->optimiser)});
    state.best.reset();
  }
  keep_for_good(step_, std::move(state));
}

bool NetTraining::train(const std::stop_token& stop) const {
  Trainer<float> trainer(net_, source_, options_, start_);
  std::optional<BestState<float>> best;
  if (std::optional<State> from = latest()) {
    best = std::move(from->best);
    trainer.restore(std::move(*from));
  }
  LossLog losses(stem_.string() + ".jsonl", steps_);
  const std::string name = stem_.filename().string();
  Hearing hearing(losses, observer_,
                  {.net = name,
                   .begun = trainer.step(),
                   .done = trainer.step(),
                   .steps = step_,
                   .operations_left = operations(trainer.step(), step_)},
                  [this](std::int64_t step) { return operations(step, step + 1); });
  bool ended = false, stopped = stop.stop_requested();
  while (!ended && !stopped) {
    trainer.run(next_stop(trainer.step()), hearing, stop);
    stopped = stop.stop_requested();
    const std::int64_t step = trainer.step();
    ended = step == step_;
    if (validation_ && validation_->is_due(step)) {
      hearing.validated(validation_->score(trainer, best));
      if (!ended && validation_->ends(step, *best)) {
        ended = true;
        hearing.ended_early();
      }
    }
    if (!ended && !stopped && !is_kept(step)) continue;
    losses.write();  // first: what the state is past has its line
    State state = trainer.checkpoint();
    state.best = best;
    if (ended)
      keep_last(std::move(state));
    else
      keep_on_the_way(std::move(state));
  }
  return ended;
}

/// Reads the state, or trains until then. nullopt: the training was stopped.
std::optional<NetTraining::State> NetTraining::read_or_train(const std::stop_token& stop) const {
  if (!is_trained()) {
    if (stop.stop_requested()) return std::nullopt;
    std::error_code error;
    fs::create_directories(stem_.parent_path(), error);
    require(!error, "{}: cannot be made: {}; give --cache-dir a folder where you may write",
            stem_.parent_path().string(), error.message());
    const WriterLock lock(stem_, "net", 0);
    // It may have been made before the lock was ours.
    if (!is_trained() && !train(stop)) return std::nullopt;
  }
  return read(file(), least_, step_);
}

bool NetTraining::prepare(const std::stop_token& stop) {
  if (!parameters_.empty()) return true;
  std::optional<State> state = read_or_train(stop);
  if (!state) return false;
  parameters_ = std::move(state->parameters);
  return true;
}

}  // namespace tangram
