# Read by cpack when it starts. What is packed runs on other machines than this one.
set(wanted "make it from a build of its own: ./setup.sh --preset package && cpack --preset package")
if(CPACK_LENZ_NATIVE)
  message(FATAL_ERROR "this build is for the CPU of this machine (LENZ_NATIVE=ON), a package of it would die on others; ${wanted}")
endif()
if(CPACK_LENZ_SANITIZE)
  message(FATAL_ERROR "this build is for tests (LENZ_SANITIZE=${CPACK_LENZ_SANITIZE}); ${wanted}")
endif()
if(NOT CPACK_LENZ_BUILD_TYPE STREQUAL Release)
  message(FATAL_ERROR "this build is of type \"${CPACK_LENZ_BUILD_TYPE}\", not Release; ${wanted}")
endif()

# Else CPack puts it, as a second summary, above what each package says of itself.
unset(CPACK_PACKAGE_DESCRIPTION_SUMMARY)
