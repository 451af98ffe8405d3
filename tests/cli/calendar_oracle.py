#!/usr/bin/env python3
"""Asks `escalera calendar --jsonl` some thousand random questions and counts the answers out, second by second.

    calendar_oracle.py COMMAND [COUNT [SEED]]

For each question every second (or quarter of one) around it is marked open or closed in a row of bytes, by Python's
zoneinfo; the answer is then counted off. Questions over years walk a list of the spans of every single day instead. No
week, no table, no binary search: nothing is shared with the code under test.
Exit code 77 where there is no zone database.
"""
import datetime as dt
import json
import random
import subprocess
import sys

try:
    import zoneinfo

    zoneinfo.ZoneInfo("Europe/Berlin")
except Exception as why:  # no zoneinfo, or no data for it
    print("no zone database:", why)
    sys.exit(77)

UTC = dt.timezone.utc
EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Africa/Casablanca",
    "America/St_Johns", "America/Havana", "Asia/Tehran", "Antarctica/Troll", "Europe/Dublin", "Africa/Monrovia",
    "Pacific/Kwajalein", "Asia/Kathmandu", "America/Caracas", "Asia/Beirut", "America/Bogota", "UTC",
]
YEARS = [1901, 1916, 1942, 1945, 1969, 1972, 1986, 1993, 2007, 2011, 2015, 2018, 2019, 2026, 2037, 2038, 2086, 2100, 2200, 2398]


def seconds(moment):
    d = moment - EPOCH
    return d.days * 86400 + d.seconds


def on_wall(zone, day, text):
    """The instant at which the wall shows a time of a day: fold=0 is the first of two, and moves out of a gap."""
    if text == "24:00":
        day, text = day + dt.timedelta(days=1), "00:00"
    parts = [int(p) for p in text.split(":")]
    return seconds(dt.datetime.combine(day, dt.time(*parts), tzinfo=zone).astimezone(UTC))


def find_changes():
    found = {}
    for name in ZONES:
        zone = zoneinfo.ZoneInfo(name)
        for year in YEARS:
            for n in range(0, 366):
                a = dt.datetime(year, 1, 1, tzinfo=UTC) + dt.timedelta(days=n)
                b = a + dt.timedelta(days=1)
                before = a.astimezone(zone).utcoffset()
                if before == b.astimezone(zone).utcoffset():
                    continue
                while b - a > dt.timedelta(seconds=1):
                    middle = a + dt.timedelta(seconds=(b - a).days * 43200 + (b - a).seconds // 2)
                    a, b = (middle, b) if middle.astimezone(zone).utcoffset() == before else (a, middle)
                found.setdefault(name, []).append((seconds(b), (b + before).replace(tzinfo=None)))
    return found


def marked_days(calendar, first, last):
    """(from, to) in seconds for each span of each day, in the order of the days; as the zone has it, reversed ones too."""
    zone = zoneinfo.ZoneInfo(calendar["tz"])
    day = first
    while day <= last:
        name = day.isoformat()
        if name in calendar["overrides"]:
            spans = calendar["overrides"][name]
        elif name in calendar["holidays"]:
            spans = []
        else:
            spans = calendar["hours"].get(DAYS[day.weekday()], [])
        for start, end in spans:
            yield on_wall(zone, day, start), on_wall(zone, day, end)
        day += dt.timedelta(days=1)


class Row:
    """Ticks from `begin` on, each open (1) or closed (0)."""

    def __init__(self, calendar, pauses, begin, length, ticks):
        self.begin, self.ticks = begin, ticks
        self.open = bytearray(length * ticks)
        first = (EPOCH + dt.timedelta(seconds=begin)).date() - dt.timedelta(days=4)
        last = (EPOCH + dt.timedelta(seconds=begin + length)).date() + dt.timedelta(days=4)
        for start, end in marked_days(calendar, first, last):
            self.mark(start, end, 1)
        for start, end in pauses:
            self.mark(start, end, 0)

    def at(self, moment):
        return round((moment - self.begin) * self.ticks)

    def mark(self, start, end, what):
        a, b = max(self.at(start), 0), min(self.at(end), len(self.open))
        if a < b:
            self.open[a:b] = bytes([what]) * (b - a)

    def between(self, a, b):
        return self.open.count(1, self.at(a), self.at(b)) / self.ticks if a < b else 0

    def add(self, start, n):
        """None where the row ends before."""
        at, left = self.at(start), round(n * self.ticks)
        while True:
            at = self.open.find(1, at)
            if at < 0:
                return None
            if left == 0:
                return self.begin + at / self.ticks
            end = self.open.find(0, at)
            end = len(self.open) if end < 0 else end
            if left <= end - at:
                return self.begin + (at + left) / self.ticks
            left -= end - at
            at = end

    def sub(self, start, n):
        at, left = self.at(start), round(n * self.ticks)
        while True:
            at = self.open.rfind(1, 0, at) + 1
            if at == 0:
                return None
            if left == 0:
                return self.begin + at / self.ticks
            end = self.open.rfind(0, 0, at) + 1
            if left <= at - end:
                return self.begin + (at - left) / self.ticks
            left -= at - end
            at = end


class Years:
    """The same three answers over years, without pauses: open spans in order, apart from each other."""

    def __init__(self, calendar, first_year, last_year):
        self.spans = []
        for a, b in sorted(marked_days(calendar, dt.date(first_year, 1, 1), dt.date(last_year, 12, 31))):
            if b <= a:
                continue
            if self.spans and a <= self.spans[-1][1]:
                self.spans[-1][1] = max(b, self.spans[-1][1])
            else:
                self.spans.append([a, b])

    def between(self, start, end):
        return sum(max(min(b, end) - max(a, start), 0) for a, b in self.spans)

    def add(self, start, n):
        for a, b in self.spans:
            a = max(a, start)
            if a < b and n <= b - a:
                return a + n
            n -= max(b - a, 0)
        return None

    def sub(self, start, n):
        for a, b in reversed(self.spans):
            b = min(b, start)
            if a < b and n <= b - a:
                return b - n
            n -= max(b - a, 0)
        return None


def rfc3339(moment, dice=None):
    offset = dice.choice([0, 0, 60, -300, 345, 840, -720]) if dice else 0
    whole = int(moment // 1)
    shown = EPOCH + dt.timedelta(seconds=whole + offset * 60)
    text = f"{shown.year:04}-{shown.month:02}-{shown.day:02}T{shown:%H:%M:%S}"
    if moment != whole:
        text += f"{moment - whole:.2f}".lstrip("0").rstrip("0")
    if dice is None or offset == 0:
        return text + "Z"
    return text + f"{'+' if offset > 0 else '-'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"


def clock(dice, around=None):
    """A time of the day, in seconds; often the hours at which zones change, or around one time."""
    if around is not None and dice.random() < 0.8:
        return min(max(around + dice.randrange(-8, 12) * 900, 0), 86400)
    return dice.choice([0, 0, 900, 1800, 3600, 5400, 7200, 9000, 10800, 32400, 43200, 46800, 64800, 82800, 84600, 86400, 86400,
                        dice.randrange(0, 86401, 60), dice.randrange(0, 86401)])


def spans(dice, around=None):
    if around is None and dice.random() < 0.25:
        return []
    if around is None and dice.random() < 0.2:
        return [["00:00", "24:00"]]
    ends = sorted({clock(dice, around) for _ in range(2 * dice.choice([1, 1, 2, 3]))})
    if len(ends) % 2:
        ends.pop()

    def write(s):
        return f"{s // 3600:02}:{s // 60 % 60:02}" + (f":{s % 60:02}" if s % 60 else "")

    pairs = [[write(a), write(b)] for a, b in zip(ends[::2], ends[1::2])]
    if dice.random() < 0.2:
        dice.shuffle(pairs)
    return pairs


def question(dice, changes):
    name = dice.choice(ZONES)
    if name in changes and dice.random() < 0.7:
        change, wall = dice.choice(changes[name])
        base = change + dice.randrange(-6, 3) * 86400
    else:
        wall = None
        base = seconds(dt.datetime(dice.choice(YEARS), 1, 1, tzinfo=UTC)) + dice.randrange(40, 320) * 86400
    ticks = 4 if dice.random() < 0.15 else 1
    reach = 3 * 86400 if ticks == 4 else dice.choice([1, 3, 10]) * 86400

    def moment():
        if dice.random() < 0.4:
            return base + dice.randrange(0, reach, 1800)
        return base + dice.randrange(0, reach * ticks) / ticks

    if dice.random() < 0.15:
        hours = {d: [["00:00", "24:00"]] for d in DAYS}
    elif dice.random() < 0.3:
        usual = spans(dice)
        hours = {d: usual for d in DAYS[:5]}
    else:
        hours = {d: spans(dice) for d in DAYS if dice.random() < 0.85}
    near = [(EPOCH + dt.timedelta(seconds=base + n * 86400)).date().isoformat() for n in range(-2, 9)]
    calendar = {
        "tz": name,
        "hours": hours,
        "holidays": [d for d in near if dice.random() < 0.1],
        "overrides": {d: spans(dice) for d in near if dice.random() < 0.1},
    }
    if wall is not None and dice.random() < 0.6:  # the day of the change has hours about its gap
        calendar["overrides"][wall.date().isoformat()] = spans(dice, wall.hour * 3600 + wall.minute * 60)
    pauses = [(moment(), moment()) for _ in range(dice.choice([0, 0, 0, 1, 2, 5]))]
    asked = {"calendar": calendar, "op": dice.choice(["add", "sub", "between"]), "start": moment()}
    if asked["op"] == "between":
        asked["end"] = moment()
    else:
        asked["seconds"] = dice.choice([0, 0, 1, 3600, 28800, dice.randrange(0, 200000), dice.randrange(0, 200000 * ticks) / ticks])
    return asked, pauses, base, ticks


def answer(asked, pauses, base, ticks):
    """None where the row of bytes is too short to tell."""
    calendar = asked["calendar"]
    if not any(calendar["hours"].values()) and not any(calendar["overrides"].values()):
        return "error"
    row = Row(calendar, pauses, base - 12 * 86400, 36 * 86400, ticks)
    if asked["op"] == "between":
        return {"seconds": row.between(asked["start"], asked["end"])}
    at = (row.add if asked["op"] == "add" else row.sub)(asked["start"], asked["seconds"])
    return None if at is None else {"at": rfc3339(at)}


def far_question(dice):
    asked = question(dice, {})[0]
    first = dice.choice([1900, 1912, 1935, 1966, 1999, 2009, 2027, 2077, 2394])
    last = first + 6
    begin, end = (seconds(dt.datetime(y, 1, 1, tzinfo=UTC)) for y in (first, last + 1))
    dates = [dt.date(first, 1, 1) + dt.timedelta(days=dice.randrange((last + 1 - first) * 365)) for _ in range(40)]
    asked["calendar"]["holidays"] = [d.isoformat() for d in dates[:30]]
    asked["calendar"]["overrides"] = {d.isoformat(): spans(dice) for d in dates[30:]}
    asked["start"] = dice.randrange(begin, end) if asked["op"] == "between" else dice.randrange(begin, begin + 86400 * 30)
    if asked["op"] == "sub":
        asked["start"] = end - dice.randrange(86400 * 30) - 86400
    if asked["op"] == "between":
        asked["end"] = dice.randrange(begin, end)
    else:
        asked["seconds"] = dice.randrange(0, 86400 * 300)
    years = Years(asked["calendar"], first - 1, last)
    if not years.spans:
        return None
    if asked["op"] == "between":
        return asked, {"seconds": years.between(asked["start"], asked["end"])}
    at = (years.add if asked["op"] == "add" else years.sub)(asked["start"], asked["seconds"])
    return None if at is None else (asked, {"at": rfc3339(at)})


def main():
    command = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261225
    dice = random.Random(seed)
    changes = find_changes()
    lines, expected = [], []
    for _ in range(count):
        asked, pauses, base, ticks = question(dice, changes)
        wanted = answer(asked, pauses, base, ticks)
        if wanted is None:
            continue
        asked["start"] = rfc3339(asked["start"], dice)
        if "end" in asked:
            asked["end"] = rfc3339(asked["end"], dice)
        if pauses or dice.random() < 0.5:
            asked["pauses"] = [[rfc3339(a, dice), rfc3339(b, dice)] for a, b in pauses]
        lines.append(json.dumps(asked))
        expected.append(wanted)
    for far in filter(None, (far_question(dice) for _ in range(count // 30))):
        asked, wanted = far
        asked["start"] = rfc3339(asked["start"], dice)
        if "end" in asked:
            asked["end"] = rfc3339(asked["end"], dice)
        lines.append(json.dumps(asked))
        expected.append(wanted)
    run = subprocess.run([command, "calendar", "--jsonl"], input="\n".join(lines) + "\n", capture_output=True, text=True, check=False)
    answers = run.stdout.splitlines()
    if run.returncode != 0 or len(answers) != len(lines):
        print(f"exit code {run.returncode}, {len(answers)} answers to {len(lines)} questions", run.stderr)
        return 1
    wrong, kinds = 0, {}
    for line, wanted, got in zip(lines, expected, answers):
        given = json.loads(got)
        good = "error" in given if wanted == "error" else given == wanted
        kind = "error" if wanted == "error" else json.loads(line)["op"]
        kinds[kind] = kinds.get(kind, 0) + 1
        if not good:
            wrong += 1
            if wrong <= 5:
                print(f"asked    {line}\nexpected {wanted}\nanswered {got}\n")
    print(f"{len(lines)} questions (seed {seed}): {', '.join(f'{n} {k}' for k, n in sorted(kinds.items()))}; {wrong} wrong")
    if min(kinds.get(k, 0) for k in ("add", "sub", "between")) < count // 6:
        print("too few questions of one kind: the dice are loaded")
        return 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
