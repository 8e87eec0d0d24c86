# lenz_module(NAME [SOURCES …] [KERNELS …] [OPTIMISATION -On] [LINKS modules …] [PUBLIC libraries …] [PRIVATE libraries …])
#
# One module of the house: the target lenz::NAME. LINKS is the layering rule: a file of this module may include
# "lenz/OTHER/…" only where OTHER is the module itself or stands in LINKS, and configuration fails otherwise.
#
# With CMAKE_UNITY_BUILD (every preset but dev) SOURCES are compiled several at a time, in the order of the list, as most of
# what a file costs is reading headers. KERNELS are files that instantiate loops which run hot: each takes long enough by
# itself, and keeps the optimisation of the build type where OPTIMISATION lowers it for the rest.
function(lenz_module name)
  cmake_parse_arguments(ARG "" "OPTIMISATION" "SOURCES;KERNELS;LINKS;PUBLIC;PRIVATE" ${ARGN})
  set(target lenz_${name})
  if(ARG_SOURCES)
    add_library(${target} STATIC ${ARG_KERNELS} ${ARG_SOURCES})
    set_target_properties(${target} PROPERTIES UNITY_BUILD_BATCH_SIZE 12)
    set_source_files_properties(${ARG_KERNELS} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
    if(ARG_OPTIMISATION)
      lenz_optimisation(${target} ${ARG_OPTIMISATION})
      lenz_level(hot -O3 -O1)
      set_source_files_properties(${ARG_KERNELS} PROPERTIES COMPILE_OPTIONS "${hot}")
    endif()
    set(scope PUBLIC)
    target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:lenz_warnings>)
    set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  add_library(lenz::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(${target} ${scope} $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/lib>
                                                $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(${target} ${scope} cxx_std_20)
  target_compile_options(${target} ${scope} -ffp-contract=off -Wno-psabi)
  foreach(link IN LISTS ARG_LINKS)
    target_link_libraries(${target} ${scope} lenz::${link})
  endforeach()
  if(ARG_PUBLIC)
    target_link_libraries(${target} ${scope} ${ARG_PUBLIC})
  endif()
  if(ARG_PRIVATE)
    target_link_libraries(${target} PRIVATE ${ARG_PRIVATE})
  endif()
  set_property(GLOBAL APPEND PROPERTY LENZ_MODULES ${target})
  lenz_check_layering(${name} ${ARG_LINKS})
endfunction()

# A lower level than the build type's -O3, for code that never runs hot: it compiles faster and gives the same bits.
function(lenz_optimisation target level)
  lenz_level(cold ${level} -O0)
  target_compile_options(${target} PRIVATE ${cold})
endfunction()

# The option of a level that Release has, or of another under sanitizers; no other build type is touched.
function(lenz_level out release sanitized)
  if(LENZ_SANITIZE)
    set(${out} ${sanitized} PARENT_SCOPE)
  else()
    set(${out} $<$<CONFIG:Release>:${release}> PARENT_SCOPE)
  endif()
endfunction()

# Files of words of lanes in a folder of the module: compiled for CPUs that need not be this one, and chosen when the
# program runs.
function(lenz_lanes folder)
  set_source_files_properties(${folder}/portable.cpp PROPERTIES COMPILE_OPTIONS "-Wno-psabi")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    set_source_files_properties(${folder}/avx2.cpp PROPERTIES COMPILE_OPTIONS "-march=x86-64-v3")
    set_source_files_properties(${folder}/avx512.cpp PROPERTIES COMPILE_OPTIONS
                                                     "-march=x86-64-v4;-mavx512vpopcntdq;-mprefer-vector-width=512")
  endif()
endfunction()

function(lenz_check_layering name)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  foreach(file IN LISTS files)
    file(STRINGS ${file} includes REGEX "^#include \"lenz/")
    foreach(line IN LISTS includes)
      string(REGEX REPLACE "^#include \"lenz/([a-z]+)/.*" "\\1" used "${line}")
      if(NOT used STREQUAL name AND NOT used IN_LIST ARGN)
        message(FATAL_ERROR "layering: ${file} includes lenz/${used}, which is not in the LINKS of ${name}")
      endif()
    endforeach()
  endforeach()
endfunction()

add_library(lenz_warnings INTERFACE)
# False with g++ 12: -Wfree-nonheap-object on Armadillo, -Wrestrict on sums of strings (GCC bug 105651),
# -Wmaybe-uninitialized on an optional that is empty and on a variant that is moved.
set(lenz_false_warnings -Wno-free-nonheap-object -Wno-restrict -Wno-maybe-uninitialized)
if(LENZ_WARNINGS)
  target_compile_options(lenz_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow
                                                 "$<$<CXX_COMPILER_ID:GNU>:${lenz_false_warnings}>"
                                                 $<$<BOOL:${LENZ_WERROR}>:-Werror>)
endif()
# On by itself, and false for a file's own types where several files are compiled as one.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
# The compiler collects its garbage less often: a tenth of its time, for a quarter more of its memory.
add_compile_options("$<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-heapsize=1048576;--param=ggc-min-expand=200>")
if(LENZ_NATIVE)
  add_compile_options(-march=native)
endif()
if(LENZ_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(LENZ_SANITIZE)
  add_compile_options(-fsanitize=${LENZ_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${LENZ_SANITIZE})
endif()
