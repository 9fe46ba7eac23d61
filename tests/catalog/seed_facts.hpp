// What a person counted and judged while reading the two editions: the tables' sizes, the cells that cannot mean what
// they inherit, and the requirements that stand in the prose alone. For seeds_test.cpp.
#pragma once

#include "catalog/seed_evidence.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>

namespace flowvet::seeds {

/// How many data rows a table has.
struct TableSize {
  std::string_view edition;
  std::string_view section;
  std::ptrdiff_t rows;
};

/// Counted by hand, so that a table which the parser loses or cuts short is noticed.
inline constexpr std::array table_sizes{
    TableSize{"en", "NetScaler SDX", 10},
    TableSize{"en", "NetScaler", 27},
    TableSize{"en", "NetScaler ADM", 20},
    TableSize{"en", "Connector Appliance", 3},
    TableSize{"en", "Connector Appliance with Active Directory", 10},
    TableSize{"en", "Cloud Connector", 4},
    TableSize{"en", "Citrix DaaS", 22},
    TableSize{"en", "Rendezvous Protocol and HDX Enlightened Data Transport Protocol (EDT)", 1},
    TableSize{"en", "Citrix Gateway", 17},
    TableSize{"en", "XenServer", 15},
    TableSize{"en", "Citrix License Server", 8},
    TableSize{"en", "Citrix SD-WAN", 23},
    TableSize{"en", "Citrix Virtual Apps and Desktops", 21},
    TableSize{"en", "Federated Authentication Service", 3},
    TableSize{"en", "Provisioning Services", 21},
    TableSize{"en", "Universal Print Server", 2},
    TableSize{"en", "Remote PC Access", 2},
    TableSize{"en", "Session Recording", 3},
    TableSize{"en", "StoreFront", 9},
    TableSize{"en", "Workspace Environment Management", 9},
    TableSize{"ja", "Citrix SDX", 10},
    TableSize{"ja", "Citrix ADC", 27},
    TableSize{"ja", "Citrix ADM", 20},
    TableSize{"ja", "Connector Appliance", 4},
    TableSize{"ja", "Active Directory 搭載Connector Appliance", 10},
    TableSize{"ja", "Cloud Connector", 4},
    TableSize{"ja", "Citrix DaaS", 12},
    TableSize{"ja", "ランデブープロトコルとHDX Enlightened Data Transport プロトコル(EDT)", 1},
    TableSize{"ja", "Citrix Gateway", 17},
    TableSize{"ja", "Citrix Hypervisor", 15},
    TableSize{"ja", "Citrixライセンスサーバー", 7},
    TableSize{"ja", "Citrix SD-WAN", 23},
    TableSize{"ja", "Citrix Virtual Apps and Desktops", 20},
    TableSize{"ja", "フェデレーション認証サービス", 3},
    TableSize{"ja", "Provisioning Services", 19},
    TableSize{"ja", "ユニバーサルプリントサーバー", 2},
    TableSize{"ja", "リモートPCアクセス", 2},
    TableSize{"ja", "Session Recording", 3},
    TableSize{"ja", "StoreFront", 9},
    TableSize{"ja", "Workspace Environment Management", 9},
};

/// An inherited cell that the row's own details, or the other edition, contradict, and the role that is meant.
struct MeantEnd {
  std::string_view edition;
  std::string_view section;
  int row;
  std::set<std::string> Ends::*end;
  std::string_view role;
};

inline constexpr std::array meant_ends{
    MeantEnd{"ja", "Citrix ADC", 4, &Ends::destination, "netscaler-gslb-peer"},  // MEP joins GSLB sites
    MeantEnd{"ja", "Citrix ADC", 6, &Ends::destination, "netscaler-gslb-peer"},
    MeantEnd{"ja", "Citrix ADC", 7, &Ends::destination, "adm"},  // traps go to ADM, as the details say
    MeantEnd{"ja", "Citrix ADM", 13, &Ends::source, "adm"},      // heartbeats of ADM's own HA nodes
    MeantEnd{"ja", "Citrix ADM", 14, &Ends::source, "adm"},      // ADM polls; an appliance does not poll itself
    MeantEnd{"en", "NetScaler ADM", 13, &Ends::source, "adm"},
    MeantEnd{"en", "NetScaler ADM", 14, &Ends::source, "adm"},
    MeantEnd{"ja", "Citrix Hypervisor", 4, &Ends::destination, "domain-controller"},  // LDAPS, not DNS
    MeantEnd{"en", "XenServer", 4, &Ends::destination, "domain-controller"},
};

/// A requirement of the prose, which both editions print, and a port that it needs.
struct ProseRequirement {
  std::string_view english_heading;
  std::string_view japanese_heading;
  std::string_view from;
  std::string_view to;
  std::string_view transport;
  int port;
};

inline constexpr std::array prose_requirements{
    ProseRequirement{"Connector Appliance", "Connector Appliance", "connector-appliance", "citrix-cloud", "tcp", 443},
    ProseRequirement{"Connector Appliance", "Connector Appliance", "admin-workstation", "connector-appliance", "tcp", 443},
    ProseRequirement{"Cloud Connector", "Cloud Connector", "cloud-connector", "citrix-cloud", "tcp", 443},
    ProseRequirement{"Citrix Gateway Service", "Citrix Gatewayサービス", "cloud-connector", "gateway-service", "tcp", 443},
    ProseRequirement{"Rendezvous Protocol and HDX Enlightened Data Transport Protocol (EDT)",
                     "ランデブープロトコルとHDX Enlightened Data Transport プロトコル(EDT)", "vda", "gateway-service", "tcp", 443},
    ProseRequirement{"NetScaler", "Citrix ADC", "netscaler-snip", "dns-server", "udp", 53},
    ProseRequirement{"NetScaler", "Citrix ADC", "adm", "netscaler-snip", "tcp", 443},
    ProseRequirement{"NetScaler ADM", "Citrix ADM", "adm", "netscaler-snip", "tcp", 443},
    ProseRequirement{"NetScaler ADM", "Citrix ADM", "netscaler-snip", "adm", "udp", 514},
    ProseRequirement{"XenServer", "Citrix Hypervisor", "xenserver", "dns-server", "udp", 53},
    ProseRequirement{"Remote PC Access", "リモートPCアクセス", "vda", "delivery-controller", "tcp", 80},
    ProseRequirement{"Remote PC Access", "リモートPCアクセス", "workspace-app", "vda", "tcp", 1494},
};

}  // namespace flowvet::seeds
