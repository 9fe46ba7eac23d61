// Why a service cannot be proven, in words: for whoever reads that a check ended with a connection only, or as unknown.
#include "flowvet/catalog/catalog.hpp"

namespace flowvet::catalog {

std::string_view sentence(Unproven why) {
  switch (why) {
    case Unproven::no_public_format:
      return "The service's format is not public, so no request is known that it must answer.";
    case Unproven::unconfirmed:
      return "A likely request is known, but nobody has confirmed that this service answers it.";
    case Unproven::one_way:
      return "Its receiver takes in what is sent and never answers.";
    case Unproven::heartbeat:
      return "A request could be taken for a peer's heartbeat and disturb the cluster, so none is made.";
    case Unproven::peers_only:
      return "It answers the peers that it was set up with and is silent to everybody else.";
    case Unproven::needs_session:
      return "It listens only while a session has negotiated the port.";
    case Unproven::no_listener:
      return "Nothing is known to listen at the printed end.";
    case Unproven::wrong_transport:
      return "The service speaks another transport than the printed one, so nothing is known to answer over this one.";
  }
  return "";
}

}  // namespace flowvet::catalog
