// Which errors are this host's own doing, whatever the network is like. Pure.
#pragma once

#include "flowvet/probe/observation.hpp"

namespace flowvet::probe {

/// Something that this host lacks or forbids: the probe did not get as far as the network.
constexpr bool is_local(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::not_permitted:
    case ErrorKind::no_descriptors:
    case ErrorKind::no_source_port:
    case ErrorKind::no_source_address:
    case ErrorKind::no_own_address:
    case ErrorKind::port_taken:
    case ErrorKind::no_privilege:
    case ErrorKind::unsupported:
      return true;
    case ErrorKind::none:
    case ErrorKind::timed_out:
    case ErrorKind::refused:
    case ErrorKind::reset:
    case ErrorKind::closed:
    case ErrorKind::net_unreachable:
    case ErrorKind::host_unreachable:
    case ErrorKind::prohibited:
    case ErrorKind::protocol_unreachable:
    case ErrorKind::too_big:
    case ErrorKind::tls:
    case ErrorKind::wants_certificate:
    case ErrorKind::cancelled:
    case ErrorKind::other:
      return false;
  }
  return false;
}

}  // namespace flowvet::probe
