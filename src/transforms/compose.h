#pragma once

#include <memory>
#include <string>

#include "core/task.h"

namespace tangram {

/// tau2 o tau1 of Li et al. 2024: tau1's response is tau2's prompt. An episode shows and asks
/// tau1's prompts, in its order and its format, and each response word r of tau1, candidates
/// that are not the truth included, is written as the word that tau2 answers to the prompt r.
///
/// tau2 is known by its episodes: both tasks are drawn with the same stream, index and shape,
/// and what tau2 answers to r is read off its demonstration and questions of that draw. tau_g,
/// map_outputs(g) o output_as_input of the same tau, asks every label, so that it answers
/// every r. Laws (compose_test.cc):
///
///   compose(tau_g, tau) = map_outputs(g) o tau, episode by episode;
///   compose(tau3, compose(tau2, tau1)) = compose(compose(tau3, tau2), tau1);
///   compose(tau_id, tau) = tau, where tau_id answers r with r.
///
/// draw() throws Error where tau2 has no answer to a response of tau1, answers one prompt with
/// two words, or answers two responses alike: candidates must stay distinct.
class ComposedTask final : public Task<Text> {
 public:
  ComposedTask(std::shared_ptr<const Task<Text>> tau2, std::shared_ptr<const Task<Text>> tau1);

  std::string id() const override;
  Episode<Text> draw(const Rng& rng, std::uint64_t index, const Shape& shape) const override;

 private:
  std::shared_ptr<const Task<Text>> tau2_, tau1_;
};

std::shared_ptr<const Task<Text>> compose(std::shared_ptr<const Task<Text>> tau2,
                                          std::shared_ptr<const Task<Text>> tau1);

}  // namespace tangram
