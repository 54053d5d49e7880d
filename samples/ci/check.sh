#!/bin/sh
# Builds an image from its recipe, runs it both ways, and fails when output, status, a ratio or an instruction count is out of bounds.
# Usage: check.sh [IMAGE-NAME]   (default: primes). The tools are in $TWOFOLD, the reports go to $REPORTS.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
TWOFOLD=${TWOFOLD:-$here/../../dist/bin}
REPORTS=${REPORTS:-$here/../build/reports}
name=${1:-primes}

mkdir -p "$REPORTS"
make --no-print-directory -C "$here/.." TWOFOLD="$TWOFOLD" "build/$name.digest"

baseline=
[ ! -f "$here/$name.baseline.json" ] || baseline="--baseline $here/$name.baseline.json"

# The machine boots a kernel first, so it may execute more, but user code must be the same to the instruction.
# shellcheck disable=SC2086
"$TWOFOLD/compare" --runs 3 --format junit --html "$REPORTS/$name.html" $baseline \
    --max instructions.user=1.02 --max time.total_ns=50 "samples/$name" > "$REPORTS/$name.xml" || {
    status=$?
    cat "$REPORTS/$name.xml" >&2
    exit $status
}
echo "$name: both ways equal and within bounds ($REPORTS/$name.html)"
