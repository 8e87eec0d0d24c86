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
# Trainings on the data sets that the fuzzer writes for itself.
file(WRITE ${WORK}/seeds/train_dense.toml
     "task = 'train'\n[system]\nkind = 'dataset'\nfile = 'data.csv'\nkey = 'sign'\nholdout = 0.25\n[model]\n"
     "kind = 'classifier'\ntarget = 'key'\nlayers = [8, 4]\nactivation = 'tanh'\n[optimizer]\nkind = 'adamw'\n"
     "rate = 0.01\nschedule = 'step'\nevery = 10\nfactor = 0.5\nclip = 1.0\nweight_decay = 0.1\n[run]\n"
     "seed = 3\nsteps = 100\nbatch = 8\nshards = 2\ntime_limit = '1m'\n[output]\nplots = false\n")
file(WRITE ${WORK}/seeds/train_convolution.toml
     "task = 'train'\nexact = 'density-of-states'\n[system]\nkind = 'dataset'\nfile = 'lattice.npy'\n"
     "labels = 'labels.csv'\n[model]\nkind = 'regressor'\narchitecture = 'convolution'\nlayers = [4]\n"
     "kernel = 3\n[optimizer]\nkind = 'lbfgs'\nmemory = 5\n[run]\nbatch = 32\n")
# Diagonalizations, whose sectors are held against their Hamiltonian.
file(WRITE ${WORK}/seeds/diagonalize_sector.toml
     "task = 'diagonalize'\nexact = 'none'\n[system]\nkind = 'spin'\nmodel = 'j1j2'\nsize = [4, 4]\nj2 = [0.2, 0.5]\n"
     "magnetization = 0\nmomentum = [2, 2]\nreflection_x = 'odd'\nreflection_y = 'odd'\nreflection_diagonal = 'even'\n"
     "spin_inversion = 'even'\n[run]\nseed = 3\nlevels = 6\nmethod = 'lanczos'\ntolerance = 1e-11\n[output]\n"
     "observables = false\n")
file(WRITE ${WORK}/seeds/ground_state.toml
     "task = 'ground-state'\nexact = 'radial'\n[system]\nkind = 'trap'\nparticles = 2\ndimensions = 3\nomega = [0.5, 1]\n"
     "statistics = 'fermion'\nspin_up = 1\ninteraction = 'coulomb'\nstrength = 1\nsoftening = 0.1\n[model]\nkind = 'rbm'\n"
     "hidden = 2\nsigma = 0.7\nform = 'sqrt'\nsymmetry = 'none'\njastrow = 'none'\n[sampler]\nkind = 'gibbs'\n[run]\n"
     "steps = 10\nbatch = 256\nshards = 2\ntolerance = 1e-3\n[output]\ndistributions = false\n")
file(WRITE ${WORK}/seeds/diagonalize_thermal.toml
     "task = 'diagonalize'\nexact = 'dense'\n[system]\nkind = 'spin'\nmodel = 'xxz'\nlattice = 'chain'\nsizes = [4, 6]\n"
     "anisotropy = [0.5, 1]\nfield = { from = 0, to = 1, count = 3 }\ntemperature = [0.5, 1]\n[run]\nvectors = 8\n"
     "steps = 40\n")
# Frames of libraries that are not instrumented say nothing of containers they fill.
set(ENV{ASAN_OPTIONS} "detect_container_overflow=0")
run(${WORK}/build/tests/fuzz/fuzz_input -max_total_time=${SECONDS} -timeout=30 -rss_limit_mb=2048 -max_len=16384
    -dict=${SOURCE}/tests/fuzz/toml.dict -artifact_prefix=${WORK}/ -print_final_stats=1
    ${WORK}/corpus ${WORK}/seeds)
