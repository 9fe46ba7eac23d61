// What stands around every page: language, time, links; and how a page is put together.
#pragma once

#include "agent/board.hpp"
#include "agent/http/message.hpp"
#include "agent/web/page/job_view.hpp"

#include <string>
#include <string_view>

namespace flowvet::agent::web::page {

/// From a request: its language, the time now.
Scene make_scene(const http::Request& request);

/// The template of this name within the frame. `host` is shown as whose page it is; empty: not known.
http::Reply make_page(unsigned status, std::string_view name, Data data, const http::Request& request, const Scene& scene,
                      const std::string& host);

/// A page that says why there is no other, in the words of the phrase `key`.
http::Reply message_page(unsigned status, std::string_view heading, std::string_view key, const http::Request& request, const Scene& scene);

}  // namespace flowvet::agent::web::page
