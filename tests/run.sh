#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. Safe to run twice.
#
#   bash tests/run.sh [ctest arguments]      e.g.  bash tests/run.sh -R state
#
# The build is build/dev; ESCALERA_PRESET names another, ESCALERA_CONFIGURE adds arguments for cmake.
# Ends with one line:  N passed, N failed
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec </dev/null

preset=${ESCALERA_PRESET:-dev}
jobs=${ESCALERA_JOBS:-$(nproc)}
build=build/$preset
results=$PWD/$build/test-results.xml

# Whatever stops the script before the tests are counted counts as one failure.
counted=no
trap '[ $counted = yes ] || { echo; echo "0 passed, 1 failed"; }' EXIT

bash .ci/packages.sh test
# shellcheck disable=SC2086
cmake --preset "$preset" ${ESCALERA_CONFIGURE:-} >/dev/null
cmake --build "$build" -j "$jobs"

rm -f "$results"
status=0
ctest --test-dir "$build" -j "$jobs" --output-on-failure --no-tests=error --timeout 600 --output-junit "$results" "$@" || status=$?

[ -s "$results" ] || exit 1
number() { sed -n "1,12s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$results" | head -n 1; }
total=$(number tests) failed=$(number failures) skipped=$(number skipped) disabled=$(number disabled)
passed=$((total - failed - skipped - disabled))

echo
[ "$skipped" = 0 ] || echo "$skipped skipped"
counted=yes
echo "$passed passed, $failed failed"
[ "$status" = 0 ] && [ "$failed" = 0 ]
