// One look-up for a series of probes, then one for each port: a plan of 65,535 ports stays a matter of milliseconds.
#include "plan/probe_table.hpp"

#include "base/host_name.hpp"
#include "flowvet/base/rpc_interface.hpp"
#include "plan/mapped_ports.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace flowvet::plan {
namespace {

/// Line feeds cannot stand in any of the parts.
std::string series_key(const Probe& probe) {
  std::string key = base::same_host_key(probe.host) + '\n' + probe.server_name + '\n' + std::string(to_word(probe.transport)) + '\n' +
                    probe.service + '\n' + std::to_string(probe.timeout.count()) + '\n' + std::to_string(probe.attempts.value_or(0)) +
                    '\n' + (probe.once ? "once" : "") + '\n' + (probe.public_certificate ? "public" : "") + '\n' +
                    (probe.secret ? probe.secret->source() : "") + '\n' + std::string(to_word(probe.asks)) + '\n' +
                    std::string(to_word(probe.way)) + '\n' +
                    (probe.proxy ? to_authority(base::same_host_key(probe.proxy->host), probe.proxy->port) : std::string());
  if (probe.mapped)
    for (const auto& range : probe.mapped->documented) key += '\n' + to_text(range);
  return key;
}

/// Those that punish a second connection speak first, at once where they are idle; a responder that stands in place of one is asked
/// over the same connection, and should not keep the run waiting until then.
constexpr std::chrono::milliseconds time_to_speak_first{2500};

void fill_in_service(Probe& probe, std::span<const Service> services) {
  probe.replies = Replies::never;
  probe.answers = Answers::as_asked;
  probe.patience = {};
  const SharedSecret secret = std::exchange(probe.secret, nullptr);
  probe.fills_packets = false;
  if (probe.service.empty()) return;
  const auto* known = find_service(services, probe.service, probe.transport);
  if (known == nullptr) throw std::logic_error("no handshake " + probe.service + " over " + std::string(to_word(probe.transport)));
  probe.replies = known->replies;
  probe.answers = known->answers;
  probe.patience = known->patience;
  if (probe.once && probe.asks == Asks::responder_first) probe.patience = std::min(probe.patience, time_to_speak_first);
  probe.fills_packets = known->fills_packets;
  if (known->takes_secret) probe.secret = secret;
}

}  // namespace

const Service* find_service(std::span<const Service> services, std::string_view name, catalog::Transport transport) {
  const auto found =
      std::ranges::find_if(services, [&](const Service& service) { return service.name == name && service.transport == transport; });
  return found == services.end() ? nullptr : &*found;
}

std::vector<std::size_t> ProbeTable::add(Probe wanted, std::span<const std::uint16_t> ports) {
  fill_in_service(wanted, services_);
  auto& series = series_[series_key(wanted)];
  std::vector<std::size_t> indices;
  indices.reserve(ports.size());
  series.reserve(series.size() + ports.size());
  for (const auto port : ports) {
    const auto [entry, is_new] = series.try_emplace(port, probes_.size());
    indices.push_back(entry->second);
    if (!is_new) continue;
    wanted.port = port;
    probes_.push_back(wanted);
  }
  return indices;
}

std::size_t ProbeTable::add_mapped(Probe wanted) {
  constexpr std::array<std::uint16_t, 1> not_known_yet{0};
  return add(std::move(wanted), not_known_yet).front();
}

std::vector<Probe> ProbeTable::take() {
  for (std::size_t i = 0; i < probes_.size(); ++i)
    if (probes_[i].mapped) {
      const auto mapper = mapper_for(probes_[i]);
      probes_[i].mapped->mapper = mapper;
    }
  return std::move(probes_);
}

std::size_t ProbeTable::mapper_for(const Probe& probe) {
  const auto host = base::same_host_key(probe.host);
  const auto known = std::ranges::find_if(
      probes_, [&](const Probe& other) { return other.service == mapper_service && base::same_host_key(other.host) == host; });
  if (known != probes_.end()) return static_cast<std::size_t>(known - probes_.begin());
  Probe mapper = probe;
  mapper.service = mapper_service;
  mapper.mapped.reset();
  return add(std::move(mapper), std::array{mapper_port}).front();
}

}  // namespace flowvet::plan
