// Netlink (RFC 3549, netlink(7)): one request, all its answers.
#pragma once

#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace flowvet::probe::os {

/// Headers, bodies and attributes begin at multiples of four bytes.
constexpr std::size_t netlink_aligned(std::size_t size) {
  return (size + 3) / 4 * 4;
}

/// The value of an attribute as a plain number or structure; nullopt when it is shorter.
template <class T>
std::optional<T> value_of(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

using AttributeReader = std::function<void(std::uint16_t type, std::span<const std::uint8_t> value)>;

/// Calls `read` for each attribute; nested ones are read by another call.
void each_attribute(std::span<const std::uint8_t> bytes, const AttributeReader& read);

/// Builds a request: a header, the family's own structure, attributes.
class NetlinkRequest {
 public:
  template <class Body>
  NetlinkRequest(std::uint16_t type, std::uint16_t flags, const Body& body) {
    bytes_.resize(sizeof(nlmsghdr));
    header_ = {0, type, static_cast<std::uint16_t>(flags | NLM_F_REQUEST), 1, 0};
    add(&body, sizeof body);
  }
  void attribute(std::uint16_t type, const void* value, std::size_t size);
  [[nodiscard]] std::vector<std::uint8_t> bytes() const;

 private:
  void add(const void* value, std::size_t size);

  nlmsghdr header_{};
  std::vector<std::uint8_t> bytes_;
};

class Netlink {
 public:
  /// `protocol` as of netlink(7), e.g. NETLINK_ROUTE.
  explicit Netlink(int protocol);
  Netlink(const Netlink&) = delete;
  Netlink& operator=(const Netlink&) = delete;
  ~Netlink();

  /// Calls `read` with the type and body of each answer. Returns 0, or the errno with which the kernel refused.
  int ask(const NetlinkRequest& request, const std::function<void(std::uint16_t type, std::span<const std::uint8_t> body)>& read);

 private:
  int socket_;
};

}  // namespace flowvet::probe::os
