# Installs the build tree into a fresh folder, builds a project that says find_package(lenz), and runs it.
#   cmake -DBUILD=… -DSOURCE=… -DWORK=… -P run.cmake
function(run)
  execute_process(COMMAND ${ARGV} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGV} failed:\n${output}")
  endif()
  message("${output}")
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/tests/package/consumer -B ${WORK}/consumer -DCMAKE_BUILD_TYPE=Release
    -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
run(${WORK}/consumer/consumer)
run(${WORK}/prefix/bin/lenz --version)
run(${CMAKE_COMMAND} -E chdir ${WORK} ${WORK}/prefix/bin/lenz validate ${WORK}/prefix/share/lenz/validation/gaussian_gibbs.toml)
