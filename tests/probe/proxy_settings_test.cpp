// What stands before an @ never comes out again.
#include "probe/proxy_settings.hpp"

#include <doctest/doctest.h>

using namespace flowvet::probe;

TEST_CASE("Credentials are taken out of proxy settings, however they are written") {
  for (const auto& [written, shown] : {std::pair{"http://proxy:3128", "http://proxy:3128"},
                                       {"http://user:secret@proxy:3128/", "http://proxy:3128/"},
                                       {"user:secret@proxy:3128", "proxy:3128"},
                                       {"http://user:se@cr/et@proxy:3128", "http://proxy:3128"},
                                       {"http=user:secret@one:80;https=two:80", "one:80;https=two:80"},
                                       {"user:sec://ret@proxy", "proxy"}}) {
    CAPTURE(written);
    CHECK(without_credentials(written) == shown);
  }
}

TEST_CASE("Variables are proxy settings in either letter case") {
  for (const auto* name : {"http_proxy", "HTTPS_PROXY", "no_proxy", "All_Proxy"}) CHECK(is_proxy_variable(name));
  for (const auto* name : {"proxy", "http_proxy_port", "PATH"}) CHECK_FALSE(is_proxy_variable(name));
}

TEST_CASE("/etc/environment is read with quotes, exports and comments") {
  const auto settings = proxies_in_environment_file(
      "PATH=\"/usr/bin\"\nhttp_proxy=\"http://u:p@proxy:3128\"\n#https_proxy=http://old\nexport "
      "HTTPS_PROXY='http://proxy:3129'\nno_proxy=\n",
      "/etc/environment");
  CHECK(settings == std::vector<ProxySetting>{{"/etc/environment", "http_proxy", "http://proxy:3128"},
                                              {"/etc/environment", "HTTPS_PROXY", "http://proxy:3129"}});
}
