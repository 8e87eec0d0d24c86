#!/usr/bin/env bash
# The completion of bash, called as bash calls it.  completion.sh SCRIPT
set -uo pipefail
script=$(realpath "$1")
bash -n "$script"
source "$script"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p runs/first sub
touch a.toml b.txt sub/c.toml 'two words.toml'

failures=0
# completes EXPECTED WORD...: what is offered for the last word, sorted, in one line
completes() {
  local expected=$1 got
  shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _lenz
  got=$(printf '%s\n' "${COMPREPLY[@]}" | sort | paste -sd '|')
  [ "$got" = "$expected" ] && return
  echo "after \"$*\": offered \"$got\", not \"$expected\""
  failures=$((failures + 1))
}
# offers EXPECTED WORD...: the word is among what is offered for the last one
offers() {
  local expected=$1
  shift
  COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
  _lenz
  printf '%s\n' "${COMPREPLY[@]}" | grep -qxF -e "$expected" && return
  echo "after \"$*\": \"$expected\" is not among \"${COMPREPLY[*]}\""
  failures=$((failures + 1))
}

complete -p lenz | grep -q -e '-F _lenz lenz' || { echo "lenz has no completion"; failures=1; }

completes 'resume|run' lenz r
completes '--version' lenz --v
offers 'validate' lenz ''
completes '--threads|--time-limit' lenz run --t
completes '--seed|--set' lenz check --se
completes '' lenz check --seed ''
completes '' lenz nonsense ''

completes 'a.toml|runs|sub|two words.toml' lenz run ''
completes 'sub/c.toml' lenz check sub/
completes 'a.toml|runs|sub|two words.toml' lenz validate --quick ''
completes 'a.toml' lenz validate runs a
completes 'a.toml' lenz run --threads 2 --set run.seed = 5 a
completes 'runs/first' lenz resume runs/f
completes 'runs|sub' lenz diagnose ''
completes 'runs' lenz plot r
completes '--help' lenz diagnose runs ''

completes 'runs|sub' lenz run a.toml --out ''
completes 'runs' lenz run a.toml --out = r
completes 'runs|sub' lenz run a.toml --out =
offers '1' lenz run --threads ''
completes 'run.seed=' lenz run --set run.see
completes 'run.seed=' lenz run --set = run.see
offers 'system.temperature=' lenz check --set system.
completes 'sampler.kind=' lenz resume --set sampler.ki
completes 'sampler.kind=' lenz run --set sampler.ki
completes 'swendsen-wang' lenz run --set sampler.kind = sw
offers 'wolff' lenz run --set sampler.kind =
completes '' lenz run --set run.seed = ''

completes 'diagonalize' lenz describe di
completes 'system|system.dataset|system.gaussian|system.ising|system.markov-chain|system.mixture|system.spin|system.trap' \
  lenz describe sys
offers 'system.temperature' lenz describe system.t
completes 'sampler.wolff' lenz init sampler.wo
completes 'runs|sub' lenz init system.ising ''
completes '--help' lenz list ''

[ "$failures" = 0 ] || exit 1
echo "the completion is as it should be"
