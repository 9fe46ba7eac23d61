// In which order ports are opened, and how those that are not are told.
#include "responder/sockets.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace flowvet;
using namespace flowvet::responder;
using catalog::Transport;

TEST_CASE("ports are opened in the order of their importance") {
  const std::vector<plan::InboundPorts> ports{
      {Transport::tcp, {1000, 1999}, {}}, {Transport::tcp, {2000, 2001}, {}}, {Transport::udp, {514, 514}, {}}};
  const auto order = opening_order(ports);
  REQUIRE(order.size() == 1003);
  CHECK(order[0] == Place{Transport::tcp, 2000});
  CHECK(order[1] == Place{Transport::tcp, 2001});
  CHECK(order[2] == Place{Transport::udp, 514});
  CHECK(order[3] == Place{Transport::tcp, 1000});
  CHECK(std::set(order.begin(), order.end()).size() == 1003);
}

TEST_CASE("neighbouring ports that could not be opened for one reason are told as one range") {
  const auto any = parse_address("0.0.0.0").value();
  const auto entry = [&](std::uint16_t port, Obstacle obstacle, std::string holder = {}) {
    return NotOpened{Transport::tcp, {port, port}, any, obstacle, std::move(holder), 1};
  };
  const auto list = joined({entry(82, Obstacle::no_privilege), entry(80, Obstacle::no_privilege), entry(81, Obstacle::no_privilege),
                            entry(83, Obstacle::taken, "a"), entry(84, Obstacle::taken, "b"), entry(90, Obstacle::taken, "b")});
  REQUIRE(list.size() == 4);
  CHECK(list[0].ports == PortRange{80, 82});
  CHECK(list[1].holder == "a");
  CHECK(list[2].ports == PortRange{84, 84});
  CHECK(list[3].ports == PortRange{90, 90});
}
