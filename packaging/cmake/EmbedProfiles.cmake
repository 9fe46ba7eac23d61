# Compiles the data of profiles/ into a library, so that one file copied to a host works.
function(embed_profiles target folder)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE ${folder}
    ${folder}/roles.json ${folder}/catalog/*.json ${folder}/hosts/*.json)
  list(SORT files)
  list(TRANSFORM files PREPEND ${folder}/ OUTPUT_VARIABLE paths)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded_profiles.cpp)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DFOLDER=${folder} "-DFILES=${files}" -DOUTPUT=${output} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/write_embedded.cmake
    DEPENDS ${paths} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/write_embedded.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()
