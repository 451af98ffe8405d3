#!/usr/bin/env python3
"""Python's csv module as the judge of ours.

csv_oracle.py ROW_COUNTS SOURCE_DIR generated   dirty files made here, from a fixed seed
csv_oracle.py ROW_COUNTS SOURCE_DIR real        the real files of ESCALERA_DATA_DIR (default ../shared/data beside the
                                                source); exit 77 (skipped) where there are none, or 1 if
                                                ESCALERA_REQUIRE_DATA=1
For each file: read = accepted + rejected, and both, the reasons and the events equal what is counted here.
"""
import csv, collections, datetime, io, json, os, random, subprocess, sys, tempfile, zoneinfo

ROW_COUNTS, SOURCE, WHAT = sys.argv[1:4]
UTC = datetime.timezone.utc
problems = 0


def fail(text):
    global problems
    problems += 1
    print("FAILED:", text)


def ours(map_file, inputs):
    run = subprocess.run([ROW_COUNTS, "--events", map_file, *inputs], capture_output=True, text=True)
    if run.returncode != 0:
        fail(f"{inputs}: exit {run.returncode}: {run.stderr[-500:]}")
        return [], []
    lines = [json.loads(line) for line in run.stdout.splitlines()]
    rejects = [json.loads(line) for line in run.stderr.splitlines()]
    tallies = [line for line in lines if "read" in line]
    if sum(t["rejected"] for t in tallies) != len(rejects):
        fail(f"{inputs}: {len(rejects)} rejects written")
    return [line for line in lines if "kind" in line], tallies


def compare(name, map_file, path, make_events, delimiter=","):
    """make_events(row) -> list of events, or the reason of its rejection"""
    events, reasons, read = [], collections.Counter(), 0
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file, delimiter=delimiter)
        header = next(rows)
        for cells in rows:
            if not cells:
                continue
            read += 1
            if len(cells) != len(header):
                reasons["too few cells" if len(cells) < len(header) else "too many cells"] += 1
                continue
            made = make_events(dict(zip(header, cells)), read)
            if isinstance(made, str):
                reasons[made] += 1
            else:
                events += made
    read_events, tallies = ours(map_file, [path])
    rejected = sum(reasons.values())
    expected = {"read": read, "accepted": read - rejected, "rejected": rejected, "reasons": dict(reasons)}
    for tally in tallies:
        del tally["file"]
        if tally != expected:
            fail(f"{name}: ours {tally}, Python's {expected}")
    if len(read_events) != len(events):
        fail(f"{name}: {len(read_events)} events, Python makes {len(events)}")
    differing = 0
    for mine, theirs in zip(read_events, events):
        for key, value in theirs.items():
            if mine.get(key) != value and (differing := differing + 1) <= 3:
                fail(f"{name}: line {mine['line']}: {key} is {mine.get(key)!r}, Python reads {value!r}")
    print(f"{name}: {read} rows = {read - rejected} accepted + {rejected} rejected {dict(reasons)}, {len(events)} events compared")


def stamp(text, form, zone=UTC):
    moment = datetime.datetime.strptime(text, form).replace(tzinfo=zone, fold=0)
    # A wall time that does not exist moves forward by the gap: Python's fold=0 does the same.
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def maps(name):
    return os.path.join(SOURCE, "tests", "data_maps", name)


# ---- real files -------------------------------------------------------------------------------------------------------

NEW_YORK = zoneinfo.ZoneInfo("America/New_York")


def uci(row, number):
    absent = lambda text: None if text in ("", "?", "Caller ?") else text
    return [{"kind": "complaint", "id": row["number"], "time": stamp(row["opened_at"], "%d/%m/%Y %H:%M"), "customer": absent(row["caller_id"]),
             "issue": absent(row["subcategory"]), "category": None}]


def comcast(row, number):
    return [{"id": row["Ticket #"], "time": stamp(row["Date"] + " " + row["Time"], "%d-%m-%Y %I:%M:%S %p", NEW_YORK),
             "customer": row["Zip code"], "issue": row["Customer Complaint"]}]


def cfpb(row, number):
    zip_code = row["ZIP code"]
    return [{"id": str(number), "time": stamp(row["Date received"], "%m/%d/%Y", NEW_YORK), "category": row["Product"], "issue": row["Issue"] or None,
             "customer": zip_code + "\x1f" + row["Company"] if zip_code and row["Company"] else None, "outside": row["Submitted via"] == "Referral"}]


def baltimore(row, number):
    form = "%m/%d/%Y %I:%M:%S %p"
    due = stamp(row["DueDate"], form, NEW_YORK) if row["DueDate"] else None
    events = [{"kind": "complaint", "id": row["SRRecordID"], "time": stamp(row["CreatedDate"], form, NEW_YORK), "customer": row["Address"] or None,
               "issue": row["SRType"], "department": row["Agency"], "due": due}]
    if row["CloseDate"]:
        events.append({"kind": "closed", "complaint": row["SRRecordID"], "time": stamp(row["CloseDate"], form, NEW_YORK)})
    return events


def real():
    folder = os.environ.get("ESCALERA_DATA_DIR") or os.path.join(SOURCE, "..", "shared", "data")
    if not os.path.isdir(folder):
        print(f"skipped: there is no folder {folder}; ESCALERA_DATA_DIR names another")
        sys.exit(1 if os.environ.get("ESCALERA_REQUIRE_DATA") == "1" else 77)
    for name, map_name, file, reading in (
            ("UCI incidents", "uci-incidents.yaml", "uci-incidents/dev_incidents.csv", uci),
            ("Comcast", "comcast.yaml", "comcast/Comcast_telecom_complaints_data.csv", comcast),
            ("CFPB", "cfpb.yaml", "cfpb/consumer_complaints.csv", cfpb),
            ("Baltimore 311", "baltimore-311.yaml", "baltimore-311/311_sample.csv", baltimore)):
        compare(name, maps(map_name), os.path.join(folder, file), reading)


# ---- files made here --------------------------------------------------------------------------------------------------

MAP = """escalera-map: 1
delimiter: "{delimiter}"
absent: ["?"]
events:
  - complaint:
      time: {{column: when, format: "%d/%m/%Y %H:%M"}}
      id: no
      customer: who
      issue: [what, kind]
      severity: level
"""


def generated_reading(row, number):
    absent = lambda text: None if text in ("", "?") else text
    if absent(row["when"]) is None:
        return "makes no event"
    try:
        time = stamp(row["when"], "%d/%m/%Y %H:%M")
    except ValueError:
        return "bad time"
    if absent(row["level"]) is not None and not row["level"].lstrip("-").isdigit():
        return "bad value"
    issue = None if absent(row["what"]) is None or absent(row["kind"]) is None else row["what"] + "\x1f" + row["kind"]
    made = {"kind": "complaint", "time": time, "customer": absent(row["who"]), "issue": issue}
    if absent(row["no"]):
        made["id"] = row["no"]
    return [made]


def some_text(chance):
    return chance.choice(["bill", "no dial tone", 'he said "no"', "line\nbreak", "line\r\nbreak", "a,b;c\td", "café €", "", "?", " blank ", "🙂"])


def generated():
    chance = random.Random(20260302)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(40):
            delimiter, line_end = chance.choice([",", ";", "\t", "|"]), chance.choice(["\n", "\r\n"])
            quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])
            text = io.StringIO(newline="")
            writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
            columns = ["no", "when", "who", "what", "kind", "level", "more"]
            chance.shuffle(columns)
            writer.writerow(columns)
            for row in range(chance.randrange(400)):
                day = f"{chance.randrange(1, 32)}/{chance.randrange(1, 13)}/{chance.randrange(2015, 2017)} {chance.randrange(24)}:{chance.randrange(60):02}"
                cells = {"no": f"C-{row}", "when": chance.choice([day] * 8 + ["?", "", "tomorrow"]), "who": some_text(chance), "what": some_text(chance),
                         "kind": some_text(chance), "level": chance.choice(["1", "-2", "", "?", "high"]), "more": some_text(chance)}
                cells = [cells[c] for c in columns]
                spoiled = chance.randrange(20)
                if spoiled == 0:
                    cells = cells[:-1]
                elif spoiled == 1:
                    cells.append("one more")
                elif spoiled == 2:
                    text.write(line_end)
                writer.writerow(cells)
            path = os.path.join(folder, f"{number}.csv")
            with open(path, "w", newline="", encoding=chance.choice(["utf-8", "utf-8-sig"])) as file:
                file.write(text.getvalue())
            map_file = os.path.join(folder, f"{number}.yaml")
            with open(map_file, "w") as file:
                file.write(MAP.format(delimiter=delimiter if delimiter != "\t" else "tab"))
            compare(f"made {number}", map_file, path, generated_reading, delimiter)


{"real": real, "generated": generated}[WHAT]()
sys.exit(1 if problems else 0)
