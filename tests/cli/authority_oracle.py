#!/usr/bin/env python3
"""Throws rules with `authority:` and streams of offers and answers, and compares every decision with a model.

    authority_oracle.py COMMAND [COUNT [SEED]]

The model is written from rules/README.md ("Authority"): it keeps every offer event ever taken, and works out from all of them, at
each event, what each offer has come to and what counts; nothing is carried along. Amounts are exact. `escalera run --follow` is
asked event by event, since an answer must name the decision that it answers; a signal behind each event says that it is done.
In the environment, ESCALERA_AUTHORITY_ROUNDS=N asks for more rounds than ctest has time for.
"""
import datetime as dt
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
from decimal import Decimal

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.timezone.utc)
HOUR = dt.timedelta(hours=1)
KINDS = ["refund", "goodwill", "apology", "return"]
LEVELS = ["agent", "team-lead", "manager", "director"]
PEOPLE = ["Ada", "Ben", "Cleo"]
NEVER, UNLIMITED = "never", "unlimited"


def stamp(t):
    return t.strftime("%Y-%m-%dT%H:%M:%SZ")


def rising(dice, values, count):
    """Limits that never fall from a level to the next."""
    ranked = sorted(dice.choice(values) for _ in range(count))
    return [NEVER if v < 0 else UNLIMITED if v >= 10**9 else v for v in ranked]


class Rules:
    def __init__(self, dice):
        self.levels = LEVELS[: dice.choice([1, 2, 3, 4])]
        self.currency = dice.choice(["COP", None])
        self.same = dice.random() < 0.3
        self.lateness = dice.choice([0, 0, 3])
        self.grants, self.groups = {}, {}
        for kind in KINDS[: dice.choice([1, 2, 3])]:
            per_customer = dice.random() < 0.5
            within = dice.choice([6, 24, 60]) if per_customer or dice.random() < 0.3 else None
            self.grants[kind] = {"per": "customer" if per_customer else "case", "within": within, **self.limits(dice, True)}
        for group in ["bad", "good"]:
            own = {kind: self.limits(dice, False) for kind in self.grants if dice.random() < 0.6}
            if own:
                self.groups[group] = own

    def limits(self, dice, whole):
        n, said = len(self.levels), {}
        while not said:
            if dice.random() < 0.7:
                said["up_to"] = rising(dice, [-1, 10, Decimal("49.99"), 50, 100, 250, 10**9], n)
            if dice.random() < 0.4:
                said["times"] = rising(dice, [-1, 0, 1, 2, 3, 10**9], n)
            if dice.random() < 0.25:
                written = sorted(dice.choice([0, 1]) for _ in range(n))
                said["in_writing"] = ["always" if w else NEVER for w in written]
        return said

    def text(self):
        def limit(said):
            parts = []
            for key in ("up_to", "times", "in_writing"):
                if key in said:
                    parts.append(f"{key}: {{{', '.join(f'{l}: {v}' for l, v in zip(self.levels, said[key]))}}}")
            return parts

        lines = ["escalera: 1", "name: authority", "unknown: {role: desk}", "roles: {desk: {by: [queue]}}",
                 f"lateness: {self.lateness}h", "groups:", "  - {name: bad, when: customer.tier == 'bad', }"]
        lines[-1:] = ["  - name: bad", "    when: customer.tier == 'bad'", "  - name: good", "    when: customer.tier == 'good'", "  - name: ordinary"]
        lines += ["rules:", "  - name: done", "    events: [signal]", "    always: true", "    then: [tag: {name: done}]", "authority:",
                  f"  levels: [{', '.join(self.levels)}]"]
        if self.currency:
            lines.append(f"  currency: {self.currency}")
        if self.same:
            lines.append("  same_person_may_approve: true")
        lines.append("  grants:")
        for kind, g in self.grants.items():
            within = [f"within: {g['within']}h"] if g["within"] else []
            lines.append(f"    {kind}: {{{', '.join([f'per: ' + g['per'], *within, *limit(g)])}}}")
        if self.groups:
            lines.append("  groups:")
            for group, own in self.groups.items():
                lines.append(f"    {group}:")
                lines += [f"      {kind}: {{{', '.join(limit(said))}}}" for kind, said in own.items()]
        return "\n".join(lines) + "\n"


class Customer:
    def __init__(self):
        self.latest = None
        self.tier = None
        self.owner = {}  # by case
        self.answers = set()
        self.history = []  # what was said of offers, in order of arrival: ("offer", ...) or ("answer", ...)


class Model:
    def __init__(self, rules):
        self.rules = rules
        self.customers = {}
        self.refused = 0

    # ---- what has become of the offers, from all that was ever said of them

    def offers(self, c, now, case):
        """id -> offer, of those that are still remembered at `now`; those of a grant per case only of that case."""
        found = {}
        for what in c.history:
            self.forget(found, what["now"])
            if what["what"] == "set":
                found[what["key"]] = dict(what["offer"])
            elif what["what"] == "gone":
                found.pop(what["key"], None)
        self.forget(found, now)
        return {k: o for k, o in found.items() if self.rules.grants[o["kind"]]["per"] == "customer" or o["case"] == case}

    def forget(self, found, now):
        for key in list(found):
            within = self.rules.grants[found[key]["kind"]]["within"]
            if within and found[key]["at"] <= now - within * HOUR:
                del found[key]

    def find(self, offers, offer_id, named):
        """An offer is known by kind and id; where the event does not say the kind, the first grant that has the id."""
        for kind in self.rules.grants:
            for key, o in offers.items():
                if o["kind"] == kind and o["id"] == offer_id and named in (None, kind):
                    return key, o
        return None, None

    def limit(self, c, kind, key, level):
        for said in (self.rules.groups.get(c.tier or "ordinary", {}).get(kind, {}), self.rules.grants[kind]):
            if key in said:
                return said[key][level]
        return UNLIMITED if key != "in_writing" else "always"

    def may(self, c, o, level, used, times):
        """True, False or None: not known."""
        if self.limit(c, o["kind"], "in_writing", level) == NEVER and not o["oral"]:
            return False
        most = self.limit(c, o["kind"], "times", level)
        if most == NEVER or (most != UNLIMITED and times + 1 > most):
            return False
        most = self.limit(c, o["kind"], "up_to", level)
        if most == UNLIMITED:
            return True
        if most == NEVER:
            return False
        if o["amount"] is None or used is None:
            return None
        return used + o["amount"] <= most

    def two_persons(self, by, approver):
        return self.rules.same or bool(approver and by and by != approver)

    def is_allowed(self, c, e, now):
        """An approval by who may not give it is not taken: it changes nothing, not even what the latest event is."""
        if e["kind"] != "approved":
            return True
        for o in self.everywhere(c, now).values():
            if o["question"] == e["id"]:
                level = e.get("approved_level")
                enough = level is None or (level in self.rules.levels and self.level(level) >= self.level(o["asked"]))
                return self.two_persons(o["by"], e.get("approved_by")) and enough
        return True

    def everywhere(self, c, now):
        cases = {h["offer"]["case"] for h in c.history if h["what"] == "set"}
        return {k: o for case in cases for k, o in self.offers(c, now, case).items()}

    def level(self, name):
        return self.rules.levels.index(name) if name in self.rules.levels else None

    # ---- events

    def take(self, e):
        """The decisions that are expected: (rule, action, args), and what is to be kept of the question's id."""
        c = self.customers.setdefault(e["customer"], Customer())
        at = e["at"]
        now = max(at, c.latest or at)
        kind = e["kind"]
        if kind in ("approved", "refused"):
            if (kind, e["id"]) in c.answers:
                return [], None  # a duplicate
        if not self.is_allowed(c, e, now):
            self.refused += 1
            return [], None
        c.latest = now
        if kind in ("approved", "refused"):
            c.answers.add((kind, e["id"]))
        if kind == "complaint":
            c.tier = e.get("tier") or c.tier
            return [], None
        if kind == "assigned":
            c.owner[e["case"]] = e["owner"]
            return [], None
        offers = self.offers(c, now, e["case"])
        if kind == "offer":
            return self.judge(c, e, offers, now)
        return self.answer(c, e, self.everywhere(c, now), now)

    def keep(self, c, key, offer, now):
        c.history.append({"what": "set", "key": key, "offer": offer, "now": now})

    def drop(self, c, key, now):
        c.history.append({"what": "gone", "key": key, "now": now})

    def judge(self, c, e, offers, now):
        said = e["offer"]
        offer_id = said.get("id") or "event " + e["id"]
        key, before = self.find(offers, offer_id, said.get("kind"))
        kind = said.get("kind") or (before and before["kind"])
        if said.get("accepted") is False:
            if before:
                self.drop(c, key, now)
            return [], None
        if kind not in self.rules.grants:
            return [("authority", "review", {"role": "desk", "why": "no level may grant this kind" if kind else "the offer does not say its kind"})], None
        o = dict(before or {"id": offer_id, "kind": kind, "case": e["case"], "amount": None, "by": None, "level": None, "oral": False,
                            "accepted": False, "at": None, "approved": None, "asked": None, "asked_for": None, "question": None})
        if "amount" in said:
            o["amount"] = Decimal(said["amount"])
        o["by"] = said.get("by") or o["by"] or c.owner.get(e["case"])
        o["level"] = said.get("level") or o["level"]
        if "in_writing" in said:
            o["oral"] = not said["in_writing"]
        accepts = said.get("accepted") is True
        if (accepts and not o["accepted"]) or not o["accepted"]:
            o["at"] = e["at"]
        o["accepted"] = o["accepted"] or accepts
        expected, asks = self.decide(c, said, o, [x for k, x in offers.items() if k != key and x["kind"] == kind])
        self.keep(c, (kind, offer_id, None if self.rules.grants[kind]["per"] == "customer" else e["case"]), o, now)
        return expected, ((kind, offer_id, None if self.rules.grants[kind]["per"] == "customer" else e["case"]) if asks else None)

    def decide(self, c, said, o, others):
        def review(why):
            return (o["kind"], "review", {"role": "desk", "why": why})

        if said.get("currency") and said["currency"] != self.rules.currency:
            o["amount"] = None
            return [review("the amount is in another currency than the limits")], False
        if o["amount"] is not None and o["amount"] < 0:
            o["amount"] = None
            return [review("the amount is less than nothing")], False
        own = self.level(o["level"]) if o["level"] else 0
        if own is None:
            return [review("the level of whoever offers it is not one of authority")], False
        granted = [x for x in others if x["accepted"]]
        used = None if any(x["amount"] is None for x in granted) else sum((x["amount"] for x in granted), Decimal(0))
        times = len(granted)
        approved = o["approved"]
        if approved is not None and (approved == "any" or (o["amount"] is not None and o["amount"] <= approved)):
            own = max(own, self.level(o["asked"]))
        needed = None
        for level in range(own, len(self.rules.levels)):
            may = self.may(c, o, level, used, times)
            if may is None:
                return [review("the amount is not known" if o["amount"] is None else "what was granted before is not known")], False
            if may:
                needed = level
                break
        if needed == own:
            return [], False
        if needed is None:
            return [review("no level may grant it")], False
        expected = []
        approver = said.get("approved_by")
        if approver:
            level = self.level(said.get("approved_level"))
            if level is not None and level >= needed and self.may(c, o, level, used, times):
                if self.two_persons(o["by"], approver):
                    o.update(approved="any" if o["amount"] is None else o["amount"], asked=self.rules.levels[level], question=None)
                    return [], False
                expected.append(review("the person who offered it may not approve it"))
        enough = o["asked_for"] is not None and (o["asked_for"] == "any" or (o["amount"] is not None and o["amount"] <= o["asked_for"]))
        if o["question"] and enough and self.level(o["asked"]) >= needed:
            return expected, False
        what = o["kind"]
        if o["amount"] is not None:
            shown = f"{o['amount']:f}"
            shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
            what += f" {shown}" + (f" {self.rules.currency}" if self.rules.currency else "")
        expected.append((o["kind"], "approve", {"level": self.rules.levels[needed], "what": what}))
        o.update(question="to come", asked_for="any" if o["amount"] is None else o["amount"], approved=None, asked=self.rules.levels[needed])
        return expected, True

    def answer(self, c, e, offers, now):
        for key, o in offers.items():
            if o["question"] != e["id"]:
                continue
            o = dict(o)

            def review(why):
                return [(o["kind"], "review", {"role": "desk", "why": why})], None

            if e["kind"] == "refused":
                if not o["accepted"]:
                    self.drop(c, key, now)
                    return [], None
                o.update(question=None, asked=None)
                self.keep(c, key, o, now)
                return review("it was refused, but the customer has it already")
            level = self.level(e.get("approved_level"))
            if level is not None:
                o["asked"] = e["approved_level"]
            o.update(approved=o["asked_for"], question=None)
            self.keep(c, key, o, now)
            return [], None
        return [], None

    def set_question(self, customer, key, decision):
        for h in reversed(self.customers[customer].history):
            if h["what"] == "set" and h["key"] == key:
                h["offer"]["question"] = decision
                return


class Stream:
    """Events made up as they are needed: answers name decisions that were given."""

    def __init__(self, dice, rules):
        self.dice, self.rules, self.now, self.n = dice, rules, START, 0
        self.questions = []  # (customer, case, decision's id)
        self.cases = {"ana": ["A-1", "A-2"], "mal": ["M-1"], "bob": ["B-1", "B-2"]}
        self.tiers = {"ana": "good", "mal": "bad", "bob": None}

    def first(self):
        for customer, cases in self.cases.items():
            for case in cases:
                self.n += 1
                yield {"kind": "complaint", "id": case, "customer": customer, "case": case, "at": self.now, "tier": self.tiers[customer]}
            self.n += 1
            if self.dice.random() < 0.7:
                yield {"kind": "assigned", "id": f"AS-{self.n}", "customer": customer, "case": cases[0], "at": self.now, "owner": self.dice.choice(PEOPLE)}

    def next(self):
        dice = self.dice
        self.now += dice.choice([0, 0, 1, 1, 2, 5, 6, 12, 24]) * HOUR
        at = self.now - (dice.randrange(0, self.rules.lateness + 1) * HOUR if self.rules.lateness else dt.timedelta())
        self.n += 1
        customer = dice.choice(list(self.cases))
        case = dice.choice(self.cases[customer])
        if self.questions and dice.random() < 0.3:
            customer, case, decision = dice.choice(self.questions)
            e = {"kind": dice.choice(["approved", "approved", "approved", "refused"]), "id": decision, "customer": customer, "case": case, "at": at}
            if dice.random() < 0.8:
                e["approved_by"] = dice.choice(PEOPLE)
            if dice.random() < 0.4:
                e["approved_level"] = dice.choice(self.rules.levels + ["king"])
            return e
        offer = {}
        if dice.random() < 0.8:
            offer["id"] = f"O-{customer}-{dice.randrange(0, 5)}"
        if dice.random() < 0.85:
            offer["kind"] = dice.choice(list(self.rules.grants) * 4 + ["voucher"])
        if dice.random() < 0.85:
            offer["amount"] = dice.choice(["0", "5", "9.99", "10", "24.995", "25", "40", "49.99", "50", "60", "100", "250.0001", "-3"])
        if dice.random() < 0.5:
            offer["accepted"] = dice.random() < 0.8
        if dice.random() < 0.6:
            offer["by"] = dice.choice(PEOPLE)
        if dice.random() < 0.6:
            offer["level"] = dice.choice(self.rules.levels * 5 + ["king"])
        if dice.random() < 0.3:
            offer["in_writing"] = dice.random() < 0.5
        if dice.random() < 0.1:
            offer["currency"] = dice.choice(["COP", "EUR"])
        if dice.random() < 0.2:
            offer["approved_by"] = dice.choice(PEOPLE)
            if dice.random() < 0.7:
                offer["approved_level"] = dice.choice(self.rules.levels)
        return {"kind": "offer", "id": f"E-{self.n}", "customer": customer, "case": case, "at": at, "offer": offer}


def as_line(e):
    line = {"event": e["kind"], "id": e["id"], "time": stamp(e["at"]), "customer": e["customer"]}
    if e["kind"] == "complaint":
        line.update(case=e["case"], issue=e["case"])
        if e["tier"]:
            line["customer.tier"] = e["tier"]
        return line
    line["case"] = e["case"]
    if e["kind"] == "assigned":
        line["owner"] = e["owner"]
    if e["kind"] == "offer":
        line["offer"] = {k: (float(v) if k == "amount" else v) for k, v in e["offer"].items()}
    for key in ("approved_by", "approved_level"):
        if e["kind"] != "offer" and key in e:
            line[f"offer.{key}"] = e[key]
    return line


def play(command, seed, folder):
    dice = random.Random(seed)
    rules = Rules(dice)
    path = pathlib.Path(folder) / "rules.yaml"
    path.write_text(rules.text())
    model, stream = Model(rules), Stream(dice, rules)
    engine = subprocess.Popen([command, "run", str(path), "-", "--follow"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told, count = [], 0

    def ask(e):
        nonlocal count
        count += 1
        line = json.dumps(as_line(e))
        told.append(line)
        done = json.dumps({"event": "signal", "id": f"S-{count}", "time": stamp(stream.now)})
        engine.stdin.write(line + "\n" + done + "\n")
        engine.stdin.flush()
        got = []
        while True:
            answer = engine.stdout.readline()
            if not answer:
                raise RuntimeError("the engine ended: " + engine.stderr.read())
            d = json.loads(answer)
            if d.get("event") == f"S-{count}":
                return got
            got.append(d)

    def events():
        yield from stream.first()
        for _ in range(60):
            yield stream.next()

    try:
        for e in events():
            expected, asks = model.take(e)
            got = ask(e)
            shown = [(d["rule"], d["action"], d["args"]) for d in got]
            if shown != expected:
                print(f"seed {seed}: {told[-1]}\n  expected {expected}\n  decided  {shown}\n\n{rules.text()}\n" + "\n".join(told))
                return False
            if asks:
                decision = next(d["id"] for d in got if d["action"] == "approve")
                model.set_question(e["customer"], asks, decision)
                stream.questions.append((e["customer"], e["case"], decision))
    finally:
        engine.stdin.close()
        engine.stdout.read()
        engine.wait()
    play.decisions += sum(1 for h in model.customers.values() for _ in h.history)
    play.questions += len(stream.questions)
    return True


play.decisions = play.questions = 0


def main():
    command = sys.argv[1]
    rounds = int(os.environ.get("ESCALERA_AUTHORITY_ROUNDS", sys.argv[2] if len(sys.argv) > 2 else 50))
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with tempfile.TemporaryDirectory() as folder:
        for n in range(rounds):
            if not play(command, seed + n, folder):
                return 1
    if play.questions < rounds:
        print("too little was asked for:", play.questions)
        return 1
    print(f"{rounds} rounds agree: {play.decisions} changes of offers, {play.questions} questions")
    return 0


sys.exit(main())
