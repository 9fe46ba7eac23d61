// Escaping, width and folding of text.
#include "flowvet/base/text.hpp"

#include <doctest/doctest.h>

using namespace flowvet;

TEST_CASE("Printable text of any language passes through unchanged") {
  CHECK(escape_peer_text("Server: nginx/1.2") == "Server: nginx/1.2");
  CHECK(escape_peer_text("ライセンスサーバー é ö") == "ライセンスサーバー é ö");
  CHECK(escape_peer_text("").empty());
}

TEST_CASE("Nothing that a peer sends reaches the terminal as a control") {
  CHECK(escape_peer_text("a\x1b[2Jb") == "a\\x1b[2Jb");
  CHECK(escape_peer_text(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(escape_peer_text("a\r\nb\tc\x7f") == "a\\x0d\\x0ab\\x09c\\x7f");
  CHECK(escape_peer_text("\u0085") == "\\u{0085}");
  CHECK(escape_peer_text("\u202Egpj.exe") == "\\u{202e}gpj.exe");
  CHECK(escape_peer_text("\u2066x\u2069\u200B\u2028") == "\\u{2066}x\\u{2069}\\u{200b}\\u{2028}");
  CHECK(escape_peer_text("\U000E0041") == "\\u{e0041}");
}

TEST_CASE("Bytes that are no UTF-8 are shown one by one") {
  CHECK(escape_peer_text("a\xff\xfe") == "a\\xff\\xfe");
  CHECK(escape_peer_text("\xe3\x83") == "\\xe3\\x83");
  CHECK(escape_peer_text("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(escape_peer_text("\xc0\x80") == "\\xc0\\x80");
  CHECK(escape_peer_text("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
}

TEST_CASE("Long text is cut between letters and says so") {
  CHECK(escape_peer_text("abcdefgh", 8) == "abcdefgh");
  CHECK(escape_peer_text("abcdefghi", 8) == "abcde...");
  CHECK(escape_peer_text("日本語日本語", 10) == "日本...");
  CHECK(escape_peer_text("ab\x1b\x1b\x1b", 10) == "ab\\x1b...");
  CHECK(escape_peer_text("abcdef", 2) == "..");
  CHECK(escape_peer_text("abcdef", 0).empty());
  CHECK(escape_peer_text(std::string(50'000'000, '\x1b')).size() <= 200);
}

TEST_CASE("Wide letters take two columns, combining marks none") {
  CHECK(display_width("vda") == 3);
  CHECK(display_width("日本語") == 6);
  CHECK(display_width("ｱｲｳ") == 3);
  CHECK(display_width("e\u0301") == 1);
  CHECK(display_width("\xff") == 1);
}

TEST_CASE("Padding counts columns, not bytes") {
  CHECK(pad_right("日本", 6) == "日本  ");
  CHECK(pad_right("vda", 6) == "vda   ");
  CHECK(pad_right("long enough", 4) == "long enough");
}

TEST_CASE("Names that differ only in case, blanks, hyphens or width are the same") {
  CHECK(fold_name("Delivery Controller") == fold_name("delivery-controller"));
  CHECK(fold_name("delivery_controller") == fold_name("DELIVERYCONTROLLER"));
  CHECK(fold_name("AppFlow (NetScaler ADM)") == fold_name("AppFlow(NetScaler ADM)"));
  CHECK(fold_name("ＡＤＣ") == fold_name("ADC"));
  CHECK(fold_name("ﾗｲｾﾝｽ サーバー") == fold_name("ライセンスサーバー"));
  CHECK(fold_name("アプリ・ケーション") == fold_name("アプリケーション"));
  CHECK(fold_name("VDA") == "vda");
}

TEST_CASE("Names that differ in letters or digits stay different") {
  CHECK(fold_name("vda1") != fold_name("vda2"));
  CHECK(fold_name("サーバ") != fold_name("サーバー"));
  CHECK(fold_name(" - ").empty());
  CHECK(fold_name("A\xff") == "A\xff");
}
