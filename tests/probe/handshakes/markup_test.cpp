// Markers in XML and HTML, whole or cut anywhere.
#include "probe/handshakes/markup.hpp"

#include <doctest/doctest.h>

using namespace flowvet::probe;

TEST_CASE("the root is the first element, whatever stands before it") {
  CHECK(root_element("<?xml version=\"1.0\"?>\n<!DOCTYPE a SYSTEM \"a.dtd\"><!-- <b> --><x:Discovery xmlns:x=\"u\"/>") == "discovery");
  CHECK(root_element("\xef\xbb\xbf<a>") == "a");
  for (const auto* text : {"", "text", "<", "<a", "</a>", "<!-- <a>", "<>"}) CHECK_FALSE_MESSAGE(root_element(text).has_value(), text);
}

TEST_CASE("an element's text is what stands before the next tag") {
  CHECK(element_text("<html><TITLE lang=\"en\">\n Welcome \n</TITLE>", "title") == "Welcome");
  CHECK(element_text("<a/><b></b>", "b")->empty());
  CHECK(element_text("<n:name>x</n:name>", "name") == "x");
  CHECK_FALSE(element_text("<name>cut", "name"));
  CHECK_FALSE(element_text("<names>x</names>", "name"));
}

TEST_CASE("an element in a comment is not there") {
  CHECK(has_element("<a><b/></a>", "B"));
  CHECK_FALSE(has_element("<a><!-- <b/> --></a>", "b"));
}
