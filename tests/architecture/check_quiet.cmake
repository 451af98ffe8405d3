# The library never prints, never aborts, never reads the wall clock: that is the host's and the command's.
include(${CMAKE_CURRENT_LIST_DIR}/tree.cmake)

set(banned
  "std::cout" "std::cerr" "std::clog" "[^a-z_:.]printf[(]" "std::printf[(]" "fmt::print[(]" "[^a-z_]puts[(]"
  "std::abort[(]" "std::exit[(]" "std::terminate[(]" "[^a-z_]assert[(]"
  "system_clock::now" "steady_clock::now" "absl::Now[(]" "std::time[(]" "std::rand[(]" "std::random_device")
include(${CMAKE_CURRENT_LIST_DIR}/quiet_allowed.cmake)
set(bad)
foreach(room IN LISTS rooms)
  if(room STREQUAL "cli")
    continue()
  endif()
  files_of(files include/escalera/${room}/*.hpp src/${room}/*.cpp src/${room}/*.hpp)
  foreach(file IN LISTS files)
    file(READ "${ROOT}/${file}" text)
    string(REGEX REPLACE "//[^\n]*" "" text "${text}")  # words in comments do no harm
    foreach(pattern IN LISTS banned)
      if(text MATCHES "${pattern}" AND NOT "${file} ${pattern}" IN_LIST allowed)
        list(APPEND bad "${file}: '${CMAKE_MATCH_0}': the library is silent, returns what went wrong, and takes time from events")
      endif()
    endforeach()
  endforeach()
endforeach()
fail_if_any(bad "calls that the library may not make")
