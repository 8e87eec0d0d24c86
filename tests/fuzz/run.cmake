# cmake -DSOURCE=… -DWORK=… -DSECONDS=300 -P run.cmake: configures and builds the fuzzer with clang in WORK, and lets it search
# for SECONDS, beginning from the shipped inputs. Says why and is skipped where there is no clang++.
find_program(CLANG clang++)
if(NOT CLANG)
  message("skipped: there is no clang++ here")
  return()
endif()
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
run(${CMAKE_COMMAND} --preset fuzz -S ${SOURCE} -B ${WORK}/build -DCMAKE_CXX_COMPILER=${CLANG})
run(${CMAKE_COMMAND} --build ${WORK}/build --target fuzz_input)
file(MAKE_DIRECTORY ${WORK}/corpus ${WORK}/seeds)
file(GLOB_RECURSE shipped ${SOURCE}/inputs/*.toml ${SOURCE}/validation/*.toml)
foreach(file IN LISTS shipped)
  get_filename_component(name ${file} NAME)
  get_filename_component(folder ${file} DIRECTORY)
  get_filename_component(folder ${folder} NAME)
  file(COPY_FILE ${file} ${WORK}/seeds/${folder}_${name})
endforeach()
# Frames of libraries that are not instrumented say nothing of containers they fill.
set(ENV{ASAN_OPTIONS} "detect_container_overflow=0")
run(${WORK}/build/tests/fuzz/fuzz_input -max_total_time=${SECONDS} -timeout=30 -rss_limit_mb=2048 -max_len=16384
    -dict=${SOURCE}/tests/fuzz/toml.dict -artifact_prefix=${WORK}/ -print_final_stats=1
    ${WORK}/corpus ${WORK}/seeds)
