#!/usr/bin/env python3
"""Throws rules files with clocks and streams of events, and compares every decision of `escalera run` with a model.

    clock_oracle.py COMMAND [COUNT [SEED]]

Each round is a rules file and a stream for a few customers; `clock_model.py` replays it by counting, from what
rules/README.md says. In the environment, ESCALERA_CLOCK_ROUNDS=N asks for more rounds than ctest has time for,
ESCALERA_CLOCK_ONLY=N,N for these alone, ESCALERA_CLOCK_STOP=1 ends with the first that differs, and ESCALERA_CLOCK_KEEP=DIR leaves
that one there.
Exit code 77 where there is no zone database.
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

import clock_model
import open_time as ot

# A zone, and a day near which its clock changes or does not.
PLACES = [
    ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/New_York", "2026-03-08"), ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05"), ("America/Havana", "2026-03-08"), ("Asia/Kathmandu", "2026-05-04"), ("UTC", "2026-03-02"),
    ("America/Bogota", "2026-12-23"), ("Europe/Berlin", "2026-06-01"), ("UTC", "2026-02-27"),
]
STATUSES = ["open", "waiting-for-customer"]
KINDS = ["complaint", "replied", "step", "resolved", "reopened", "closed", "transferred", "withdrawn", "corrected", "assigned", "refused"]


class Round:
    """Rules, events, and the same for the model."""

    def __init__(self, dice):
        self.dice = dice
        self.zone, day = dice.choice(PLACES)
        self.day = dt.date.fromisoformat(day) - dt.timedelta(days=dice.randrange(0, 5))
        self.base = ot.on_wall(zoneinfo.ZoneInfo(self.zone), self.day)
        self.lateness = ot.HOUR if dice.random() < 0.25 else 0
        self.idle = dice.choice([20, 48, 100]) * ot.HOUR if dice.random() < 0.12 else None
        self.wall = ot.Calendar(self.zone)
        self.written, self.calendars = {}, {}
        for name in ["office", "desk_hours", "shop"][:dice.choice([1, 2, 2, 3])]:
            self.add_calendar(name)
        self.step = dice.choice([900, 1800, 3600, 3600, 7200]) * ot.SECOND
        self.clocks = [self.clock(name) for name in ["first", "second", "third", "fourth"][:dice.choice([1, 1, 2, 2, 3, 4])]]
        self.rules = self.make_rules()

    # ---- calendars

    def add_calendar(self, name):
        dice = self.dice
        usual = dice.choice([["08:00-18:00"], ["08:00-12:00", "13:00-18:00"], ["00:00-24:00"], ["09:00-17:30"], ["20:00-24:00", "00:00-04:00"],
                             ["01:30-03:30", "10:00-11:00"]])
        week = {day: usual for day in ot.DAYS[:dice.choice([5, 5, 6, 7])]}
        for day in ot.DAYS:
            if dice.random() < 0.12:
                week[day] = dice.choice([[], ["09:00-12:00"], ["08:00-24:00"]])
        days = [(self.day + dt.timedelta(days=n)).isoformat() for n in range(25)]
        hours = {"week": {d: s for d, s in week.items()}, "holidays": [d for d in days if dice.random() < 0.06],
                 "special": {d: dice.choice([[], ["10:00-12:00"], ["02:00-03:00", "22:00-24:00"]]) for d in days if dice.random() < 0.05}}
        zone = self.zone if dice.random() < 0.7 else dice.choice(PLACES)[0]
        self.written[name] = dict({k: v for k, v in hours.items() if v}, zone=zone)
        begin = self.day - dt.timedelta(days=430)
        self.calendars[name] = ot.Calendar(zone, hours, begin, self.day + dt.timedelta(days=700))

    def some_calendar(self, none=0.4):
        return None if self.dice.random() < none else self.dice.choice(list(self.calendars))

    # ---- conditions

    def condition(self, depth=0, root=None):
        dice = self.dice
        if depth < 2 and dice.random() < 0.25:
            if dice.random() < 0.3:
                return ["not", self.condition(depth + 1, root)]
            return [dice.choice(["and", "or"]), self.condition(depth + 1, root), self.condition(depth + 1, root)]
        return dice.choice([["customer.tier", "==", dice.choice(["vip", "gold"])], ["complaint.severity", ">=", dice.randrange(1, 4)],
                            ["case.status", dice.choice(["==", "!="]), dice.choice(STATUSES + ["resolved", "closed"])]])

    def text(self, c):
        if c[0] in ("and", "or"):
            return "(" + f" {c[0]} ".join(self.text(x) for x in c[1:]) + ")"
        if c[0] == "not":
            return f"not ({self.text(c[1])})"
        return c[0] if c[1] == "is" else f"{c[0]} {c[1]} {json.dumps(c[2])}"

    # ---- clocks

    def matchers(self, kinds, count=(1, 1, 1, 2)):
        dice, found = self.dice, []
        for _ in range(dice.choice(count)):
            kind, when = dice.choice(kinds), None
            if kind == "replied" and dice.random() < 0.4:
                when = ["reply.by_person", "is", True]
            elif dice.random() < 0.25:
                when = self.condition(1)
            if when is not None and dice.random() < 0.15 and when[0] != "reply.by_person":
                kind = None
            found.append((kind, when))
        return found

    def written_matchers(self, found, always_list):
        out = []
        for kind, when in found:
            m = {"on": kind} if kind else {}
            if when is not None:
                m["when"] = self.text(when)
            out.append(kind if when is None else m)
        return out[0] if len(out) == 1 and not always_list and self.dice.random() < 0.6 else out

    def hours_text(self, n):
        return "".join(f"{v}{u}" for v, u in ((n // ot.HOUR, "h"), (n % ot.HOUR // (60 * ot.SECOND), "m")) if v)

    def some_length(self, most=16):
        return self.dice.choice([self.step * self.dice.randrange(1, most), self.dice.randrange(1, most) * ot.HOUR])

    def target(self, clock_calendar):
        dice = self.dice
        kind = dice.choice(["within", "within", "within", "days", "business", "due"])
        name = self.some_calendar()
        calendar = name or clock_calendar
        if kind == "business" and calendar is None:
            name = calendar = dice.choice(list(self.calendars))
        w = {}
        if kind == "within":
            amount = self.some_length()
            w["within"] = self.hours_text(amount)
        elif kind == "due":
            amount = None
            w["due"] = "complaint.due"
        else:
            amount = dice.randrange(1, 5)
            w["within"] = f"{amount} " + ("days" if kind == "days" else "business-days")
        if name:
            w["calendar"] = name
        return {"kind": kind, "amount": amount, "calendar": self.calendars[calendar] if calendar else self.wall, "when": None}, w

    def stage(self, targets, n, clock_hours):
        dice = self.dice
        days = all(t["kind"] == "days" for t in targets)
        what = dice.choice(["%", "%", "%", "%", "before", "after"] + (["day"] * 3 if days else []))
        if what == "%":
            at = (what, dice.choice([25, 50, 75, 75, 90, 100, 100, 100, 110, 150, 200]))
            text = f"{at[1]}%"
        elif what == "day":
            at = (what, dice.randrange(1, 5))
            text = f"day {at[1]}"
        else:
            at = (what, self.some_length(8))
            text = f"{self.hours_text(at[1])} {what}"
        s = {"at": at, "name": text, "when": None, "if_unknown": "review", "every": None, "times": None}
        w = {"at": text}
        if dice.random() < 0.3 or n:
            s["name"] = w["name"] = f"s{n}"
        if dice.random() < 0.2:
            s["when"] = self.condition()
            w["when"] = self.text(s["when"])
            s["if_unknown"] = dice.choice(["review", "skip", "fire"])
            if s["if_unknown"] != "review" or dice.random() < 0.5:
                w["if_unknown"] = s["if_unknown"]
        if dice.random() < 0.3:
            s["every"] = self.some_length(8)
            w["every"] = self.hours_text(s["every"])
            s["times"] = dice.choice([2, 3, 4, None])
            if s["times"]:
                w["times"] = s["times"]
            if dice.random() < 0.3:
                w["combine"] = True
        hours = clock_hours
        if dice.random() < 0.15:
            hours = w["hours"] = dice.choice(list(self.calendars))
        s["hours"] = self.calendars[hours] if hours else None
        s["action"], s["args"] = dice.choice([("tag", {"name": "late"}), ("tell", {"x": s["name"]}), ("tell", {"x": s["name"]})])
        w["then"] = [{s["action"]: dict(s["args"])}]
        return s, w

    def clock(self, name):
        dice = self.dice
        c = {"name": name, "only": self.condition() if dice.random() < 0.15 else None, "pause": None, "pause_on": [], "resume": [],
             "cancel": [], "reset": []}
        w = {"name": name}
        c["start"] = self.matchers(["complaint"] * 5 + ["transferred", "reopened", "assigned"])
        c["stop"] = self.matchers(["replied"] * 4 + ["resolved", "closed"])
        if dice.random() < 0.3:
            c["cancel"] = self.matchers(["refused", "closed", "assigned"])
        if dice.random() < 0.3:
            c["reset"] = self.matchers(["reopened", "transferred", "assigned"])
        way = dice.random()
        if way < 0.35:
            c["pause"] = dice.choice([["case.status", "==", "waiting-for-customer"], self.condition()])
            w["pause"] = self.text(c["pause"])
        elif way < 0.5:
            c["pause_on"] = self.matchers(["step", "transferred"], (1, 1, 2))
            c["resume"] = self.matchers(["assigned", "replied", "corrected"], (1, 1, 2))
        elif way < 0.6:
            w["pause"] = "never"
        for key, to in (("only", None), ("start", None), ("stop", None), ("cancel", None), ("reset", None), ("pause_on", "pause"), ("resume", None)):
            if key == "only" and c["only"]:
                w["only"] = self.text(c["only"])
            elif key != "only" and c[key]:
                w[to or key] = self.written_matchers(c[key], key == "pause_on")
        calendar = self.some_calendar(0.6)
        if calendar:
            w["calendar"] = calendar
        hours = self.some_calendar(0.8)
        if hours:
            w["hours"] = hours
        c["calendar"] = self.calendars[calendar] if calendar else self.wall
        both = [self.target(calendar) for _ in range(dice.choice([1, 1, 2, 3]))]
        for i, (t, tw) in enumerate(both):
            if i + 1 < len(both) or dice.random() < 0.15:
                t["when"] = self.condition()
                tw["when"] = self.text(t["when"])
        c["targets"] = [t for t, _ in both]
        w["target"] = both[0][1] if len(both) == 1 else [tw for _, tw in both]
        stages = [self.stage(c["targets"], n, hours) for n in range(dice.choice([0, 1, 2, 3, 4]))]
        c["stages"] = [s for s, _ in stages]
        if stages:
            w["stages"] = [sw for _, sw in stages]
        c["written"] = w
        return c

    # ---- rules

    def make_rules(self):
        dice, rules = self.dice, []
        raised = ["at_risk", "breached", "met", "clock_ended"]
        rules.append({"name": "spoken", "events": raised if dice.random() < 0.8 else dice.sample(raised, 2), "when": None, "action": "tell",
                      "args": {"kind": "=event.kind", "name": "=clock.name", "used": "=clock.used", "verdict": "=clock.verdict"}})
        if dice.random() < 0.5:
            when = dice.choice([["clock.name", "==", "first"], ["clock.verdict", "==", "breached"], self.condition(1)])
            rules.append({"name": "some", "events": dice.sample(raised, dice.choice([1, 2, 4])), "when": when, "action": "tag", "args": {"name": "late"}})
        if dice.random() < 0.4:
            name = dice.choice(self.clocks)["name"]
            rules.append({"name": "watch", "events": dice.sample(KINDS, 6), "when": None, "action": "tell",
                          "args": {"x": "watch", "late": "=breached." + name, "left": "=left." + name}})
        for r in rules:
            r["if_unknown"] = dice.choice(["review", "review", "skip"])
        return rules

    def written_rule(self, r):
        def argument(v):
            for key, call in (("=left.", "clock.left"), ("=breached.", "clock.breached")):
                if v.startswith(key):
                    return f'={call}("{v[len(key):]}")'
            return v

        w = {"name": r["name"], "events": r["events"], "then": [{r["action"]: {k: argument(v) for k, v in r["args"].items()}}]}
        w.update({"always": True} if r["when"] is None else {"when": self.text(r["when"]), "if_unknown": r["if_unknown"]})
        return w

    def file(self):
        optional = {k: {"type": t, "required": False} for k, t in (("kind", "string"), ("name", "string"), ("used", "duration"), (
            "verdict", "string"), ("x", "string"), ("late", "bool"), ("left", "duration"))}
        idle = {"cases": {"idle": self.hours_text(self.idle)}} if self.idle else {}
        return {**idle, "escalera": 1, "name": "clocks", "zone": self.zone, "lateness": f"{self.lateness // ot.SECOND}s", "unknown": {"role": "desk"},
                "roles": {"desk": {"by": ["queue"]}}, "actions": {"tell": optional}, "calendars": self.written,
                "windows": {"seen": {"count": "complaint", "per": "customer", "within": "365d"}},
                "clocks": [c["written"] for c in self.clocks], "rules": [self.written_rule(r) for r in self.rules]}

    # ---- events

    def events(self):
        dice, all_events, n = self.dice, [], 0
        for customer in ["ana", "bo", "cy", "di"][:dice.choice([1, 2, 3, 4])]:
            t, complaints, issues = self.base + dice.randrange(0, 3 * 24) * ot.HOUR, [], {}
            # Of one case all comes in order: how a case's own past is put right is not laid down.
            delays = {issue: dice.randrange(0, 5) * 900 * ot.SECOND if self.lateness else 0 for issue in ("bill", "net")}
            in_step = len(set(delays.values())) == 1
            ahead = clock_model.Model(self.clocks, self.rules, 0, self.idle, self.wall)
            for _ in range(dice.randrange(3, 16)):
                n += 1
                kind = "complaint" if not complaints else dice.choice(KINDS + ["replied", "step", "step", "step", "complaint", "customer", "customer"])
                kind = "step" if kind == "customer" and not in_step else kind
                e = {"event": kind, "id": f"E-{n}", "time": t, "customer": customer}
                if kind == "complaint":
                    e["issue"] = issues[e["id"]] = dice.choice(["bill", "bill", "net"])
                    complaints.append(e["id"])
                elif kind == "customer":
                    e["tier"] = dice.choice(["vip", "gold", "plain"])
                else:
                    e["complaint"] = complaints[-1] if kind == "corrected" else dice.choice(complaints[-3:])
                if kind == "complaint" or kind == "corrected":
                    if dice.random() < 0.7:
                        e["severity"] = dice.randrange(1, 4)
                    if dice.random() < 0.7:
                        e["due"] = t + self.step * dice.randrange(-3, 60)
                elif kind == "step":
                    e["status"] = dice.choice(STATUSES)
                elif kind == "replied" and dice.random() < 0.8:
                    e["by_person"] = dice.random() < 0.6
                all_events.append((t + delays[issues.get(e.get("complaint", e["id"]), "bill")], n, e))
                ahead.take(e)
                due = ahead.next_due()[0]
                if due < t + 90 * 24 * ot.HOUR and dice.random() < 0.2:  # as something falls due, or a moment apart
                    t = max(t, due + dice.choice([0, 0, 0, -1, 1]))
                    continue
                t += dice.choice([0, self.step, self.step, self.step * dice.randrange(1, 20), dice.randrange(0, 30) * ot.HOUR])
                if dice.random() < 0.05:
                    t += dice.choice([1, 333, ot.SECOND, 60 * ot.SECOND])
        return [e for _, _, e in sorted(all_events, key=lambda x: x[:2])]

    def line(self, e):
        out = {k: ot.rfc3339(v) if k in ("time", "due") else v for k, v in e.items() if k != "by_person"}
        if "by_person" in e:
            out["reply"] = {"by_person": e["by_person"]}
        return json.dumps(out)


def play(command, folder, seed, number):
    """None where both agree; the number of decisions, and what differs."""
    r = Round(random.Random(f"{seed}:{number}"))
    events = r.events()
    until = max(e["time"] for e in events) + r.dice.choice([0, 3, 10, 30]) * 24 * ot.HOUR
    rules = pathlib.Path(folder) / f"{number}.json.yaml"
    rules.write_text(json.dumps(r.file(), indent=1))
    lines = "\n".join(r.line(e) for e in events) + "\n"
    try:
        done = subprocess.run([command, "run", rules, "-", "--until", ot.rfc3339(until)], input=lines, capture_output=True, text=True, timeout=120,
                              check=False)
    except subprocess.TimeoutExpired:
        return 0, 0, "no end after 120 s", rules, lines
    if done.returncode != 0:
        return 0, 0, f"exit code {done.returncode}\n{done.stderr[:600]}", rules, lines
    model = clock_model.Model(r.clocks, r.rules, r.lateness, r.idle, r.wall)
    for e in events:
        model.take(e)
    model.pass_to(until + 1)
    keys = ("at", "due", "event", "customer", "case", "rule", "stage", "action", "args")
    got = [{k: d[k] for k in keys if k in d} for d in map(json.loads, done.stdout.splitlines())]
    wanted = [{k: d[k] for k in keys if k in d} for d in model.decisions]
    difference = None
    if got != wanted:
        at = next((i for i, (a, b) in enumerate(zip(got, wanted)) if a != b), min(len(got), len(wanted)))
        show = lambda some: "\n".join("    " + json.dumps(d) for d in some[max(at - 2, 0):at + 4])
        difference = f"decision {at} of {len(wanted)} expected, {len(got)} made\n  expected\n{show(wanted)}\n  made\n{show(got)}"
    return len(wanted), len(events), difference, rules, lines


def main():
    command = str(pathlib.Path(sys.argv[1]).resolve())
    count = int(os.environ.get("ESCALERA_CLOCK_ROUNDS", sys.argv[2] if len(sys.argv) > 2 else 300))
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20260302
    only = [int(n) for n in os.environ.get("ESCALERA_CLOCK_ONLY", "").split(",") if n]
    decided = streamed = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in only or range(count):
            decisions, events, difference, rules, lines = play(command, folder, seed, number)
            decided, streamed = decided + decisions, streamed + events
            if difference:
                wrong += 1
                if wrong <= 3:
                    print(f"round {number} of seed {seed}: {difference}\n")
                keep = os.environ.get("ESCALERA_CLOCK_KEEP")
                if keep and wrong == 1:
                    pathlib.Path(keep, "rules.yaml").write_text(rules.read_text())
                    pathlib.Path(keep, "events.jsonl").write_text(lines)
            rules.unlink()
            if difference and os.environ.get("ESCALERA_CLOCK_STOP"):
                break
    rounds = len(only) or count
    print(f"{rounds} rounds (seed {seed}): {streamed} events, {decided} decisions; {wrong} rounds differ")
    if not only and decided < 10 * rounds:
        print("too few decisions: the dice are loaded")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
