#!/usr/bin/env python3
"""Throws rules files with windows of periods and schedules, and streams of events, and compares every decision of
`escalera run` with a model that keeps all facts.

    indicator_oracle.py COMMAND [COUNT [SEED]]

In the environment, ESCALERA_INDICATOR_ROUNDS=N asks for more rounds than ctest has time for, ESCALERA_INDICATOR_ONLY=N,N for these alone, and
ESCALERA_INDICATOR_KEEP=DIR leaves the first that differs there. Exit code 77 where there is no zone database.
"""
import datetime as dt
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

try:
    import zoneinfo

    zoneinfo.ZoneInfo("Europe/Berlin")
except Exception as why:  # no zoneinfo, or no data for it
    print("no zone database:", why)
    sys.exit(77)

import indicator_model
import open_time as ot

# A zone, and a day near which its clock changes, a month ends, or nothing happens.
PLACES = [
    ("UTC", "2026-03-02"), ("America/Bogota", "2026-12-29"), ("Europe/Berlin", "2026-03-27"), ("Europe/Berlin", "2026-10-23"),
    ("America/St_Johns", "2006-10-27"), ("America/Havana", "2026-03-06"), ("Pacific/Apia", "2011-12-27"), ("Asia/Kathmandu", "2026-06-28"),
]
DEPARTMENTS = ["billing", "network", "a b"]
PRODUCTS = ["tv", "phone", "ünïcode", None]
KEYS = [["case.department"], ["complaint.product"], ["case.department", "complaint.product"], ["complaint.product", "case.department"], []]
EVERY = ["day 00:00", "day 09:00", "monday 09:00", "mon 00:00", "mon-fri 08:30", "sat-sun 12:00", "month 1 00:00", "month last 18:00",
         "month 31 07:00", "day 02:30"]


def window(dice):
    """As it is written, and as the model has it."""
    kind = dice.choice(["complaint", "complaint", "feedback", "feedback", "feedback", "resolved", "closed", "clock_ended", "clock_ended", "reopened"])
    written, means = {}, {"of_event": kind}
    if kind == "feedback":
        choice = dice.randrange(5)
        if choice == 0:
            written = {"average": "feedback.score"}
        elif choice == 1:
            written = {"sum": dice.choice(["feedback.score", "feedback.refund"])}
        elif choice == 2:
            written = {"average": "feedback.refund"}
        else:
            written = {"share": {"when": "feedback.satisfied"}, "of": "feedback"}
            means["hit"] = lambda row: row["feedback.satisfied"]
    elif kind == "clock_ended" and dice.random() < 0.8:
        written = {"share": dice.choice(["met", "breached"]), "of": "clock_ended"}
    elif kind == "closed" and dice.random() < 0.6:
        written = {"share": {"when": "case.reopened >= 1"}, "of": "closed"}
        means["hit"] = lambda row: row["case.reopened"] >= 1
    elif kind == "complaint" and dice.random() < 0.5:
        written = {"share": {"when": "complaint.severity >= 5"}, "of": "complaint"}
        means["hit"] = lambda row: None if row["complaint.severity"] is None else row["complaint.severity"] >= 5
    else:
        written = {"count": kind}
    if dice.random() < 0.3:
        written["where"] = "complaint.severity < 8"
        means["where_holds"] = lambda row: row["complaint.severity"] is not None and row["complaint.severity"] < 8
    per = dice.choice(KEYS)
    if per:
        written["per"] = per
    written["within"] = "last " + dice.choice(["day", "day", "week", "week", "month", "quarter", "year"])
    return written, dict(written, **means)


class Round:
    def __init__(self, dice):
        self.dice = dice
        self.zone, day = dice.choice(PLACES)
        self.in_zone = zoneinfo.ZoneInfo(self.zone)
        self.day = dt.date.fromisoformat(day)
        self.base = ot.on_wall(self.in_zone, self.day)
        self.lateness = dice.choice([0, 0, 1, 5, 30]) * ot.HOUR
        self.clock_hours = dice.choice([4, 24, 30])
        self.first, self.last = self.day - dt.timedelta(days=800), self.day + dt.timedelta(days=500)
        hours = {"week": {"mon": ["08:00-12:00", "13:00-18:00"], "wed": ["00:00-24:00"], "fri": ["09:00-13:00"]}, "holidays": [], "special": {}}
        self.calendar = ot.Calendar(self.zone, hours, self.first, self.last + dt.timedelta(days=40))
        self.windows, written = {}, {}
        for i in range(dice.choice([1, 2, 3, 5])):
            written[f"w{i}"], self.windows[f"w{i}"] = window(dice)
        for w in self.windows.values():
            w["read_by_rule"] = dice.random() < 0.7
        self.schedules, schedules = [], []
        for i in range(dice.choice([0, 1, 1, 2, 3])):
            self.schedule(f"s{i}", schedules)
        self.file = self.make_file(written, schedules, hours)

    def args(self, names):
        """Each window's answer, and what it is of."""
        all_of = {}
        for n in names:
            w = self.windows[n]
            all_of[n] = f"={n}"
            all_of[n + "_of"] = f"={n}.of" if "share" in w or "average" in w else f"={n}" if "count" in w else "=0"
        return all_of

    def schedule(self, name, into):
        dice = self.dice
        by_key = {}
        for n, w in self.windows.items():
            by_key.setdefault(frozenset(w.get("per", [])), []).append(n)
        key, names = dice.choice(sorted(by_key.items(), key=lambda x: x[1]))
        reads = dice.sample(names, dice.randrange(1, len(names) + 1))
        countable = [n for n in reads if "sum" not in self.windows[n]]
        if not countable:
            return
        reads = countable[:1] + [n for n in reads if n != countable[0]]
        s = {"name": name, "every": dice.sample(EVERY, dice.choice([1, 1, 2])), "reads": reads, "least": dice.choice([0, 1, 2])}
        per = sorted(key)
        dice.shuffle(per)
        if per:
            s["per"] = per
        if dice.random() < 0.4:
            s["calendar"] = "desk"
            if dice.random() < 0.6:
                s["closed"] = dice.choice(["next-opening", "skip"])
            if s.get("closed") == "skip" and not any(indicator_model.runs(s, self.calendar, self.in_zone, self.day, self.last)):
                s["closed"] = "next-opening"
        self.schedules.append(s)
        first = reads[0]
        counted = f"{first}.of" if "count" not in self.windows[first] else first
        written = {k: v for k, v in s.items() if k not in ("reads", "least")}
        if len(written["every"]) == 1 and dice.random() < 0.5:
            written["every"] = written["every"][0]
        written["when"] = f"{counted} >= {s['least']}"
        written["then"] = [{"tell": self.args(reads)}]
        into.append(written)

    def make_file(self, windows, schedules, hours):
        kinds = {}
        for n, w in self.windows.items():
            is_ratio = "share" in w or "average" in w
            kinds[n] = {"type": "number" if is_ratio else "decimal" if w.get("sum") == "feedback.refund" else "int", "required": False}
            kinds[n + "_of"] = {"type": "int", "required": False}
        read = [n for n, w in self.windows.items() if w["read_by_rule"]]
        rules = [{"name": "too-late", "events": ["breached"], "always": True, "then": [{"tag": {"name": "late"}}]}]
        if read:
            rules.append({"name": "tell", "always": True, "then": [{"tell": self.args(read)}]})
        file = {
            "escalera": 1, "name": "oracle", "zone": self.zone, "lateness": f"{self.lateness // ot.HOUR}h",
            "unknown": {"role": "desk"}, "roles": {"desk": {"by": ["queue"]}},
            "fields": {"feedback": {"refund": "decimal"}},
            "calendars": {"desk": {"week": {d: hours["week"].get(d, []) for d in ot.DAYS}}},
            # So that closed cases are remembered.
            "limits": {"remember": 1000}, "windows": dict(windows, kept={"count": "complaint", "per": "customer", "within": "3650d"}), "actions": {"tell": kinds},
            "routes": [{"when": 'complaint.category == "x"', "category": "x", "to": "network"}, {"to": "billing"}],
            "rules": rules,
            "clocks": [{"name": "answer", "start": "complaint", "stop": "replied", "target": {"within": f"{self.clock_hours}h"}}],
        }
        if schedules:
            file["schedules"] = schedules
        return file

    def written(self):
        routes = [{k: v for k, v in r.items() if k != "category"} for r in self.file["routes"]]
        return json.dumps(dict(self.file, routes=routes), indent=1)

    def events(self):
        """In the order in which they arrive."""
        dice = self.dice
        t, made, ids = self.base, [], []
        edges = sorted({x for begins in indicator_model.Periods(self.in_zone, self.day, self.last).begins.values() for x in begins})
        for n in range(dice.randrange(15, 60)):
            if dice.random() < 0.25:  # at the edge of a period, or a moment before
                t = next(x for x in edges if x > t) + dice.choice([0, -1, -1, 1])
            else:
                t += dice.choice([0, 1, ot.HOUR, dice.randrange(1, 60) * ot.HOUR, dice.randrange(1, 9 * 24) * ot.HOUR // 3])
            e = {"id": f"E{n}", "time": t}
            if not ids or dice.random() < 0.45:
                e.update(event="complaint", id=f"C{n}", customer=dice.choice(["ann", "bob", "zoe"]))
                if dice.random() < 0.5:
                    e["category"] = "x"
                if dice.random() < 0.9:
                    e["severity"] = dice.randrange(0, 10)
                product = dice.choice(PRODUCTS)
                if product:
                    e["product"] = product
                ids.append((e["id"], e["customer"]))
            else:
                e["case"], e["customer"] = dice.choice(ids[-6:])
                e["event"] = dice.choice(["feedback", "feedback", "feedback", "replied", "replied", "transferred", "resolved", "closed", "reopened"])
                if e["event"] == "transferred":
                    e["department"] = dice.choice(DEPARTMENTS)
                if e["event"] == "feedback":
                    said = {"satisfied": dice.random() < 0.5, "score": dice.randrange(-3, 10), "refund": dice.randrange(-5, 500) / 4}
                    e["feedback"] = {k: v for k, v in said.items() if dice.random() < 0.8}
            delay = dice.choice([0, 0, dice.randrange(0, self.lateness + 1), int(self.lateness * 1.3)]) if self.lateness else 0
            made.append((t + delay, n, e))
            if dice.random() < 0.04:
                made.append((t + delay, n, e))
        return [e for _, _, e in sorted(made, key=lambda x: x[:2])]

    def line(self, e):
        out = {k: ot.rfc3339(v) if k == "time" else v for k, v in e.items() if k != "department"}
        if e["event"] == "complaint":
            out["issue"] = e["id"]
        if "department" in e:
            # What an event says of its case stands under `case`, beside the case's own id.
            out["case"] = {"id": e["case"], "department": e["department"]}
        return json.dumps(out)


def play(command, folder, seed, number):
    r = Round(random.Random(f"{seed}:{number}"))
    events = r.events()
    until = max(e["time"] for e in events) + r.dice.choice([0, 3, 10, 40]) * 24 * ot.HOUR
    rules = pathlib.Path(folder) / f"{number}.json.yaml"
    rules.write_text(r.written())
    lines = "\n".join(r.line(e) for e in events) + "\n"
    try:
        done = subprocess.run([command, "run", rules, "-", "--until", ot.rfc3339(until)], input=lines, capture_output=True, text=True, timeout=120,
                              check=False)
    except subprocess.TimeoutExpired:
        return 0, 0, "no end after 120 s", rules, lines
    if done.returncode != 0:
        return 0, 0, f"exit code {done.returncode}\n{done.stderr[:1200]}", rules, lines
    model = indicator_model.Model(r.file, r.windows, r.schedules, r.in_zone, r.calendar, r.first, r.last, r.lateness, r.clock_hours)
    for e in events:
        model.take(e)
    model.pass_to(until, True)
    keys = ("at", "due", "event", "customer", "case", "rule", "key", "args", "also")
    got = [{k: d[k] for k in keys if k in d and not (k == "args" and d["rule"] == "too-late")} for d in map(json.loads, done.stdout.splitlines())]
    difference = None
    if got != model.decisions:
        wanted = model.decisions
        at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), min(len(got), len(wanted)))
        show = lambda some: "\n".join("    " + json.dumps(d) for d in some[max(at - 2, 0):at + 4])
        difference = f"decision {at} of {len(wanted)} expected, {len(got)} made\n  expected\n{show(wanted)}\n  made\n{show(got)}"
    told = sum(1 for d in model.decisions for k, v in d.get("args", {}).items() if v and not k.endswith("_of"))
    return told, len(events), difference, rules, lines


def main():
    command = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(os.environ.get("ESCALERA_INDICATOR_ROUNDS", sys.argv[2] if len(sys.argv) > 2 else 150))
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20260302
    only = [int(n) for n in os.environ.get("ESCALERA_INDICATOR_ONLY", "").split(",") if n]
    told = streamed = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in only or range(count):
            answers, events, difference, rules, lines = play(command, folder, seed, number)
            told, streamed = told + answers, streamed + events
            if difference:
                wrong += 1
                if wrong <= 3:
                    print(f"round {number} of seed {seed}: {difference}\n")
                keep = os.environ.get("ESCALERA_INDICATOR_KEEP")
                if keep and wrong == 1:
                    pathlib.Path(keep, "rules.yaml").write_text(rules.read_text())
                    pathlib.Path(keep, "events.jsonl").write_text(lines)
            rules.unlink()
    rounds = len(only) or count
    print(f"{rounds} rounds (seed {seed}): {streamed} events, {told} answers that are not nothing; {wrong} rounds differ")
    if not only and told < 5 * rounds:
        print("too few answers: the dice are loaded")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
