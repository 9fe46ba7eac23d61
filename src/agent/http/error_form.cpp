// Status and header fields say the same to both.
#include "agent/http/error_form.hpp"

#include "agent/history_json.hpp"

#include <nlohmann/json.hpp>

namespace flowvet::agent::http {

Reply json_error(unsigned status, std::string_view sentence) {
  return {status, "application/json", dump(nlohmann::ordered_json{{"error", sentence}})};
}

Reply in_form_for(std::string_view target, Reply reply) {
  constexpr unsigned least_error = 400;
  if (reply.status < least_error || !reply.type.starts_with("text/plain") || !target.starts_with("/api/")) return reply;
  auto error = json_error(reply.status, std::string_view{reply.body}.substr(0, reply.body.find_last_not_of('\n') + 1));
  error.fields = std::move(reply.fields);
  return error;
}

}  // namespace flowvet::agent::http
