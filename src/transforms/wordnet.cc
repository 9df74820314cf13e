#include "transforms/wordnet.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"

namespace tangram {
namespace fs = std::filesystem;

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// How the index writes a word. WordNet is ASCII: other bytes stay as they are, and match nothing.
std::string index_key(const std::string& word) {
  std::string out;
  for (const char c : word) out += c == ' ' ? '_' : lower(c);
  return out;
}

/// Adds a word unless it is there already, or is `key` itself.
void add_relative(const std::string& word, const std::string& key, std::vector<std::string>& out) {
  if (index_key(word) != key && std::find(out.begin(), out.end(), word) == out.end())
    out.push_back(word);
}

bool holds_word(const Synset& synset, const std::string& key) {
  return std::any_of(synset.words.begin(), synset.words.end(),
                     [&](const auto& word) { return index_key(word) == key; });
}

/// Is the pointer one of this word of the synset, or of all of them?
bool starts_at(const WordNetPointer& pointer, const Synset& synset, const std::string& key) {
  return pointer.source == 0 ||
         index_key(synset.words[static_cast<std::size_t>(pointer.source) - 1]) == key;
}

}  // namespace

WordNet::WordNet(const fs::path& folder) : folder_(folder) {
  require(fs::is_directory(folder), "{}: there is no such folder of WordNet's files; {}",
          folder.string(), kWordNetRemedy);
  std::string hashes;
  for (const PartOfSpeech part : kPartsOfSpeech) {
    hashes += read_synsets(part);
    hashes += read_index(part);  // after the synsets that it names
  }
  for (const PartOfSpeech part : kPartsOfSpeech) check_pointers(part);
  hash_ = sha256(hashes);
}

fs::path WordNet::file(std::string_view kind, PartOfSpeech part) const {
  fs::path path = folder_ / fmt::format("{}.{}", kind, suffix_of(part));
  require(fs::is_regular_file(path), "{}: there is no such file; {}", path.string(),
          kWordNetRemedy);
  return path;
}

std::string WordNet::read_synsets(PartOfSpeech part) {
  const fs::path path = file("data", part);
  const std::string text = read_file(path);
  for_each_wordnet_line(path, text, [&](const WordNetLine& line) {
    of(part).synsets.push_back(parse_synset(line, part));
  });
  return fmt::format("{} {}\n", path.filename().string(), sha256(text));
}

std::string WordNet::read_index(PartOfSpeech part) {
  const fs::path path = file("index", part);
  const std::string text = read_file(path);
  for_each_wordnet_line(path, text, [&](const WordNetLine& line) {
    const IndexEntry entry = parse_index_entry(line, part);
    const auto [it, fresh] = of(part).senses.try_emplace(entry.lemma);
    require(fresh, "{}:{}: '{}' is in the index already; {}", path.string(), line.number,
            entry.lemma, kWordNetRemedy);
    for (const std::uint64_t offset : entry.offsets) {
      const Synset* synset = find(part, offset);
      require(synset != nullptr, "{}:{}: '{}': data.{} has no synset at byte {}; {}", path.string(),
              line.number, entry.lemma, suffix_of(part), offset, kWordNetRemedy);
      require(holds_word(*synset, entry.lemma),
              "{}:{}: the synset at byte {} of data.{} does not hold '{}'; {}", path.string(),
              line.number, offset, suffix_of(part), entry.lemma, kWordNetRemedy);
      it->second.push_back(static_cast<std::size_t>(synset - of(part).synsets.data()));
    }
  });
  return fmt::format("{} {}\n", path.filename().string(), sha256(text));
}

void WordNet::check_pointers(PartOfSpeech part) const {
  for (const Synset& synset : of(part).synsets)
    for (const WordNetPointer& pointer : synset.pointers) {
      const Synset* other = find(pointer.part, pointer.offset);
      require(other != nullptr && pointer.target <= std::ssize(other->words),
              "{}: the synset at byte {} points to word {} of the one at byte {} of data.{}, which "
              "is not there; {}",
              file("data", part).string(), synset.offset, pointer.target, pointer.offset,
              suffix_of(pointer.part), kWordNetRemedy);
    }
}

const Synset* WordNet::find(PartOfSpeech part, std::uint64_t offset) const {
  const auto& synsets = of(part).synsets;
  const auto at =
      std::lower_bound(synsets.begin(), synsets.end(), offset,
                       [](const Synset& synset, std::uint64_t o) { return synset.offset < o; });
  return at == synsets.end() || at->offset != offset ? nullptr : &*at;
}

const std::vector<std::size_t>& WordNet::senses(const std::string& key, PartOfSpeech part) const {
  static const std::vector<std::size_t> none;
  const auto it = of(part).senses.find(key);
  return it == of(part).senses.end() ? none : it->second;
}

bool WordNet::holds(const std::string& word) const {
  const std::string key = index_key(word);
  return std::any_of(kPartsOfSpeech.begin(), kPartsOfSpeech.end(),
                     [&](PartOfSpeech part) { return !senses(key, part).empty(); });
}

std::vector<std::string> WordNet::words() const {
  const auto is_plain = [](const std::string& word) {
    return word.size() >= 2 &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  };
  std::vector<std::string> out;
  for (const Part& part : parts_)
    for (const Synset& synset : part.synsets)
      std::copy_if(synset.words.begin(), synset.words.end(), std::back_inserter(out), is_plain);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<std::string> WordNet::synonyms(const std::string& word, PartOfSpeech part) const {
  const std::string key = index_key(word);
  std::vector<std::string> out;
  for (const std::size_t i : senses(key, part))
    for (const auto& other : of(part).synsets[i].words) add_relative(other, key, out);
  return out;
}

void WordNet::add_target(const WordNetPointer& pointer, const std::string& key,
                         std::vector<std::string>& out) const {
  const Synset& other = *find(pointer.part, pointer.offset);
  for (std::size_t w = 0; w < other.words.size(); ++w)
    if (pointer.target == 0 || w + 1 == static_cast<std::size_t>(pointer.target))
      add_relative(other.words[w], key, out);
}

void WordNet::add_linked(const std::string& key, PartOfSpeech part, bool (*wanted)(WordNetLink),
                         std::vector<std::string>& out) const {
  for (const std::size_t i : senses(key, part)) {
    const Synset& synset = of(part).synsets[i];
    for (const auto& p : synset.pointers)
      if (wanted(p.link) && starts_at(p, synset, key)) add_target(p, key, out);
  }
}

std::vector<std::string> WordNet::antonyms(const std::string& word, PartOfSpeech part) const {
  const std::string key = index_key(word);
  std::vector<std::string> out;
  add_linked(
      key, part, [](WordNetLink link) { return link == WordNetLink::antonym; }, out);
  for (const std::size_t i : senses(key, part)) {
    const Synset& synset = of(part).synsets[i];
    for (const auto& head : synset.pointers) {
      if (!synset.satellite || head.link != WordNetLink::similar) continue;
      for (const auto& p : find(head.part, head.offset)->pointers)
        if (p.link == WordNetLink::antonym) add_target(p, key, out);
    }
  }
  return out;
}

std::vector<std::string> WordNet::keywords(const std::string& word, PartOfSpeech part) const {
  const std::string key = index_key(word);
  std::vector<std::string> out;
  add_linked(
      key, part, [](WordNetLink link) { return link != WordNetLink::antonym; }, out);
  std::set<std::string> same;
  for (const PartOfSpeech p : kPartsOfSpeech)
    for (const std::string& synonym : synonyms(word, p)) same.insert(index_key(synonym));
  std::erase_if(out, [&](const std::string& w) { return same.contains(index_key(w)); });
  return out;
}

std::shared_ptr<const WordNet> WordNets::open(const fs::path& folder) {
  const std::scoped_lock lock(mutex_);
  auto& slot = read_[folder];
  if (!slot) slot = std::make_shared<const WordNet>(folder);
  return slot;
}

}  // namespace tangram
