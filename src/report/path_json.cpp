// Keys are those of the structs; times in milliseconds.
#include "report/path_json.hpp"

#include "report/path_words.hpp"

namespace flowvet::report {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000.0;
}

Json address_json(const std::optional<IpAddress>& address) {
  return address ? Json(to_text(*address)) : Json(nullptr);
}

Json addresses_json(const std::vector<IpAddress>& addresses) {
  Json json = Json::array();
  for (const auto& address : addresses) json.push_back(to_text(address));
  return json;
}

Json hop_json(const judge::Hop& hop) {
  return {{"hop", hop.number},
          {"asked", hop.asked},
          {"own", addresses_json(hop.own)},
          {"comparison", addresses_json(hop.comparison)},
          {"rtt_ms", hop.rtt.count() > 0 ? Json(milliseconds(hop.rtt)) : Json(nullptr)}};
}

Json answer_json(const probe::HopAnswer& answer) {
  Json json{{"hops", answer.hops},
            {"sign", to_word(answer.sign)},
            {"asked_ms", milliseconds(answer.asked)},
            {"rtt_ms", milliseconds(answer.rtt)}};
  if (answer.floor > 0) json["floor"] = answer.floor;
  if (answer.icmp) json["icmp"] = icmp_json(answer.icmp);
  if (answer.hops_left > 0) json["hops_left"] = answer.hops_left;
  if (answer.error.kind != probe::ErrorKind::none) json["error"] = to_word(answer.error.kind);
  if (answer.error.code != 0) json["code"] = answer.error.code;
  return json;
}

Json trace_json(const probe::Trace& trace) {
  Json json{{"transport", to_word(trace.transport)}, {"port", trace.port}, {"answers", Json::array()}};
  for (const auto& answer : trace.answers) json["answers"].push_back(answer_json(answer));
  return json;
}

std::string_view origin_word(judge::Origin origin) {
  switch (origin) {
    case judge::Origin::unclear:
      return "unclear";
    case judge::Origin::host:
      return "host";
    case judge::Origin::nearer:
      return "nearer";
  }
  return "";
}

probe::HopAnswer read_answer(const LenientNode& node) {
  probe::HopAnswer answer;
  answer.hops = node.at("hops").whole<std::uint8_t>();
  answer.sign = node.at("sign").word<probe::HopSign>();
  answer.asked = node.at("asked_ms").milliseconds();
  answer.rtt = node.at("rtt_ms").milliseconds();
  if (const auto floor = node.find("floor")) answer.floor = floor->whole<std::uint8_t>();
  if (const auto icmp = node.find("icmp")) answer.icmp = read_icmp(*icmp);
  if (const auto left = node.find("hops_left")) answer.hops_left = left->whole<std::uint8_t>();
  if (const auto error = node.find("error")) answer.error.kind = error->word<probe::ErrorKind>();
  if (const auto code = node.find("code")) answer.error.code = code->whole<int>();
  return answer;
}

probe::Trace read_trace(const LenientNode& node) {
  probe::Trace trace;
  trace.transport = node.at("transport").word<catalog::Transport>();
  trace.port = node.at("port").whole<std::uint16_t>();
  node.at("answers").each([&](const LenientNode& answer) { trace.answers.push_back(read_answer(answer)); });
  return trace;
}

}  // namespace

Json icmp_json(const std::optional<probe::Icmp>& icmp) {
  if (!icmp) return nullptr;
  Json json{{"type", icmp->type}, {"code", icmp->code}, {"offender", address_json(icmp->offender)}};
  json["family"] = icmp->family == Family::v4 ? "v4" : "v6";
  if (icmp->mtu != 0) json["mtu"] = icmp->mtu;
  if (icmp->hops_left != 0) json["hops_left"] = icmp->hops_left;
  return json;
}

std::optional<probe::Icmp> read_icmp(const LenientNode& node) {
  if (node.is_null()) return std::nullopt;
  probe::Icmp icmp;
  icmp.type = node.at("type").whole<std::uint8_t>();
  icmp.code = node.at("code").whole<std::uint8_t>();
  if (const auto offender = node.at("offender"); !offender.is_null()) icmp.offender = offender.address();
  if (const auto family = node.find("family")) icmp.family = family->text() == "v6" ? Family::v6 : Family::v4;
  if (const auto mtu = node.find("mtu")) icmp.mtu = mtu->whole<std::uint32_t>();
  if (const auto left = node.find("hops_left")) icmp.hops_left = left->whole<std::uint8_t>();
  return icmp;
}

Json blocked_at_json(const std::optional<judge::BlockedAt>& blocked) {
  if (!blocked) return nullptr;
  return {{"after_hop", blocked->after_hop},
          {"after_address", address_json(blocked->after_address)},
          {"hop", blocked->hop ? Json(*blocked->hop) : Json(nullptr)},
          {"device", address_json(blocked->device)}};
}

Json path_json(const probe::Path& path, const judge::PathFinding& finding) {
  Json hops = Json::array();
  for (const auto& hop : finding.hops) hops.push_back(hop_json(hop));
  return {{"finding", path_in_words(finding)},     {"host_hop", finding.host_hop > 0 ? Json(finding.host_hop) : Json(nullptr)},
          {"origin", origin_word(finding.origin)}, {"hops", hops},
          {"own", trace_json(path.own)},           {"comparison", path.comparison ? trace_json(*path.comparison) : Json(nullptr)}};
}

probe::Path read_path(const LenientNode& node) {
  probe::Path path{read_trace(node.at("own")), std::nullopt};
  if (const auto comparison = node.at("comparison"); !comparison.is_null()) path.comparison = read_trace(comparison);
  return path;
}

}  // namespace flowvet::report
