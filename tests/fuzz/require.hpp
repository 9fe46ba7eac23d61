// The assertion of the fuzz targets: works in every build type, unlike assert.
#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the program when what must always hold does not.
#define REQUIRE_ALWAYS(condition)                                                         \
  do {                                                                                    \
    if (!(condition)) {                                                                   \
      std::fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                       \
    }                                                                                     \
  } while (false)
