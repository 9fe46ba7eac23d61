// What is wrong with a file is said when the configuration is read, and again when an attempt needs it.
#include "agent/telling/tls_client.hpp"

#include "probe/roots.hpp"

namespace flowvet::agent::telling {

#ifdef FLOWVET_TLS

namespace {

namespace ssl = boost::asio::ssl;

void trust_this_host(ssl::context& context, boost::system::error_code& error) {
  const auto roots = probe::find_roots();
  std::error_code unseen;
  if (std::filesystem::is_directory(roots, unseen))
    context.add_verify_path(roots, error);
  else if (!roots.empty())
    context.load_verify_file(roots, error);
}

}  // namespace

Result<ssl::context> make_client_context(const TlsTrust& trust) {
  ssl::context context(ssl::context::tls_client);
  context.set_options(ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
  context.set_verify_mode(ssl::verify_peer);
  Problems problems;
  boost::system::error_code error;
  // A key with a passphrase is a problem to tell, not a question to the terminal.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return std::string{}; }, error);
  const auto note = [&](const std::filesystem::path& file) {
    if (error) problems.push_back({"cannot be used for TLS: " + error.message(), file.string(), "a file in PEM is needed"});
  };
  if (trust.authority.empty())
    trust_this_host(context, error);
  else
    context.load_verify_file(trust.authority.string(), error);
  note(trust.authority);
  if (!trust.certificate.empty()) {
    context.use_certificate_chain_file(trust.certificate.string(), error);
    note(trust.certificate);
    context.use_private_key_file(trust.key.string(), ssl::context::pem, error);
    note(trust.key);
  }
  if (!problems.empty()) return problems;
  return context;
}

#endif

TlsTrust read_tls_trust(const JsonNode& node, const std::filesystem::path& folder) {
  const JsonObject object(node, {"authority", "certificate", "key"});
  TlsTrust trust;
  const auto file = [&](std::string_view key) {
    const auto found = object.find(key);
    const auto name = found ? found->text() : std::string{};
    return name.empty() ? std::filesystem::path{} : folder / name;
  };
  trust.authority = file("authority");
  trust.certificate = file("certificate");
  trust.key = file("key");
  if (trust.certificate.empty() != trust.key.empty()) node.problem("\"certificate\" and \"key\" go together");
#ifdef FLOWVET_TLS
  else if (const auto made = make_client_context(trust); !made)
    for (const auto& problem : made.error()) node.problem("file " + in_quotes(problem.where) + " " + problem.what, problem.hint);
#else
  node.problem("this build of flowvet has no TLS");
#endif
  return trust;
}

}  // namespace flowvet::agent::telling
