#include "learners/linear_on_hidden.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "base/check.h"
#include "learners/lesson.h"
#include "learners/segment_ids.h"

namespace tangram {
namespace {

/// The states of some inputs at one site, width x inputs.
Eigen::MatrixXd gather(const std::vector<Eigen::MatrixXf>& states, std::span<const int> inputs,
                       std::size_t site) {
  Eigen::MatrixXd out(states.empty() ? 0 : states[0].rows(),
                      static_cast<Eigen::Index>(inputs.size()));
  for (std::size_t i = 0; i < inputs.size(); ++i)
    out.col(static_cast<Eigen::Index>(i)) = states[static_cast<std::size_t>(inputs[i])]
                                                .col(static_cast<Eigen::Index>(site))
                                                .cast<double>();
  return out;
}

}  // namespace

void LinearOnHiddenOptions::visit(FieldVisitor& v) {
  v({.name = "layers",
     .help = "Layers to choose from, counted from 1 (0: the embedding); empty: a quarter, half, "
             "three quarters and all of the model's.",
     .min = 0},
    layers);
  linear.visit(v);
}

std::vector<std::int64_t> default_layers(int n_layers) {
  std::vector<std::int64_t> out;
  for (int quarter = 1; quarter <= 4; ++quarter) {
    const std::int64_t layer = std::max(1, n_layers * quarter / 4);
    if (out.empty() || out.back() != layer) out.push_back(layer);
  }
  return out;
}

Kernel standardised_kernel(const Eigen::MatrixXd& shown, const Eigen::MatrixXd& asked) {
  const auto n = static_cast<double>(std::max<Eigen::Index>(1, shown.cols()));
  const auto width = static_cast<double>(std::max<Eigen::Index>(1, shown.rows()));
  const Eigen::VectorXd mean = shown.rowwise().sum() / n;
  const Eigen::MatrixXd centred = shown.colwise() - mean;
  const Eigen::ArrayXd sd = (centred.rowwise().squaredNorm() / n).array().sqrt();
  // Rounding leaves a constant feature with an sd of this size.
  const Eigen::ArrayXd least = 1e-12 * mean.array().abs() + 1e-300;
  const Eigen::VectorXd scale = (sd > least).select(1 / sd, 0);
  const Eigen::MatrixXd x = scale.asDiagonal() * centred;
  const Eigen::MatrixXd query = scale.asDiagonal() * (asked.colwise() - mean);
  return {((x.transpose() * x) / width).array() + 1, ((x.transpose() * query) / width).array() + 1};
}

LinearOnHidden::LinearOnHidden(LinearOnHiddenOptions options, OpenModel& open,
                               const LanguageModel& model)
    : options_(std::move(options)), open_(open), model_(model) {
  options_.linear.check("learner linear_on_hidden");
  const auto layers = options_.layers.empty() ? default_layers(open_.n_layers()) : options_.layers;
  for (std::int64_t layer : layers) {
    require(layer >= 0 && layer <= open_.n_layers(),
            "learner linear_on_hidden: layers holds {}, the model has layers 0 to {}", layer,
            open_.n_layers());
    sites_.push_back({SiteKind::residual, static_cast<int>(layer)});
  }
}

std::string LinearOnHidden::id() const {
  return fmt::format("linear_on_hidden@1({}, weights={})", options_text(options_),
                     model_.fingerprint());
}

std::vector<Token> LinearOnHidden::path_of(const TextInput& x) const {
  const Tokenizer& tokenizer = model_.tokenizer();
  std::vector<Token> path;
  if (tokenizer.bos() >= 0) path.push_back(tokenizer.bos());
  std::vector<Token> ids;
  if (const auto* text = std::get_if<std::string>(&x)) {
    ids = tokenizer.encode(*text);
  } else {
    ids = segment_ids(std::get<TokenSegment>(x), tokenizer, "learner linear_on_hidden");
  }
  path.insert(path.end(), ids.begin(), ids.end());
  require(!path.empty(),
          "learner linear_on_hidden: an input has no token, and the model has no BOS to read "
          "instead; drop empty inputs");
  return path;
}

std::vector<std::vector<Prediction>> LinearOnHidden::answer(std::span<const Problem<Text>> problems,
                                                            std::stop_token stop) {
  InputTable inputs;
  for (const auto& problem : problems) {
    for (const auto& example : problem.demonstration) inputs.number(example.x);
    for (const auto& question : problem.questions) inputs.number(question.x);
  }
  std::vector<std::vector<Token>> paths;
  for (const TextInput* x : inputs.inputs()) paths.push_back(path_of(*x));
  const std::vector<Eigen::MatrixXf> states = open_.read_last(paths, sites_, stop);

  std::vector<std::vector<Prediction>> out;
  if (states.size() < paths.size()) return out;  // stopped
  for (const auto& problem : problems) {
    if (stop.stop_requested()) break;
    out.push_back(answer_by_lessons(problem, inputs, [&](const Lesson& lesson) {
      std::vector<Kernel> kernels;
      for (std::size_t s = 0; s < sites_.size(); ++s)
        kernels.push_back(
            standardised_kernel(gather(states, lesson.x, s), gather(states, lesson.query, s)));
      return linear_log_probabilities(lesson, kernels, options_.linear);
    }));
  }
  return out;
}

std::unique_ptr<Learner<Text>> make_linear_on_hidden(const Value& options,
                                                     const Resources& resources) {
  auto parsed = parse_options<LinearOnHiddenOptions>(options, "learner linear_on_hidden");
  require(
      resources.model != nullptr && resources.open_model != nullptr,
      "{}: learner linear_on_hidden reads a language model's states, and this command has none; "
      "give --model FILE.gguf",
      options.place.str());
  return std::make_unique<LinearOnHidden>(std::move(parsed), *resources.open_model,
                                          *resources.model);
}

}  // namespace tangram
