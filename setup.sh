#!/usr/bin/env bash
# Makes Lenz from a fresh clone on Debian 12: installs the packages that are missing, configures, builds.
#   ./setup.sh [--no-install] [--preset release|dev|asan-ubsan|tsan] [--only TARGET]
# Safe to run again: what is there already is left as it is.
set -euo pipefail
cd "$(dirname "$0")"

packages=(
  g++ cmake ninja-build pkg-config git
  libarmadillo-dev libopenblas-dev librandom123-dev libboost-dev libtomlplusplus-dev libhdf5-dev libcereal-dev
  libxxhash-dev libcli11-dev nlohmann-json3-dev libfmt-dev libpng-dev
  gnuplot-nox catch2 libbenchmark-dev clang-format dieharder python3 python3-h5py
)
preset=release install=yes only=()
usage() { sed -n '2,4p' "$0" | sed 's/^# \{0,1\}//'; }
while [ $# -gt 0 ]; do
  case $1 in
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
    fail "the installation failed. Mend what apt-get says above, then run ./setup.sh again."
fi

jobs=$(nproc)
memory_gib=$(awk '/MemAvailable/ {print int($2 / 1048576)}' /proc/meminfo)
[ "$jobs" -le $((memory_gib / 2 + 1)) ] || jobs=$((memory_gib / 2 + 1))  # a compiler takes up to 1.5 GiB
folder=build
[ "$preset" = release ] || folder=build-${preset%%-*}
echo "Building in $folder with $jobs jobs; the program first, then its benchmarks and tests."
echo "On two cores this takes about ${LENZ_BUILD_MINUTES:-8} minutes."
cmake --preset "$preset" || fail "the configuration failed. Remove $folder and try again; the lines above say what is missing."
build() { cmake --build "$folder" -j "$jobs" "$@" || fail "the build failed; the first error above is the one to look at."; }
if [ ${#only[@]} -gt 0 ]; then
  build --target "${only[@]}"
else
  build --target lenz_app
  echo "$folder/lenz is ready after $(((SECONDS - start + 59) / 60)) min; building the benchmarks and tests."
  build
fi
echo "Done in $(((SECONDS - start) / 60)) min $(((SECONDS - start) % 60)) s. Next:  $folder/lenz run inputs/ising_phases.toml"
