// Windows: packets of a given size are not tried there yet, and the program says so: no size is claimed.
#include "probe/os/os.hpp"

namespace flowvet::probe::os {

NetError forbid_fragments(asio::detail::socket_type, Family) { return {ErrorKind::unsupported, 0}; }

std::uint16_t link_mtu(const IpAddress&, const std::optional<IpAddress>&) { return 0; }

}  // namespace flowvet::probe::os
