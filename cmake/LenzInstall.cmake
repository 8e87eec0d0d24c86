# Install and export, so that a fresh project says find_package(lenz) and links lenz::sampling, lenz::models, …
# Component "program" is what one runs, "library" what one builds on; without a component both are installed.
include(CMakePackageConfigHelpers)

install(TARGETS lenz_app RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY inputs validation DESTINATION ${CMAKE_INSTALL_DATADIR}/lenz COMPONENT program
        PATTERN runs EXCLUDE)  # somebody's own
install(FILES ${PROJECT_BINARY_DIR}/share/man/man1/lenz.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program)
install(FILES ${PROJECT_BINARY_DIR}/share/bash-completion/completions/lenz
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)

get_property(modules GLOBAL PROPERTY LENZ_MODULES)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/lenz)
install(TARGETS ${modules} lenz_armadillo EXPORT lenzTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library)
install(EXPORT lenzTargets NAMESPACE lenz:: DESTINATION ${package} COMPONENT library)
# What hands out HDF5's own handles is for lenz::io alone: who links it is not given HDF5's headers.
install(DIRECTORY lib/lenz DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library
        FILES_MATCHING PATTERN "*.hpp" PATTERN "hdf5_objects.hpp" EXCLUDE PATTERN "hdf5_reading.hpp" EXCLUDE)
configure_package_config_file(cmake/lenzConfig.cmake.in lenzConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(lenzConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/lenzConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/lenzConfigVersion.cmake
              cmake/LenzDependencies.cmake DESTINATION ${package} COMPONENT library)
