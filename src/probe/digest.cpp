// OpenSSL does the arithmetic; without it there is none.
#include "probe/digest.hpp"

#ifdef FLOWVET_TLS
#include <openssl/evp.h>
#include <openssl/hmac.h>
#endif

namespace flowvet::probe {

#ifdef FLOWVET_TLS

std::optional<Md5> md5(ByteView bytes) {
  Md5 digest;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_md5(), nullptr) != 1) return std::nullopt;
  return digest;
}

std::optional<Md5> hmac_md5(ByteView key, ByteView bytes) {
  Md5 digest;
  if (HMAC(EVP_md5(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), digest.data(), nullptr) == nullptr)
    return std::nullopt;
  return digest;
}

#else

std::optional<Md5> md5(ByteView) {
  return std::nullopt;
}
std::optional<Md5> hmac_md5(ByteView, ByteView) {
  return std::nullopt;
}

#endif

}  // namespace flowvet::probe
