#include "study/record_unit.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/unicode.h"

namespace tangram {

int RecordBuilder::candidate_set(const Text::Question& question, const Prediction& prediction) {
  const std::string* input =
      prediction.scores_input ? std::get_if<std::string>(&question.x) : nullptr;
  std::vector<CandidateInfo> set;
  for (std::size_t c = 0; c < question.candidates->size(); ++c) {
    const std::string& word = (*question.candidates)[c];
    const std::string& read = input != nullptr ? *input : word;
    const bool reads_tokens = !prediction.candidate_paths.empty();
    set.push_back({word, reads_tokens ? static_cast<int>(prediction.candidate_logps[c].size()) : 0,
                   static_cast<int>(code_points(read)), static_cast<int>(read.size())});
  }
  auto& sets = record_.candidate_sets;
  const auto found = std::find(sets.begin(), sets.end(), set);
  if (found != sets.end()) return static_cast<int>(found - sets.begin());
  sets.push_back(std::move(set));
  return static_cast<int>(sets.size()) - 1;
}

void RecordBuilder::add(const Episode<Text>& episode, const Problem<Text>& problem,
                        const std::vector<Prediction>& predictions) {
  TANGRAM_CHECK(predictions.size() == problem.questions.size());
  TANGRAM_CHECK(episode.query.size() == problem.questions.size());
  std::size_t next_truth = 0;
  for (std::size_t q = 0; q < predictions.size(); ++q) {
    const Text::Question& question = problem.questions[q];
    const Prediction& prediction = predictions[q];
    TANGRAM_CHECK(prediction.candidate_logps.size() == question.candidates->size());
    QuestionRecord out;
    out.shots = question.shots;
    out.query = episode.query[q];
    out.truth = question.reference ? -1 : episode.truth.at(next_truth++);
    out.candidate_set = candidate_set(question, prediction);
    out.candidate_logps = prediction.candidate_logps;
    for (const Path& path : prediction.candidate_paths) {
      out.scored_from.push_back(path.scored_from);
      paths_.push_back(path);
      owner_.push_back(record_.questions.size());
    }
    record_.questions.push_back(std::move(out));
  }
  TANGRAM_CHECK(next_truth == episode.truth.size());
}

VariantRecord RecordBuilder::finish() {
  std::vector<int> leaf;
  record_.prompt = make_prompt_record(paths_, leaf);
  for (std::size_t i = 0; i < leaf.size(); ++i)
    record_.questions[owner_[i]].leaf.push_back(leaf[i]);
  paths_.clear();
  owner_.clear();
  return std::exchange(record_, {});
}

void add_answers(const Episode<Vector>& episode, const Problem<Vector>& problem,
                 const std::vector<Prediction>& predictions, VectorRecord& record) {
  const auto numbers = [](const Eigen::VectorXd& v) {
    return std::vector<double>(v.begin(), v.end());
  };
  TANGRAM_CHECK(predictions.size() == problem.questions.size());
  TANGRAM_CHECK(episode.query.size() == problem.questions.size());
  TANGRAM_CHECK(episode.truth.size() == problem.questions.size());
  for (std::size_t q = 0; q < predictions.size(); ++q) {
    const Vector::Question& question = problem.questions[q];
    const int dimension = static_cast<int>(question.x.size());
    TANGRAM_CHECK(record.answers.empty() || record.dimension == dimension);
    record.dimension = dimension;
    record.answers.push_back(
        {question.shots, episode.query[q], numbers(episode.truth[q]), numbers(predictions[q].y)});
  }
}

}  // namespace tangram
