#include "llama/gguf_header.h"

#include <fcntl.h>
#include <ggml.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/hash.h"
#include "base/unicode.h"

namespace tangram {

namespace {

static_assert(std::endian::native == std::endian::little);

/// A file mapped for reading.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    require(fd >= 0, "{}: cannot open the model: {}", path.string(), std::strerror(errno));
    struct stat info {};
    const bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
    size_ = regular ? static_cast<std::size_t>(info.st_size) : 0;
    void* data = size_ > 0 ? ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    ::close(fd);
    require(regular, "{}: the model must be a file", path.string());
    require(size_ > 0, "{}: the file is empty; fetch the model again", path.string());
    require(data != MAP_FAILED, "{}: cannot map the model into memory", path.string());
    data_ = static_cast<const char*>(data);
  }
  ~MappedFile() { ::munmap(const_cast<char*>(data_), size_); }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::string_view bytes() const { return {data_, size_}; }

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

enum Type : std::uint32_t {
  kU8,
  kI8,
  kU16,
  kI16,
  kU32,
  kI32,
  kF32,
  kBool,
  kString,
  kArray,
  kU64,
  kI64,
  kF64,
  kTypes
};
constexpr std::size_t kTypeSize[kTypes] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

/// A position in the file, and what to say when it ends.
class Reader {
 public:
  Reader(std::string_view bytes, std::string file) : bytes_(bytes), file_(std::move(file)) {}

  std::string_view take(std::uint64_t n, std::string_view what) {
    require(n <= bytes_.size() - at_,
            "{}: damaged or truncated GGUF file: {} at byte {} needs {} bytes and {} are left; "
            "fetch the model again",
            file_, what, at_, n, bytes_.size() - at_);
    const std::string_view part = bytes_.substr(at_, n);
    at_ += n;
    return part;
  }
  template <class T>
  T number(std::string_view what) {
    T value;
    std::memcpy(&value, take(sizeof value, what).data(), sizeof value);
    return value;
  }
  std::string_view text(std::string_view what) { return take(number<std::uint64_t>(what), what); }
  std::size_t at() const { return at_; }
  std::size_t left() const { return bytes_.size() - at_; }
  std::string_view between(std::size_t begin, std::size_t end) const {
    return bytes_.substr(begin, end - begin);
  }
  const std::string& file() const { return file_; }

 private:
  std::string_view bytes_;
  std::string file_;
  std::size_t at_ = 0;
};

void skip_array(Reader& in, const std::string& key, GgufHeader& header) {
  const auto type = in.number<std::uint32_t>(key);
  const auto n = in.number<std::uint64_t>(key);
  require(type < kTypes && type != kArray, "{}: damaged GGUF file: '{}' is an array of type {}",
          in.file(), shown(key), type);
  // At least one byte each (a string: eight), so an impossible count fails before any loop.
  const std::size_t each = type == kString ? 8 : kTypeSize[type];
  require(n <= in.left() / each,
          "{}: damaged or truncated GGUF file: '{}' has {} entries and {} bytes are left; fetch "
          "the model again",
          in.file(), shown(key), n, in.left());
  if (type == kString) {
    for (std::uint64_t i = 0; i < n; ++i) in.text(key);
  } else {
    in.take(n * each, key);
  }
  header.array_sizes[key] = n;
}

void read_value(Reader& in, const std::string& key, GgufHeader& header) {
  const auto type = in.number<std::uint32_t>(key);
  auto& integer = header.integers;
  switch (type) {
    case kU8:
      integer[key] = in.number<std::uint8_t>(key);
      return;
    case kI8:
      integer[key] = std::int64_t{in.number<std::int8_t>(key)};
      return;
    case kU16:
      integer[key] = in.number<std::uint16_t>(key);
      return;
    case kI16:
      integer[key] = in.number<std::int16_t>(key);
      return;
    case kU32:
      integer[key] = in.number<std::uint32_t>(key);
      return;
    case kI32:
      integer[key] = in.number<std::int32_t>(key);
      return;
    case kBool:
      integer[key] = in.number<std::uint8_t>(key) != 0;
      return;
    case kI64:
    case kU64:
      integer[key] = in.number<std::int64_t>(key);
      return;
    case kF32:
      header.reals[key] = in.number<float>(key);
      return;
    case kF64:
      header.reals[key] = in.number<double>(key);
      return;
    case kString:
      header.strings[key] = std::string(in.text(key));
      return;
    case kArray:
      skip_array(in, key, header);
      return;
    default:
      fail("{}: damaged GGUF file: '{}' has type {}", in.file(), shown(key), type);
  }
}

void read_pairs(Reader& in, std::uint64_t n, GgufHeader& header) {
  std::string vocabulary;
  for (std::uint64_t i = 0; i < n; ++i) {
    const std::size_t begin = in.at();
    const std::string key(in.text("a metadata key"));
    require(key.size() < 256 && !invalid_utf8(key),
            "{}: damaged GGUF file: a metadata key of {} "
            "bytes that is no text",
            in.file(), key.size());
    read_value(in, key, header);
    if (key.starts_with("tokenizer.") && !key.starts_with("tokenizer.chat_template"))
      vocabulary += in.between(begin, in.at());
  }
  header.vocabulary_sha256 = sha256(vocabulary);
}

struct Extent {
  std::string name;
  std::uint64_t offset, size;
};

/// Bytes of a tensor; throws Error if its type or its shape cannot be.
std::uint64_t tensor_size(Reader& in, const std::string& name) {
  const auto n_dims = in.number<std::uint32_t>(name);
  require(n_dims >= 1 && n_dims <= 4, "{}: damaged GGUF file: tensor '{}' has {} dimensions",
          in.file(), shown(name), n_dims);
  std::uint64_t n = 1, first = 0;
  for (std::uint32_t d = 0; d < n_dims; ++d) {
    const auto length = in.number<std::uint64_t>(name);
    require(length >= 1 && length <= std::numeric_limits<std::int64_t>::max() / 16 / n,
            "{}: damaged GGUF file: tensor '{}' has length {} in dimension {}", in.file(),
            shown(name), length, d);
    if (d == 0) first = length;
    n *= length;
  }
  const auto type = in.number<std::uint32_t>(name);
  const bool known = type < GGML_TYPE_COUNT && ggml_type_size(static_cast<ggml_type>(type)) > 0;
  require(known,
          "{}: tensor '{}' has number type {}, which this llama.cpp does not know; it "
          "needs a newer one, or the file is damaged",
          in.file(), shown(name), type);
  const auto block = static_cast<std::uint64_t>(ggml_blck_size(static_cast<ggml_type>(type)));
  require(first % block == 0,
          "{}: damaged GGUF file: rows of {} in tensor '{}' are no whole "
          "blocks of {}",
          in.file(), first, shown(name), block);
  return n / block * ggml_type_size(static_cast<ggml_type>(type));
}

void read_tensors(Reader& in, std::uint64_t n, std::uint64_t alignment, GgufHeader& header) {
  std::vector<Extent> tensors;
  for (std::uint64_t i = 0; i < n; ++i) {
    std::string name(in.text("a tensor's name"));
    const std::uint64_t size = tensor_size(in, name);
    const auto offset = in.number<std::uint64_t>(name);
    if (name.find("rope_factors_long") != std::string::npos) header.two_rope_factors = true;
    tensors.push_back({std::move(name), offset, size});
  }
  const std::uint64_t pad = (alignment - in.at() % alignment) % alignment;
  const std::uint64_t room = in.left() > pad ? in.left() - pad : 0;
  for (const Extent& t : tensors)
    require(t.offset <= room && t.size <= room - t.offset,
            "{}: truncated GGUF file: tensor '{}' needs {} bytes from byte {} of {}; fetch the "
            "model again",
            in.file(), shown(t.name), t.size, t.offset, room);
}

}  // namespace

std::int64_t GgufHeader::number(std::string_view key, std::int64_t fallback) const {
  const auto found = integers.find(architecture + "." + std::string(key));
  return found == integers.end() ? fallback : found->second;
}

GgufHeader read_gguf_header(const std::filesystem::path& path) {
  const MappedFile file(path);
  Reader in(file.bytes(), path.string());
  const std::string_view magic = in.take(std::min<std::size_t>(4, in.left()), "the magic");
  require(magic == "GGUF",
          "{}: not a GGUF file (it begins with '{}'); give a model converted for "
          "llama.cpp",
          path.string(), shown(magic));
  const auto version = in.number<std::uint32_t>("the version");
  require(version == 2 || version == 3, "{}: GGUF version {}, known are 2 and 3", path.string(),
          version);
  const auto n_tensors = in.number<std::uint64_t>("the number of tensors");
  const auto n_pairs = in.number<std::uint64_t>("the number of metadata pairs");
  GgufHeader header;
  read_pairs(in, n_pairs, header);
  std::int64_t alignment = 32;
  if (const auto a = header.integers.find("general.alignment"); a != header.integers.end())
    alignment = a->second;
  require(alignment > 0 && alignment <= 1 << 20 &&
              std::has_single_bit<std::uint64_t>(static_cast<std::uint64_t>(alignment)),
          "{}: damaged GGUF file: alignment {}", path.string(), alignment);
  read_tensors(in, n_tensors, static_cast<std::uint64_t>(alignment), header);
  if (const auto a = header.strings.find("general.architecture"); a != header.strings.end())
    header.architecture = a->second;
  return header;
}

}  // namespace tangram
