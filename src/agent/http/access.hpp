// Who may ask at all. Pure.
#pragma once

#include "agent/http/message.hpp"
#include "flowvet/base/secret.hpp"

namespace flowvet::agent::http {

/// The header fields that decide; empty where a request has none.
struct Credentials {
  std::string_view host;
  std::string_view authorization;
};

/// What the door demands.
struct Access {
  SharedSecret token;             ///< null: none
  bool by_certificate = false;  ///< clients have shown one of the right authority before they could ask anything
};

/// A reply where the request is to be refused. The token counts as a bearer's (RFC 6750), for programs, and as the password of any user
/// (RFC 7617), for browsers. Where neither token nor certificate is demanded, the request must name this host by an address or as
/// localhost: a page of a stranger whose name was made to lead here (DNS rebinding) does not.
std::optional<Reply> refusal(const Access& access, const Credentials& credentials);

}  // namespace flowvet::agent::http
