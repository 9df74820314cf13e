#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/rng.h"
#include "core/episode.h"
#include "core/reference.h"

namespace tangram {

/// How demonstrations and queries meet. crossed: the same queries in every draw, taken from
/// rng.at("queries") without the index; nested: each draw its own; per_query: one query to
/// a demonstration, episodes [r * queries, (r + 1) * queries) make up repeat r, whose
/// queries differ from each other.
enum class Design { crossed, nested, per_query };

/// What a study wants of each draw. `shots` ascends; the demonstration holds the largest,
/// drawn from rng.at("demo").at(index), its class counts differing by at most 1 at every
/// prefix (unless the task is told to draw uniformly). Questions are ordered by shots, then
/// by query; each query is asked at every number of shots. Of the references a task draws those
/// made of its data, pool and domain_words; append_references() adds the others.
struct Shape {
  Design design = Design::crossed;
  std::vector<int> shots;
  int queries = 0;  // of a draw; of a repeat where the design is per_query
  References references = {};
};

template <class D>
class Task {
 public:
  virtual ~Task() = default;
  virtual std::string id() const = 0;  // with every parameter that can change a draw

  /// A pure function of (rng, index, shape): episode 7 never depends on episode 6.
  virtual Episode<D> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const = 0;
};

/// A new task made of an old one: tau_RA, tau_PA, label corruption, formats. Pure.
template <class D>
class Transformation {
 public:
  virtual ~Transformation() = default;
  virtual std::string id() const = 0;

  /// Versions of a draw with `n_candidates` candidates whose scores are averaged, e.g. the
  /// rotations of a random g, so that a model's taste for one response word cancels. 1: none.
  virtual int variants(int n_candidates) const {
    (void)n_candidates;
    return 1;
  }

  /// `rng` is the draw's stream for this transformation; the same in all variants. Throws
  /// Error where the episode cannot be transformed (no such word list, say).
  virtual Episode<D> apply(Episode<D> episode, const Rng& rng, int variant) const = 0;
};

}  // namespace tangram
