# Plants one violation for each check in a small tree and demands that the check names it; and that the clean tree passes.
#     cmake -D WORK=<scratch folder> -P checks_catch.cmake
cmake_minimum_required(VERSION 3.25)

set(failures)

function(lay_clean_tree)
  file(REMOVE_RECURSE ${WORK})
  file(WRITE ${WORK}/CMakeLists.txt "project(x)\n")
  file(WRITE ${WORK}/include/escalera/escalera.hpp
       "#include \"escalera/model/instant.hpp\"\n#include \"escalera/match/matcher.hpp\"\n// not here: escalera/state/odd.hpp, because it is odd\n")
  file(WRITE ${WORK}/include/escalera/model/instant.hpp "#include <cstdint>\n#include <boost/system/result.hpp>\n")
  file(WRITE ${WORK}/include/escalera/match/matcher.hpp "#include \"escalera/model/instant.hpp\"\n#include <fmt/format.h>\n")
  file(WRITE ${WORK}/include/escalera/state/odd.hpp "#include \"escalera/match/matcher.hpp\"\n")
  file(WRITE ${WORK}/src/model/instant.cpp "#include \"escalera/model/instant.hpp\"\n// std::cout << in a comment\n")
  file(WRITE ${WORK}/src/model/instant_print.cpp "#include \"escalera/model/instant.hpp\"\n")
  file(WRITE ${WORK}/src/cli/main.cpp "#include \"escalera/match/matcher.hpp\"\nint main() { std::cout << 1; }\n")
  file(WRITE ${WORK}/tests/model/instant_test.cpp "\n")
endfunction()

function(run_check check out_passed out_text)
  execute_process(COMMAND ${CMAKE_COMMAND} -D ROOT=${WORK} -P ${CMAKE_CURRENT_LIST_DIR}/check_${check}.cmake
                  RESULT_VARIABLE result OUTPUT_VARIABLE text ERROR_VARIABLE text)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")  # cmake wraps long lines
  set(${out_text} "${text}" PARENT_SCOPE)
  if(result EQUAL 0)
    set(${out_passed} TRUE PARENT_SCOPE)
  else()
    set(${out_passed} FALSE PARENT_SCOPE)
  endif()
endfunction()

# plant(<check> <file> <text> <word the check must say>)
function(plant check file text word)
  lay_clean_tree()
  file(WRITE ${WORK}/${file} "${text}")
  run_check(${check} passed said)
  string(FIND "${said}" "${word}" at)
  if(passed)
    message(SEND_ERROR "check_${check} let pass: ${file}: ${text}")
  elseif(at EQUAL -1)
    message(SEND_ERROR "check_${check} failed on ${file} but did not say '${word}':\n${said}")
  endif()
endfunction()

foreach(check layers public_includes file_length names umbrella quiet)
  lay_clean_tree()
  run_check(${check} passed said)
  if(NOT passed)
    message(SEND_ERROR "check_${check} fails on a clean tree:\n${said}")
  endif()
endforeach()

plant(layers include/escalera/model/instant.hpp "\n#include \"escalera/match/matcher.hpp\"\n"
      "instant.hpp:2: 'model' must not include 'match'")
plant(layers src/model/instant.cpp "#  include <escalera/state/odd.hpp>\n" "'model' must not include 'state'")
plant(layers src/state/odd.cpp "#include \"cli/args.hpp\"\n" "'state' must not include 'cli'")
plant(layers src/cli/main.cpp "#include \"escalera/c_abi/handles.hpp\"\n" "'cli' must not include 'c_abi'")
plant(layers src/model/instant.cpp "#include \"../state/odd.hpp\"\n" "climbs out")
plant(layers src/model/instant.cpp "#include \"escalera/escalera.hpp\"\n" "umbrella")

plant(public_includes include/escalera/model/instant.hpp "#include <yaml-cpp/yaml.h>\n" "instant.hpp:1: <yaml-cpp/yaml.h>")
plant(public_includes include/escalera/model/instant.hpp "int x[2];\n#include <absl/time/time.h>\n" "instant.hpp:2:")
plant(public_includes include/escalera/model/instant.hpp "#include <zstd.h>\n" "<zstd.h>")

string(REPEAT "// a line; [of many]\n" 501 long_text)
plant(file_length src/model/instant.cpp "${long_text}" "instant.cpp: 501 lines")
plant(file_length tests/model/make.py "${long_text}" "make.py: 501 lines")
string(REPEAT "# a line\n" 201 long_root)
plant(file_length CMakeLists.txt "${long_root}" "200 are allowed at the root")

plant(names include/escalera/model/string_utils.hpp "\n" "string_utils.hpp: the name says nothing")
plant(names src/common/x.cpp "\n" "the name says nothing")
plant(names src/model/instant.cpp "#include <vector>\n#include \"escalera/model/instant.hpp\"\n" "its first include must be")
plant(names src/model/orphan.cpp "\n" "there is no include/escalera/model/orphan.hpp")
plant(names tests/match/instant_test.cpp "\n" "tests no header of that name")
plant(names include/escalera/colour/red.hpp "\n" "'colour' is no room")
plant(names docs/page.md "\n" "docs/: only include src rules")

plant(umbrella include/escalera/engine/engine.hpp "\n" "#include \"escalera/engine/engine.hpp\"")
plant(umbrella include/escalera/escalera.hpp "#include \"escalera/model/gone.hpp\"\n" "gone.hpp does not exist")

plant(quiet src/model/instant.cpp "void f() { std::cerr << 1; }\n" "std::cerr")
plant(quiet include/escalera/model/instant.hpp "auto t = std::chrono::system_clock::now();\n" "system_clock::now")
plant(quiet src/model/instant.cpp "void f() { std::abort(); }\n" "std::abort")

file(REMOVE_RECURSE ${WORK})
