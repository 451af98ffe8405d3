"""A brute-force model of clocks, written from rules/README.md: it keeps all that has happened and counts it out again
at every question. It shares nothing with the code under test. `clock_oracle.py` throws dice for it.

A condition is a list: ["and"|"or", c, c], ["not", c], or [field, operator, value]; it is True, False or None (unknown).
"""
import datetime as dt

from open_time import FOREVER, HOUR, date_in, length, on_wall, rfc3339, walk, walk_back

LOOKS_BACK = {"reopened", "feedback", "assessment", "corrected", "withdrawn", "follow_up", "acknowledged"}


class Clock:
    """One clock of one case: its pauses and calendars since the start are kept, and all else is counted from them."""

    def __init__(self, model, case, place):
        self.model, self.case, self.place, self.rule = model, case, place, model.clocks[place]
        self.running, self.verdict, self.target = False, None, None

    # ---- what an event does

    def begin(self, t):
        self.running, self.verdict, self.start, self.changed = True, None, t, t
        self.pauses, self.target, self.was_at_risk = [], None, False
        self.measures = [(t, self.model.wall)]  # since when which calendar counts
        self.told = [0] * len(self.rule["stages"])  # how often each stage has been told

    def paused(self):
        return bool(self.pauses) and self.pauses[-1][1] == FOREVER

    def set_paused(self, t, yes):
        """Whether that is a change."""
        if yes == self.paused():
            return False
        if yes:
            self.pauses.append((t, FOREVER))
        else:
            since = self.pauses.pop()[0]
            if since < t:
                self.pauses.append((since, t))
        return True

    def choose(self):
        """The first target that holds: (its number, its length or date)."""
        for i, target in enumerate(self.rule["targets"]):
            if target["when"] is not None and self.case.holds(target["when"]) is not True:
                continue
            value = self.case.complaint.get("due") if target["kind"] == "due" else target["amount"]
            if value is not None:
                return i, value
        return None

    def set_target(self, t, chosen):
        calendar = self.rule["targets"][chosen[0]]["calendar"] if chosen else self.model.wall
        if self.target is None and chosen and not self.pauses:
            self.measures = [(self.start, calendar)]
        elif calendar is not self.measures[-1][1]:
            self.measures.append((t, calendar))
        self.target = chosen

    def look_again(self, t, pauses):
        """The clock runs on: in a pause or out of it, by this target or by another."""
        chosen = self.choose()
        if chosen == self.target and pauses == self.paused():
            return
        self.come_to(t - 1)
        if chosen != self.target:
            self.set_target(t, chosen)
        self.set_paused(t, pauses)
        self.changed = t
        self.come_to(t - 1)

    # ---- the arithmetic

    def measured(self):
        for i, (since, calendar) in enumerate(self.measures):
            yield since, self.measures[i + 1][0] if i + 1 < len(self.measures) else FOREVER, calendar

    def used(self, t):
        """Open time from the start to t, without the pauses."""
        return sum(b - a for since, end, calendar in self.measured() for a, b in calendar.pieces(since, min(end, t), self.pauses))

    def stood(self, t):
        """Open time of the pauses up to t."""
        return sum(calendar.between(max(since, a), min(end, b, t)) for since, end, calendar in self.measured() for a, b in self.pauses)

    def when_used(self, amount, calendar):
        """Nothing but the future is asked: what is past was told when it was reached, unless a change of target left it behind."""
        used = self.used(self.changed)
        if amount < used:
            return self.changed - 1
        return walk(calendar.pieces(self.changed, FOREVER), amount - used, self.changed)

    def end_of_days(self, n, zone):
        return on_wall(zone, date_in(zone, self.start) + dt.timedelta(days=n), "24:00")

    def end(self, now):
        """Where the target ends (not one in open time), by the pauses up to now, and without any."""
        spec, value = self.rule["targets"][self.target[0]], self.target[1]
        calendar = spec["calendar"]
        if spec["kind"] == "due":
            return value, value
        if spec["kind"] == "days":
            end = self.end_of_days(value, calendar.zone)
            return end + self.model.wall.between_all(self.pauses, now), end
        day, left = date_in(calendar.zone, self.start), value
        while left:
            day += dt.timedelta(days=1)
            left -= bool(calendar.of_day(day))
        end = max(b for _, b in calendar.of_day(day))
        return calendar.later(end, self.stood(now)), end

    def instant_of(self, at, again=0):
        """When a stage, or the deadline (100 %), is reached as things stand, `again` later; None: not as they stand."""
        if not self.running:
            return None
        what, n = at
        if self.target is None:
            if what != "day" or self.paused():
                return None
            return self.end_of_days(n, self.model.wall.zone) + self.model.wall.between_all(self.pauses, FOREVER) + again
        spec, value = self.rule["targets"][self.target[0]], self.target[1]
        kind, calendar = spec["kind"], spec["calendar"]
        if self.paused() and kind != "due":
            return None
        if what == "day":
            end = self.end_of_days(n, calendar.zone) + self.model.wall.between_all(self.pauses, self.changed)
            return calendar.later(end, again)
        if kind == "within":
            return self.when_used({"%": value * n // 100, "before": value - n, "after": value + n}[what] + again, calendar)
        deadline, plain = self.end(self.changed)
        measure = self.model.wall if kind == "days" else calendar
        whole = measure.between(self.start, plain)
        if what == "before":
            first = walk_back(calendar.pieces(deadline - 400 * 24 * HOUR, deadline), n)
        elif what == "after":
            first = calendar.later(deadline, n)
        elif n >= 100:
            first = measure.later(deadline, whole * (n - 100) // 100)
        else:
            moved = {"due": 0, "days": self.model.wall.between_all(self.pauses, self.changed), "business": self.stood(self.changed)}[kind]
            first = measure.later(self.start, whole * n // 100 + moved)
        return calendar.later(first, again)

    def deadline(self):
        return self.instant_of(("%", 100))

    def left(self, t):
        """Open time from t to the deadline, as if the clock ran on from t."""
        if not self.running or self.target is None:
            return None
        spec = self.rule["targets"][self.target[0]]
        if spec["kind"] == "within":
            return self.target[1] - self.used(t)
        end, calendar = self.end(t)[0], spec["calendar"]
        return calendar.between(t, end) if t < end else -calendar.between(end, t)

    # ---- what time brings

    def reached_at(self, i):
        """When stage i is reached for the next time."""
        stage, n = self.rule["stages"][i], self.told[i]
        if n >= (stage["times"] or (FOREVER if stage["every"] else 1)) or (n > 0 and self.case.status == "closed"):
            return None
        return self.instant_of(stage["at"], n * (stage["every"] or 0))

    def told_at(self, i):
        reached, hours = self.reached_at(i), self.rule["stages"][i]["hours"]
        if reached is None or hours is None:
            return reached
        ready = max(reached, self.changed)
        opening = hours.opening(ready)
        return reached if opening == ready else opening

    def risk_at(self):
        """When the first stage before the deadline is reached."""
        deadline = self.deadline()
        if self.was_at_risk or self.verdict is not None or deadline is None:
            return None
        found = [self.instant_of(stage["at"]) for stage in self.rule["stages"]]
        return min((t for t in found if t is not None and t < deadline), default=None)

    def next_instant(self):
        if not self.running:
            return FOREVER
        found = [self.told_at(i) for i in range(len(self.told))] + [self.risk_at()]
        if self.verdict is None:
            found.append(self.deadline())
        return min((t for t in found if t is not None), default=FOREVER)

    def note(self, t, what, stage=None):
        """Things that come to clocks at one time are told in the order of instant, case, clock, stage."""
        order = (t, self.case.number, self.place, ["stage", "at_risk", "breached", "met", "clock_ended"].index(what), stage or 0)
        self.model.notes.append((order, len(self.model.notes), self, what, stage, length(self.used(max(t, self.changed))), self.verdict))

    def come_to(self, t):
        risk, deadline = self.risk_at(), self.deadline()
        if risk is not None and risk <= t < deadline:
            self.was_at_risk = True
            self.note(risk, "at_risk")
        for i in range(len(self.told)):
            while (at := self.told_at(i)) is not None and at <= t:
                self.told[i] += 1
                self.note(at, "stage", i)
        if self.verdict is None and deadline is not None and deadline <= t:
            self.verdict = "breached"
            self.note(deadline, "breached")
            self.note(deadline, "clock_ended")

    def stop(self, t):
        self.come_to(t - 1)
        if self.verdict is None and self.target is not None:
            self.verdict = "met"
            self.changed = t
            self.note(t, "met")
            self.note(t, "clock_ended")
        self.running = False

    def cancel(self):
        self.running, self.verdict = False, None


class Case:
    def __init__(self, model, customer, issue, name):
        self.model, self.customer, self.issue, self.name = model, customer, issue, name
        self.status, self.alive, self.complaint = "open", set(), {}
        self.clocks = [Clock(model, self, place) for place in range(len(model.clocks))]
        self.number, self.last = len(customer.cases), -FOREVER

    def field(self, name, extra=()):
        root, rest = name.split(".")
        if name in extra:
            return extra[name]
        if root == "complaint":
            return self.complaint.get(rest)
        if root == "customer":
            return self.customer.known.get(rest)
        if name == "case.status":
            return self.status
        event = self.model.event
        return event.get(rest) if event and event["event"] == "replied" and root == "reply" else None

    def holds(self, c, extra=()):
        if c is None:
            return True
        if c[0] in ("and", "or"):
            answers = [self.holds(x, extra) for x in c[1:]]
            strong = c[0] == "or"
            return strong if strong in answers else None if None in answers else not strong
        if c[0] == "not":
            answer = self.holds(c[1], extra)
            return None if answer is None else not answer
        value = self.field(c[0], extra)
        if value is None:
            return None
        return {"==": value == c[2], "!=": value != c[2], ">=": c[1] == ">=" and value >= c[2], "is": value is True}[c[1]]


class Customer:
    def __init__(self, name):
        self.name, self.known, self.cases, self.of_complaint, self.latest = name, {}, [], {}, -FOREVER


class Model:
    """`clocks` and `rules` as clock_oracle.py makes them; `decisions` is what it comes to."""

    def __init__(self, clocks, rules, lateness, idle, wall):
        self.clocks, self.rules, self.lateness, self.idle, self.wall = clocks, rules, lateness, idle, wall
        self.customers, self.decisions, self.notes, self.event, self.cause = {}, [], [], None, None
        self.seen = self.complete = -FOREVER
        self.ignored = 0

    # ---- decisions

    def decide(self, case, t, rule, stage, action, args):
        args = {k: v for k, v in args.items() if v is not None}
        d = {"at": rfc3339(t), "customer": case.customer.name, "case": case.name, "rule": rule, "action": action, "args": args}
        d["event" if self.event else "due"] = self.event["id"] if self.event else rfc3339(t)
        if stage:
            d["stage"] = stage
        cause = (self.cause, case.name, action, tuple(sorted(args.items())))
        if cause not in self.said:
            self.said.add(cause)
            self.decisions.append(d)

    def fire(self, case, t, holder, rule, stage, extra):
        answer = case.holds(holder["when"], extra)
        if answer is None and holder["if_unknown"] == "review":
            self.decide(case, t, rule, stage, "review", {"role": "desk", "why": "the condition could not be decided"})
        elif answer is True or (answer is None and holder["if_unknown"] == "fire"):
            args = {k: case.field(v[1:], extra) if str(v).startswith("=") else v for k, v in holder["args"].items()}
            self.decide(case, t, rule, stage, holder["action"], args)

    def tell(self, t):
        notes, self.notes = sorted(self.notes, key=lambda n: n[:2]), []
        for _, _, clock, what, stage, used, verdict in notes:
            if what == "stage":
                told = clock.rule["stages"][stage]
                self.fire(clock.case, t, told, clock.rule["name"], told["name"], {})
                continue
            extra = {"event.kind": what, "clock.name": clock.rule["name"], "clock.used": used, "clock.verdict": verdict}
            for rule in self.rules:
                if what in rule["events"]:
                    self.fire(clock.case, t, rule, rule["name"], None, extra)

    def run_rules(self, case, kind, t):
        extra = {"event.kind": kind, "clock.name": None}
        for clock in case.clocks:
            left = clock.left(case.customer.latest)  # conditions are evaluated as of the latest
            extra["left." + clock.rule["name"]] = None if left is None else length(left)
            extra["breached." + clock.rule["name"]] = clock.verdict == "breached"
        for rule in self.rules:
            if kind in rule["events"]:
                self.fire(case, t, rule, rule["name"], None, extra)

    # ---- time

    def pass_to(self, limit):
        """Fires what is due before `limit`."""
        self.event = None
        while True:
            t, name = self.next_due()
            if t >= limit:
                return
            self.cause, self.said = (t, name), set()
            self.customers[name].latest = max(self.customers[name].latest, t)
            for case in self.customers[name].cases:
                for clock in case.clocks:
                    if clock.next_instant() <= t:
                        clock.come_to(t)
            self.tell(t)
            for case in self.customers[name].cases:
                if self.idles_at(case) == t:
                    case.status = "closed"
                    self.decide(case, t, "cases", None, "close", {"reason": "idle"})

    def next_due(self):
        found = [(c.next_instant(), who) for who, customer in self.customers.items() for case in customer.cases for c in case.clocks]
        found += [(self.idles_at(case), who) for who, customer in self.customers.items() for case in customer.cases]
        return min(found, default=(FOREVER, ""))

    def idles_at(self, case):
        """A case without news for so long closes itself."""
        return case.last + self.idle if self.idle and case.status != "closed" else FOREVER

    # ---- events

    def take(self, event):
        t = event["time"]
        self.seen = max(self.seen, t)
        self.complete = max(self.complete, self.seen - self.lateness)
        self.pass_to(self.complete)
        self.event, self.cause, self.said = event, event["id"], set()
        customer = self.customers.setdefault(event["customer"], Customer(event["customer"]))
        kind = event["event"]
        customer.latest = max(customer.latest, t)
        if kind == "customer":
            customer.known.update({k: event[k] for k in ("tier",) if k in event})
            for case in customer.cases:
                for clock in case.clocks:
                    if clock.running:
                        clock.look_again(t, self.pauses(clock, False, False))
            return self.tell(t)
        case = self.case_of(customer, event)
        if case is None or not self.change(case, event):
            self.ignored += 1
            return
        case.last = max(case.last, t)
        self.run_rules(case, kind, t)
        for clock in case.clocks:
            self.turn(clock, event)
        self.tell(t)

    def case_of(self, customer, event):
        if event["event"] != "complaint":
            return customer.of_complaint.get(event["complaint"])
        case = next((c for c in reversed(customer.cases) if c.issue == event["issue"] and c.status != "closed"), None)
        if case is None:
            case = Case(self, customer, event["issue"], event["id"])
            customer.cases.append(case)
        customer.of_complaint[event["id"]] = case
        return case

    def change(self, case, event):
        kind = event["event"]
        if case.status == "closed" and kind not in LOOKS_BACK:
            return False
        if kind == "complaint":
            case.alive.add(event["id"])
            case.complaint = {k: event[k] for k in ("severity", "due", "id") if k in event}
            case.status = "open"
        elif kind == "corrected":
            if event["complaint"] == case.complaint["id"]:
                case.complaint.update({k: event[k] for k in ("severity", "due") if k in event})
        elif kind == "withdrawn":
            if event["complaint"] in case.alive:  # doing so again changes nothing
                case.alive.remove(event["complaint"])
                if not case.alive:
                    case.status = "closed"
        elif kind == "step":
            case.status = event["status"]
        elif kind in ("resolved", "closed"):
            case.status = kind
        elif kind == "reopened":
            if case.status not in ("resolved", "closed"):
                return False
            case.status = "open"
        return True

    def turn(self, clock, event):
        case, kind, t, rule = clock.case, event["event"], event["time"], clock.rule

        def says(what):
            return any(on in (None, kind) and case.holds(when) is True for on, when in rule[what])

        gone = kind == "withdrawn" and not case.alive
        if clock.running and (gone or says("cancel")):
            clock.cancel()
        if clock.running and says("stop"):
            clock.stop(t)
        reset = clock.running and says("reset")
        if reset or (not clock.running and not gone and says("start") and case.holds(rule["only"]) is True):
            clock.begin(t)
            clock.set_paused(t, self.pauses(clock, says("pause_on"), True))
            clock.set_target(t, clock.choose())
            clock.come_to(t - 1)
        elif clock.running:
            clock.look_again(t, self.pauses(clock, says("pause_on"), says("resume")))
            if kind == "reopened":
                clock.come_to(t - 1)  # what recurs goes on

    def pauses(self, clock, pauses, resumes):
        if clock.rule["pause"] is not None:
            return clock.case.holds(clock.rule["pause"]) is True
        return bool(pauses) or (clock.paused() and not resumes)
