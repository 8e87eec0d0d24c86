# Debian 12's packages, found once. Included by the build and, installed, by find_package(lenz).
# The packages that have what is looked for here and what the headers of Lenz include: lenz-dev depends on them.
set(LENZ_DEVELOPMENT_PACKAGES pkg-config libarmadillo-dev libopenblas-dev librandom123-dev libboost-dev libtomlplusplus-dev
                              libhdf5-dev libxxhash-dev "libfmt-dev (>= 9)" "libfmt-dev (<< 10)" libpng-dev)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(PNG REQUIRED)
pkg_check_modules(HDF5 REQUIRED IMPORTED_TARGET hdf5-serial)
pkg_check_modules(OPENBLAS REQUIRED IMPORTED_TARGET openblas)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)

# Armadillo without its wrapper library: headers on OpenBLAS directly, which spares one indirection and one trap.
if(NOT TARGET lenz_armadillo)
  add_library(lenz_armadillo INTERFACE)
  add_library(lenz::armadillo ALIAS lenz_armadillo)
  target_compile_definitions(lenz_armadillo INTERFACE ARMA_DONT_USE_WRAPPER ARMA_USE_LAPACK ARMA_USE_BLAS
                                                      $<$<CONFIG:Release>:ARMA_NO_DEBUG>)
  target_link_libraries(lenz_armadillo INTERFACE PkgConfig::OPENBLAS)
endif()
