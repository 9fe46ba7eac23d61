// Names are compressed by pointers into the message, so a parser must bound their number and follow them backwards only.
#include "probe/names/message.hpp"

#include <algorithm>

namespace flowvet::probe::names {

namespace {

constexpr std::uint16_t recursion_desired = 0x0100, response_bit = 0x8000, opcode_mask = 0x7800, truncated_bit = 0x0200;
constexpr std::uint16_t class_in = 1, type_cname = 5, type_opt = 41;
constexpr std::uint16_t largest_answer = 1232;  // what passes every IPv6 link unfragmented (DNS flag day 2020)
constexpr std::size_t longest_label = 63, longest_name = 253, header_size = 12;
constexpr int most_aliases = 16;
constexpr std::uint16_t most_records = 512;

std::uint16_t number_of(DnsType type) {
  switch (type) {
    case DnsType::a:
      return 1;
    case DnsType::ptr:
      return 12;
    case DnsType::aaaa:
      return 28;
  }
  return 0;
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string folded(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string text(name);
  std::ranges::transform(text, text.begin(), lower);
  return text;
}

/// A dot inside a label is told from one between labels (RFC 1035 section 5.1).
void append_label(std::string& name, ByteView label) {
  if (!name.empty()) name += '.';
  for (const std::uint8_t byte : label) {
    if (byte == '.' || byte == '\\') name += '\\';
    name += static_cast<char>(byte);
  }
}

/// The name that begins at `at`, which then is where it ends; nullopt when it is broken.
std::optional<std::string> read_name(ByteView message, std::size_t& at) {
  std::string name;
  std::size_t position = at;
  std::size_t lowest = at;  // every pointer leads to before the last one: no loops
  bool jumped = false;
  while (position < message.size()) {
    const std::uint8_t length = message[position];
    if (length == 0) {
      if (!jumped) at = position + 1;
      return name;
    }
    if ((length & 0xC0U) == 0xC0U) {
      if (position + 1 >= message.size()) return std::nullopt;
      const std::size_t target = (length & 0x3FU) << 8U | message[position + 1];
      if (!jumped) at = position + 2;
      if (target >= lowest) return std::nullopt;
      jumped = true;
      position = lowest = target;
      continue;
    }
    if (length > longest_label || position + 1 + length > message.size()) return std::nullopt;
    append_label(name, message.subspan(position + 1, length));
    if (name.size() > 4 * longest_name) return std::nullopt;
    position += 1U + length;
  }
  return std::nullopt;
}

/// Cursor over whole records; past the end it is broken for good.
class Records {
 public:
  Records(ByteView message, std::size_t at) : message_(message), at_(at) {}

  std::optional<std::string> name() {
    auto read = read_name(message_, at_);
    if (!read) broken_ = true;
    return read;
  }
  std::uint16_t u16() { return Reader(take(2)).u16(); }
  ByteView take(std::size_t count) {
    if (broken_ || count > message_.size() - at_) {
      broken_ = true;
      return {};
    }
    const ByteView taken = message_.subspan(at_, count);
    at_ += count;
    return taken;
  }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  ByteView message_;
  std::size_t at_;
  bool broken_ = false;
};

struct Record {
  std::string owner;
  std::uint16_t type = 0;
  ByteView data;
  std::size_t data_at = 0;
};

std::optional<Record> read_record(Records& records) {
  Record record;
  auto owner = records.name();
  if (!owner) return std::nullopt;
  record.owner = folded(*owner);
  record.type = records.u16();
  const std::uint16_t record_class = records.u16();
  records.take(4);  // how long it may be kept
  const std::uint16_t length = records.u16();
  record.data_at = records.at();
  record.data = records.take(length);
  if (records.broken()) return std::nullopt;
  if (record_class != class_in) record.type = 0;
  return record;
}

/// The address in a record of the right type and size.
std::optional<IpAddress> address_in(const Record& record, DnsType type) {
  const std::size_t size = type == DnsType::a ? 4 : 16;
  if (record.data.size() != size) return std::nullopt;
  IpAddress address;
  address.family = type == DnsType::a ? Family::v4 : Family::v6;
  std::ranges::copy(record.data, address.bytes.begin());
  return address;
}

std::optional<std::string> name_in(ByteView message, const Record& record) {
  std::size_t at = record.data_at;
  return read_name(message, at);
}

/// The name that aliases lead to from the one that was asked for.
std::string end_of_aliases(ByteView message, const std::vector<Record>& records, std::string name) {
  for (int steps = 0; steps < most_aliases; ++steps) {
    const auto alias =
        std::ranges::find_if(records, [&](const Record& record) { return record.type == type_cname && record.owner == name; });
    if (alias == records.end()) return name;
    const auto next = name_in(message, *alias);
    if (!next) return name;
    name = folded(*next);
  }
  return name;
}

void add_record(Reply& reply, ByteView message, const Record& record, DnsType type) {
  if (type == DnsType::ptr) {
    if (auto name = name_in(message, record); name && !name->empty()) reply.names.push_back(folded(*name));
  } else if (const auto address = address_in(record, type)) {
    if (std::ranges::find(reply.addresses, *address) == reply.addresses.end()) reply.addresses.push_back(*address);
  }
}

}  // namespace

bool is_same_name(std::string_view left, std::string_view right) {
  return folded(left) == folded(right);
}

std::optional<Bytes> encode_question(std::uint16_t id, std::string_view name, DnsType type) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty() || name.size() > longest_name) return std::nullopt;
  Writer writer;
  writer.u16(id).u16(recursion_desired).u16(1).u16(0).u16(0).u16(1);
  for (std::size_t begin = 0; begin <= name.size();) {
    const auto end = std::min(name.find('.', begin), name.size());
    const auto label = name.substr(begin, end - begin);
    if (label.empty() || label.size() > longest_label) return std::nullopt;
    writer.u8(static_cast<std::uint8_t>(label.size())).text(label);
    begin = end + 1;
  }
  writer.u8(0).u16(number_of(type)).u16(class_in);
  writer.u8(0).u16(type_opt).u16(largest_answer).u32(0).u16(0);
  return writer.bytes();
}

std::string reverse_name(const IpAddress& address) {
  std::string name;
  if (address.family == Family::v4) {
    for (int i = 3; i >= 0; --i) name += std::to_string(address.bytes[static_cast<std::size_t>(i)]) + ".";
    return name + "in-addr.arpa";
  }
  constexpr std::string_view digits = "0123456789abcdef";
  for (auto byte = address.bytes.rbegin(); byte != address.bytes.rend(); ++byte)
    for (const unsigned nibble : {*byte & 0x0FU, static_cast<unsigned>(*byte >> 4U)}) name += {digits[nibble], '.'};
  return name + "ip6.arpa";
}

std::optional<Reply> parse_reply(ByteView bytes, std::uint16_t id, std::string_view name, DnsType type) {
  Reader header(bytes);
  const std::uint16_t reply_id = header.u16();
  const std::uint16_t flags = header.u16();
  const std::uint16_t questions = header.u16();
  const std::uint16_t answers = header.u16();
  header.skip(4);
  if (!header.ok() || reply_id != id || (flags & response_bit) == 0 || (flags & opcode_mask) != 0 || questions != 1) return std::nullopt;
  Records records(bytes, header_size);
  const auto asked = records.name();
  const std::uint16_t asked_type = records.u16();
  const std::uint16_t asked_class = records.u16();
  if (!asked || records.broken() || !is_same_name(*asked, name) || asked_type != number_of(type) || asked_class != class_in)
    return std::nullopt;

  Reply reply;
  reply.rcode = static_cast<std::uint8_t>(flags & 0x0FU);
  reply.truncated = (flags & truncated_bit) != 0;
  if (answers > most_records) return std::nullopt;
  std::vector<Record> read;
  for (std::uint16_t i = 0; i < answers; ++i) {
    auto record = read_record(records);
    if (!record && !reply.truncated) return std::nullopt;
    if (!record) break;  // cut in the middle of a record
    read.push_back(std::move(*record));
  }
  reply.canonical = end_of_aliases(bytes, read, folded(name));
  for (const Record& record : read)
    if (record.type == number_of(type) && record.owner == reply.canonical) add_record(reply, bytes, record, type);
  return reply;
}

}  // namespace flowvet::probe::names
