// Suggestions for mistyped words.
#include "flowvet/base/suggest.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace flowvet;

namespace {
const std::vector<std::string> roles{"delivery-controller", "storefront", "vda", "sql-server", "ライセンスサーバー"};
}

TEST_CASE("A slip of the finger finds the word that was meant") {
  CHECK(nearest_word("delivery-controler", roles) == "delivery-controller");
  CHECK(nearest_word("sotrefront", roles) == "storefront");
  CHECK(nearest_word("dva", roles) == "vda");
  CHECK(nearest_word("STOREFRONT", roles) == "storefront");
  CHECK(nearest_word("ライセンスサーバ", roles) == "ライセンスサーバー");
}

TEST_CASE("A word that resembles nothing gets no suggestion") {
  CHECK_FALSE(nearest_word("printer", roles));
  CHECK_FALSE(nearest_word("xyz", roles));
  CHECK_FALSE(nearest_word("", roles));
  CHECK_FALSE(nearest_word("vda", {}));
  CHECK_FALSE(nearest_word(std::string(1'000'000, 'v'), roles));
}

TEST_CASE("Of two near words the nearer one is meant") {
  CHECK(nearest_word("tcq", std::vector<std::string>{"udp", "tcp"}) == "tcp");
  CHECK(nearest_word("serves", std::vector<std::string>{"server", "serves"}) == "serves");
}

TEST_CASE("Bytes that are no UTF-8 are compared like any other letter") {
  CHECK(nearest_word("storefr\xffnt", roles) == "storefront");
}

TEST_CASE("A suggestion names the nearest word, else a short list, else nothing") {
  CHECK(suggestion("vdaa", roles) == "did you mean \"vda\"?");
  CHECK(suggestion("nothing", std::vector<std::string>{"on", "off"}) == "known: on, off");
  CHECK(suggestion("nothing", std::vector<std::string>(100, "long-candidate")).empty());
  CHECK(suggestion("nothing", {}).empty());
}
