# Cross builds: links the header-only libraries of this machine into a folder of the build tree and names it in
# FLOWVET_HEADERS, so that the compiler sees them but none of the machine's own system headers beside them.
set(FLOWVET_HEADERS ${CMAKE_BINARY_DIR}/headers CACHE PATH "Folder of third-party headers for cross builds" FORCE)
file(MAKE_DIRECTORY ${FLOWVET_HEADERS})
foreach(entry boost nlohmann CLI spdlog fmt utf8proc.h)
  if(NOT EXISTS /usr/include/${entry})
    message(FATAL_ERROR "/usr/include/${entry} is missing: install packaging/packages-build.txt or set FLOWVET_HEADERS")
  endif()
  file(CREATE_LINK /usr/include/${entry} ${FLOWVET_HEADERS}/${entry} SYMBOLIC)
endforeach()
