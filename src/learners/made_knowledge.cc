#include "learners/made_knowledge.h"

#include <algorithm>
#include <variant>

#include "base/check.h"

namespace tangram {

MadeKnowledge::MadeKnowledge(const WordLists& language, const WordLists& maps) {
  for (const std::string& relation : language.relations()) {
    if (relation == "none") continue;
    Task task{relation, static_cast<int>(labels_.size()), 0};
    for (const std::string& label : language.labels(relation)) {
      const int number = static_cast<int>(labels_.size());
      for (const std::string& word : language.words(label, relation)) label_of_word_[word] = number;
      label_of_word_[label] = number;
      labels_.push_back(label);
      ++task.n;
    }
    tasks_.push_back(std::move(task));
  }
  Map identity{"identity", {}};
  for (const std::string& label : labels_) identity.image[label] = label;
  maps_.push_back(std::move(identity));
  for (const std::string& relation : maps.relations()) {
    Map map{relation, {}};
    for (const std::string& label : maps.labels(relation)) {
      const auto& images = maps.words(label, relation);
      require(images.size() == 1, "made maps: {} has {} images of '{}', a map has one", relation,
              images.size(), label);
      map.image[label] = images.front();
    }
    maps_.push_back(std::move(map));
  }
}

Eigen::VectorXi MadeKnowledge::evidence(const TextInput& x) const {
  Eigen::VectorXi out = Eigen::VectorXi::Zero(static_cast<Eigen::Index>(labels_.size()));
  const auto* text = std::get_if<std::string>(&x);
  if (text == nullptr) return out;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const std::size_t space = rest.find(' ');
    const auto found = label_of_word_.find(rest.substr(0, space));
    if (found != label_of_word_.end()) ++out(found->second);
    rest.remove_prefix(space == std::string_view::npos ? rest.size() : space + 1);
  }
  return out;
}

std::optional<int> MadeKnowledge::label_of(const TextInput& x) const {
  const auto* text = std::get_if<std::string>(&x);
  if (text == nullptr) return std::nullopt;
  const auto found = std::find(labels_.begin(), labels_.end(), *text);
  if (found == labels_.end()) return std::nullopt;
  return static_cast<int>(found - labels_.begin());
}

}  // namespace tangram
