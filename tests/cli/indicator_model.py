"""What windows of periods, and schedules on them, must say: written from rules/README.md, by brute force.

Every fact is kept for ever with its own time; whatever is read is counted from all of them. Periods are looked up in a list of
midnights, runs of schedules in a list of all that there will be. Cases are as simple as the streams make them: one complaint each.
"""
import bisect
import datetime as dt

import open_time as ot

UNITS = ["day", "week", "month", "quarter", "year"]


def first_days(unit, first, last):
    day = first
    while day <= last:
        starts = {
            "day": True,
            "week": day.weekday() == 0,
            "month": day.day == 1,
            "quarter": day.day == 1 and day.month % 3 == 1,
            "year": day.day == 1 and day.month == 1,
        }[unit]
        if starts:
            yield day
        day += dt.timedelta(days=1)


class Periods:
    def __init__(self, zone, first, last):
        self.begins = {u: [ot.on_wall(zone, d) for d in first_days(u, first, last)] for u in UNITS}

    def last_ended(self, unit, as_of):
        begins = self.begins[unit]
        now = bisect.bisect_right(begins, as_of) - 1
        return begins[now - 1], begins[now]


def occurrences(zone, every, first, last):
    day = first
    while day <= last:
        for days, time in (text.rsplit(" ", 1) for text in every):
            if days.startswith("month "):
                wanted = days[6:]
                ends = (day + dt.timedelta(days=1)).month != day.month
                comes = ends if wanted == "last" else day.day == int(wanted) or (ends and day.day < int(wanted))
            elif days == "day":
                comes = True
            else:
                a, b = (days.split("-") + [days])[:2]
                at, n = ot.DAYS.index(a[:3]), ot.DAYS.index(b[:3])
                comes = (day.weekday() - at) % 7 <= (n - at) % 7
            if comes:
                yield ot.on_wall(zone, day, time)
        day += dt.timedelta(days=1)


def runs(schedule, calendar, zone, first, last):
    """Every instant at which it comes."""
    found = set()
    for t in occurrences(zone, schedule["every"], first, last):
        if calendar is None:
            found.add(t)
            continue
        opens = calendar.opening(t)
        if opens == t or schedule.get("closed", "next-opening") == "next-opening":
            found.add(opens)
    return found


class Model:
    def __init__(self, file, windows, schedules, zone, calendar, first, last, lateness, clock_hours):
        self.zone, self.lateness, self.clock_hours = zone, lateness, clock_hours
        self.windows, self.schedules = windows, schedules
        self.routes = file["routes"]
        self.periods = Periods(zone, first, last)
        self.runs = [runs(s, calendar if "calendar" in s else None, calendar.zone if "calendar" in s else zone, first, last) for s in schedules]
        self.facts = []  # (window, time, key, value)
        self.cases, self.latest, self.seen = {}, {}, set()
        self.watermark = self.greatest = self.begun = None
        self.done = set()
        self.decisions = []

    # ---- what is read

    def read(self, w, key, as_of):
        window = self.windows[w]
        a, b = self.periods.last_ended(window["within"].split()[1], as_of)
        values = [v for x, t, k, v in self.facts if x == w and k == key and a <= t < b]
        n = len(values)
        if "count" in window:
            return n, n
        if "sum" in window:
            return sum(values), n
        if n == 0:
            return None, 0
        total = float(sum(values))
        return total / (n * (10000.0 if window["average"] == "feedback.refund" else 1.0)) if "average" in window else total / n, n

    def key_of(self, w, row):
        return tuple(row.get(f) for f in w.get("per", []))

    # ---- what is counted

    def note(self, kind, t, row):
        for name, w in self.windows.items():
            if w["of_event"] != kind:
                continue
            if "where" in w and not w["where_holds"](row):
                continue
            value = 1
            if "hit" in w:
                value = w["hit"](row)
            elif "sum" in w or "average" in w:
                value = row.get(w.get("sum", w.get("average")))
            elif "share" in w:
                value = 1 if row["clock.verdict"] == w["share"] else 0
            key = self.key_of(w, row)
            if value is None or None in key:
                continue
            self.facts.append((name, t, key, int(value)))

    # ---- time

    def pass_to(self, until, inclusive):
        while True:
            due = [c["deadline"] for c in self.cases.values() if c["clock"] == "runs"]
            if self.begun is not None:
                for s, times in enumerate(self.runs):
                    due += [t for t in times if t >= self.begun and (s, t) not in self.done]
            due = min(due, default=ot.FOREVER)
            if due > until or (due == until and not inclusive):
                return
            self.fire(due)

    def fire(self, due):
        line = []
        for c in self.cases.values():
            if c["clock"] == "runs" and c["deadline"] == due:
                line.append((c["customer"], 1, 0, c["serial"], c))
        for s, times in enumerate(self.runs):
            if due not in times or due < self.begun or (s, due) in self.done:
                continue
            self.done.add((s, due))
            for key in self.keys_of(s, due):
                line.append(("\x1f".join(key), 0, s, 0, key))
        last = None
        for name, is_customer, s, _, what in sorted(line, key=lambda x: x[:4]):
            if (name, is_customer) != last:
                last, self.of_key = (name, is_customer), len(self.decisions)
            if is_customer:
                self.breach(what, due)
            else:
                self.ask(s, what, due)

    def keys_of(self, s, due):
        schedule = self.schedules[s]
        if not schedule.get("per"):
            return [()]
        found = set()
        for w in schedule["reads"]:
            a, b = self.periods.last_ended(self.windows[w]["within"].split()[1], due)
            for x, t, key, _ in self.facts:
                if x == w and a <= t < b:
                    by_field = dict(zip(self.windows[w]["per"], key))
                    found.add(tuple(by_field[f] for f in schedule["per"]))
        return found

    def ask(self, s, key, due):
        schedule = self.schedules[s]
        args, fields = {}, dict(zip(schedule.get("per", []), key))
        for w in schedule["reads"]:
            value, n = self.read(w, tuple(fields[f] for f in self.windows[w].get("per", [])), due)
            args.update(self.told(w, value, n))
        first = args.get(schedule["reads"][0] + "_of")
        if first < schedule["least"]:
            return
        decision = {"at": ot.rfc3339(due), "due": ot.rfc3339(due), "rule": schedule["name"]}
        if key:
            decision["key"] = ", ".join(key)
        if args:
            decision["args"] = args
        for before in self.decisions[self.of_key:]:
            if before.get("args") == decision.get("args"):  # the same asked for twice
                before.setdefault("also", []).append({"rule": schedule["name"]})
                return
        self.decisions.append(decision)

    def told(self, w, value, n):
        args = {} if value is None else {w: value / 10000 if self.is_decimal_sum(w) else value}
        args[w + "_of"] = n if "share" in self.windows[w] or "average" in self.windows[w] else (value if "count" in self.windows[w] else 0)
        return args

    def is_decimal_sum(self, w):
        return self.windows[w].get("sum") == "feedback.refund"

    def breach(self, c, due):
        c["clock"] = "over"
        self.note("clock_ended", due, dict(self.row_of(c), **{"clock.verdict": "breached", "clock.name": "answer"}))
        self.decisions.append({"at": ot.rfc3339(due), "due": ot.rfc3339(due), "customer": c["customer"], "case": c["id"], "rule": "too-late"})
        self.latest[c["customer"]] = max(self.latest[c["customer"]], due)

    # ---- events

    def row_of(self, c):
        return {
            "complaint.product": c["product"], "complaint.severity": c["severity"], "case.department": c["department"],
            "case.reopened": c["reopened"],
        }

    def take(self, e):
        t = e["time"]
        if self.watermark is not None and t < self.watermark:
            return
        if self.greatest is None or t > self.greatest:
            watermark = t - self.lateness
            if self.begun is None:
                self.begun = watermark
            self.pass_to(watermark, False)
            self.greatest = t
            self.watermark = watermark if self.watermark is None else max(self.watermark, watermark)
        if e["id"] in self.seen:
            return
        kind = e["event"]
        if kind == "complaint":
            c = {"id": e["id"], "customer": e["customer"], "product": e.get("product"), "severity": e.get("severity"), "reopened": 0, "status": "open",
                 "clock": "runs", "deadline": t + self.clock_hours * ot.HOUR, "serial": len(self.cases), "department": None}
            for r in self.routes:
                if "when" not in r or r["category"] == e.get("category"):
                    c["department"] = r["to"]
                    break
            self.cases[e["id"]] = c
        else:
            c = self.cases.get(e["case"])
            if c is None:
                return
            if kind == "reopened" and c["status"] == "open":
                return
            if c["status"] == "closed" and kind not in ("reopened", "feedback"):
                return
        self.seen.add(e["id"])
        if kind == "reopened":
            c["status"], c["reopened"] = "open", c["reopened"] + 1
        if kind in ("resolved", "closed"):
            c["status"] = kind
        if kind == "transferred":
            c["department"] = e["department"]
        customer = c["customer"]
        self.latest[customer] = max(self.latest.get(customer, t), t)
        row = self.row_of(c)
        if kind == "complaint":
            as_of = self.latest[customer] - self.lateness
            args = {}
            for name, w in self.windows.items():
                if not w["read_by_rule"]:
                    continue
                key = self.key_of(w, row)
                value, n = self.read(name, key, as_of) if None not in key else (None if "share" in w or "average" in w else 0, 0)
                args.update(self.told(name, value, n))
            if args:
                self.decisions.append({"at": ot.rfc3339(t), "event": e["id"], "customer": customer, "case": c["id"], "rule": "tell", "args": args})
        # A late event behind the deadline that stops the clock, or has it go on, tells of the breach, which counts where it fell.
        if kind in ("replied", "reopened") and c["clock"] == "runs":
            is_late = t > c["deadline"]
            if is_late or kind == "replied":
                c["clock"] = "over"
                verdict = {"clock.verdict": "breached" if is_late else "met", "clock.name": "answer"}
                self.note("clock_ended", c["deadline"] if is_late else t, dict(row, **verdict))
            if is_late:
                self.decisions.append({"at": ot.rfc3339(t), "event": e["id"], "customer": customer, "case": c["id"], "rule": "too-late"})
        if kind == "feedback":
            for f in ("satisfied", "score", "refund"):
                row["feedback." + f] = e["feedback"].get(f)
            if row["feedback.refund"] is not None:
                row["feedback.refund"] = round(row["feedback.refund"] * 10000)
        self.note(kind, t, row)
