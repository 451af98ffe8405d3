# What the checks share: the rooms in order, the files of a tree, includes with their lines, and how to fail.
# Every check is run as  cmake -D ROOT=<project> -P check_x.cmake  and names file, line and the way out.

cmake_minimum_required(VERSION 3.25)

# c_abi stands level with cli; cli may not include it.
set(rooms model language compile match state engine adapters c_abi cli)

if(NOT DEFINED ROOT)
  message(FATAL_ERROR "say which tree: -D ROOT=<folder>")
endif()
get_filename_component(ROOT "${ROOT}" ABSOLUTE)

# Files below `ROOT` that match the globs, relative to it, sorted.
function(files_of out)
  set(globs ${ARGN})
  list(TRANSFORM globs PREPEND "${ROOT}/")
  file(GLOB_RECURSE found LIST_DIRECTORIES false RELATIVE "${ROOT}" ${globs})
  list(FILTER found EXCLUDE REGEX "^build[/-]")
  list(SORT found)
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# The includes of a file as "<line>|<file>" items; quoted ones keep their quotes, angle ones their brackets.
function(includes_of file out)
  file(READ "${ROOT}/${file}" text)
  string(REGEX REPLACE "[;\\[]" " " text "${text}")  # both would upset a list
  string(REGEX REPLACE "\\]" " " text "${text}")
  string(REGEX REPLACE "\\\\\n" " \n" text "${text}")
  string(REPLACE "\n" ";" lines "${text}")
  set(number 0)
  set(found)
  foreach(line IN LISTS lines)
    math(EXPR number "${number} + 1")
    if(line MATCHES "^[ \t]*#[ \t]*include[ \t]*([<\"][^>\"]+[>\"])")
      list(APPEND found "${number}|${CMAKE_MATCH_1}")
    endif()
  endforeach()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()

macro(fail_if_any bad what)
  if(${bad})
    list(JOIN ${bad} "\n  " text)
    message(FATAL_ERROR "${what}:\n  ${text}\n")
  endif()
endmacro()
