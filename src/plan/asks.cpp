// The order of asking. To a service that is not a responder an ask is a broken request, so in gentle runs it comes last, and not at
// all to those that log broken requests as somebody's failure.
#include "plan/asks.hpp"

namespace flowvet::plan {

Asks asks_of(catalog::Transport transport, const Service* service, bool only_responders, const PlanOptions& options) {
  if (!options.token || options.connect_only || transport == catalog::Transport::icmp) return Asks::never;
  if (only_responders) return Asks::nothing_else;
  const auto care = service == nullptr ? Care::harmless : service->care;
  if (options.gentle && care == Care::noticed) return Asks::once_held;
  const bool nothing_need_be_installed = options.expect == site::Expect::path && !options.gentle;
  return nothing_need_be_installed ? Asks::responder_first : Asks::service_first;
}

}  // namespace flowvet::plan
