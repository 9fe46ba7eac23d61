// The server side of TLS for the agent's door.
#pragma once

#ifdef FLOWVET_TLS

#include "agent/doors.hpp"
#include "flowvet/base/problem.hpp"

#include <boost/asio/ssl/context.hpp>

namespace flowvet::agent::http {

/// TLS 1.2 and later, with these files read. Where there is a client authority, clients without a certificate of it get no further.
Result<boost::asio::ssl::context> make_tls_context(const TlsFiles& files);

}  // namespace flowvet::agent::http

#endif
