"""Time as the model of clocks counts it: whole microseconds since 1970 UTC, and calendars as plain lists of open spans,
one day after the other. No week, no table.
"""
import bisect
import datetime as dt
import zoneinfo

SECOND = 1_000_000
HOUR = 3600 * SECOND
UTC = dt.timezone.utc
EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
FOREVER = 10**18


def micros(moment):
    d = moment - EPOCH
    return (d.days * 86400 + d.seconds) * SECOND + d.microseconds


def on_wall(zone, day, text="00:00"):
    if text == "24:00":
        day, text = day + dt.timedelta(days=1), "00:00"
    return micros(dt.datetime.combine(day, dt.time(*map(int, text.split(":"))), tzinfo=zone).astimezone(UTC))


def date_in(zone, t):
    return (EPOCH + dt.timedelta(microseconds=t)).astimezone(zone).date()


def rfc3339(moment):
    shown = EPOCH + dt.timedelta(microseconds=moment)
    text = shown.strftime("%Y-%m-%dT%H:%M:%S")
    if shown.microsecond:
        text += f".{shown.microsecond:06}".rstrip("0")
    return text + "Z"


def length(n):
    whole, part = divmod(abs(n), SECOND)
    return ("-" if n < 0 else "") + str(whole) + (f".{part:06}".rstrip("0") if part else "") + "s"


class Calendar:
    """Open spans over the time of the streams; without hours it is the wall, always open."""

    def __init__(self, zone, hours=None, first=None, last=None):
        self.zone, self.hours = zoneinfo.ZoneInfo(zone), hours
        self.spans = []
        if hours is None:
            self.spans = [(-FOREVER, FOREVER)]
            return
        day, found = first, []
        while day <= last:
            found += self.of_day(day)
            day += dt.timedelta(days=1)
        for a, b in sorted(found):
            if self.spans and a <= self.spans[-1][1]:
                self.spans[-1] = (self.spans[-1][0], max(b, self.spans[-1][1]))
            else:
                self.spans.append((a, b))

    def of_day(self, day):
        if self.hours is None:
            return [(on_wall(self.zone, day), on_wall(self.zone, day, "24:00"))]
        name = day.isoformat()
        if name in self.hours["special"]:
            texts = self.hours["special"][name]
        elif name in self.hours["holidays"]:
            texts = []
        else:
            texts = self.hours["week"].get(DAYS[day.weekday()], [])
        spans = [[on_wall(self.zone, day, end) for end in text.split("-")] for text in texts]
        return [(a, b) for a, b in spans if a < b]

    def pieces(self, a, b, pauses=()):
        """The open time of [a, b), in order, without the pauses."""
        for i in range(max(bisect.bisect_right(self.spans, (a, FOREVER)) - 1, 0), len(self.spans)):
            x, y = max(self.spans[i][0], a), min(self.spans[i][1], b)
            if self.spans[i][0] >= b:
                return
            for p, q in pauses:  # in order, apart from each other
                if q <= x or p >= y:
                    continue
                if x < p:
                    yield x, p
                x = q
            if x < y:
                yield x, y

    def between(self, a, b):
        return sum(y - x for x, y in self.pieces(a, b))

    def between_all(self, pauses, now):
        return sum(self.between(a, min(b, now)) for a, b in pauses)

    def later(self, t, amount):
        return walk(self.pieces(t, FOREVER), amount, t)

    def opening(self, t):
        return next(x for x, _ in self.pieces(t, FOREVER))


def walk(pieces, amount, begin):
    """The first instant at which `amount` of the pieces is used up; None if they never are."""
    if amount == 0:
        return begin
    for a, b in pieces:
        if amount <= b - a:
            return a + amount
        amount -= b - a
    return None


def walk_back(pieces, amount):
    for a, b in reversed(list(pieces)):
        if amount <= b - a:
            return b - amount
        amount -= b - a
    return None
