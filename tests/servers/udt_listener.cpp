// A UDT server over Debian's libudt: it listens and accepts nobody. The nearest thing to an EDT listener that Debian has.
#include <arpa/inet.h>
#include <unistd.h>

#include <cstdlib>

#include <udt/udt.h>

int main(int, char** words) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(std::atoi(words[2])));
  inet_pton(AF_INET, words[1], &address.sin_addr);
  const UDTSOCKET listener = UDT::socket(AF_INET, SOCK_STREAM, 0);
  if (UDT::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == UDT::ERROR || UDT::listen(listener, 5) == UDT::ERROR)
    return 1;
  pause();
}
