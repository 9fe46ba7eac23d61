// OpenSSL does the arithmetic; without it there is none.
#include "probe/digest.hpp"

#ifdef FLOWVET_TLS
#include <openssl/crypto.h>
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

std::optional<Sha256> hmac_sha256(ByteView key, ByteView bytes) {
  Sha256 digest;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes.data(), bytes.size(), digest.data(), nullptr) == nullptr)
    return std::nullopt;
  return digest;
}

bool equal_in_constant_time(ByteView a, ByteView b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

#else

std::optional<Md5> md5(ByteView) {
  return std::nullopt;
}
std::optional<Md5> hmac_md5(ByteView, ByteView) {
  return std::nullopt;
}
std::optional<Sha256> hmac_sha256(ByteView, ByteView) {
  return std::nullopt;
}
bool equal_in_constant_time(ByteView, ByteView) {
  return false;
}

#endif

}  // namespace flowvet::probe
