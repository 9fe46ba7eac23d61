# Writes embedded_profiles.cpp: one raw string literal a file. Run by EmbedProfiles.cmake.
set(text "// Generated from profiles/ by the build.\n#include \"flowvet/catalog/load.hpp\"\n\nnamespace flowvet::catalog {\n\n")
string(APPEND text "std::span<const ProfileFile> embedded_profiles() {\n  static const std::vector<ProfileFile> files{\n")
foreach(file IN LISTS FILES)
  # Brackets and semicolons are list syntax to CMake; as one quoted string they pass through untouched.
  file(READ ${FOLDER}/${file} content)
  string(APPEND text "    {\"${file}\", R\"__json(${content})__json\"},\n")
endforeach()
string(APPEND text "  };\n  return files;\n}\n\n}  // namespace flowvet::catalog\n")
file(WRITE ${OUTPUT} "${text}")
