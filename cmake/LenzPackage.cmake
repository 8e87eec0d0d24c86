# Two packages for Debian, made by `cpack -G DEB` from a build with LENZ_NATIVE=OFF (the preset "package" is one): lenz,
# the program with what one reads and runs, and lenz-dev, what one builds on.
foreach(package lenz lenz-dev)
  set(component program)
  if(package STREQUAL lenz-dev)
    set(component library)
  endif()
  install(FILES LICENSE RENAME copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${component})
endforeach()
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/lenz COMPONENT program)

set(CPACK_GENERATOR DEB)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Lenz developers <lenz@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program library)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/cmake/LenzPackageFolders.cmake)
# Read by LenzPackageStart.cmake when cpack starts.
set(CPACK_LENZ_NATIVE ${LENZ_NATIVE})
set(CPACK_LENZ_SANITIZE ${LENZ_SANITIZE})
set(CPACK_LENZ_BUILD_TYPE ${CMAKE_BUILD_TYPE})
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/LenzPackageStart.cmake)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME lenz)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS gnuplot-nox)
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "Monte Carlo for quantum and spin systems, beside exact answers
lenz reads a TOML file and does the physics in it: it samples Ising models and
other densities, diagonalizes quantum spins, finds ground states by variational
Monte Carlo, and trains networks on configurations. Every number comes with an
error bar, and wherever an exact answer exists, it stands beside the number.
.
This package has the program, its inputs and its validation cases.")

# The static libraries and headers name these; lenzConfig.cmake looks for them. lenz itself is not needed.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME lenz-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
list(JOIN LENZ_DEVELOPMENT_PACKAGES ", " CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SUGGESTS "lenz, cmake")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "Monte Carlo for quantum and spin systems: the C++ library
The headers and static libraries of Lenz, and the CMake package by which a
project of yours finds them: find_package(lenz), then link lenz::sampling,
lenz::models and others. It is written in C++20.")

include(CPack)
