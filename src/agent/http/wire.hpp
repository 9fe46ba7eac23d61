// Between Boost.Beast's messages and our own values. Pure.
#pragma once

#include "agent/http/message.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/system/error_code.hpp>

#include <memory>

namespace flowvet::agent::http {

using WireRequest = boost::beast::http::request<boost::beast::http::string_body>;
using WireResponse = boost::beast::http::response<boost::beast::http::string_body>;

/// Empty where the request has no such field.
std::string_view field_of(const WireRequest& request, std::string_view name);

std::shared_ptr<Request> make_request(const WireRequest& request, Target target, std::stop_token stop);

/// `head`: only the head of it, as for GET. `keep`: the connection stays open.
WireResponse make_response(Reply reply, bool head, bool keep);

/// What a garbled request is told, if anything.
std::optional<Reply> reply_to_error(const boost::system::error_code& error);

}  // namespace flowvet::agent::http
