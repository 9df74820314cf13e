#include "nets/trained_options.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "base/check.h"

namespace tangram {
namespace {

/// An option that is one of several names.
template <class E>
void visit_named(FieldVisitor& v, const FieldInfo& info, E& value, E (*of_name)(std::string_view)) {
  std::string name(name_of(value));
  v(info, name);
  value = of_name(name);
}

void visit_net(FieldVisitor& v, Gpt2Options& net) {
  v({.name = "layers", .help = "Blocks of the net, of attention and an MLP each", .min = 1},
    net.layers);
  v({.name = "width", .help = "Numbers a token within the net", .min = 1}, net.width);
  v({.name = "heads", .help = "Heads of attention; they divide the width", .min = 1}, net.heads);
  visit_named(v,
              {.name = "read_init",
               .help = "How the maps into and out of the net begin: small: sd 0.02; fan_in: sd "
                       "1 / sqrt(inputs), which learns sooner; uniform: PyTorch's default; "
                       "uniform_by_length: the same, but a bias as far as 1 / sqrt(its length)",
               .choices = read_init_names()},
              net.read_init, &read_init);
  visit_named(v,
              {.name = "body_init",
               .help = "How all else begins: gpt2: sd 0.02, less where it is added to the residual "
                       "stream, biases 0; uniform: as far as 1 / sqrt(inputs), a bias as far as "
                       "1 / sqrt(its length)",
               .choices = body_init_names()},
              net.body_init, &body_init);
  v({.name = "read_bias", .help = "Have these maps biases?"}, net.read_bias);
  v({.name = "final_norm", .help = "Is there a layer norm after the last block?"}, net.final_norm);
  visit_named(v,
              {.name = "skip",
               .help = "What attention and MLP are added to: input: what comes into the block, as "
                       "in GPT-2; normed: that after the layer norm",
               .choices = skip_names()},
              net.skip, &skip_of);
  v({.name = "narrow_attention",
     .help = "Have the queries of all heads together width / heads numbers, keys and values, too? "
             "Else they have the width"},
    net.narrow_attention);
  visit_named(v,
              {.name = "precision",
               .help = "What the factors of products in the blocks are rounded to: float32, or "
                       "bfloat16, which is faster on processors that have AVX512-BF16; sums, "
                       "parameters and all else are float32",
               .choices = precision_names()},
              net.precision, &precision_of);
}

void visit_adam(FieldVisitor& v, AdamOptions& adam) {
  v({.name = "beta1", .help = "Adam's decay of the mean gradient", .min = 0, .max = 1}, adam.beta1);
  v({.name = "beta2", .help = "Adam's decay of the mean square", .min = 0, .max = 1}, adam.beta2);
  v({.name = "epsilon", .help = "Adam's epsilon"}, adam.epsilon);
  v({.name = "decay", .help = "Weight decay, AdamW's; 0: none", .min = 0}, adam.decay);
  v({.name = "clip_entries",
     .help = "Each number of the gradient is cut to this size, before clip_norm; 0: none",
     .min = 0},
    adam.clip_entries);
  v({.name = "clip_norm",
     .help = "Gradients longer than this are scaled down to it; 0: none",
     .min = 0},
    adam.clip_norm);
}

void visit_validation(FieldVisitor& v, ValidationOptions& validation) {
  v({.name = "validate_every",
     .help =
         "Steps after which the net is scored on sequences that it is not trained on, and after "
         "the last; 0: never",
     .min = 0},
    validation.every);
  v({.name = "validation_sequences", .help = "How many sequences these are", .min = 1},
    validation.sequences);
  v({.name = "patience",
     .help = "Training ends after so many validations in a row that are no better; 0: never so",
     .min = 0},
    validation.patience);
}

void visit_curriculum(FieldVisitor& v, std::vector<std::int64_t>& dimension,
                      std::vector<std::int64_t>& points) {
  v({.name = "curriculum_dimension",
     .help =
         "Start, increment, interval: training begins with so many coordinates of x in use, the "
         "others being 0, and takes the increment more every interval of steps; empty: all",
     .min = 1},
    dimension);
  v({.name = "curriculum_points", .help = "The same of the points of its sequences", .min = 1},
    points);
}

/// Of the size `name`, which ends at `end`.
std::optional<Curriculum> curriculum_of(const std::vector<std::int64_t>& items,
                                        std::string_view name, int end) {
  if (items.empty()) return std::nullopt;
  require(items.size() == 3,
          "curriculum_{} has {} numbers; give start, increment and interval, such as [5, 1, 2000]",
          name, items.size());
  return Curriculum({items[0], items[1], items[2]}, end);
}

}  // namespace

TrainerOptions preset_trainer(std::string_view preset) {
  const PresetTraining training = gpt2_preset_training(preset);
  return {.layout = training.layout,
          .adam = {.beta2 = training.beta2, .epsilon = training.epsilon},
          .schedule = {.shape = ScheduleShape::warmup_cosine, .rate = training.rate},
          .threads = 2};
}

void TrainedOptions::visit(FieldVisitor& v) {
  v({.name = "preset",
     .help =
         "Sizes, start and tokens of a paper's net, of akyurek2023 also rate, warmup, beta2 and "
         "epsilon, where these options do not say otherwise",
     .choices = gpt2_preset_names()},
    preset);
  visit_net(v, net);
  visit_named(v,
              {.name = "layout",
               .help = "separate: y has a place of its own in a token; shared: that of x's first",
               .choices = token_layout_names()},
              trainer.layout, &token_layout);
  data.visit(v);
  visit_curriculum(v, curriculum_dimension, curriculum_points);
  v({.name = "steps", .help = "Updates of the training", .required = true, .min = 1}, steps);
  v({.name = "batch", .help = "Sequences of a step, each seen once", .min = 1}, batch);
  v({.name = "rate", .help = "The largest learning rate"}, trainer.schedule.rate);
  visit_named(v,
              {.name = "schedule",
               .help = "How the rate goes over the steps (nets/schedule.h)",
               .choices = schedule_names()},
              trainer.schedule.shape, &schedule_shape);
  v({.name = "warmup",
     .help = "The share of the steps in which the rate rises",
     .min = 0,
     .max = 1},
    warmup);
  visit_adam(v, trainer.adam);
  v({.name = "train_seed",
     .help = "With pool_seed, names the start of the net and its batches",
     .min = 0},
    train_seed);
  v({.name = "threads",
     .help = "Threads that train; sums are rounded otherwise with another number, so it is part of "
             "the net's name",
     .min = 1},
    trainer.threads);
  v({.name = "sequences_a_pass",
     .help =
         "Of a thread's share, how many pass the net at once: fewer need less memory, and 8 are "
         "faster at width 64; 0: all",
     .min = 0},
    trainer.sequences_a_pass);
  v({.name = "checkpoint_every",
     .help = "Steps after which the state is kept, for a training that is interrupted",
     .min = 1},
    checkpoint_every);
  v({.name = "snapshots",
     .help = "Steps on the way whose net is kept, for learners that ask at_step",
     .min = 1},
    snapshots);
  v({.name = "at_step",
     .help = "Answers are of the net after this step of the training; 0: after the last",
     .min = 0},
    at_step);
  visit_validation(v, validation);
  v({.name = "answer_from",
     .help = "at_step: answers are of the net after that step; best: of that with the least "
             "validation loss",
     .choices = {"at_step", "best"}},
    answer_from);
}

std::int64_t TrainedOptions::answering_step() const {
  require(at_step <= steps, "at_step is {}, but the training has {} steps; give at most that",
          at_step, steps);
  require(validation.every > 0 || (validation.patience == 0 && !answers_from_best()),
          "{} asks for validations, but there are none; give validate_every",
          answers_from_best() ? "answer_from = \"best\"" : "patience");
  require(!answers_from_best() || at_step == 0,
          "answer_from is \"best\", but at_step names step {}; give one of them", at_step);
  require(validation.patience == 0 || (at_step == 0 && snapshots.empty()),
          "patience is {}: the training may end before the steps of at_step or snapshots; give "
          "patience = 0, or neither",
          validation.patience);
  return at_step == 0 ? steps : at_step;
}

RegressionCurriculum TrainedOptions::curriculum() const {
  return {curriculum_of(curriculum_dimension, "dimension", data.data.dimension),
          curriculum_of(curriculum_points, "points", data.data.points)};
}

Gpt2Options TrainedOptions::sized_net() const {
  // Far more than any net is trained on; of points the net has twice as many positions.
  constexpr int kMost = 50'000;
  for (const auto& [name, size] :
       {std::pair("dimension", data.data.dimension), std::pair("points", data.data.points)})
    require(1 <= size && size <= kMost, "{} is {}, must be at least 1 and at most {}", name, size,
            kMost);
  Gpt2Options out = net;
  out.token_width = token_width(trainer.layout, data.data.dimension);
  out.longest = 2 * data.data.points - 1;
  return out;
}

TrainerOptions TrainedOptions::timed_trainer() const {
  TrainerOptions out = trainer;
  out.schedule.updates = steps;
  out.schedule.warmup = std::llround(warmup * static_cast<double>(steps));
  return out;
}

}  // namespace tangram
