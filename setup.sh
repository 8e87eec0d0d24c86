#!/usr/bin/env bash
# Makes Lenz from a fresh clone on Debian 12: installs the packages that are missing, configures, builds.
#   ./setup.sh            what the program needs, and the program
#   ./setup.sh --tests    the tests and the benchmarks as well, with what they need
#   [--no-install] [--preset release|dev|asan-ubsan|tsan|package] [--only TARGET]
# Safe to interrupt and to run again: what is there already is left as it is.
set -euo pipefail
cd "$(dirname "$0")"

for_the_program=(
  g++ cmake ninja-build pkg-config
  libarmadillo-dev libopenblas-dev librandom123-dev libboost-dev libtomlplusplus-dev libhdf5-dev libcereal-dev
  libxxhash-dev libcli11-dev nlohmann-json3-dev libfmt-dev libpng-dev gnuplot-nox
)
for_the_tests=(catch2 libbenchmark-dev clang-format dieharder groff-base python3 python3-h5py git)
for_packages=(dpkg-dev file)  # the long tier makes packages too
preset=release install=yes tests=no only=()
usage() { sed -n '2,6p' "$0" | sed 's/^# \{0,1\}//'; }
while [ $# -gt 0 ]; do
  case $1 in
    --tests) tests=yes ;;
    --no-install) install=no ;;
    --preset) preset=${2:?--preset needs a name}; shift ;;
    --only) only+=("${2:?--only needs a target}"); shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "setup.sh: unknown option $1" >&2; usage >&2; exit 2 ;;
  esac
  shift
done

fail() { printf '\nsetup.sh: %s\n' "$*" >&2; exit 1; }
start=$SECONDS

folder=build
[ "$preset" = release ] || folder=build-${preset%%-*}
# A folder that builds the tests goes on doing so.
if [ "$tests" = yes ] || grep -qs '^LENZ_TESTS:BOOL=ON' "$folder/CMakeCache.txt"; then
  packages=("${for_the_program[@]}" "${for_the_tests[@]}" "${for_packages[@]}") tests=ON
else
  packages=("${for_the_program[@]}") tests=OFF
  [ "$preset" != package ] || packages+=("${for_packages[@]}")
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  line="apt-get install -y --no-install-recommends ${missing[*]}"
  echo "Debian packages that are missing: ${missing[*]}"
  as_root=()
  if [ "$install" = no ]; then
    fail "--no-install was given. Install them yourself, as root:  $line"
  elif [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "neither root nor sudo. As root, run:  apt-get update && $line"
    as_root=(sudo)
  fi
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update ||
    fail "apt-get update failed: is there a network, and is /etc/apt/sources.list right?"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $line ||
    fail "the installation failed. Fix what apt-get says above, then run ./setup.sh again."
fi

jobs=$(nproc)
memory_gib=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
[ "$jobs" -le $((memory_gib / 2 + 1)) ] || jobs=$((memory_gib / 2 + 1))  # a compiler takes up to 1.5 GiB

echo "Configuring in $folder."
bench=$tests
[ "$preset" = release ] || bench=OFF
log=$(mktemp)
cmake --preset "$preset" -DLENZ_TESTS=$tests -DLENZ_BENCH=$bench > "$log" 2>&1 || {
  cat "$log"
  fail "the configuration failed. Remove $folder and try again; the lines above say what is missing."
}
rm -f "$log"

# How long it will take: every core reads the same headers at once, which says how fast this machine is with all of them
# at work; the parts that are left say how much there is to do. What all of them cost, in such trials, was measured.
trial_ms=0
try_out() {
  local source begin
  source=$(mktemp --suffix=.cpp)
  printf '#include <armadillo>\n#include <map>\n#include <string>\n' > "$source"
  begin=$(date +%s%N)
  for _ in $(seq "$jobs"); do g++ -std=c++20 -fsyntax-only "$source" & done
  wait
  trial_ms=$((($(date +%s%N) - begin) / 1000000))
  rm -f "$source"
}
tell_time() { # target, what all its parts cost in trials of one core
  local parts left=0 part
  mapfile -t parts < <(ninja -C "$folder" -t commands "$1" | grep -o -- '-o [^ ]*[.]o ' | cut -d' ' -f2)
  for part in "${parts[@]}"; do [ -e "$folder/$part" ] || left=$((left + 1)); done
  [ "$left" -gt 0 ] || return 0
  [ "$trial_ms" -gt 0 ] || try_out
  echo "About $((($2 * trial_ms * left / ${#parts[@]} / jobs + 30000) / 60000)) min for $left of ${#parts[@]} parts, on $jobs core(s)."
}
build() {
  NINJA_STATUS='[%p, part %f of %t, %e s] ' cmake --build "$folder" -j "$jobs" "$@" ||
    fail "the build failed; the first error above is the one to look at."
}
if [ ${#only[@]} -gt 0 ]; then
  build --target "${only[@]}"
else
  tell_time lenz_app 170
  build --target lenz_app
  echo "$folder/lenz is ready after $(((SECONDS - start) / 60)) min $(((SECONDS - start) % 60)) s."
  if [ $tests = ON ]; then
    echo "Now the tests and the benchmarks."
    tell_time all 300
    build
  fi
fi
echo "Done in $(((SECONDS - start) / 60)) min $(((SECONDS - start) % 60)) s. Next:  $folder/lenz run inputs/ising_phases.toml"
