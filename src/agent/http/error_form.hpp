// The door's own errors as whoever asked can read them: sentences for people, JSON for programs. Pure.
#pragma once

#include "agent/http/message.hpp"

namespace flowvet::agent::http {

/// {"error": sentence}
Reply json_error(unsigned status, std::string_view sentence);

/// An error in plain text becomes one in JSON where the target lies below /api/. Everything else stays as it is.
Reply in_form_for(std::string_view target, Reply reply);

}  // namespace flowvet::agent::http
