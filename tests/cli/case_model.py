"""A brute-force model of cases, written from rules/README.md ("Cases", "Events") and architecture.md: it keeps every event that was taken and, to
say how things stand, tells the whole story again from its beginning. Nothing is counted up, indexed or noted for later.

Time is whole microseconds since 1970 UTC (open_time.py).
"""

from case_known import Case

HOLDS = ("assigned", "transferred")
LOOKS_BACK = {"complaint", "corrected", "withdrawn", "feedback", "assessment", "follow_up", "delivered", "undelivered", "acknowledged"}
STATUSES = {"open", "waiting-for-customer", "resolved", "closed"}


def issue_of(complaint):
    """One that names no issue is about its category."""
    return complaint.get("issue") or complaint.get("category")


class World:
    """All that is known at one time, told from the beginning."""

    def __init__(self, rules):
        self.rules = rules
        self.cases = []            # in the order in which they were opened
        self.complaints = {}       # (customer, id) -> [case, issue, withdrawn, time, moved away]
        self.known = set()         # (customer, kind, id)
        self.latest = {}
        self.resolutions = 0
        self.decisions = []

    def cases_of(self, customer):
        return [c for c in self.cases if c.customer == customer]

    def named(self, customer, name):
        for c in reversed(self.cases_of(customer)):
            if c.name == name:
                return c.survivor()
        known = self.complaints.get((customer, name))
        return known[0].survivor() if known and not known[4] else None

    def complaints_of(self, case):
        return [k for k in self.complaints.values() if k[0].survivor() is case and not k[2] and not k[4]]

    def decide(self, rule, action, args, at, case, event=None, stage=None):
        d = {"at": at, "rule": rule, "action": action, "case": case.name, "customer": case.customer,
             "args": {k: v for k, v in args.items() if v is not None}}
        if event is None:
            d["due"] = at
        else:
            d["event"] = event["id"]
        if stage:
            d["stage"] = stage
        self.decisions.append(d)

    # ---- time

    def next_due(self):
        dues = []
        for c in self.cases:
            if c.into is None and not c.is_closed() and self.rules.idle:
                dues.append((c.last + self.rules.idle, c.customer))
            if c.resolved:
                dues.append((c.resolved[0] + self.rules.thorough, c.customer))
        return min(dues) if dues else None

    def pass_to(self, limit):
        """Fires what is due before the limit."""
        while (next_one := self.next_due()) and next_one[0] < limit:
            due, customer = next_one
            for c in self.cases_of(customer):
                if self.rules.idle and c.into is None and not c.is_closed() and c.last + self.rules.idle <= due:
                    c.close(due)
                    self.decide("cases", "close", {"reason": "idle"}, due, c)
            over = [c for c in self.cases_of(customer) if c.resolved and c.resolved[0] + self.rules.thorough <= due]
            self.latest[customer] = max(self.latest.get(customer, -10**18), due)
            self.judge(sorted(over, key=lambda c: c.resolved[1]), True, due, None)

    def judge(self, cases, is_thorough, at, event):
        for c in cases:
            c.resolved = None
            c.thorough = is_thorough
        for c in cases:
            self.decide("judged", "tell", {"in_case": c.name, "thorough": c.thorough, "product": c.product, "owner": c.owner() or None}, at, c, event)

    # ---- what an event may do

    def find_case(self, e):
        """(status, case, opens)"""
        who, kind = e["customer"], e["event"]
        if kind == "complaint":
            if e.get("case"):
                for c in reversed(self.cases_of(who)):
                    if c.name == e["case"]:
                        return "taken", c.survivor(), False
            elif issue_of(e):
                for c in reversed(self.cases_of(who)):
                    if c.issue == issue_of(e) and not c.survivor().is_closed():
                        return "taken", c.survivor(), False
            return "taken", None, True
        if kind == "corrected" and (giver := self.giver(e)):
            return "taken", giver, True
        names = [n for n in (e.get("case"), e.get("complaint")) if n]
        if not names:
            return "wrong event", None, False
        case = None
        for n in names:
            case = case or self.named(who, n)
        if case is None:
            return "unknown case", None, False
        if kind == "reopened":
            allowed = case.status in ("closed", "resolved")
        else:
            allowed = not case.is_closed() or kind in LOOKS_BACK
        if not allowed:
            return "not allowed", None, False
        if kind == "merged":
            if not (e.get("case") and e.get("complaint")):
                return "wrong event", None, False
            into, other = self.named(who, e["case"]), self.named(who, e["complaint"])
            if into is None or other is None:
                return "unknown case", None, False
            if into is other:
                return "not allowed", None, False
        return "taken", case, False

    def giver(self, e):
        """Whose the complaint was, where a correction says whose it is now."""
        if (e["customer"], e["complaint"]) in self.complaints and not self.complaints[e["customer"], e["complaint"]][4]:
            return None
        owners = [k for (who, name), k in self.complaints.items() if name == e["complaint"] and who != e["customer"] and not k[4] and not k[2]]
        return owners[0] if len(owners) == 1 else None

    def is_barred(self, case, e):
        kind = e["event"]
        if kind in HOLDS:
            return e.get("owner") in case.recused or e.get("department") in case.recused
        if kind == "approved":
            return e.get("by") in case.recused or e.get("offer.approved_by") in case.recused
        if kind == "closed":
            if e.get("by") and e["by"] != case.owner():
                return e["by"] in case.recused
            return case.owner() in case.recused or case.holds_department() in case.recused
        return False

    def step_number(self, name):
        names = [s["name"] for s in self.rules.steps]
        return names.index(name) if name in names else None

    def may_step(self, case, e):
        if not self.rules.steps or "case.step" not in e:
            return True
        to, now = self.step_number(e["case.step"]), self.step_number(case.step)
        if to is None:
            return False
        return now is None or all(s["optional"] for s in self.rules.steps[now + 1:to])

    # ---- what it changes

    def take(self, e):
        """The status; changes only what a taken event changes."""
        who, at, kind = e["customer"], e["time"], e["event"]
        if (who, kind, e["id"]) in self.known:
            return "duplicate"
        status, case, opens = self.find_case(e)
        if status != "taken":
            return status
        moved = None
        if kind == "corrected" and opens:
            moved, case = case, None
        elif not opens and (self.is_barred(case, e) or not self.may_step(case, e)):
            return "not allowed"
        self.known.add((who, kind, e["id"]))
        as_of = self.latest[who] = max(self.latest.get(who, -10**18), at)
        if moved:
            case, opens = self.take_over(e, moved)
        elif opens:
            case = Case(e.get("case") or e["id"], who, issue_of(e), at)
            self.cases.append(case)
        before, was_closed = case.status, case.is_closed()
        judged = self.change(e, case, opens, before, was_closed, moved)
        self.run_rules(e, case, as_of)
        self.judge_repeated(judged, e)
        return "taken"

    def take_over(self, e, known):
        who, at = e["customer"], e["time"]
        old, _, _, time, _ = known
        old = old.survivor()
        issue = e.get("issue") or known[1]
        case = None
        for c in reversed(self.cases_of(who)):
            if issue and c.issue == issue and not c.survivor().is_closed():
                case = c.survivor()
                break
        opens = case is None
        was_last = len(self.complaints_of(old)) == 1
        if opens:
            case = Case(e["complaint"], who, issue, time)
            case.product = old.product if was_last else None
            self.cases.append(case)
            if old.is_closed():
                case.close(max(old.life[-1][0], time))
            case.status = old.status
        elif case.status == "resolved" and old.status in ("open", "waiting-for-customer"):
            case.status = "open"
        case.opened = min(case.opened, time)
        known[4] = True
        self.complaints[who, e["complaint"]] = [case, issue, False, time, False]
        if was_last:
            old.product = None
            if not old.is_closed():
                old.close(at)
        return case, opens

    def change(self, e, case, opens, before, was_closed, moved):
        at, kind = e["time"], e["event"]
        step_before = case.step
        case.last = max(case.last, at)
        if kind == "complaint":
            self.complaints[e["customer"], e["id"]] = [case, issue_of(e), False, at, False]
            case.opened = min(case.opened, at)
            case.status = "open"
            case.product = e.get("product")
        elif kind in ("resolved", "closed"):
            case.status = kind
        elif kind == "reopened":
            case.status = "open"
            case.reopened += 1
        elif kind == "transferred":
            case.transfers += 1
        if e.get("case.status") in STATUSES:
            case.status = e["case.status"]
        if "case.recused" in e:
            case.recused = list(e["case.recused"])
        closed_by_status = case.is_closed() and not was_closed
        if closed_by_status and kind != "withdrawn":
            case.close(at)
        if kind in HOLDS and e.get("department") and e["department"] not in case.held_by:
            case.held_by.append(e["department"])
        if kind == "withdrawn":
            self.withdraw(e, at)
        if kind == "corrected" and not moved:
            self.correct(e)
        if kind == "merged":
            self.merge(case, self.named(e["customer"], e["complaint"]), at)
        if was_closed and not case.is_closed():
            case.open_again(at)
        if kind in HOLDS:
            self.hand_over(case, e)
        self.forget_hands(case)
        self.take_step(e, case, opens, step_before)
        return self.look_at_resolutions(e, case, opens, before)

    def withdraw(self, e, at):
        known = self.complaints.get((e["customer"], e.get("complaint") or e.get("case")))
        if known is None or known[2] or known[4]:
            return
        known[2] = True
        case = known[0].survivor()
        if not self.complaints_of(case) and not case.is_closed():
            case.close(at)

    def correct(self, e):
        known = self.complaints.get((e["customer"], e.get("complaint") or e.get("case")))
        if known is None or known[2] or known[4] or not e.get("issue") or e["issue"] == known[1]:
            return
        goes_by, was = known[0].survivor(), known[1]
        for c in self.cases_of(e["customer"]):
            if c.into and c.survivor() is known[0].survivor() and c.issue == was and goes_by.issue != was:
                goes_by = c
        goes_by.issue = known[1] = e["issue"]

    def hand_over(self, case, e):
        owner, department, at = e.get("owner", ""), e.get("department", ""), e["time"]
        if not owner and not department:
            return
        earlier = [h for h in case.hands if h[0] <= at]
        had_owner, had_department = (earlier[-1][1], earlier[-1][2]) if earlier else ("", "")
        if not had_department and case.department:
            had_department = case.department
        if department and department != had_department and not owner:
            had_owner = ""
        if self.put_in_hands(case, at, owner or had_owner, department or had_department) and department:
            case.department = department

    def put_in_hands(self, case, at, owner, department):
        """Whether these are the present hands."""
        earlier = [h for h in case.hands if h[0] <= at]
        later = [h for h in case.hands if h[0] > at]
        if (earlier and earlier[-1][3]) or (earlier[-1][1:3] if earlier else ["", ""]) != [owner, department]:
            if earlier and earlier[-1][0] == at:
                earlier.pop()
            case.hands = earlier + [[at, owner, department, False]] + later
            self.tidy_hands(case)
        return not later

    @staticmethod
    def tidy_hands(case):
        """Hands beside each other are different ones."""
        kept = []
        for h in case.hands:
            last = kept[-1] if kept else [None, "", "", False]
            if h[3] or last[3] or h[1:3] != last[1:3]:
                kept.append(h)
        case.hands = kept

    def forget_hands(self, case):
        most = self.rules.hand_overs
        while len(case.hands) + sum(1 for _, what in case.life if what == "opened") > most:
            if len(case.hands) > 1:
                case.hands[0] = [case.hands[0][0], "", "", True]
                del case.hands[1]
            else:
                del case.life[[w for _, w in case.life].index("closed")]
                del case.life[[w for _, w in case.life].index("opened")]

    def take_step(self, e, case, opens, before):
        steps = self.rules.steps
        if not steps:
            if "case.step" in e:
                case.step = e["case.step"]
            return
        now, said, kind = self.step_number(before), self.step_number(e.get("case.step")), e["event"]
        to = now
        if said is not None:
            to = said
        elif opens:
            to = 0
        elif now is not None and kind in steps[now]["done"] and now + 1 < len(steps):
            to = now + 1
        elif now is not None and kind in steps[now]["back"] and now > 0:
            to = now - 1
        self.entered = None
        if to is not None and to != now:
            case.step = steps[to]["name"]
            self.entered = steps[to]

    def look_at_resolutions(self, e, case, opens, before):
        kind, at, judged = e["event"], e["time"], []
        if not self.rules.thorough:
            return judged
        if kind == "complaint":
            for c in self.cases_of(e["customer"]):
                if c.resolved is None or not c.resolved[0] <= at < c.resolved[0] + self.rules.thorough:
                    continue
                issues = {o.issue for o in self.cases_of(e["customer"]) if o.survivor() is c}
                if c is case or (issue_of(e) and issue_of(e) in issues):
                    judged.append((c, c.resolved[1]))
            judged = [c for c, _ in sorted(judged, key=lambda j: j[1])]
            others = [c for c in judged if c is not case]
            if opens and others:
                case.repeat_of = max(others, key=self.cases.index).name
            for c in judged:
                c.resolved = None
                c.thorough = False
        if kind == "resolved" or (case.status == "resolved" and before != "resolved"):
            self.resolutions += 1
            case.resolved, case.thorough = [at, self.resolutions], None
        elif case.status not in ("resolved", "closed"):
            case.resolved = None
        return judged

    def judge_repeated(self, judged, e):
        for c in judged:
            self.decide("judged", "tell", {"in_case": c.name, "thorough": c.thorough, "product": c.product, "owner": c.owner() or None}, e["time"], c, e)

    # ---- two cases become one

    def merge(self, case, other, at):
        had = (other.owner(), other.holds_department())
        was_open = not other.is_closed()
        now_latest = max([k[3] for k in self.complaints.values() if k[0].survivor() is case and not k[4]], default=-10**18)
        other_latest = max([k[3] for k in self.complaints.values() if k[0].survivor() is other and not k[4]], default=-10**18)
        if other.opened < case.opened:
            first = case.opened
            closed = [w for t, w in other.life if t < first][-1:] == ["closed"]
            held = [h for h in case.hands if h[0] <= first][-1:]
            held = [first, held[0][1], held[0][2], held[0][3]] if held else [first, "", "", False]
            earlier = [h for h in other.hands if h[0] < first]
            case.hands = earlier + [held] + [h for h in case.hands if h[0] > first]
            case.life = [x for x in other.life if x[0] < first] + ([[first, "opened"]] if closed else []) + [x for x in case.life if x[0] > first]
            self.tidy_hands(case)
        if was_open and had != ("", "") and (case.owner(), case.holds_department()) == ("", ""):
            self.put_in_hands(case, at, *had)
            if had[1]:
                case.department = had[1]
        if case.department is None:
            case.department = other.department
        case.transfers += other.transfers
        case.reopened += other.reopened
        case.opened, case.last = min(case.opened, other.opened), max(case.last, other.last)
        if case.status == "resolved" and other.status in ("open", "waiting-for-customer"):
            case.status = "open"
        for name in other.recused:
            if name not in case.recused:
                case.recused.append(name)
        for name in other.held_by:
            if name not in case.held_by:
                case.held_by.append(name)
        case.step = case.step or other.step
        case.repeat_of = case.repeat_of or other.repeat_of
        if other_latest > now_latest:
            case.product = other.product
        other.into, other.resolved, other.status = case, None, "closed"

    # ---- the rules of the rounds

    def owners(self, case):
        found = []
        for _, owner, _, _ in case.hands:
            if owner and owner not in found:
                found.append(owner)
        return found

    def held_for(self, case, as_of):
        if not case.hands or case.hands[-1][1:3] == ["", ""]:
            return None
        since = case.hands[-1][0]
        return sum(self.rules.open_between(s[0], s[1]) for s in case.stretches(as_of) if s[5] == since)

    def ask(self, rule, action, args, e, case, stage=None):
        """A request, or the review of it where it would go to who is recused."""
        barred = None
        if action == "close":
            barred = next((w for w in (case.owner(), case.holds_department()) if w and w in case.recused), None)
        elif action in ("assign", "approve"):
            barred = next((w for w in args.values() if w in case.recused), None)
        if barred:
            action, args = "review", {"role": "desk", "why": f"{action} refused: {barred} is recused from the case"}
        self.decide(rule, action, args, e["time"], case, e, stage)

    def run_rules(self, e, case, as_of):
        kind = e["event"]
        if self.rules.steps and self.entered and self.entered["owner"]:
            self.ask("cases", "assign", {"role": self.entered["owner"]}, e, case, self.entered["name"])
        self.entered = None
        if kind == "complaint" and self.rules.routes:
            case.department = "transport" if e.get("category") == "late" else "service"
        if kind == "complaint" and "about" in e:
            self.decide("accused", "recuse", {"person": e["about"]}, e["time"], case, e)
        recused = list(case.recused)
        if kind == "complaint" and "about" in e and e["about"] not in case.recused:
            case.recused.append(e["about"])
        if kind == "replied" and "reply.department" in e:
            self.ask("take", "assign", {"role": "lead", "person": e["reply.department"]}, e, case)
        if kind == "offer":
            self.ask("agree", "approve", {"level": e["offer.kind"]}, e, case)
        if kind == "resolved":
            self.ask("finish", "close", {"reason": "done"}, e, case)
        held = self.held_for(case, as_of)
        args = {"in_case": case.name, "status": case.status, "step": case.step, "owner": case.owner() or None, "department": case.department,
                "owners": self.owners(case), "held_by": case.held_by or None, "held": held, "recused": recused or None, "product": case.product,
                "thorough": case.thorough if self.rules.thorough else None, "repeat_of": case.repeat_of, "of_case": len(self.complaints_of(case)),
                "in_all": sum(1 for (who, _), k in self.complaints.items() if who == e["customer"] and not k[2] and not k[4]),
                "transfers": case.transfers, "reopened": case.reopened}
        self.decide("watch", "tell", args, e["time"], case, e)


class Model:
    def __init__(self, rules, lateness):
        self.rules, self.lateness = rules, lateness
        self.history = []         # ("event", e) that were taken, and ("time", t) that has passed
        self.greatest = self.watermark = None

    def tell(self):
        """The whole story, from its beginning."""
        world = World(self.rules)
        for what, x in self.history:
            if what == "time":
                world.pass_to(x)
            else:
                world.take(x)
        return world

    def take(self, e):
        """(status, the decisions that it and the time before it lead to)"""
        at = e["time"]
        if self.watermark is not None and at < self.watermark:
            return "too late", [], self.tell()
        world = self.tell()
        before = len(world.decisions)
        if self.greatest is None or at > self.greatest:
            self.greatest = at
            self.watermark = max(self.watermark or at - self.lateness, at - self.lateness)
            self.history.append(("time", self.watermark))
            world.pass_to(self.watermark)
        status = world.take(e)
        if status == "taken":
            self.history.append(("event", e))
        return status, world.decisions[before:], world

    def pass_to(self, until):
        world = self.tell()
        before = len(world.decisions)
        world.pass_to(until + 1)
        self.history.append(("time", until + 1))
        return world.decisions[before:], world
