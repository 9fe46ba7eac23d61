// What a request of the API asks for, read from its path and query; what is wrong with it is a reply.
#pragma once

#include "agent/board.hpp"
#include "agent/http/error_form.hpp"
#include "agent/store.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <string_view>

namespace flowvet::agent::web {

/// A value, or the reply that says why there is none.
template <class T>
using Asked = boost::system::result<T, http::Reply>;

using http::json_error;
/// The database gives no answer: 503, with its own words.
http::Reply json_error(const Problems& problems);

/// A whole number above 0; `name` says in the reply what it should be.
Asked<std::int64_t> read_run_number(std::string_view text, std::string_view name);

/// The parameter `since`; `usual` where there is none.
Asked<WallTime> read_since(const http::Request& request, WallTime now, std::chrono::seconds usual);

/// The job of this name in the agent's configuration.
Asked<JobNow> find_job(const Now& now, std::string_view name);

/// 400 where a parameter is none of these: a misspelt one would be passed over in silence.
Asked<void> check_parameters(const http::Request& request, std::initializer_list<std::string_view> known);

}  // namespace flowvet::agent::web
