# The manual page and the completion of bash, which the program writes as soon as it is linked: neither can lag behind.
find_program(LENZ_GZIP gzip REQUIRED)
mark_as_advanced(LENZ_GZIP)

# The page's date is that of the commit, in a tarball that of the build (which SOURCE_DATE_EPOCH sets).
string(TIMESTAMP date %Y-%m-%d UTC)
find_package(Git QUIET)
if(GIT_FOUND AND EXISTS ${PROJECT_SOURCE_DIR}/.git)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${PROJECT_SOURCE_DIR} log -1 --format=%cs OUTPUT_VARIABLE committed
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed AND committed)
    set(date ${committed})
  endif()
endif()

set(man ${PROJECT_BINARY_DIR}/share/man/man1)
set(completions ${PROJECT_BINARY_DIR}/share/bash-completion/completions)
file(MAKE_DIRECTORY ${man} ${completions})
add_custom_command(TARGET lenz_app POST_BUILD VERBATIM
  BYPRODUCTS ${man}/lenz.1 ${man}/lenz.1.gz ${completions}/lenz
  COMMAND lenz_app manual-page --date ${date} > ${man}/lenz.1
  COMMAND ${LENZ_GZIP} -9nkf ${man}/lenz.1
  COMMAND lenz_app bash-completion > ${completions}/lenz)
