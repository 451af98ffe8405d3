#!/usr/bin/env python3
"""Gives each of Baltimore's service requests a clock with the city's own due date, reads every row's verdict off the
decisions of `escalera run`, and compares it with a count from the same rows that knows nothing of escalera: as of the
night to 2019-02-14, thirty days before and after it, and with all targets halved.

usage: baltimore_due.py ESCALERA SOURCE_DIR
Skipped (exit 77) where the data is absent, unless ESCALERA_REQUIRE_DATA=1."""
import collections
import csv
import datetime as dt
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zoneinfo

command, source = sys.argv[1], pathlib.Path(sys.argv[2])
data = pathlib.Path(os.environ.get("ESCALERA_DATA_DIR", source / ".." / "shared" / "data")).resolve()
requests = data / "baltimore-311" / "311_sample.csv"
if not requests.exists():
    print(f"no data at {data}: skipped")
    sys.exit(1 if os.environ.get("ESCALERA_REQUIRE_DATA") == "1" else 77)

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")
FORM = "%m/%d/%Y %I:%M:%S %p"
# What is published about the file (shared/data/README.md), at the first reference time.
PUBLISHED = {"on time": 7988, "late": 1567, "overdue": 135, "not due": 24, "none": 286}


def instant(text):
    """Of a wall time; the first of two."""
    return dt.datetime.strptime(text, FORM).replace(tzinfo=NEW_YORK).astimezone(dt.timezone.utc) if text else None


def halved(rows):
    for row in rows:
        row = dict(row)
        if row["DueDate"]:
            created, due = instant(row["CreatedDate"]), instant(row["DueDate"])
            row["DueDate"] = (created + (due - created) // 2).astimezone(NEW_YORK).strftime(FORM)
        yield row


def as_known_at(rows, now):
    """The file as it was: what was created and closed by then."""
    for row in rows:
        if instant(row["CreatedDate"]) <= now:
            yield row if not row["CloseDate"] or instant(row["CloseDate"]) <= now else dict(row, CloseDate="")


def counted(rows, now):
    verdicts = {}
    for row in rows:
        due, closed = instant(row["DueDate"]), instant(row["CloseDate"])
        if due is None:
            verdict = "none"
        elif closed is not None:
            verdict = "on time" if closed <= due else "late"
        else:
            verdict = "overdue" if due <= now else "not due"
        verdicts[row["SRRecordID"]] = verdict
    return verdicts


def told(rows, now, folder):
    file, out = folder / "requests.csv", folder / "decisions.jsonl"
    with file.open("w", newline="") as to:
        writer = csv.DictWriter(to, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    subprocess.run([command, "run", source / "tests/real_data/baltimore_due.yaml", file, "--map",
                    source / "tests/data_maps/baltimore-311-cases.yaml", "--sort", "--until", now.strftime("%Y-%m-%dT%H:%M:%SZ"), "-o", out],
                   check=True, capture_output=True)
    said = collections.defaultdict(list)
    for line in out.read_text().splitlines():
        d = json.loads(line)
        said[d["case"]].append(d["args"]["name"])
    meaning = {(): "not due", ("none",): "none", ("met",): "on time", ("breached",): "overdue", ("breached", "late"): "late"}
    return {row["SRRecordID"]: meaning.get(tuple(said[row["SRRecordID"]]), f"said {said[row['SRRecordID']]}") for row in rows}


with requests.open(newline="") as text:
    all_rows = list(csv.DictReader(text))
reference = dt.datetime(2019, 2, 14, tzinfo=NEW_YORK)
month = dt.timedelta(days=30)
bad = 0
with tempfile.TemporaryDirectory() as name:
    for what, rows, local in (("as published", all_rows, reference), ("thirty days later", all_rows, reference + month),
                              ("thirty days before", all_rows, reference - month), ("targets halved", list(halved(all_rows)), reference)):
        now = local.astimezone(dt.timezone.utc)
        rows = list(as_known_at(rows, now))
        expected, got = counted(rows, now), told(rows, now, pathlib.Path(name))
        wrong = [(row, expected[row], got[row]) for row in expected if expected[row] != got[row]]
        counts = collections.Counter(got.values())
        print(f"{what}: {len(rows)} requests, {dict(counts)}, {len(wrong)} wrong")
        for w in wrong[:5]:
            print("  wrong:", w)
        bad += len(wrong)
        if what == "as published" and dict(counts) != PUBLISHED:
            print("  not what is published:", PUBLISHED)
            bad += 1
sys.exit(1 if bad else 0)
