// Where this host keeps its trusted root certificates.
#pragma once

#include <string>

namespace flowvet::probe {

/// The file or folder that SSL_CERT_FILE or SSL_CERT_DIR names, else OpenSSL's own, else that of a usual distribution: a program
/// that was built elsewhere and copied here knows only the first two. Empty where there is none: then no certificate can verify.
std::string find_roots();

}  // namespace flowvet::probe
