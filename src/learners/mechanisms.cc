#include "learners/mechanisms.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "base/rng.h"

namespace tangram {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kOther = 0.05;  // share of examples that no map explains
constexpr double kStep = 0.9;    // weight of an example beside that of the next

Eigen::Index n_candidates(const MadeLesson& lesson) {
  return static_cast<Eigen::Index>(lesson.candidates.size());
}

VectorXd uniform(const MadeLesson& lesson) {
  const Eigen::Index k = n_candidates(lesson);
  return VectorXd::Constant(k, 1.0 / static_cast<double>(k));
}

/// What a selecting mechanism says to a query once the task is recognised.
using AnswerQuery = std::function<VectorXd(const MadeInput& query)>;

/// Answers each query by its task; `of_task` is asked once for each task that occurs.
template <class OfTask>
MatrixXd by_tasks(const MadeLesson& lesson, const MadeKnowledge& knowledge, OfTask of_task) {
  MatrixXd out(n_candidates(lesson), static_cast<Eigen::Index>(lesson.queries.size()));
  std::vector<AnswerQuery> answers(knowledge.tasks().size());
  Eigen::VectorXi shown =
      Eigen::VectorXi::Zero(static_cast<Eigen::Index>(knowledge.labels().size()));
  for (const MadeInput* x : lesson.x) shown += x->evidence;
  for (std::size_t i = 0; i < lesson.queries.size(); ++i) {
    const MadeInput& query = *lesson.queries[i];
    const int task = selected_task(shown + query.evidence, knowledge);
    auto column = out.col(static_cast<Eigen::Index>(i));
    if (task < 0) {
      column = uniform(lesson);
      continue;
    }
    AnswerQuery& answer = answers[static_cast<std::size_t>(task)];
    if (!answer) answer = of_task(knowledge.tasks()[static_cast<std::size_t>(task)]);
    column = answer(query);
  }
  return out;
}

/// The candidate that a map takes each label of a task to; -1: it has no image among them.
std::vector<int> images(const MadeLesson& lesson, const MadeKnowledge& knowledge,
                        const MadeKnowledge::Task& task, const MadeKnowledge::Map& map) {
  std::vector<int> out;
  for (int l = task.first; l < task.first + task.n; ++l) {
    const auto image = map.image.find(knowledge.labels()[static_cast<std::size_t>(l)]);
    const auto found = image == map.image.end() ? lesson.candidates.end()
                                                : std::find(lesson.candidates.begin(),
                                                            lesson.candidates.end(), image->second);
    out.push_back(found == lesson.candidates.end()
                      ? -1
                      : static_cast<int>(found - lesson.candidates.begin()));
  }
  return out;
}

/// p(candidate | labels, map): a label without an image says nothing, so its share goes to all.
VectorXd mapped(const VectorXd& labels, const std::vector<int>& image, Eigen::Index n) {
  VectorXd out = VectorXd::Zero(n);
  double lost = 0;
  for (std::size_t l = 0; l < image.size(); ++l) {
    const double p = labels(static_cast<Eigen::Index>(l));
    if (image[l] >= 0)
      out(image[l]) += p;
    else
      lost += p;
  }
  return out.array() + lost / static_cast<double>(n);
}

/// The maps of pre-training, each with the posterior probability that it explains the
/// demonstration; what is left to 1: none of them does.
struct ExplainedMaps {
  std::vector<std::vector<int>> image;
  VectorXd posterior;
  double none = 1;

  /// p(candidate | labels of the query), `otherwise` where no map explains.
  VectorXd answer(const VectorXd& labels, const VectorXd& otherwise) const {
    VectorXd out = none * otherwise;
    for (std::size_t m = 0; m < image.size(); ++m)
      out += posterior(static_cast<Eigen::Index>(m)) * mapped(labels, image[m], otherwise.size());
    return out;
  }
};

ExplainedMaps explain(const MadeLesson& lesson, const MadeKnowledge& knowledge,
                      const MadeKnowledge::Task& task) {
  const Eigen::Index k = n_candidates(lesson);
  const double guessed = 1.0 / static_cast<double>(k);
  const auto n_maps = static_cast<Eigen::Index>(knowledge.maps().size());
  ExplainedMaps out;
  VectorXd log_p(n_maps + 1);  // of each map, then of none
  log_p(n_maps) = std::log(kOther) + static_cast<double>(lesson.x.size()) * std::log(guessed);
  std::vector<VectorXd> beliefs;
  for (const MadeInput* x : lesson.x) beliefs.push_back(belief(*x, task));
  for (Eigen::Index m = 0; m < n_maps; ++m) {
    out.image.push_back(
        images(lesson, knowledge, task, knowledge.maps()[static_cast<std::size_t>(m)]));
    log_p(m) = std::log((1 - kOther) / static_cast<double>(n_maps));
    for (std::size_t i = 0; i < lesson.x.size(); ++i) {
      const double p = mapped(beliefs[i], out.image.back(), k)(lesson.y[i]);
      log_p(m) += std::log((1 - kOther) * p + kOther * guessed);
    }
  }
  const VectorXd p = (log_p.array() - log_p.maxCoeff()).exp();
  out.posterior = p.head(n_maps) / p.sum();
  out.none = p(n_maps) / p.sum();
  return out;
}

/// The maps of labels by themselves, which are tasks of pre-training; nullopt: not all that is
/// shown are labels.
std::optional<ExplainedMaps> maps_of_labels(const MadeLesson& lesson,
                                            const MadeKnowledge& knowledge,
                                            const MadeKnowledge::Task& task) {
  const bool labels = std::all_of(lesson.x.begin(), lesson.x.end(),
                                  [](const MadeInput* x) { return x->label.has_value(); });
  return labels ? std::optional(explain(lesson, knowledge, task)) : std::nullopt;
}

/// The task's own words by the belief in their labels; unknown candidates keep their even share.
VectorXd own_words(const VectorXd& labels, const std::vector<int>& own, Eigen::Index k) {
  const double even = 1.0 / static_cast<double>(k);
  VectorXd out = VectorXd::Constant(k, even);
  double known = 0, share = 0;
  for (std::size_t l = 0; l < own.size(); ++l) {
    if (own[l] < 0) continue;
    known += labels(static_cast<Eigen::Index>(l));
    share += even;
  }
  for (std::size_t l = 0; l < own.size(); ++l)
    if (own[l] >= 0) out(own[l]) = share * labels(static_cast<Eigen::Index>(l)) / known;
  return out;
}

}  // namespace

MadeInput made_input(const TextInput& x, const MadeKnowledge& knowledge) {
  MadeInput out;
  out.evidence = Eigen::VectorXi::Zero(static_cast<Eigen::Index>(knowledge.labels().size()));
  if (const auto* segment = std::get_if<TokenSegment>(&x)) {
    for (const Token id : segment->ids)
      out.words.push_back(Rng(0).at("token").at(static_cast<std::uint64_t>(id)).next());
    return out;
  }
  std::string_view rest = std::get<std::string>(x);
  out.label = knowledge.label_called(rest);
  while (!rest.empty()) {
    const std::size_t space = rest.find(' ');
    const std::string_view word = rest.substr(0, space);
    if (!word.empty()) out.words.push_back(Rng(0).at(word).next());
    if (const auto label = knowledge.label_of_word(word)) ++out.evidence(*label);
    rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
  }
  return out;
}

VectorXd belief(const MadeInput& input, const MadeKnowledge::Task& task) {
  const VectorXd counts = input.evidence.segment(task.first, task.n).cast<double>();
  const VectorXd p = (counts.array() - counts.maxCoeff()).exp();
  return p / p.sum();
}

int selected_task(const Eigen::VectorXi& evidence, const MadeKnowledge& knowledge) {
  int best = -1, most = 0;
  for (std::size_t t = 0; t < knowledge.tasks().size(); ++t) {
    const MadeKnowledge::Task& task = knowledge.tasks()[t];
    const int n = evidence.segment(task.first, task.n).sum();
    if (n > most) {
      best = static_cast<int>(t);
      most = n;
    }
  }
  return best;
}

MatrixXd task_selector(const MadeLesson& lesson, const MadeKnowledge& knowledge) {
  return by_tasks(lesson, knowledge, [&](const MadeKnowledge::Task& task) -> AnswerQuery {
    const auto own = images(lesson, knowledge, task, knowledge.maps().front());
    const auto maps = maps_of_labels(lesson, knowledge, task);
    return [&lesson, &task, own, maps](const MadeInput& query) {
      const VectorXd labels = belief(query, task);
      if (maps && query.label) return maps->answer(labels, uniform(lesson));
      return own_words(labels, own, n_candidates(lesson));
    };
  });
}

MatrixXd symbol_binder(const MadeLesson& lesson, const MadeKnowledge& knowledge) {
  return by_tasks(lesson, knowledge, [&](const MadeKnowledge::Task& task) -> AnswerQuery {
    // Beside the label's own word, a little of every word: what was never shown may still be.
    MatrixXd bound = MatrixXd::Constant(task.n, n_candidates(lesson), 0.1);
    const auto own = images(lesson, knowledge, task, knowledge.maps().front());
    for (std::size_t l = 0; l < own.size(); ++l)
      if (own[l] >= 0) bound(static_cast<Eigen::Index>(l), own[l]) += 1;
    for (std::size_t i = 0; i < lesson.x.size(); ++i)
      bound.col(lesson.y[i]) += belief(*lesson.x[i], task);
    const VectorXd total = bound.rowwise().sum();
    const auto maps = maps_of_labels(lesson, knowledge, task);
    return [&task, bound, total, maps](const MadeInput& query) -> VectorXd {
      const VectorXd labels = belief(query, task);
      const VectorXd of_bound = bound.transpose() * (labels.array() / total.array()).matrix();
      return maps && query.label ? maps->answer(labels, of_bound) : of_bound;
    };
  });
}

MatrixXd composer(const MadeLesson& lesson, const MadeKnowledge& knowledge) {
  return by_tasks(lesson, knowledge, [&](const MadeKnowledge::Task& task) -> AnswerQuery {
    return [&lesson, &task, maps = explain(lesson, knowledge, task)](const MadeInput& query) {
      return maps.answer(belief(query, task), uniform(lesson));
    };
  });
}

MatrixXd meta_learner(const MadeLesson& lesson) {
  const Eigen::Index k = n_candidates(lesson);
  std::unordered_map<std::uint64_t, VectorXd> counts;
  VectorXd examples = VectorXd::Ones(k), words = VectorXd::Zero(k);
  for (std::size_t i = 0; i < lesson.x.size(); ++i) {
    examples(lesson.y[i]) += 1;
    for (const std::uint64_t word : lesson.x[i]->words) {
      counts.try_emplace(word, VectorXd::Zero(k)).first->second(lesson.y[i]) += 1;
      words(lesson.y[i]) += 1;
    }
  }
  const auto n_words = static_cast<double>(counts.size());
  for (auto& [word, of_word] : counts)  // to log p(word | candidate)
    of_word = (of_word.array() + 1).log() - (words.array() + n_words).log();
  const VectorXd prior = (examples / examples.sum()).array().log();
  MatrixXd out(k, static_cast<Eigen::Index>(lesson.queries.size()));
  for (std::size_t i = 0; i < lesson.queries.size(); ++i) {
    VectorXd log_p = prior;
    for (const std::uint64_t word : lesson.queries[i]->words)
      if (const auto found = counts.find(word); found != counts.end()) log_p += found->second;
    const VectorXd p = (log_p.array() - log_p.maxCoeff()).exp().max(1e-12);
    out.col(static_cast<Eigen::Index>(i)) = p / p.sum();
  }
  return out;
}

MatrixXd copier(const MadeLesson& lesson) {
  MatrixXd out(n_candidates(lesson), static_cast<Eigen::Index>(lesson.queries.size()));
  for (std::size_t q = 0; q < lesson.queries.size(); ++q) {
    VectorXd same = VectorXd::Zero(n_candidates(lesson)), all = same;
    double weight = 1;
    for (std::size_t i = lesson.x.size(); i-- > 0; weight *= kStep) {
      all(lesson.y[i]) += weight;
      if (lesson.x[i]->words == lesson.queries[q]->words) same(lesson.y[i]) += weight;
    }
    const VectorXd raised = (same.sum() > 0 ? same : all).array() + 0.1;
    out.col(static_cast<Eigen::Index>(q)) = raised / raised.sum();
  }
  return out;
}

MatrixXd guess(const MadeLesson& lesson) {
  return uniform(lesson).replicate(1, static_cast<Eigen::Index>(lesson.queries.size()));
}

}  // namespace tangram
