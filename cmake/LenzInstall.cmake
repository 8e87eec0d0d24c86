# Install and export, so that a fresh project says find_package(lenz) and links lenz::sampling, lenz::models, …
include(CMakePackageConfigHelpers)

get_property(modules GLOBAL PROPERTY LENZ_MODULES)
install(TARGETS ${modules} lenz_armadillo EXPORT lenzTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT lenzTargets NAMESPACE lenz:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/lenz)
install(DIRECTORY lib/lenz DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(TARGETS lenz_app RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY inputs validation DESTINATION ${CMAKE_INSTALL_DATADIR}/lenz)
configure_package_config_file(cmake/lenzConfig.cmake.in lenzConfig.cmake
                              INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/lenz)
write_basic_package_version_file(lenzConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lenzConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/lenzConfigVersion.cmake
              cmake/LenzDependencies.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/lenz)
