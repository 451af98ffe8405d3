#!/usr/bin/env python3
"""Runs `escalera run` over the UCI incident log and compares every ordinal, incident by incident, with the counts of the
data's own oracle (oracle_dev.py --per-incident), which knows nothing of escalera.

usage: uci_ordinals.py ESCALERA SOURCE_DIR
Skipped (exit 77) where the data is absent, unless ESCALERA_REQUIRE_DATA=1."""
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

oracle = subprocess.run([sys.executable, "oracle_dev.py", "--per-incident"], cwd=data, check=True, capture_output=True, text=True)
expected = {}
for line in oracle.stdout.splitlines():
    if line.startswith("{"):
        counts = json.loads(line)
        expected[counts.pop("number")] = counts

with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder) / "decisions.jsonl"
    subprocess.run([command, "run", source / "tests/real_data/uci_ordinals.yaml", incidents,
                    "--map", source / "tests/data_maps/uci-incidents.yaml", "-o", out], check=True, capture_output=True)
    decisions = [json.loads(line) for line in out.read_text().splitlines()]

wrong, compared = [], 0
for d in decisions:
    counts = expected.get(d["event"])
    if counts is None:  # nobody is known to have called: no ordinal of its own, and every count is 0
        if any(d["because"].values()):
            wrong.append((d["event"], d["because"], "no caller"))
        continue
    for window, count in d["because"].items():
        compared += 1
        if count != counts.get(window, 0):  # no subcategory: not counted as a repeat
            wrong.append((d["event"], window, count, counts.get(window, 0)))

events = {d["event"] for d in decisions}
print(f"{len(decisions)} incidents, {len(expected)} with a caller, {compared} ordinals compared, {len(wrong)} wrong")
for w in wrong[:10]:
    print("  wrong:", w)
complete = len(decisions) == len(events) == 20769 and set(expected) <= events and compared > 100_000
sys.exit(0 if complete and not wrong else 1)
