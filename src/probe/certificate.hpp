// What a peer's certificate chain says, read after (or at the breaking off of) a TLS handshake.
#pragma once

#ifdef FLOWVET_TLS

#include "probe/channel.hpp"

#include <openssl/ssl.h>

#include <string>

namespace flowvet::probe {

/// Version, cipher, chain, names, dates and issuer as facts, and whether the certificate stands for `server_name`. Nothing where the
/// handshake broke off before the peer had shown a certificate. `has_roots`: this host trusts anybody at all.
TlsFacts read_tls_facts(SSL* ssl, const std::string& server_name, bool has_roots);

}  // namespace flowvet::probe

#endif
