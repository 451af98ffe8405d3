# How everything in this build is compiled: standard, build type, ccache, sanitizers, coverage. Flags that a user of
# the library must share (-ffp-contract=off) are not here but on the target itself.

include(GNUInstallDirs)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Debug, Release, RelWithDebInfo" FORCE)
  endif()
endif()

# ccache: a precompiled header's macros and times may be taken as they are, and paths count from the project's root, so
# that a second clone or work tree finds what the first one compiled. In depend mode a miss costs no preprocessing.
if(ESCALERA_CCACHE)
  find_program(ESCALERA_CCACHE_PROGRAM ccache)
  mark_as_advanced(ESCALERA_CCACHE_PROGRAM)
  if(ESCALERA_CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 CCACHE_DEPEND=1 ${ESCALERA_CCACHE_PROGRAM})
    set(CMAKE_C_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
  endif()
endif()

# Precompiles a header of others' headers for a target. Precompiled headers of two work trees differ in their bytes, though
# they say the same; ccache takes this sum for theirs where it is told to:  ccache --set-config pch_external_checksum=true
function(escalera_precompile target header)
  target_precompile_headers(${target} PRIVATE ${header})
  file(SHA1 ${CMAKE_CURRENT_SOURCE_DIR}/${header} sum)
  foreach(suffix gch pch)
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.${suffix}.sum
         CONTENT "${sum} ${CMAKE_CXX_COMPILER_VERSION} ${Boost_VERSION} ${fmt_VERSION}\n")
  endforeach()
endfunction()

if(ESCALERA_SANITIZE)
  set(sanitizers address undefined address,undefined thread)
  if(NOT ESCALERA_SANITIZE IN_LIST sanitizers)
    message(FATAL_ERROR "ESCALERA_SANITIZE=${ESCALERA_SANITIZE} is none of: ${sanitizers}")
  endif()
  add_compile_options(-fsanitize=${ESCALERA_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${ESCALERA_SANITIZE})
  if(ESCALERA_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()

if(ESCALERA_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

if(ESCALERA_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "ESCALERA_FUZZ needs clang (CXX=clang++): libFuzzer comes with it")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)  # the library reports its branches; only the targets get a main()
endif()
