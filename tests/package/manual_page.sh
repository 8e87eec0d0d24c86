#!/usr/bin/env bash
# The manual page that the build wrote: every command, option and kind, and nothing that troff complains of.
#   manual_page.sh PROGRAM PAGE.gz
set -euo pipefail
program=$1
page=$(mktemp)
trap 'rm -f "$page"' EXIT
gzip -dc "$2" > "$page"

if command -v groff > /dev/null; then
  complaints=$(groff -man -ww -b -Tutf8 "$page" 2>&1 > /dev/null)
  [ -z "$complaints" ] || { echo "$complaints"; exit 1; }
fi

for section in NAME SYNOPSIS DESCRIPTION COMMANDS FILES ENVIRONMENT 'EXIT STATUS' 'INPUT FILES' EXAMPLES 'SEE ALSO'; do
  grep -qxF ".SH \"$section\"" "$page" || { echo "there is no section $section"; exit 1; }
done

text=$(sed 's/\\f[BIR]//g; s/\\-/-/g' "$page")
says() { grep -qF -e "$1" <<< "$text" || { echo "the manual page does not say $1"; exit 1; }; }
n=0
for command in $("$program" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'); do
  says ".SS \"lenz $command"
  part=$(sed -n "/^\.SS \"lenz $command[ \"]/,/^\.S[SH] \"[^l]/p" <<< "$text")
  for option in $("$program" "$command" --help | grep -oE '^  (-[a-z],)?--[a-z-]+' | grep -v -e --help | tr -d ' '); do
    grep -q -e "^$option" <<< "$part" || { echo "lenz $command has $option, its section does not"; exit 1; }
    n=$((n + 1))
  done
done
[ "$n" -gt 10 ] || { echo "only $n options were found in --help"; exit 1; }
for kind in $("$program" list | sed -n '/^Kinds/,/^$/s/^  [a-z]*\.\([a-z-]*\) .*/\1/p' | sort -u); do says "$kind"; done
echo "the manual page has all $n options"
