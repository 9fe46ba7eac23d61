// Boost.URL compiled into this library, header-only: address.cpp uses its address parsers. Nothing else includes this.
#include <boost/url/src.hpp>
