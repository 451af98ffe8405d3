# What `cmake --install` lays down: headers, library, command, the CMake package and the pkg-config file.

include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/escalera)

install(TARGETS escalera EXPORT escalera-targets
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/escalera DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.h" PATTERN "*.inc")
if(TARGET escalera_cli)
  install(TARGETS escalera_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  if(BUILD_SHARED_LIBS)
    file(RELATIVE_PATH to_library /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
    set_target_properties(escalera_cli PROPERTIES INSTALL_RPATH "$ORIGIN/${to_library}")
  endif()
endif()

install(EXPORT escalera-targets NAMESPACE escalera:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/escalera-config.cmake.in ${PROJECT_BINARY_DIR}/escalera-config.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/escalera-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/escalera-config.cmake ${PROJECT_BINARY_DIR}/escalera-config-version.cmake
              ${CMAKE_CURRENT_LIST_DIR}/FindRE2.cmake ${CMAKE_CURRENT_LIST_DIR}/FindZstd.cmake
        DESTINATION ${package_dir})

# pkg-config: a static library passes on what it stands on, a shared one keeps it to itself.
set(pc_private "yaml-cpp absl_time re2")
if(ESCALERA_WITH_ADAPTERS)
  string(APPEND pc_private " simdjson zlib libzstd")
endif()
set(pc_requires "fmt")
set(pc_cflags "-ffp-contract=off")
if(BUILD_SHARED_LIBS)
  string(APPEND pc_cflags " -DESCALERA_SHARED")
else()
  string(APPEND pc_requires " ${pc_private}")
  set(pc_private "")
endif()
if(IS_ABSOLUTE ${CMAKE_INSTALL_LIBDIR})
  set(pc_prefix ${CMAKE_INSTALL_PREFIX})
else()
  file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
  string(REGEX REPLACE "/$" "" pc_prefix "\${pcfiledir}/${pc_prefix}")
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/escalera.pc.in ${PROJECT_BINARY_DIR}/escalera.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/escalera.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
