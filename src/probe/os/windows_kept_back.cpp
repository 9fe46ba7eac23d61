// Windows: connect() itself says that a filter of this host refused (WSAEACCES), so there is nothing to ask.
#include "probe/os/kept_back.hpp"

namespace flowvet::probe::os {

std::optional<bool> is_kept_back(const boost::asio::ip::tcp::endpoint&, const std::optional<IpAddress>&) {
  return false;
}

}  // namespace flowvet::probe::os
