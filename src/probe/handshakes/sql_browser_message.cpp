// One text of names and values with semicolons between them; an empty name ends an instance.
#include "probe/handshakes/sql_browser_message.hpp"

namespace flowvet::probe {

namespace {

constexpr std::uint8_t unicast_request = 0x03, response = 0x05;
constexpr std::string_view first_name = "ServerName;";
constexpr std::size_t most_instances = 50;  // of one computer, as Microsoft supports

std::string_view next_word(std::string_view& text) {
  const std::size_t end = text.find(';');
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return word;
}

SqlInstance next_instance(std::string_view& text) {
  SqlInstance instance;
  while (!text.empty()) {
    const std::string_view name = next_word(text);
    if (name.empty()) break;
    const std::string_view value = next_word(text);
    if (name == "InstanceName") instance.name = value;
    if (name == "Version") instance.version = value;
    if (name == "tcp") instance.tcp_port = value;
  }
  return instance;
}

}  // namespace

Bytes sql_browser_request() {
  return {unicast_request};
}

std::optional<std::vector<SqlInstance>> parse_sql_browser_reply(ByteView bytes) {
  Reader reader(bytes);
  const std::uint8_t type = reader.u8();
  const std::size_t size = reader.u16_little();
  if (!reader.ok() || type != response || size != reader.rest().size()) return std::nullopt;
  const std::string all = to_string(reader.rest());
  std::string_view text = all;
  if (!text.starts_with(first_name)) return std::nullopt;
  std::vector<SqlInstance> instances;
  while (text.starts_with(first_name) && instances.size() < most_instances) instances.push_back(next_instance(text));
  return instances;
}

}  // namespace flowvet::probe
