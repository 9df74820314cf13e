#include "nets/trainer.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/machine.h"
#include "base/stopwatch.h"
#include "math/vectorise.h"

namespace tangram {
namespace {

/// Throws unless net, source and options fit each other.
void check_fit(const TrainerOptions& options, const Gpt2Options& net, BatchShape batch) {
  TANGRAM_CHECK(batch.sequences >= 1 && batch.points >= 1 && batch.dimension >= 1);
  const int width = token_width(options.layout, static_cast<int>(batch.dimension));
  require(
      width == net.token_width,
      "train: inputs of dimension {} make tokens of {} numbers, but the net has token_width {}; "
      "give token_width = {}",
      batch.dimension, width, net.token_width, width);
  const std::size_t length = 2 * batch.points - 1;
  require(length <= static_cast<std::size_t>(net.longest),
          "train: sequences of {} points are {} tokens, but the net has {} positions; give longest "
          "= {}",
          batch.points, length, net.longest, length);
  require(options.threads >= 1, "train: threads is {}, must be at least 1", options.threads);
  require(static_cast<std::size_t>(options.threads) <= batch.sequences,
          "train: threads is {}, but a batch has {} sequences; give at most one thread a sequence",
          options.threads, batch.sequences);
  require(options.sequences_a_pass >= 0,
          "train: sequences_a_pass is {}, must be at least 0; 0 is all of a thread's share",
          options.sequences_a_pass);
}

}  // namespace

template <class T>
std::string training_id(const Gpt2<T>& net, const BatchSource& source,
                        const TrainerOptions& options, const Rng& start) {
  check_fit(options, net.options(), source.shape());
  Rng named = start;
  const BodyInit body = net.options().body_init;
  return fmt::format(
      "training(version=1, {}, read_init={}{}, start={:016x}, layout={}, {}, {}, {})", net.id(),
      name_of(net.options().read_init),
      body == BodyInit::gpt2 ? "" : fmt::format(", body_init={}", name_of(body)), named.next(),
      name_of(options.layout), options.adam.id(), Schedule(options.schedule).id(), source.id());
}

template <class T>
Trainer<T>::Trainer(const Gpt2<T>& net, const BatchSource& source, const TrainerOptions& options,
                    const Rng& start)
    : net_(net),
      source_(source),
      options_(options),
      id_(training_id(net, source, options, start)),
      batch_(source.shape()),
      schedule_(options.schedule),
      team_(options.threads),
      adam_(options.adam, net.parameters(), team_),
      parameters_(net.initial_parameters(start)) {
  check_memory();
  for (std::size_t i = 0; i < team_.size(); ++i) members_.push_back(member(i));
}

/// Of the sequences that a member has.
template <class T>
std::size_t Trainer<T>::sequences_a_pass(std::size_t share) const {
  const auto most = static_cast<std::size_t>(options_.sequences_a_pass);
  return most == 0 ? share : std::min(most, share);
}

template <class T>
typename Trainer<T>::Sizes Trainer<T>::sizes(std::size_t sequences) const {
  const SequenceShape shape{sequences, 2 * batch_.points - 1};
  const std::size_t points = sequences * batch_.points;
  return {.x = points * batch_.dimension,
          .y = points,
          .work = source_.n_work(),
          .tokens = shape.rows() * static_cast<std::size_t>(net_.options().token_width),
          .targets = points,
          .workspace = net_.n_workspace(shape),
          .gradient = net_.n_parameters()};
}

template <class T>
void Trainer<T>::check_memory() const {
  const std::size_t n = sequences_a_pass((batch_.sequences + team_.size() - 1) / team_.size());
  const Sizes s = sizes(n);
  const auto numbers = static_cast<double>(s.tokens + s.targets + s.workspace + s.gradient);
  const auto data = static_cast<double>(s.x + s.y + s.work);
  const double bytes =
      static_cast<double>(team_.size()) * (sizeof(T) * numbers + sizeof(double) * data);
  require_memory(bytes, "a smaller batch, or sequences_a_pass",
                 "train: {} threads that pass {} sequences each take", team_.size(), n);
}

template <class T>
typename Trainer<T>::Member Trainer<T>::member(std::size_t i) const {
  const auto [begin, end] = team_.share(batch_.sequences, i);
  const Sizes s = sizes(sequences_a_pass(end - begin));
  Member out;
  out.index = i;
  out.x.resize(s.x);
  out.y.resize(s.y);
  out.work.resize(s.work);
  out.tokens.resize(s.tokens);
  out.targets.resize(s.targets);
  out.workspace.resize(s.workspace);
  out.gradient.resize(s.gradient);
  return out;
}

template <class T>
void Trainer<T>::run(std::int64_t until, TrainingSink& sink, const std::stop_token& stop) {
  while (step() < until && !stop.stop_requested()) sink.stepped(make_step());
}

template <class T>
TrainingStep Trainer<T>::make_step() {
  const Stopwatch watch;
  TrainingStep out{.step = step(), .rate = schedule_.rate(step())};
  team_.run([this, &out](std::size_t i) {
    Member& member = members_[i];
    std::fill(member.gradient.begin(), member.gradient.end(), T(0));
    member.loss = member.data_seconds = 0;
    for_each_pass(member, source_, out.step, [&](const auto& batch, std::span<T> workspace) {
      member.loss += net_.loss_and_gradient(parameters_, batch, workspace, member.gradient);
    });
  });
  for (const Member& member : members_) {
    out.loss += member.loss;
    out.data_seconds = std::max(out.data_seconds, member.data_seconds);
  }
  require(std::isfinite(out.loss),
          "train: the loss is {} at update {}: training has diverged; give a lower rate, or "
          "clip_norm: another training, from its start",
          out.loss, out.step + 1);
  team_.run([this](std::size_t member) { add_gradients(member); });
  adam_.update(parameters_, members_[0].gradient, out.rate);
  out.seconds = watch.seconds();
  return out;
}

template <class T>
double Trainer<T>::loss_on(const BatchSource& other) {
  const BatchShape shape = other.shape();
  TANGRAM_CHECK(shape.points == batch_.points && shape.dimension == batch_.dimension);
  team_.run([this, &other](std::size_t i) {
    Member& member = members_[i];
    member.work.resize(std::max(member.work.size(), other.n_work()));
    member.loss = 0;
    for_each_pass(member, other, 0, [&](const auto& batch, std::span<T> workspace) {
      member.loss += net_.loss(parameters_, batch, workspace);
    });
  });
  double out = 0;
  for (const Member& member : members_) out += member.loss;
  return out;
}

/// use(batch, workspace) for the member's share of the batch of a step, pass by pass.
template <class T>
template <class Use>
void Trainer<T>::for_each_pass(Member& member, const BatchSource& source, std::int64_t step,
                               const Use& use) const {
  const auto [begin, end] = team_.share(source.shape().sequences, member.index);
  const std::size_t most = member.targets.size() / batch_.points;
  for (std::size_t first = begin; first < end; first += most) {
    const auto batch = draw(member, source, {step, first, std::min(most, end - first)});
    use(batch, std::span(member.workspace).first(net_.n_workspace(batch.shape)));
  }
}

/// In the member's room.
template <class T>
RegressionBatch<T> Trainer<T>::draw(Member& member, const BatchSource& source,
                                    const Pass& pass) const {
  const Stopwatch watch;
  const std::size_t n = pass.n, points = source.shape_at(pass.step).points,
                    per_x = points * batch_.dimension;
  const SequenceShape shape{n, 2 * points - 1};
  const std::size_t per_tokens =
      shape.length * static_cast<std::size_t>(net_.options().token_width);
  const auto y = std::span(member.y).first(n * points);
  source.fill({pass.step, pass.first, std::span(member.x).first(n * per_x), y,
               std::span(member.work).first(source.n_work())});
  const auto rows = static_cast<Eigen::Index>(batch_.dimension);
  const auto columns = static_cast<Eigen::Index>(points);
  for (std::size_t i = 0; i < n; ++i)
    write_tokens<T>(options_.layout,
                    Eigen::Map<const Eigen::MatrixXd>(&member.x[i * per_x], rows, columns),
                    Eigen::Map<const Eigen::RowVectorXd>(&y[i * points], columns),
                    std::span(member.tokens).subspan(i * per_tokens, per_tokens));
  std::transform(y.begin(), y.end(), member.targets.begin(),
                 [](double value) { return static_cast<T>(value); });
  member.data_seconds += watch.seconds();
  return {std::span(member.tokens).first(n * per_tokens),
          std::span(member.targets).first(n * points), shape, source.shape().sequences};
}

/// Adds one member's share of the gradients of all to the first's, in their order.
template <class T>
void Trainer<T>::add_gradients(std::size_t member) {
  const auto [begin, end] = team_.share(parameters_.size(), member);
  const std::span<T> sums = std::span(members_[0].gradient).subspan(begin, end - begin);
  for (std::size_t i = 1; i < members_.size(); ++i)
    add_to<T>(sums, std::span(members_[i].gradient).subspan(begin, end - begin));
}

template <class T>
Checkpoint<T> Trainer<T>::checkpoint() const {
  return {id_, parameters_, adam_.state()};
}

template <class T>
void Trainer<T>::restore(Checkpoint<T> checkpoint) {
  require(checkpoint.training == id_,
          "train: the checkpoint is of {}, not of {}; give the options it was trained with, or "
          "another file",
          checkpoint.training, id_);
  TANGRAM_CHECK(checkpoint.parameters.size() == parameters_.size());
  adam_.restore(std::move(checkpoint.optimiser));
  parameters_ = std::move(checkpoint.parameters);
}

template std::string training_id(const Gpt2<float>&, const BatchSource&, const TrainerOptions&,
                                 const Rng&);
template std::string training_id(const Gpt2<double>&, const BatchSource&, const TrainerOptions&,
                                 const Rng&);
template class Trainer<float>;
template class Trainer<double>;

}  // namespace tangram
