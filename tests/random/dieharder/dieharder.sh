#!/bin/sh
# dieharder.sh RAW_WORDS scalar|bulk [TEST]...
#
# Runs dieharder's tests over the words of one generator, each on words of its own, and fails where one says FAILED
# (p beyond 1e-6) or says nothing. Left out: those dieharder itself lists as suspect or not to be used (opso, oqso, dna, sums)
# and the slowest ones.
set -u
raw_words=$1
generator=$2
shift 2
# birthdays rank_32x32 rank_6x8 bitstream count_1s_stream count_1s_byte parking_lot 2dsphere 3dsphere squeeze runs craps
# marsaglia_tsang_gcd sts_monobit sts_runs sts_serial rgb_bitdist rgb_lagged_sum dab_bytedistrib dab_dct dab_filltree2 dab_monobit2
[ $# -gt 0 ] || set -- 0 2 3 4 8 9 10 11 12 13 15 16 17 100 101 102 200:8 203:7 205 206 208 209

if ! command -v dieharder >/dev/null; then
  echo "dieharder is not installed"
  exit 77
fi
status=0
for test in "$@"; do
  number=${test%%:*}
  ntuple=
  [ "$number" = "$test" ] || ntuple="-n ${test##*:}"
  # shellcheck disable=SC2086  # no word at all where there is no ntuple
  rows=$("$raw_words" "$generator" | dieharder -g 200 -d "$number" $ntuple | grep -E 'PASSED|WEAK|FAILED')
  case $rows in
    '') echo "dieharder -d $number says nothing"; status=1 ;;
    *FAILED*) echo "$rows"; status=1 ;;
    *) echo "$rows" ;;
  esac
done
exit $status
