# tangram_library(NAME [OURS lib...] [LINK target...] [HIDDEN target...] [HEADERS target...]): one folder under src/ is
# one static library, and its *_test.cc files are one test program, its *_replication_test.cc files another where no
# sanitizer slows them.
# OURS repeats the include table of src/README.md: what is not named here does not link.
# LINK: its headers include it; HIDDEN: its sources and tests alone do; HEADERS: so, and there is nothing to link.
include(GoogleTest)

add_library(tangram_options INTERFACE)
# g++ 12 sees overlapping copies in "literal" + std::string() when it optimises (GCC bug 105329).
target_compile_options(tangram_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<BOOL:${TANGRAM_WERROR}>:-Werror>)
if(TANGRAM_SANITIZE)
  target_compile_options(tangram_options INTERFACE -fsanitize=${TANGRAM_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(tangram_options INTERFACE -fsanitize=${TANGRAM_SANITIZE})
endif()

# One precompiled header serves all libraries, one all test programs: each kind is compiled alike.
function(tangram_precompile name)
  cmake_parse_arguments(arg "" "" "LINK;HEADERS" ${ARGN})
  file(WRITE ${CMAKE_BINARY_DIR}/${name}.cc "")
  add_library(${name} STATIC ${CMAKE_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE tangram_options fmt::fmt Eigen3::Eigen ${arg_LINK})
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS} <fmt/format.h> <Eigen/Dense>
                            <map> <memory> <span> <string> <vector>)
endfunction()
if(TANGRAM_PCH)
  tangram_precompile(tangram_pch)
  tangram_precompile(tangram_test_pch LINK GTest::gmock GTest::gtest HEADERS <gmock/gmock.h> <gtest/gtest.h> <filesystem>)
endif()

# The test programs with the label unit or contract: what a build with a sanitizer is for.
add_custom_target(unit_and_contract_tests)

function(tangram_test name)
  cmake_parse_arguments(arg "" "LABEL" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE tangram_options ${arg_LINK} GTest::gmock GTest::gtest GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE TANGRAM_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(TANGRAM_PCH)
    target_precompile_headers(${name} REUSE_FROM tangram_test_pch)
  endif()
  if(arg_LABEL MATCHES "^(unit|contract)$")
    add_dependencies(unit_and_contract_tests ${name})
  endif()
  # Threads that wait for each other sleep: spinning ones, of two tests on two processors beside anything else, take
  # a test of 2 seconds to minutes.
  gtest_discover_tests(${name} DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${arg_LABEL} TIMEOUT 300
                       ENVIRONMENT OMP_WAIT_POLICY=passive)
endfunction()

# tangram_install_library(NAME): tangram_NAME with its headers becomes tangram::NAME for those who
# find_package(tangram), and part of tangram::tangram (cmake/TangramInstall.cmake).
function(tangram_install_library name)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.h)
  list(FILTER headers EXCLUDE REGEX "(testing|_fixture|/toy_lab)\\.h$")  # of tests
  set_target_properties(tangram_${name} PROPERTIES EXPORT_NAME ${name})
  install(TARGETS tangram_${name} EXPORT tangram ARCHIVE)
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tangram/${name})
  set_property(GLOBAL APPEND PROPERTY TANGRAM_INSTALLED_LIBRARIES tangram_${name})
endfunction()

function(tangram_library name)
  cmake_parse_arguments(arg "" "" "OURS;LINK;HIDDEN;HEADERS;TEST_LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  set(replications ${tests})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER tests EXCLUDE REGEX "_replication_test\\.cc$")
  list(FILTER replications INCLUDE REGEX "_replication_test\\.cc$")
  list(TRANSFORM arg_OURS PREPEND tangram_)
  list(TRANSFORM arg_HEADERS REPLACE "(.+)" "$<BUILD_INTERFACE:\\1>")
  add_library(tangram_${name} STATIC ${sources})
  if(TANGRAM_PCH)
    target_precompile_headers(tangram_${name} REUSE_FROM tangram_pch)
  endif()
  target_compile_features(tangram_${name} PUBLIC cxx_std_20)
  target_include_directories(tangram_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/src>
                             $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tangram>)
  target_link_libraries(tangram_${name} PUBLIC $<BUILD_INTERFACE:tangram_options> ${arg_OURS} ${arg_LINK}
                        PRIVATE ${arg_HIDDEN} ${arg_HEADERS})
  tangram_install_library(${name})
  if(tests)
    tangram_test(${name}_test LABEL unit SOURCES ${tests} LINK tangram_${name} ${arg_HIDDEN} ${arg_TEST_LINK})
  endif()
  if(replications AND NOT TANGRAM_SANITIZE)  # minutes in a release build, hours under a sanitizer
    tangram_test(${name}_replication_test LABEL replication SOURCES ${replications} LINK tangram_${name})
  endif()
endfunction()
