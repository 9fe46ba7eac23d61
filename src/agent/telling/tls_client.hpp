// The client side of TLS for channels: who is trusted, and what the agent shows of itself.
#pragma once

#include "base/json_node.hpp"

#include <filesystem>
#ifdef FLOWVET_TLS
#include <boost/asio/ssl.hpp>
#endif

namespace flowvet::agent::telling {

/// Files in PEM; empty ones are not used.
struct TlsTrust {
  std::filesystem::path authority;    ///< whose certificates are trusted; empty: those that this host trusts
  std::filesystem::path certificate;  ///< that the agent shows when asked for one
  std::filesystem::path key;
};

/// {"authority", "certificate", "key"}. Files that cannot be used are problems.
TlsTrust read_tls_trust(const JsonNode& node, const std::filesystem::path& folder);

#ifdef FLOWVET_TLS
/// TLS 1.2 and later, peers verified. The files are read anew: certificates are renewed while the agent runs.
Result<boost::asio::ssl::context> make_client_context(const TlsTrust& trust);
#endif

}  // namespace flowvet::agent::telling
