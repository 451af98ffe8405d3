"""What the model of cases (case_model.py) knows of one case, and how its life is cut into the hands in which it was."""


class Case:
    def __init__(self, name, customer, issue, at):
        self.name, self.customer, self.issue, self.opened, self.last = name, customer, issue, at, at
        self.status = "open"
        self.transfers = self.reopened = 0
        self.into = None          # the case that has what was this one's
        self.hands = []           # [since, owner, department, forgotten], by time
        self.life = []            # [when, "closed" or "opened"]: each time that it was
        self.step = None
        self.recused = []
        self.held_by = []
        self.department = None    # where it is sent, or was handed to
        self.resolved = None      # [when, how many resolutions were before]: not judged yet
        self.thorough = None
        self.repeat_of = None
        self.product = None       # of its latest complaint

    def survivor(self):
        return self.into.survivor() if self.into else self

    def is_closed(self):
        return self.status == "closed"

    def close(self, at):
        """In its own time not before it was opened last."""
        self.status = "closed"
        self.life.append([max(at, self.life[-1][0]) if self.life else at, "closed"])

    def open_again(self, at):
        if self.life[-1][0] >= at:
            self.life.pop()       # in its own time it never was closed
        else:
            self.life.append([at, "opened"])

    def owner(self):
        return self.hands[-1][1] if self.hands else ""

    def holds_department(self):
        return self.hands[-1][2] if self.hands else ""

    def end(self, now):
        return max(self.opened, self.life[-1][0] if self.is_closed() else now)

    def stretches(self, now):
        """[from, to, owner, department, forgotten] of all its life, cut wherever anything happened to it."""
        end = self.end(now)
        cuts = sorted({t for t in [h[0] for h in self.hands] + [t for t, _ in self.life] + [self.opened, end] if self.opened <= t <= end})
        found = []
        for a, b in zip(cuts, cuts[1:]):
            closed = False
            for t, what in self.life:
                if t <= a:
                    closed = what == "closed"
            hands = [None, "", "", False]
            for h in self.hands:
                if h[0] <= a:
                    hands = h
            if not closed:
                found.append([a, b, hands[1], hands[2], hands[3], hands[0]])
        # One stretch as long as nothing lies between but other cuts.
        joined = []
        opened = {t for t, what in self.life if what == "opened"}
        for s in found:
            if joined and joined[-1][1] == s[0] and joined[-1][5] == s[5] and s[0] not in opened:
                joined[-1][1] = s[1]
            else:
                joined.append(s)
        return joined
