#include "base/hash.h"

#include <openssl/evp.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <span>
#include <vector>

#include "base/check.h"

namespace tangram {
namespace {

std::string to_hex(std::span<const unsigned char> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * bytes.size());
  for (const unsigned char b : bytes) {
    hex += kDigits[b >> 4];
    hex += kDigits[b & 15];
  }
  return hex;
}

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    TANGRAM_CHECK(context_ != nullptr);
    TANGRAM_CHECK(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
  }
  void add(const char* data, std::size_t size) {
    TANGRAM_CHECK(EVP_DigestUpdate(context_.get(), data, size) == 1);
  }
  std::string finish() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    TANGRAM_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1);
    return to_hex({digest.data(), size});
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes.data(), bytes.size());
  return hash.finish();
}

std::string sha256_file(const std::filesystem::path& path) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  require(in.is_open(), "{}: cannot be opened: {}", path.string(), std::strerror(errno));
  Sha256 hash;
  std::vector<char> buffer(std::size_t{1} << 20);
  do {
    errno = 0;
    in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    hash.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
  } while (in);
  // libstdc++ reports some read errors (a directory, say) as an exception-free end of file.
  require(in.eof() && errno == 0, "{}: cannot be read: {}", path.string(),
          std::strerror(errno != 0 ? errno : EIO));
  return hash.finish();
}

}  // namespace tangram
