// Answers to a dump come in several datagrams and end with NLMSG_DONE; others are one message, or an error number.
#include "probe/os/linux_netlink.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace flowvet::probe::os {

namespace {

constexpr std::size_t answer_size = 65536;  // more than the kernel puts into one datagram
constexpr timeval patience{1, 0};           // the kernel answers at once
// The macros of linux/netlink.h compute with signed numbers.
constexpr std::uint16_t type_mask = 0x3FFF;

}  // namespace

void each_attribute(std::span<const std::uint8_t> bytes, const AttributeReader& read) {
  while (const auto head = value_of<nlattr>(bytes)) {
    if (head->nla_len < sizeof(nlattr) || head->nla_len > bytes.size()) return;
    read(static_cast<std::uint16_t>(head->nla_type & type_mask), bytes.subspan(sizeof(nlattr), head->nla_len - sizeof(nlattr)));
    bytes = bytes.subspan(std::min(netlink_aligned(head->nla_len), bytes.size()));
  }
}

void NetlinkRequest::add(const void* value, std::size_t size) {
  const auto* begin = static_cast<const std::uint8_t*>(value);
  bytes_.insert(bytes_.end(), begin, begin + size);
  bytes_.resize(netlink_aligned(bytes_.size()));
}

void NetlinkRequest::attribute(std::uint16_t type, const void* value, std::size_t size) {
  const nlattr head{static_cast<std::uint16_t>(sizeof(nlattr) + size), type};
  add(&head, sizeof head);
  add(value, size);
}

std::vector<std::uint8_t> NetlinkRequest::bytes() const {
  auto bytes = bytes_;
  auto header = header_;
  header.nlmsg_len = static_cast<std::uint32_t>(bytes.size());
  std::memcpy(bytes.data(), &header, sizeof header);
  return bytes;
}

Netlink::Netlink(int protocol) : socket_(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol)) {
  if (socket_ >= 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

Netlink::~Netlink() {
  if (socket_ >= 0) ::close(socket_);
}

int Netlink::ask(const NetlinkRequest& request, const std::function<void(std::uint16_t, std::span<const std::uint8_t>)>& read) {
  const auto bytes = request.bytes();
  if (::send(socket_, bytes.data(), bytes.size(), 0) < 0) return errno;
  std::vector<std::uint8_t> buffer(answer_size);
  while (true) {
    const auto size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (size <= 0) return size == 0 ? EIO : errno;
    std::span<const std::uint8_t> rest(buffer.data(), static_cast<std::size_t>(size));
    while (const auto header = value_of<nlmsghdr>(rest)) {
      if (header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > rest.size()) return EIO;
      const auto body = rest.subspan(sizeof(nlmsghdr), header->nlmsg_len - sizeof(nlmsghdr));
      if (header->nlmsg_type == NLMSG_DONE) return 0;
      if (header->nlmsg_type == NLMSG_ERROR) return -value_of<int>(body).value_or(-EIO);
      read(header->nlmsg_type, body);
      if ((header->nlmsg_flags & NLM_F_MULTI) == 0) return 0;
      rest = rest.subspan(std::min(netlink_aligned(header->nlmsg_len), rest.size()));
    }
  }
}

}  // namespace flowvet::probe::os
