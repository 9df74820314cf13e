# What other programs link: headers and static libraries of the folders of src/, and find_package(tangram).
# Relocatable, but for a hint at the llama.cpp that it was built with. Included after src/.
include(CMakePackageConfigHelpers)

add_library(tangram_libraries INTERFACE)
get_property(libraries GLOBAL PROPERTY TANGRAM_INSTALLED_LIBRARIES)
target_link_libraries(tangram_libraries INTERFACE ${libraries})
set_target_properties(tangram_libraries PROPERTIES EXPORT_NAME tangram)
install(TARGETS tangram_libraries EXPORT tangram)

# The lines of tangramConfig.cmake that look for what the libraries link.
set(TANGRAM_FIND "")
foreach(package IN LISTS TANGRAM_PACKAGES)
  string(APPEND TANGRAM_FIND "find_dependency(${package})\n")
endforeach()
foreach(package IN LISTS TANGRAM_PKG_CONFIG)
  string(APPEND TANGRAM_FIND "tangram_find_by_pkg_config(${package})\n")
endforeach()
if(TANGRAM_LLAMA)
  string(APPEND TANGRAM_FIND "find_dependency(llama HINTS \"${llama_DIR}\")\n")
endif()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tangram)
set(share_dir ${CMAKE_INSTALL_DATADIR}/tangram)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/tangramConfig.cmake.in ${PROJECT_BINARY_DIR}/tangramConfig.cmake
                              INSTALL_DESTINATION ${package_dir} PATH_VARS share_dir)
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tangramConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tangramConfig.cmake ${PROJECT_BINARY_DIR}/tangramConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/Findliblinear.cmake DESTINATION ${package_dir})
install(EXPORT tangram NAMESPACE tangram:: FILE tangramTargets.cmake DESTINATION ${package_dir})
