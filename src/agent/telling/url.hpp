// Addresses of receivers as configurations write them. Pure.
#pragma once

#include "agent/telling/connect.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace flowvet::agent::telling {

struct WebUrl {
  bool with_tls = true;
  Place place;
  std::string target;      ///< path and query, as they stand in the request; may be a secret
  std::string host_field;  ///< "alerts.corp.example", with the port where it is not the usual one

  friend bool operator==(const WebUrl&, const WebUrl&) = default;
};

/// An http or https URL without user, password and fragment. On nullopt `flaw` says why, without repeating any of the text.
std::optional<WebUrl> parse_web_url(std::string_view text, std::string& flaw);

/// HOST or HOST:PORT, an IPv6 address in brackets where a port follows; nullopt for anything else.
std::optional<Place> parse_place(std::string_view text, std::uint16_t usual_port);

}  // namespace flowvet::agent::telling
