#include "nets/checkpoint.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/files.h"
#include "base/hash.h"
#include "base/json.h"

namespace tangram {
namespace {

static_assert(std::endian::native == std::endian::little, "numbers are written as they lie");

constexpr std::size_t kLengthBytes = 8;
constexpr std::string_view kFormat = "tangram checkpoint 1";
constexpr std::size_t kHashDigits = 64;
constexpr std::string_view kDamaged = "the file is damaged, and must be made again";

template <class T>
constexpr std::string_view kNumber = sizeof(T) == 4 ? "F32" : "F64";

struct Tensor {
  std::string name;
  const Parameter* parameter;
  std::int64_t begin, end;  // in bytes behind the header
};

/// What the file of a net holds, in order.
template <class T>
std::vector<Tensor> tensors_of(const Gpt2<T>& net, bool has_best) {
  std::vector<Tensor> out;
  std::int64_t at = 0;
  for (const std::string_view state : {"", "best."}) {
    if (!state.empty() && !has_best) break;
    for (const std::string_view prefix : {"", "adam.mean.", "adam.square."})
      for (const Parameter& parameter : net.parameters()) {
        const auto end = at + static_cast<std::int64_t>(parameter.size() * sizeof(T));
        out.push_back({fmt::format("{}{}{}", state, prefix, parameter.name), &parameter, at, end});
        at = end;
      }
  }
  return out;
}

/// The numbers of a checkpoint, in that order; of one that is const, or to be read.
template <class C>
auto arrays_of(C& checkpoint) {
  std::vector<decltype(&checkpoint.parameters)> out;
  const auto add = [&out](auto& state) {
    out.insert(out.end(), {&state.parameters, &state.optimiser.mean, &state.optimiser.square});
  };
  add(checkpoint);
  if (checkpoint.best) add(*checkpoint.best);
  return out;
}

Value integers(const std::vector<std::int64_t>& items) {
  return json_list(items, [](std::int64_t item) { return json(item); });
}

Value shape_of(const Parameter& parameter) {
  return json_list(parameter.shape, [](int n) { return json(n); });
}

template <class T>
std::string header_of(const Gpt2<T>& net, const Checkpoint<T>& checkpoint) {
  std::vector<Table::Entry> metadata{
      {"format", json(std::string(kFormat))},
      {"net", json(net.id())},
      {"training", json(checkpoint.training)},
      {"step", json(fmt::format("{}", checkpoint.optimiser.updates))}};
  if (checkpoint.best) {
    metadata.push_back({"best_step", json(fmt::format("{}", checkpoint.best->optimiser.updates))});
    metadata.push_back({"best_loss", json(fmt::format("{}", checkpoint.best->loss))});
  }
  metadata.push_back({"sha256", json(std::string(kHashDigits, '0'))});
  std::vector<Table::Entry> entries{{"__metadata__", json_object(std::move(metadata))}};
  for (const Tensor& tensor : tensors_of(net, checkpoint.best.has_value()))
    entries.push_back(
        {tensor.name, json_object({{"dtype", json(std::string(kNumber<T>))},
                                   {"shape", shape_of(*tensor.parameter)},
                                   {"data_offsets", integers({tensor.begin, tensor.end})}})});
  std::string out = to_json(json_object(std::move(entries)));
  out.resize((out.size() + 7) / 8 * 8, ' ');  // so that the numbers are aligned
  return out;
}

/// Where the digits of the hash stand in a file whose header says it. The header's own quotes
/// cannot stand within a value, where they would be escaped.
std::size_t place_of_hash(std::string_view file) {
  constexpr std::string_view kKey = R"("sha256":")";
  const std::size_t at = file.find(kKey);
  return at == std::string_view::npos ? at : at + kKey.size();
}

/// A file that is being read: its header, and what is said of it in errors.
class Reader {
 public:
  Reader(std::string name, std::string file) : name_(std::move(name)), file_(std::move(file)) {
    std::uint64_t length = 0;
    require(file_.size() > kLengthBytes, "{}: has {} bytes, too few for a checkpoint: {}", name_,
            file_.size(), kDamaged);
    std::memcpy(&length, file_.data(), kLengthBytes);
    require(length <= file_.size() - kLengthBytes,
            "{}: its header is said to have {} bytes, but the file has {}: no safetensors file, or "
            "cut short, and must be made again",
            name_, length, file_.size());
    data_ = kLengthBytes + static_cast<std::size_t>(length);
    try {
      header_ = parse_json(std::string_view(file_).substr(kLengthBytes, data_ - kLengthBytes),
                           {name_ + ": header", 0, 0});
    } catch (const Error& error) {
      fail("{}: no safetensors file, or {}", error.what(), kDamaged);
    }
    check_format();
  }

  /// A text of __metadata__; null: there is none.
  const std::string* find_metadata(std::string_view key) const {
    if (const Value* all = find(header_, "__metadata__"))
      if (const Value* value = find(*all, key)) return value->string();
    return nullptr;
  }
  std::string metadata(std::string_view key) const {
    const std::string* text = find_metadata(key);
    require(
        text != nullptr,
        "{}: has no '{}' in its __metadata__: not written by tangram; give a checkpoint that was",
        name_, key);
    return *text;
  }

  /// Throws unless every byte is as it was written.
  void check_hash() {
    const std::string said = metadata("sha256");
    const std::size_t at = place_of_hash(file_);
    const bool whole = at < data_ && said.size() == kHashDigits &&
                       std::string_view(file_).substr(at, kHashDigits) == said;
    if (whole) std::fill_n(file_.begin() + static_cast<std::ptrdiff_t>(at), kHashDigits, '0');
    const std::string is = sha256(file_);
    require(whole && is == said, "{}: its content has the SHA-256 {}, but its header says {}: {}",
            name_, is, said, kDamaged);
  }

  void check_tensor(const Tensor& tensor, std::string_view number) const {
    const Value* entry = find(header_, tensor.name);
    require(entry != nullptr, "{}: has no tensor '{}': of another net; give the net it is of",
            name_, tensor.name);
    const auto expect = [&](std::string_view key, const Value& expected) {
      const Value* found = find(*entry, key);
      const std::string is = found == nullptr ? "missing" : to_json(*found);
      require(is == to_json(expected),
              "{}: tensor '{}': {} is {}, but the net's is {}; give the net it is of", name_,
              tensor.name, key, is, to_json(expected));
    };
    expect("dtype", json(std::string(number)));
    expect("shape", shape_of(*tensor.parameter));
    expect("data_offsets", integers({tensor.begin, tensor.end}));
  }

  /// The numbers, all of them.
  std::string_view numbers(std::size_t bytes) const {
    const std::string_view out = std::string_view(file_).substr(data_);
    require(out.size() == bytes, "{}: has {} bytes of numbers, its tensors {}: {}", name_,
            out.size(), bytes, kDamaged);
    return out;
  }

  const std::string& name() const { return name_; }

 private:
  static const Value* find(const Value& value, std::string_view key) {
    return value.table() == nullptr ? nullptr : value.table()->find(key);
  }
  void check_format() const {
    const std::string format = metadata("format");
    require(format == kFormat, "{}: its format is '{}', known is '{}'; give a checkpoint of that",
            name_, format, kFormat);
  }

  std::string name_, file_;
  Value header_;
  std::size_t data_ = 0;  // where the numbers begin
};

/// A number of __metadata__, at least 0. `kind`: what it must be, for errors.
template <class N>
N number_of(const Reader& reader, std::string_view key, std::string_view kind) {
  const std::string text = reader.metadata(key);
  N out = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  require(error == std::errc() && end == text.data() + text.size() && out >= 0,
          "{}: {} is '{}', must be a {}; {}", reader.name(), key, text, kind, kDamaged);
  return out;
}

std::int64_t step_of(const Reader& reader, std::string_view key) {
  return number_of<std::int64_t>(reader, key, "whole number");
}

}  // namespace

template <class T>
void write_checkpoint(const std::filesystem::path& path, const Gpt2<T>& net,
                      const Checkpoint<T>& checkpoint) {
  const std::string header = header_of(net, checkpoint);
  const std::uint64_t length = header.size();
  std::string file(kLengthBytes, '\0');
  std::memcpy(file.data(), &length, kLengthBytes);
  const auto arrays = arrays_of(checkpoint);
  file.reserve(kLengthBytes + header.size() + arrays.size() * net.n_parameters() * sizeof(T));
  file += header;
  for (const std::vector<T>* numbers : arrays) {
    TANGRAM_CHECK(numbers->size() == net.n_parameters());
    file.append(reinterpret_cast<const char*>(numbers->data()), numbers->size() * sizeof(T));
  }
  file.replace(place_of_hash(file), kHashDigits, sha256(file));
  write_file(path, file);
}

template <class T>
Checkpoint<T> checkpoint_in(std::string file, const std::string& name, const Gpt2<T>& net) {
  Reader reader(name, std::move(file));
  reader.check_hash();
  const std::string of = reader.metadata("net");
  require(of == net.id(), "{}: is a checkpoint of {}, not of {}; give the net it is of",
          reader.name(), of, net.id());
  const bool has_best = reader.find_metadata("best_step") != nullptr;
  const std::vector<Tensor> tensors = tensors_of(net, has_best);
  for (const Tensor& tensor : tensors) reader.check_tensor(tensor, kNumber<T>);
  std::string_view bytes = reader.numbers(static_cast<std::size_t>(tensors.back().end));
  Checkpoint<T> out;
  out.training = reader.metadata("training");
  out.optimiser.updates = step_of(reader, "step");
  if (has_best) {
    BestState<T>& best = out.best.emplace();
    best.loss = number_of<double>(reader, "best_loss", "number");
    best.optimiser.updates = step_of(reader, "best_step");
  }
  for (std::vector<T>* numbers : arrays_of(out)) {
    numbers->resize(net.n_parameters());
    const std::size_t size = numbers->size() * sizeof(T);
    std::memcpy(numbers->data(), bytes.data(), size);
    bytes.remove_prefix(size);
  }
  return out;
}

template <class T>
Checkpoint<T> read_checkpoint(const std::filesystem::path& path, const Gpt2<T>& net) {
  return checkpoint_in(read_file(path), path.string(), net);
}

template void write_checkpoint(const std::filesystem::path&, const Gpt2<float>&,
                               const Checkpoint<float>&);
template void write_checkpoint(const std::filesystem::path&, const Gpt2<double>&,
                               const Checkpoint<double>&);
template Checkpoint<float> checkpoint_in(std::string, const std::string&, const Gpt2<float>&);
template Checkpoint<double> checkpoint_in(std::string, const std::string&, const Gpt2<double>&);
template Checkpoint<float> read_checkpoint(const std::filesystem::path&, const Gpt2<float>&);
template Checkpoint<double> read_checkpoint(const std::filesystem::path&, const Gpt2<double>&);

}  // namespace tangram
