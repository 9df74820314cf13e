#pragma once

#include <Eigen/Dense>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "spec/study.h"
#include "store/store.h"
#include "verdict/vector_arms.h"

// What the tests of answers that are vectors share. Not part of the program.
namespace tangram::vector_testing {

using Eigen::MatrixXd;

/// An arm of task "linear" with d = 2: of each draw the answers, a row a sequence and a column each
/// of the shots; all truths are 0.
inline VectorArm arm_of(std::string learner, std::vector<MatrixXd> answers,
                        std::vector<int> shots = {0}, std::string axes = "") {
  VectorArm arm{.block = "",
                .task = "linear",
                .condition = "original",
                .learner = std::move(learner),
                .axes = std::move(axes),
                .unit = "repeat",
                .declared = static_cast<int>(answers.size()),
                .shape = {.dimension = 2, .width = 1},
                .shots = std::move(shots),
                .draws = {}};
  for (std::size_t i = 0; i < answers.size(); ++i) {
    VectorDraw& draw = arm.draws.emplace_back();
    draw.draw = i;
    for (Eigen::Index row = 0; row < answers[i].rows(); ++row)
      draw.queries.push_back(static_cast<std::uint64_t>(row));
    draw.truth = MatrixXd::Zero(answers[i].rows(), answers[i].cols());
    draw.y = std::move(answers[i]);
  }
  return arm;
}

/// The same with one sequence and one question a draw.
inline VectorArm arm_of_numbers(std::string learner, const std::vector<double>& answers,
                                std::string axes = "") {
  std::vector<MatrixXd> draws;
  for (const double y : answers) draws.push_back(MatrixXd{{y}});
  return arm_of(std::move(learner), std::move(draws), {0}, std::move(axes));
}

/// A unit of the run with its answers to two sequences, 0 and 1, at 0 and 1 shots: y is `answer`,
/// the truth `truth`, d = 2.
inline WorkUnit unit_of(const std::string& learner, std::uint64_t draw,
                        const std::string& axes = "") {
  WorkUnit unit;
  unit.task = "linear";
  unit.condition = "original";
  unit.learner = learner;
  unit.axes = axes;
  unit.draw = draw;
  unit.id = cell_name(unit) + "/" + std::to_string(draw);
  return unit;
}

/// A run of a study of vectors whose repeats are of sequences, with these units and no answers yet.
inline Store run_of(const Study& study, const std::filesystem::path& path,
                    const std::vector<WorkUnit>& units) {
  Provenance p;
  p.study_text = study.text;
  p.study_path = study.path.string();
  p.study_hash = study.hash;
  p.facts = {{"design", "per_query"}};
  return Store::create(path, p, units);
}

inline UnitRecord record_of(double answer, double truth = 0) {
  UnitRecord record;
  record.vectors.dimension = 2;
  for (const std::uint64_t query : {std::uint64_t{1}, std::uint64_t{0}})
    for (const int shots : {0, 1})
      record.vectors.answers.push_back({shots, query, {truth}, {answer}});
  return record;
}

}  // namespace tangram::vector_testing
