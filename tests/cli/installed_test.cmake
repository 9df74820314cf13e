# Installs BUILD into a prefix, moves the prefix, and uses it as another project does: examples/shuffled_labels is
# built against it and run. SOURCE: the project; WORK: a folder of the test's own.
cmake_minimum_required(VERSION 3.25)

# run(NAME COMMAND...): its standard output in NAME; the test ends where it fails.
function(run name)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "exit code ${code} of: ${ARGN}\n${out}${err}")
  endif()
  set(${name} "${out}" PARENT_SCOPE)
endfunction()

function(expect text pattern what)
  if(NOT "${text}" MATCHES "${pattern}")
    message(FATAL_ERROR "${what}: expected ${pattern}, found\n${text}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(ignored ${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/first)
file(RENAME ${WORK}/first ${WORK}/moved)
set(prefix ${WORK}/moved)

# The program takes its files from beside itself: a study that only the moved tree has is listed.
file(COPY ${prefix}/share/tangram/studies/known_mechanisms/ DESTINATION ${prefix}/share/tangram/studies/only_here)
run(studies ${CMAKE_COMMAND} -E env --unset=TANGRAM_SHARE_DIR ${prefix}/bin/tangram list studies)
expect("${studies}" "only_here" "tangram list studies")

# No file of the package names the tree that it was made in, but for the hint at llama.cpp.
file(GLOB package ${prefix}/lib*/cmake/tangram/*.cmake ${prefix}/lib/*/cmake/tangram/*.cmake)
expect("${package}" "tangramTargets\\.cmake" "the files of the package")
foreach(file IN LISTS package)
  file(STRINGS ${file} lines)
  list(FILTER lines EXCLUDE REGEX "find_dependency\\(llama ")
  foreach(tree ${SOURCE} ${WORK})
    string(FIND "${lines}" "${tree}/" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${file} names ${tree}: the installation cannot be moved")
    endif()
  endforeach()
endforeach()

# What an installed header includes is installed.
file(GLOB_RECURSE headers ${prefix}/include/tangram/*.h)
expect("${headers}" "core/task\\.h" "installed headers")
foreach(header IN LISTS headers)
  file(STRINGS ${header} includes REGEX "^#include \"")
  foreach(include IN LISTS includes)
    string(REGEX REPLACE "^#include \"(.*)\".*" "\\1" include "${include}")
    if(NOT EXISTS ${prefix}/include/tangram/${include})
      message(FATAL_ERROR "${header} includes ${include}, which is not installed")
    endif()
  endforeach()
endforeach()

# 200 reviews whose label shows in one word of four.
set(good good great fine happy)
set(bad bad poor dull sad)
set(rows "")
foreach(i RANGE 199)
  math(EXPR which "(${i} / 2) % 4")
  math(EXPR side "${i} % 2")
  if(side)
    list(GET good ${which} word)
    string(APPEND rows "{\"text\": \"the film was ${word} number ${i}\", \"label\": \"positive\"}\n")
  else()
    list(GET bad ${which} word)
    string(APPEND rows "{\"text\": \"the film was ${word} number ${i}\", \"label\": \"negative\"}\n")
  endif()
endforeach()
file(WRITE ${WORK}/reviews.jsonl "${rows}")

# build(NAME FOLDER): a project that finds the moved installation.
function(build name folder)
  run(ignored ${CMAKE_COMMAND} -S ${folder} -B ${WORK}/${name} -G ${GENERATOR} -DCMAKE_PREFIX_PATH=${prefix}
              -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_BUILD_TYPE=Release
              "-DCMAKE_CXX_FLAGS=-Wall -Wpedantic -Wshadow -Werror")
  run(ignored ${CMAKE_COMMAND} --build ${WORK}/${name})
endfunction()

build(whole ${SOURCE}/tests/cli/whole_libraries)
build(example ${SOURCE}/examples/shuffled_labels)
set(example ${WORK}/example/shuffled_labels)
run(scores ${example} ${WORK}/reviews.jsonl)
expect("${scores}" "^original  accuracy [01]\\.[0-9][0-9]  AUC (0\\.9[0-9]|1\\.00)\nshuffled  accuracy [01]\\.[0-9][0-9]  AUC 0\\.[0-8][0-9]\n$"
       "shuffled_labels")
execute_process(COMMAND ${example} ${WORK}/no.jsonl RESULT_VARIABLE code ERROR_VARIABLE err OUTPUT_QUIET)
expect("${code} ${err}" "^2 error: .*no\\.jsonl: there is no such file" "shuffled_labels without data")
