// Looks at the file system alone; nothing is parsed here.
#include "probe/roots.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#ifdef FLOWVET_TLS
#include <openssl/x509.h>
#endif

namespace flowvet::probe {

namespace {

#ifdef FLOWVET_TLS

bool holds_something(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::exists(path, error) && !std::filesystem::is_empty(path, error) && !error;
}

/// Debian and its kin, Red Hat and its kin, SUSE, Alpine.
constexpr std::array<const char*, 4> usual_files{"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                                 "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

std::string named_by(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr ? std::string() : std::string(value);
}

#endif

}  // namespace

#ifdef FLOWVET_TLS

std::string find_roots() {
  const std::string file = named_by(X509_get_default_cert_file_env());
  const std::string folder = named_by(X509_get_default_cert_dir_env());
  // What the user names replaces the rest, also where it does not exist: another set of roots would only surprise.
  if (!file.empty()) return holds_something(file) ? file : std::string();
  if (!folder.empty()) return holds_something(folder) ? folder : std::string();
  for (const char* own : {X509_get_default_cert_file(), X509_get_default_cert_dir()})
    if (holds_something(own)) return own;
  for (const char* usual : usual_files)
    if (holds_something(usual)) return usual;
  return {};
}

#else

std::string find_roots() {
  return {};
}

#endif

}  // namespace flowvet::probe
