# Compiles files into a library, so that one program copied to a host works.

# Defines NAMESPACE::FUNCTION(), which HEADER declares: a span of TYPE{path, text}, one for each of FILES (relative to FOLDER).
function(embed_files target)
  cmake_parse_arguments(PARSE_ARGV 1 embed "" "FOLDER;NAMESPACE;FUNCTION;TYPE;HEADER" "FILES")
  list(SORT embed_FILES)
  list(TRANSFORM embed_FILES PREPEND ${embed_FOLDER}/ OUTPUT_VARIABLE paths)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${embed_FUNCTION}.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${embed_FOLDER} "-DFILES=${embed_FILES}" -DNAMESPACE=${embed_NAMESPACE} -DFUNCTION=${embed_FUNCTION}
            -DTYPE=${embed_TYPE} -DHEADER=${embed_HEADER} -DOUTPUT=${output} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/write_embedded.cmake
    DEPENDS ${paths} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/write_embedded.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# The data of profiles/.
function(embed_profiles target folder)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${folder}
    ${folder}/roles.json ${folder}/catalog/*.json ${folder}/hosts/*.json)
  embed_files(${target} FOLDER ${folder} FILES ${files} NAMESPACE flowvet::catalog FUNCTION embedded_profiles TYPE ProfileFile
    HEADER flowvet/catalog/load.hpp)
endfunction()

# The agent's page: templates, style sheet, icon.
function(embed_page target folder)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${folder} ${folder}/*.mustache ${folder}/*.css ${folder}/*.svg)
  embed_files(${target} FOLDER ${folder} FILES ${files} NAMESPACE flowvet::agent::web::page FUNCTION embedded_page TYPE PageFile
    HEADER agent/web/page/templates.hpp)
endfunction()
