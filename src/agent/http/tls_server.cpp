// Each file's problem is told with its name.
#include "agent/http/tls_server.hpp"

#ifdef FLOWVET_TLS

namespace flowvet::agent::http {

namespace ssl = boost::asio::ssl;

Result<ssl::context> make_tls_context(const TlsFiles& files) {
  ssl::context context(ssl::context::tls_server);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  // A session that is taken up again would not show its certificate again, and OpenSSL ends the connection of whoever tries.
  SSL_CTX_set_session_cache_mode(context.native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context.native_handle(), 0);
  Problems problems;
  boost::system::error_code error;
  // A key with a passphrase is a problem to tell, not a question to the terminal.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string{}; }, error);
  const auto note = [&](const std::filesystem::path& file) {
    if (error) problems.push_back({"cannot be used for TLS: " + error.message(), file.string(), "a file in PEM is needed"});
  };
  context.use_certificate_chain_file(files.certificate.string(), error);
  note(files.certificate);
  context.use_private_key_file(files.key.string(), ssl::context::pem, error);
  note(files.key);
  if (!files.client_authority.empty()) {
    context.load_verify_file(files.client_authority.string(), error);
    note(files.client_authority);
    context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  }
  if (!problems.empty()) return problems;
  return context;
}

}  // namespace flowvet::agent::http

#endif
