#include "learners/made_knowledge.h"

#include <algorithm>

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

std::optional<int> MadeKnowledge::label_of_word(std::string_view word) const {
  const auto found = label_of_word_.find(word);
  return found == label_of_word_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<int> MadeKnowledge::label_called(std::string_view word) const {
  const auto found = std::find(labels_.begin(), labels_.end(), word);
  if (found == labels_.end()) return std::nullopt;
  return static_cast<int>(found - labels_.begin());
}

}  // namespace tangram
