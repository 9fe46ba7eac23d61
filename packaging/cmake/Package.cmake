# What an installation consists of, and the Debian package of it: `packaging/deb.sh`, or `cpack --preset deb` in a built release tree.
include(GNUInstallDirs)

# Texts as Debian wants them: compressed, and the same bytes whenever they are made.
find_program(GZIP gzip REQUIRED)
add_custom_target(package_texts ALL)
function(install_compressed source name folder)
  set(compressed ${CMAKE_CURRENT_BINARY_DIR}/${name}.gz)
  add_custom_command(
    OUTPUT ${compressed}
    COMMAND ${GZIP} -9nc ${PROJECT_SOURCE_DIR}/${source} > ${compressed}
    DEPENDS ${source}
    VERBATIM)
  target_sources(package_texts PRIVATE ${compressed})
  install(FILES ${compressed} DESTINATION ${folder})
endfunction()

install(TARGETS flowvet RUNTIME)
install_compressed(packaging/man/flowvet.1 flowvet.1 ${CMAKE_INSTALL_MANDIR}/man1)
install_compressed(packaging/deb/changelog changelog ${CMAKE_INSTALL_DOCDIR})
install_compressed(README.md README.md ${CMAKE_INSTALL_DOCDIR})
install(FILES packaging/deb/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY profiles/sites DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
install(DIRECTORY profiles/schema packaging/prometheus DESTINATION ${CMAKE_INSTALL_DATADIR}/flowvet)
install(FILES packaging/agent/agent.json packaging/agent/site.json DESTINATION /etc/flowvet)  # where the units look
install(DIRECTORY packaging/systemd/ DESTINATION lib/systemd/system)

set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "The flowvet maintainers")
set(CPACK_PACKAGE_CONTACT "The flowvet maintainers <maintainers@flowvet.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "proves that every network flow a Citrix role depends on really works")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Turns every row of the paper \"Communication Ports Used by Citrix
Technologies\" into a check and tells, on the host itself, what works, what does
not, what was seen and what to do next. It speaks each service's own protocol,
without credentials and without administrator rights.

The package also brings an agent that makes the same checks on a schedule,
remembers them and serves a page and metrics. It starts once its hosts are
named in /etc/flowvet/site.json and flowvet-agent.service is enabled.")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)  # the roots that certificates are checked against
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "nftables, prometheus")  # nft: `check --inbound` reads the firewall's rules
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA)
foreach(file conffiles postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/packaging/deb/${file})
endforeach()
include(CPack)
