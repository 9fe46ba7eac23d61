// The SQL Server Browser's list of instances ([MC-SQLR]).
#pragma once

#include "probe/bytes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace flowvet::probe {

/// CLNT_UCAST_EX: which instances does this host have?
Bytes sql_browser_request();

struct SqlInstance {
  std::string name;
  std::string version;
  std::string tcp_port;  ///< empty when it does not listen on TCP
};

/// SVR_RESP to sql_browser_request; nullopt for anything else.
std::optional<std::vector<SqlInstance>> parse_sql_browser_reply(ByteView bytes);

}  // namespace flowvet::probe
