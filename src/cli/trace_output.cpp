// One line a hop: who is there, what became of the flow's own packets, and what the comparison's got.
#include "cli/trace_output.hpp"

#include "flowvet/base/text.hpp"
#include "flowvet/probe/read_trace.hpp"
#include "report/evidence_words.hpp"
#include "report/icmp_words.hpp"
#include "report/layout.hpp"
#include "report/mtu_json.hpp"
#include "report/mtu_words.hpp"
#include "report/path_json.hpp"
#include "report/path_words.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace flowvet::cli {
namespace {

using probe::HopAnswer;
using probe::HopSign;
using probe::Trace;
using Json = nlohmann::ordered_json;

/// Round trips in milliseconds of one hop.
struct Statistics {
  std::size_t sent = 0;
  std::size_t came_back = 0;
  double last = 0, best = 0, worst = 0, sum = 0;

  [[nodiscard]] double average() const { return came_back > 0 ? sum / static_cast<double>(came_back) : 0; }
  [[nodiscard]] double loss() const { return sent > 0 ? 100.0 * static_cast<double>(sent - came_back) / static_cast<double>(sent) : 0; }
};

Statistics statistics(const Trace& trace, unsigned hop) {
  Statistics result;
  for (const HopAnswer& answer : trace.answers) {
    if (answer.hops != hop || answer.sign == HopSign::failed) continue;
    ++result.sent;
    if (answer.sign == HopSign::nothing) continue;
    const double rtt = static_cast<double>(answer.rtt.count()) / 1000.0;
    result.best = result.came_back == 0 ? rtt : std::min(result.best, rtt);
    result.worst = std::max(result.worst, rtt);
    result.last = rtt;
    result.sum += rtt;
    ++result.came_back;
  }
  return result;
}

std::string answer_in_words(const HopAnswer& answer, catalog::Transport transport) {
  switch (answer.sign) {
    case HopSign::nothing:
      return "silent";
    case HopSign::expired:
      return "passes";
    case HopSign::unreachable:
      return answer.icmp ? report::icmp_in_words(*answer.icmp) : "unreachable";
    case HopSign::reset:
      return "reset";
    case HopSign::answered:
      return transport == catalog::Transport::tcp ? "connects" : "answers";
    case HopSign::failed:
      return "not sent: " + std::string{report::error_in_words(answer.error.kind)};
  }
  return "";
}

/// What was heard at a hop, each thing once; silence only where there was nothing else.
std::string said(const Trace& trace, unsigned hop) {
  std::vector<std::string> words;
  bool silent = false;
  for (const HopAnswer& answer : trace.answers) {
    if (answer.hops != hop) continue;
    auto word = answer_in_words(answer, trace.transport);
    silent = silent || answer.sign == HopSign::nothing;
    if (answer.sign != HopSign::nothing && std::ranges::find(words, word) == words.end()) words.push_back(std::move(word));
  }
  if (words.empty()) return silent ? "silent" : "-";
  std::string text = words.front();
  for (std::size_t i = 1; i < words.size(); ++i) text += "; " + words[i];
  return text;
}

const Trace& comparison_of(const probe::Path& path) {
  static const Trace none;
  return path.comparison ? *path.comparison : none;
}

/// Up to the host, or to the last hop of which anything was heard and one more, where the silence begins.
unsigned last_hop(const probe::Path& path, const IpAddress& host) {
  const auto& others = comparison_of(path);
  const unsigned reached = std::max(probe::host_distance(path.own, host), probe::host_distance(others, host));
  unsigned heard = 0;
  unsigned asked = 0;
  for (const auto* trace : {&path.own, &others}) {
    for (const HopAnswer& answer : trace->answers) {
      asked = std::max<unsigned>(asked, answer.hops);
      if (answer.sign == HopSign::expired) heard = std::max<unsigned>(heard, answer.hops);
    }
  }
  return std::min(asked, std::max(reached, reached > 0 ? heard : heard + 1));
}

std::string with_name(const IpAddress& address, const Names& names) {
  const auto name = names.find(address);
  return to_text(address) + (name == names.end() ? "" : " (" + escape_peer_text(name->second) + ")");
}

std::string who(const probe::Path& path, const judge::PathFinding& finding, const IpAddress& host, unsigned hop, const Names& names) {
  if (hop <= finding.hops.size()) {
    const auto& seen = finding.hops[hop - 1];
    std::string text;
    for (const auto& address : seen.own.empty() ? seen.comparison : seen.own)
      text += (text.empty() ? "" : ", ") + with_name(address, names);
    if (!text.empty()) return text;
  }
  const unsigned host_hop = std::max<unsigned>(finding.host_hop, probe::host_distance(path.own, host));
  return hop == host_hop ? with_name(host, names) : "???";
}

std::string number(double value, const Statistics& all) {
  if (all.came_back == 0) return "-";
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", value);
  return text.data();
}

std::string pad_left(const std::string& text, std::size_t columns) {
  return text.size() < columns ? std::string(columns - text.size(), ' ') + text : text;
}

std::string percent(const Statistics& all) {
  return all.sent == 0 ? "-" : std::to_string(static_cast<int>(all.loss() + 0.5)) + "%";
}

std::string target_text(const probe::TraceRequest& request) {
  return report::target_in_words(request.transport, std::to_string(request.port));
}

std::string heading(const probe::TraceRequest& request, const probe::TraceResult& result, const judge::PathFinding& finding) {
  const auto address = to_text(result.address);
  const auto name = escape_peer_text(request.host);
  return target_text(request) + " to " + name + (name == address ? "" : " (" + address + ")") + ", compared with " +
         report::comparison_in_words(finding) + (result.cut ? "; interrupted" : "") + "\n";
}

struct Row {
  std::string hop, who;
  std::array<std::string, 6> figures;
  std::string own, others;
};

std::vector<Row> rows_of(const probe::TraceResult& result, const judge::PathFinding& finding, const Names& names) {
  std::vector<Row> rows;
  const auto& path = result.path;
  for (unsigned hop = 1; hop <= last_hop(path, result.address); ++hop) {
    const auto all = statistics(path.own, hop);
    rows.push_back({std::to_string(hop),
                    who(path, finding, result.address, hop, names),
                    {percent(all), std::to_string(all.sent), number(all.last, all), number(all.average(), all), number(all.best, all),
                     number(all.worst, all)},
                    said(path.own, hop),
                    said(comparison_of(path), hop)});
  }
  return rows;
}

std::string table(const std::vector<Row>& rows, const std::string& flow, const std::string& comparison) {
  constexpr std::array heads{"loss", "sent", "last", "avg", "best", "worst"};
  constexpr std::size_t figure_width = 6;
  std::size_t who_width = 7;
  std::size_t own_width = flow.size();
  for (const auto& row : rows) {
    who_width = std::max(who_width, display_width(row.who));
    own_width = std::max(own_width, display_width(row.own));
  }
  std::string text = "hop  " + pad_right("address", who_width);
  for (const auto* head : heads) text += " " + pad_left(head, figure_width);
  text += "  " + pad_right(flow, own_width) + "  " + comparison + "\n";
  for (const auto& row : rows) {
    text += pad_left(row.hop, 3) + "  " + pad_right(row.who, who_width);
    for (const auto& figure : row.figures) text += " " + pad_left(figure, figure_width);
    text += "  " + pad_right(row.own, own_width) + "  " + row.others + "\n";
  }
  return text;
}

Json statistics_json(const Statistics& all) {
  const auto time = [&](double value) { return all.came_back > 0 ? Json(value) : Json(nullptr); };
  return {{"sent", all.sent},           {"came_back", all.came_back},    {"loss_percent", all.loss()},
          {"last_ms", time(all.last)},  {"avg_ms", time(all.average())}, {"best_ms", time(all.best)},
          {"worst_ms", time(all.worst)}};
}

Json rows_json(const probe::TraceResult& result, const judge::PathFinding& finding, const Names& names) {
  Json rows = Json::array();
  for (unsigned hop = 1; hop <= last_hop(result.path, result.address); ++hop) {
    Json row{{"hop", hop}, {"address", nullptr}, {"names", Json::object()}, {"own", statistics_json(statistics(result.path.own, hop))}};
    row["own"]["said"] = said(result.path.own, hop);
    row["comparison"] = statistics_json(statistics(comparison_of(result.path), hop));
    row["comparison"]["said"] = said(comparison_of(result.path), hop);
    const auto text = who(result.path, finding, result.address, hop, {});
    if (text != "???") row["address"] = text;
    for (const auto& [address, name] : names)
      if (text.find(to_text(address)) != std::string::npos) row["names"][to_text(address)] = escape_peer_text(name);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string_view reach_word(Reach reach) {
  switch (reach) {
    case Reach::host:
      return "host";
    case Reach::stopped:
      return "stopped";
    case Reach::unclear:
      return "unclear";
  }
  return "";
}

std::string conclusion(const probe::TraceResult& result, const judge::PathFinding& finding) {
  const auto words = report::path_in_words(finding);
  if (words.empty())
    return reach_of(result.path, result.address, finding) == Reach::host ? "reaches the host" : "nobody on the way answers";
  return words;
}

}  // namespace

Reach reach_of(const probe::Path& path, const IpAddress& host, const judge::PathFinding& finding) {
  if (finding.origin == judge::Origin::host) return Reach::host;
  if (finding.origin == judge::Origin::nearer) return Reach::stopped;
  const auto by_host = [&](HopSign sign) {
    return std::ranges::any_of(path.own.answers,
                               [&](const HopAnswer& answer) { return answer.sign == sign && probe::is_by_host(answer, host); });
  };
  if (by_host(HopSign::answered) || by_host(HopSign::unreachable)) return Reach::host;
  if (by_host(HopSign::reset)) return Reach::unclear;
  return finding.stops_before || finding.device || finding.loop ? Reach::stopped : Reach::unclear;
}

std::string trace_text(const probe::TraceRequest& request, const probe::TraceResult& result, const Names& names, std::size_t columns) {
  const auto finding = judge::find_path(result.path, result.address);
  return heading(request, result, finding) +
         table(rows_of(result, finding, names), target_text(request), report::comparison_in_words(finding)) +
         report::hanging("", conclusion(result, finding), columns) +
         (result.mtu ? report::hanging("", "size: " + report::mtu_in_words(judge::find_mtu(*result.mtu)), columns) : std::string{});
}

std::string trace_json(const probe::TraceRequest& request, const probe::TraceResult& result, const Names& names) {
  const auto finding = judge::find_path(result.path, result.address);
  const auto reach = reach_of(result.path, result.address, finding);
  Json json{
      {"schema", "flowvet-trace/1"},
      {"host", request.host},
      {"address", to_text(result.address)},
      {"transport", to_word(request.transport)},
      {"port", request.port},
      {"service", request.service.empty() ? Json(nullptr) : Json(request.service)},
      {"complete", !result.cut},
      {"reach", reach_word(reach)},
      {"conclusion", conclusion(result, finding)},
      {"blocked_at", report::blocked_at_json(reach == Reach::stopped ? judge::blocked_at(judge::Outcome::silent, finding) : std::nullopt)},
      {"hops", rows_json(result, finding, names)},
      {"path", report::path_json(result.path, finding)}};
  if (result.mtu) json["mtu"] = report::mtu_json(*result.mtu);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flowvet::cli
