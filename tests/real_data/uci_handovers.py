#!/usr/bin/env python3
"""Plays the UCI incident log as a live stream, sorted by the time of each update, and compares how often each incident
was handed over and reopened, as `case.transfers` and `case.reopened` have it in the end, with the log's own counters.

usage: uci_handovers.py ESCALERA SOURCE_DIR
Skipped (exit 77) where the data is absent, unless ESCALERA_REQUIRE_DATA=1."""
import collections
import csv
import datetime as dt
import io
import json
import os
import pathlib
import subprocess
import sys
import zipfile

command, source = sys.argv[1], pathlib.Path(sys.argv[2])
data = pathlib.Path(os.environ.get("ESCALERA_DATA_DIR", source / ".." / "shared" / "data")).resolve()
archives = sorted((data / "uci-incidents").glob("*.zip"))
if not archives:
    print(f"no data at {data}: skipped")
    sys.exit(1 if os.environ.get("ESCALERA_REQUIRE_DATA") == "1" else 77)

with zipfile.ZipFile(archives[0]) as archive, archive.open("Master_Ticket_Dataset.csv") as raw:
    rows = list(csv.DictReader(io.TextIOWrapper(raw, "utf-8")))


def updated(row):
    return dt.datetime.strptime(row["sys_updated_at"], "%d/%m/%Y %H:%M")


# What the log's counters come to: nothing of the stream below goes into it.
counters = collections.defaultdict(lambda: [0, 0])
for row in rows:
    last = counters[row["number"]]
    last[0], last[1] = max(last[0], int(row["reassignment_count"])), max(last[1], int(row["reopen_count"]))

lines, before = [], {}


def event(row, kind, **more):
    e = {"event": kind, "id": f"{kind}-{len(lines)}", "time": updated(row).strftime("%Y-%m-%dT%H:%M:00Z"), **more}
    lines.append(json.dumps(e if kind == "complaint" else dict(e, case=row["number"])))


for row in sorted(rows, key=updated):  # stable: updates of one minute stay in the order of the file
    number, caller = row["number"], row["caller_id"]
    state, transfers, reopened = before.get(number, (None, 0, 0))
    if state is None:
        who = {} if caller in ("?", "Caller ?") else {"customer": caller}
        event(row, "complaint", **dict(who, id=number, case=number, issue=number))
    for _ in range(reopened, int(row["reopen_count"])):
        event(row, "reopened")
    for _ in range(transfers, int(row["reassignment_count"])):
        event(row, "transferred")
    if row["incident_state"] != state and row["incident_state"] in ("Resolved", "Closed"):
        event(row, row["incident_state"].lower())
    before[number] = (row["incident_state"], int(row["reassignment_count"]), int(row["reopen_count"]))

run = subprocess.run([command, "run", source / "tests/real_data/uci_handovers.yaml", "-"], input="\n".join(lines) + "\n", text=True,
                     check=True, capture_output=True)
counted = collections.defaultdict(lambda: [0, 0])
decisions = 0
for line in run.stdout.splitlines():
    d = json.loads(line)
    counted[d["case"]] = [int(d["args"]["transfers"]), int(d["args"]["reopened"])]
    decisions += 1

wrong = [(n, counters[n], counted[n]) for n in counters if counters[n] != counted[n]]
moved = [sum(1 for c in counted.values() if c[k]) for k in (0, 1)]
steps = [sum(c[k] for c in counted.values()) for k in (0, 1)]
print(f"{len(rows)} updates, {len(lines)} events, {len(counters)} incidents: {moved[0]} handed over, {steps[0]} times; "
      f"{moved[1]} reopened, {steps[1]} times; {len(wrong)} wrong")
for w in wrong[:10]:
    print("  wrong:", w)
complete = len(rows) == 119998 and len(counters) == 20769 and moved == [9843, 234] and decisions == sum(steps)
sys.exit(0 if complete and not wrong else 1)
