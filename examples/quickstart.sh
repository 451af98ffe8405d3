#!/usr/bin/env bash
# From a fresh clone to decisions: installs what is missing, builds the command, and runs the telecom rules over a quarter
# of a telecom's complaints. Safe to run twice.
#
#   bash examples/quickstart.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rules=rules/telecom.yaml
input=examples/data/complaints.csv
map=examples/data/complaints.map.yaml
out=build/quickstart
jobs=${ESCALERA_JOBS:-$(nproc)}

say() { printf '\n== %s\n' "$*"; }

say "1. What is needed"
bash .ci/packages.sh build && echo "everything is installed"

say "2. Build (a few minutes the first time)"
cmake --preset release >/dev/null
build() { cmake --build build/release -j "$jobs" --target escalera_cli; }
if [ -t 1 ]; then build; else build | tail -n 1; fi  # on a terminal one line counts the steps
escalera=build/release/escalera

say "3. $rules over $input"
mkdir -p "$out"
"$escalera" run "$rules" "$input" --map "$map" --sort --until 2026-04-10T00:00:00Z -o "$out/decisions.jsonl" --rejects "$out/rejects.txt" \
    </dev/null

say "4. Some of them, as a person would read them: the first of each rule, rung and stage"
# A decision is one JSON object a line, its keys in a fixed order. This reads only what the line always has.
awk -v most=12 '
    function text(key,   at, rest) {            # the value of "key":"..." or ""
        at = index($0, "\"" key "\":\"")
        if (!at) return ""
        rest = substr($0, at + length(key) + 4)
        return substr(rest, 1, index(rest, "\"") - 1)
    }
    function inside(key,   at, rest, depth, i, c) {   # the text of "key":{...} without its braces
        at = index($0, "\"" key "\":{")
        if (!at) return ""
        rest = substr($0, at + length(key) + 4)
        for (i = 1; i <= length(rest); i++) {
            c = substr(rest, i, 1)
            if (c == "{") depth++
            if (c == "}" && depth-- == 0) break
        }
        rest = substr(rest, 1, i - 1)
        gsub(/"/, "", rest); gsub(/:/, " ", rest); gsub(/,/, ", ", rest)
        return rest
    }
    shown == most || seen[text("rule"), text("rung"), text("stage")]++ { next }
    {
        shown++
        when = text("at"); gsub(/T/, " ", when); sub(/:00Z$/, " UTC", when)
        who = text("customer"); args = inside("args"); why = inside("because")
        printf "  %s  customer %s, case %s\n", when, (who == "" ? "unknown" : who), text("case")
        printf "      %s %s\n", text("action"), args
        printf "      by %s%s%s%s\n", text("rule"), (text("rung") == "" ? "" : ", rung " text("rung")),
            (text("stage") == "" ? "" : ", stage " text("stage")), (why == "" ? "" : ", because " why)
    }' "$out/decisions.jsonl"

say "5. Where things are, and what to try next"
cat <<TEXT
  decisions    $out/decisions.jsonl   (one a line, $(wc -l <"$out/decisions.jsonl") of them)
  rejected     $out/rejects.txt       (rows that could not be read, each with its reason: the export is dirty on purpose)
  the rules    $rules       (change a threshold and run this again)
  the input    $input, read as $map says

  $escalera check $rules
  $escalera eval 'complaint_count >= 3 and tier == "vip"' --bind complaint_count=4 --bind tier=vip
  $escalera run --help
  bash tests/run.sh
TEXT
