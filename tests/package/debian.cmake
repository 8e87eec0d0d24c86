# Makes the two Debian packages, installs them into an empty root with dpkg, uses what is there from another folder, and
# removes them again: no file may be left.
#   cmake -DSOURCE=… -DWORK=… [-DDEBS=FOLDER] -P debian.cmake
# DEBS is a build folder in which they have been made before.
include(${CMAKE_CURRENT_LIST_DIR}/debian_steps.cmake)

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
if(NOT DEBS)
  set(DEBS ${WORK}/build)
  run(${CMAKE_COMMAND} -S ${SOURCE} --preset package -B ${DEBS})
  run(${CMAKE_COMMAND} --build ${DEBS})
  run_in(${DEBS} sh -c "umask 077 && cpack -G DEB")  # whose files nobody else may read
endif()

execute_process(COMMAND dpkg --print-architecture OUTPUT_VARIABLE architecture OUTPUT_STRIP_TRAILING_WHITESPACE)
file(STRINGS ${DEBS}/CMakeCache.txt version REGEX "^CMAKE_PROJECT_VERSION:")
string(REGEX REPLACE ".*=" "" version "${version}")
set(program ${DEBS}/lenz_${version}_${architecture}.deb)
set(library ${DEBS}/lenz-dev_${version}_${architecture}.deb)
expect_only_debs(${DEBS} ${program} ${library})
expect_contents(${program} "usr/bin/lenz" "usr/share/man/man1/lenz.1.gz" "usr/share/bash-completion/completions/lenz"
                "usr/share/lenz/inputs/ising_phases.toml" "usr/share/lenz/validation/gaussian_gibbs.toml"
                "usr/share/doc/lenz/copyright" "usr/share/doc/lenz/README.md")
expect_contents(${library} "usr/include/lenz/models/ising.hpp" "usr/share/doc/lenz-dev/copyright")

set(root ${WORK}/root)
make_root(${root})
dpkg_on(${root} --install ${program} ${library})
set(lenz ${root}/usr/bin/lenz)
set(elsewhere ${WORK}/elsewhere)
file(MAKE_DIRECTORY ${elsewhere})

run_in(${elsewhere} ${lenz} --version)
expect_said("lenz ${version} ")
run_in(${elsewhere} ${lenz} list)
expect_said("${root}/usr/share/lenz/inputs/ising_phases.toml")
run_in(${elsewhere} ${lenz} run ${root}/usr/share/lenz/inputs/gaussian_gibbs.toml --set run.sweeps=200)
expect_file(${elsewhere}/runs/gaussian_gibbs/summary.json)
run_in(${elsewhere} ${lenz} validate ${root}/usr/share/lenz/validation/gaussian_gibbs.toml)
run(bash ${SOURCE}/tests/package/completion.sh ${root}/usr/share/bash-completion/completions/lenz)
run(bash ${SOURCE}/tests/package/manual_page.sh ${lenz} ${root}/usr/share/man/man1/lenz.1.gz)

foreach(project consumer headers)
  run(${CMAKE_COMMAND} -G Ninja -S ${SOURCE}/tests/package/${project} -B ${WORK}/${project} -DCMAKE_BUILD_TYPE=Release
      -DCMAKE_PREFIX_PATH=${root}/usr)
  run(${CMAKE_COMMAND} --build ${WORK}/${project})
endforeach()
run(${WORK}/consumer/consumer)

dpkg_on(${root} --purge lenz lenz-dev)
expect_empty(${root})
