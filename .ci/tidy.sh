#!/usr/bin/env bash
# clang-tidy over what the developer build compiles:  tidy.sh quick|all
#
#   quick   what has changed since $ESCALERA_TIDY_BASE (default: the commit before this one), a changed header by the units
#           of its name; and one source and one test a room, which between them read most headers. All sources take a
#           quarter of an hour on two cores, too long for every change: `.ci/run long` has them.
#   all     every unit, with the static analyser
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=${1:-quick}
build=${ESCALERA_TIDY_BUILD:-build/dev}
jobs=${ESCALERA_JOBS:-$(nproc)}
tidy=$(command -v clang-tidy-14 || command -v clang-tidy) || { echo "clang-tidy is not installed" >&2; exit 1; }
[ -f "$build/compile_commands.json" ] || { echo "$build is not configured: cmake --preset dev" >&2; exit 1; }

# clang-tidy cannot read g++'s precompiled headers; every test includes by name what it needs, so they are left out. Nor
# does it know all of g++'s warnings.
database=$build/tidy
mkdir -p "$database"
python3 - "$build/compile_commands.json" "$database" <<'PY'
import json, os, re, sys
entries = json.load(open(sys.argv[1]))
root = os.getcwd() + '/'
names = set()
for entry in entries:
    entry['command'] = re.sub(r'-Winvalid-pch|-include \S*cmake_pch\.hxx', '', entry['command'])
    name = os.path.realpath(entry['file'])
    if name.startswith(root) and not name.startswith(root + 'build') and 'cmake_pch' not in name:
        names.add(name[len(root):])
json.dump(entries, open(sys.argv[2] + '/compile_commands.json', 'w'))
open(sys.argv[2] + '/files', 'w').write(''.join(n + '\n' for n in sorted(names)))
PY
compiled() { cat "$database/files"; }

# Of a room's sources the one that bears its name, if there is one: engine.cpp instantiates the whole engine.
one_a_room() {
    compiled | grep -E '^src/' | awk -F/ '{ if (!($2 in unit) || $3 == $2 ".cpp") unit[$2] = $0 } END { for (room in unit) print unit[room] }'
    compiled | grep -E '^tests/.*_test\.cpp$' | awk -F/ '!seen[$2]++'
}

changed() {
    local base=${ESCALERA_TIDY_BASE:-$(git rev-parse -q --verify HEAD~1 || true)} file
    [ -n "$base" ] || return 0
    git diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.hpp' 2>/dev/null | while read -r file; do
        case $file in
            *.hpp) compiled | grep -E "/$(basename "$file" .hpp)(_test)?\.cpp$" || true ;;
            *) echo "$file" ;;
        esac
    done
}

extra=()
case $mode in
    quick) files=$({ one_a_room; changed; } | LC_ALL=C sort -u | LC_ALL=C comm -12 - <(compiled)) ;;
    all) files=$(compiled); extra=(--checks='clang-analyzer-*') ;;
    *) echo "usage: tidy.sh quick|all" >&2; exit 2 ;;
esac

echo "$(wc -l <<<"$files") units"
xargs -P "$jobs" -n 1 "$tidy" -p "$database" --quiet --extra-arg=-Wno-unknown-warning-option "${extra[@]}" <<<"$files" 2> >(grep -vE '^[0-9]+ warnings? (generated|treated as error)|^Suppressed|^Use -header-filter|^$' >&2 || true)
