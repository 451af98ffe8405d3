#!/usr/bin/env python3
"""Runs `escalera run` over the UCI incident log and compares every mass alert, begun and ended, with two counts that know
nothing of escalera: the beginnings with the data's own oracle (oracle_dev.py --alerts), beginnings and ends with a walk
through every instant of every category, here.

usage: uci_alerts.py ESCALERA SOURCE_DIR
Skipped (exit 77) where the data is absent, unless ESCALERA_REQUIRE_DATA=1."""
import collections
import csv
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

command, source = sys.argv[1], pathlib.Path(sys.argv[2])
data = pathlib.Path(os.environ.get("ESCALERA_DATA_DIR", source / ".." / "shared" / "data")).resolve()
incidents = data / "uci-incidents" / "dev_incidents.csv"
if not incidents.exists():
    print(f"no data at {data}: skipped")
    sys.exit(1 if os.environ.get("ESCALERA_REQUIRE_DATA") == "1" else 77)

LEAST = (10, 20, 30)
HOUR = datetime.timedelta(hours=1)


def walk(calls, least):
    """Instant by instant: what arrives is counted one by one, and once the instant is over it may be too few."""
    arriving = collections.defaultdict(list)
    for at, caller, number in calls:
        arriving[at].append((caller, number))
    changes = []
    stands = False
    seen = []
    for now in sorted({at for at in arriving} | {at + HOUR for at in arriving}):
        seen = [(at, caller) for at, caller in seen if at > now - HOUR]
        for caller, number in arriving.get(now, []):
            seen.append((now, caller))
            if not stands and len({who for _, who in seen}) >= least:
                stands = True
                changes.append((now.isoformat(), "began", number))
        if stands and len({who for _, who in seen}) < least:
            stands = False
            changes.append((now.isoformat(), "ended", None))
    return changes


by_category = collections.defaultdict(list)
for row in csv.DictReader(incidents.open(newline="")):
    if row["caller_id"] not in ("?", "Caller ?") and row["category"] != "?":
        at = datetime.datetime.strptime(row["opened_at"], "%d/%m/%Y %H:%M")
        by_category[row["category"]].append((at, row["caller_id"], row["number"]))
expected = {(f"mass-{least}", category) + change
            for least in LEAST for category, calls in by_category.items() for change in walk(calls, least)}

oracle = subprocess.run([sys.executable, "oracle_dev.py", "--alerts"], cwd=data, check=True, capture_output=True, text=True)
begun = set()
for line in oracle.stdout.splitlines():
    words = line.split(maxsplit=3)
    if words[:1] == ["alert"]:
        begun.add((f"mass-{words[1]}", words[3], words[2]))

with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder) / "decisions.jsonl"
    subprocess.run([command, "run", source / "tests/real_data/uci_alerts.yaml", incidents,
                    "--map", source / "tests/data_maps/uci-incidents-by-category.yaml", "--until", "2017-01-01T00:00:00Z", "-o", out],
                   check=True, capture_output=True)
    decisions = [json.loads(line) for line in out.read_text().splitlines()]

found = {(d["rule"], d["alert"], d["at"].removesuffix("Z"), "ended" if "due" in d else "began", d.get("event")) for d in decisions}
found_begun = {(rule, key, at) for rule, key, at, what, _ in found if what == "began"}
print(f"{len(decisions)} changes of alerts; {len(expected)} by the walk, {len(found ^ expected)} differ; "
      f"{len(begun)} beginnings by the oracle, {len(found_begun ^ begun)} differ")
for difference in sorted(found ^ expected, key=str)[:10]:
    print("  ", "only here:" if difference in found else "missing:", difference)
for difference in sorted(found_begun ^ begun)[:10]:
    print("  ", "only here:" if difference in found_begun else "missing:", difference)
complete = len(decisions) == len(found) and len(begun) == 336 + 35 + 6
sys.exit(0 if complete and found == expected and found_begun == begun else 1)
