#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/word_lists.h"

namespace tangram {

/// What a learner of known mechanism got from its "pre-training": the tasks of a made language,
/// with the label of each word, and maps of labels. All that it knows of text is here, so that a
/// map h of the words really blinds it.
///
/// Labels of all tasks are numbered together, task by task, in the order of the file.
class MadeKnowledge {
 public:
  struct Task {
    std::string name;
    int first = 0, n = 0;  // its labels are [first, first + n)
  };
  struct Map {
    std::string name;
    std::map<std::string, std::string> image;
  };

  /// `language` as data/words/made_language.tsv, `maps` as data/words/made_maps.tsv. Maps begin
  /// with the identity. Throws Error where a map lists two images of one label.
  MadeKnowledge(const WordLists& language, const WordLists& maps);

  const std::vector<std::string>& labels() const { return labels_; }
  const std::vector<Task>& tasks() const { return tasks_; }
  const std::vector<Map>& maps() const { return maps_; }

  /// The label that a word speaks for, its own word included; nullopt: none.
  std::optional<int> label_of_word(std::string_view word) const;

  /// The label whose own word this is; nullopt: none.
  std::optional<int> label_called(std::string_view word) const;

 private:
  std::vector<std::string> labels_;
  std::vector<Task> tasks_;
  std::vector<Map> maps_;
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  std::unordered_map<std::string, int, Hash, std::equal_to<>> label_of_word_;
};

}  // namespace tangram
