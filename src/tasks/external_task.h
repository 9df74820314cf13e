#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/external_program.h"
#include "base/options.h"
#include "core/resources.h"
#include "core/task.h"
#include "tasks/external_draw.h"

namespace tangram {

struct ExternalTaskOptions {
  std::vector<std::string> command;
  int timeout_s = 600;

  void visit(FieldVisitor& v);
};

/// An outside program as a task (docs/external-task.md): requests for draws as JSONL on its
/// standard input, episodes as JSONL on its standard output, one line a draw. A request holds
/// two seeds, of the demonstration and of the queries; the latter is the same wherever the
/// queries must be.
///
/// A draw is a pure function of (rng, index, shape) if the program's line is one of its request.
/// That cannot be proved from here, but is watched: the first request ever made is asked in a
/// process of its own and again at the end of every batch; a request that is answered in two
/// ways, queries that differ under one query seed and number, and an id that names two items
/// are Errors. What is remembered for this are hashes, of each request and item.
///
/// Cost: draws are asked kDrawsPerStart at a time, in one start of the program, and those of the
/// latest start are kept, as a study asks for one draw once for every condition and learner. So
/// n draws in a row cost 1 + n / kDrawsPerStart starts, and up to kDrawsPerStart - 1 draws
/// that nobody asked for. Under per_query every draw carries the queries of its whole repeat.
///
/// Files that the command names are looked for in the study's folder, and their hashes are part
/// of id() (ExternalProgram). Thread-safe: draws that are not there yet are fetched one by one.
class ExternalTask final : public Task<Text> {
 public:
  static constexpr std::uint64_t kDrawsPerStart = 16;

  /// Throws Error if the command is empty.
  ExternalTask(const ExternalTaskOptions& options, const std::filesystem::path& study_dir);

  std::string id() const override { return id_; }

  /// Throws Error as ExternalProgram::ask() and parse_external_draw() do, where answers
  /// contradict each other, and where the shape asks for references that are
  /// made of data: there are none.
  Episode<Text> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const override;

 private:
  /// What was answered so far, by hashes.
  struct Memory {
    std::map<std::string, std::string> lines;                      // by request
    std::map<std::pair<std::uint64_t, int>, std::string> queries;  // by seed and number
    std::map<std::uint64_t, std::string> items;                    // by id
  };

  void fetch(const Rng& rng, std::uint64_t index, const Shape& shape) const;
  void check_same_line(const std::string& request, const std::string& line) const;
  void check_queries(const ExternalDraw& draw, std::uint64_t query_seed,
                     const std::string& where) const;
  Episode<Text> episode(const ExternalDraw& draw, std::uint64_t index, const Shape& shape) const;

  ExternalProgram program_;
  double timeout_s_;
  std::string id_;

  mutable std::mutex mutex_;           // guards what follows
  mutable std::string first_request_;  // empty: none was made yet
  mutable Memory memory_;
  mutable std::map<std::string, ExternalDraw> latest_;  // by request: of the latest start
};

std::unique_ptr<Task<Text>> make_external_task(const Value& options, const Resources& resources);

}  // namespace tangram
