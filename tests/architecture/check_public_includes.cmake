# Public headers show no third-party type but Boost's and fmt's: everything else stays in sources.
include(${CMAKE_CURRENT_LIST_DIR}/tree.cmake)

set(bad)
files_of(files include/*.hpp include/*.h include/*.inc)
foreach(file IN LISTS files)
  includes_of(${file} includes)
  foreach(item IN LISTS includes)
    string(REGEX MATCH "^([0-9]+)\\|(.*)$" ignored "${item}")
    set(line ${CMAKE_MATCH_1})
    set(target ${CMAKE_MATCH_2})
    if(target MATCHES "^\"escalera/" OR target MATCHES "^<(boost|fmt)/")
      continue()
    endif()
    if(target MATCHES "^<[a-z_0-9]+>$")  # the standard library's
      continue()
    endif()
    if(target MATCHES "^<(immintrin|arm_neon|stdint|stddef|stdbool)\\.h>$")  # vector kernels; the C door
      continue()
    endif()
    list(APPEND bad "${file}:${line}: ${target} may not be in a public header; only \"escalera/...\", the standard library, <boost/...> and <fmt/...>")
  endforeach()
endforeach()
fail_if_any(bad "includes that a public header may not have")
