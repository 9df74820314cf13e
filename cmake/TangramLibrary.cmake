# tangram_library(NAME [OURS lib...] [LINK target...]): one folder under src/ is one static library, and its
# *_test.cc files are one test program, its *_replication_test.cc files another where no sanitizer slows them.
# OURS repeats the include table of src/README.md: what is not named here does not link.
include(GoogleTest)

add_library(tangram_options INTERFACE)
# g++ 12 sees overlapping copies in "literal" + std::string() when it optimises (GCC bug 105329).
target_compile_options(tangram_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<BOOL:${TANGRAM_WERROR}>:-Werror>)
if(TANGRAM_SANITIZE)
  target_compile_options(tangram_options INTERFACE -fsanitize=${TANGRAM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tangram_options INTERFACE -fsanitize=${TANGRAM_SANITIZE})
endif()

# One precompiled header serves all test programs: they are compiled alike.
if(TANGRAM_PCH)
  file(WRITE ${CMAKE_BINARY_DIR}/pch.cc "")
  add_library(tangram_pch STATIC ${CMAKE_BINARY_DIR}/pch.cc)
  target_link_libraries(tangram_pch PRIVATE tangram_options GTest::gmock GTest::gtest fmt::fmt Eigen3::Eigen)
  target_precompile_headers(tangram_pch PRIVATE <gmock/gmock.h> <gtest/gtest.h> <fmt/format.h> <Eigen/Dense>
                            <filesystem> <map> <memory> <span> <string> <vector>)
endif()

function(tangram_test name)
  cmake_parse_arguments(arg "NO_PCH" "LABEL" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tangram_options ${arg_LINK} GTest::gmock GTest::gtest GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE TANGRAM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(TANGRAM_PCH AND NOT arg_NO_PCH)
    target_precompile_headers(${name} REUSE_FROM tangram_pch)
  endif()
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${arg_LABEL} TIMEOUT 300)
endfunction()

function(tangram_library name)
  cmake_parse_arguments(arg "" "" "OURS;LINK;TEST_LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  set(replications ${tests})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER tests EXCLUDE REGEX "_replication_test\\.cc$")
  list(FILTER replications INCLUDE REGEX "_replication_test\\.cc$")
  list(TRANSFORM arg_OURS PREPEND tangram_)
  set(kind PUBLIC)
  if(NOT sources)
    add_library(tangram_${name} INTERFACE)
    set(kind INTERFACE)
  else()
    add_library(tangram_${name} STATIC ${sources})
  endif()
  target_include_directories(tangram_${name} ${kind} ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(tangram_${name} ${kind} tangram_options ${arg_OURS} ${arg_LINK})
  if(tests)
    set(no_pch "")
    if("llama" IN_LIST arg_LINK)
      set(no_pch NO_PCH)  # compiled with OpenMP, the precompiled header without
    endif()
    tangram_test(${name}_test ${no_pch} LABEL unit SOURCES ${tests} LINK tangram_${name} ${arg_TEST_LINK})
  endif()
  if(replications AND NOT TANGRAM_SANITIZE)  # minutes in a release build, hours under a sanitizer
    tangram_test(${name}_replication_test NO_PCH LABEL replication SOURCES ${replications} LINK tangram_${name})
  endif()
endfunction()
