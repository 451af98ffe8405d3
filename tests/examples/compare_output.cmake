# Runs a program and compares what it prints with a kept file, to the byte.
#     cmake -D PROGRAM=<program> -D EXPECTED=<file> [-D ACTUAL=<where to keep what it printed>] -P compare_output.cmake
execute_process(COMMAND ${PROGRAM} OUTPUT_FILE ${ACTUAL} RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${PROGRAM} ended with ${result}")
endif()
if(NOT EXISTS ${EXPECTED})
  message(FATAL_ERROR "${EXPECTED} is missing; what was printed is in ${ACTUAL}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files ${EXPECTED} ${ACTUAL} RESULT_VARIABLE differs)
if(differs)
  execute_process(COMMAND diff -u ${EXPECTED} ${ACTUAL} COMMAND head -n 60)
  message(FATAL_ERROR "${PROGRAM} no longer prints what ${EXPECTED} says; what it prints is in ${ACTUAL}")
endif()
