# Everything that Tangram links and did not write. Debian 12's versions are the tested ones.

# What the libraries link: tangramConfig.cmake asks for the same, so that it is said once.
set(TANGRAM_PACKAGES "fmt 9" "Eigen3 3.4 NO_MODULE" "SQLite3 3.40" "OpenSSL 3" "Threads" "liblinear")
if(TANGRAM_BLAS)
  list(APPEND TANGRAM_PACKAGES "BLAS")
else()
  list(APPEND TANGRAM_PACKAGES "dnnl 2.6" "OpenMP COMPONENTS CXX")
endif()
set(TANGRAM_PKG_CONFIG "tomlplusplus>=3.3" "libutf8proc>=2.6")  # 2.8 calls itself 2.6
foreach(package IN LISTS TANGRAM_PACKAGES)
  separate_arguments(package)
  find_package(${package} REQUIRED)
endforeach()
find_package(PkgConfig REQUIRED)
foreach(package IN LISTS TANGRAM_PKG_CONFIG)
  string(REGEX MATCH "[a-z0-9]+" name "${package}")
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${package})
endforeach()

# Headers that our sources alone include: who links the libraries needs none of them.
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(GTest REQUIRED)

if(TANGRAM_LLAMA)
  find_package(llama REQUIRED)
endif()
# OpenMP hands its users -fopenmp; our sources have no pragma for it, and a flag that some of them are
# compiled with would keep them from one precompiled header.
if(NOT TANGRAM_BLAS)
  set_property(TARGET OpenMP::OpenMP_CXX PROPERTY INTERFACE_COMPILE_OPTIONS "")
endif()
