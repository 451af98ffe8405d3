#!/usr/bin/env python3
"""Holds the shipped rules to what is said of them: each pack checks clean, each scenario passes, each rule, rung, clock and
the like of a pack is expected by one of its scenarios, and the table of requirements in rules/README.md names only what is there.

usage: check_packs.py ESCALERA SOURCE_DIR
Packs are all of rules/ and below it, scenarios all of rules/scenarios/ and below it: new ones need no edit here.
The table: | R1 what | `file.yaml`: rule `name`, rung `ladder / name`, ... | `scenarios.yaml`: "name of a scenario", ... | - or: not built yet: ... |
A section in backticks behind "not built yet" must be one that the command still refuses."""
import pathlib
import re
import subprocess
import sys
import tempfile

command, source = sys.argv[1], pathlib.Path(sys.argv[2])
rules = source / "rules"
mistakes = []

# What a name in the table stands for: the section that must have it.
sections = {"rule": "rules", "rung": "ladders", "clock": "clocks", "group": "groups", "window": "windows", "alert": "alerts", "score": "scores",
            "follow-up": "follow_ups", "schedule": "schedules", "grant": "authority", "fund": "authority", "action": "actions", "calendar": "calendars",
            "field": "fields", "route": "routes"}
told_by_name = {"rules", "ladders", "clocks", "alerts", "scores", "follow_ups", "schedules", "authority"}  # decisions bear their names


def wrong(text):
    mistakes.append(text)


def run(*arguments):
    done = subprocess.run([command, *map(str, arguments)], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def names_of(pack):
    """section -> the names in it; a rung is `ladder / rung`. Packs are written in one layout, two blanks a level."""
    found, section, ladder, part = {}, None, None, None
    for line in pack.read_text(encoding="utf-8").splitlines():
        if match := re.match(r"(\w+):", line):
            section, ladder, part = match[1], None, None
            found.setdefault(section, set())
        if section is None:
            continue
        if match := re.match(r"  (?:- name: )?([\w-]+)", line):
            part = match[1]
            if section == "ladders":
                ladder = match[1]
            elif section not in ("routes", "authority"):
                found[section].add(match[1])
        if section == "ladders" and (match := re.match(r"      - name: ([\w-]+)", line)):
            found[section].add(f"{ladder} / {match[1]}")
        if section == "fields" and (match := re.match(r"    (\w+):", line)):
            found[section].add(match[1])
        if section == "routes" and (match := re.search(r"\bto: ([\w-]+)", line)):
            found[section].add(match[1])
        if section == "authority" and part in ("grants", "funds") and (match := re.match(r"    ([\w-]+):", line)):
            found[section].add(match[1])
    return found


def is_expected(section, name, text):
    if section == "ladders":
        ladder, rung = name.split(" / ")
        by_both = rf"rule: {ladder}\b(?!-)[^}}]*?rung: {rung}\b(?!-)"
        return re.search(by_both, text) is not None
    return re.search(rf"\b(?:rule|alert|score): {name}\b(?!-)", text) is not None


packs = sorted(p for p in rules.rglob("*.yaml") if "scenarios" not in p.relative_to(rules).parts)
scenario_files = sorted((rules / "scenarios").rglob("*.yaml"))
if len(packs) < 12 or len(scenario_files) < 17:
    wrong(f"only {len(packs)} packs and {len(scenario_files)} files of scenarios were found below {rules}")

for pack in packs:
    code, said = run("check", pack)
    if code != 0 or "no mistakes found" not in said:
        wrong(f"{pack.relative_to(rules)} does not check clean:\n{said}")

expected_of = {pack: "" for pack in packs}  # the text of its scenarios
names_in = {}                               # file of scenarios -> their names
for file in scenario_files:
    text = file.read_text(encoding="utf-8")
    names_in[file.relative_to(rules / "scenarios").as_posix()] = set(re.findall(r"^  - name: (.*)$", text, re.M))
    about = re.search(r"^rules: (.*)$", text, re.M)
    pack = (file.parent / about[1]).resolve() if about else None
    if pack not in {p.resolve() for p in packs}:
        wrong(f"{file.relative_to(rules)} is about no pack")
        continue
    expected_of[next(p for p in packs if p.resolve() == pack)] += text
    code, said = run("test", file)
    if code != 0 or not re.search(r"^[1-9]\d* passed, 0 failed$", said, re.M):
        wrong(f"{file.relative_to(rules)} does not pass:\n{said}")

for pack in packs:
    if not expected_of[pack]:
        wrong(f"{pack.relative_to(rules)} has no scenarios")
    for section, names in names_of(pack).items():
        for name in sorted(names) if section in told_by_name else ():
            if not is_expected(section, name, expected_of[pack]):
                wrong(f"{pack.relative_to(rules)}: no scenario expects '{name}' of {section}")


def is_built(section):
    with tempfile.TemporaryDirectory() as folder:
        probe = pathlib.Path(folder) / "probe.yaml"
        probe.write_text(f"escalera: 1\nname: probe\n{section}:\n  - name: x\n")
        return "E0601" not in run("check", probe)[1]


def check_shown(row, cell):
    file, count = None, 0
    for path, kind, name in re.findall(r"`([\w/-]+\.yaml)`|\b([a-z-]+) `([^`]+)`", cell):
        if path:
            file = rules / path
            if file not in packs:
                wrong(f"{row}: there is no pack {path}")
                file = None
        elif kind not in sections:
            wrong(f"{row}: '{kind} `{name}`' is no kind of thing that a pack has: {', '.join(sections)}")
        elif file and name not in names_of(file).get(sections[kind], set()):
            wrong(f"{row}: {file.relative_to(rules)} has no {kind} '{name}'")
        else:
            count += 1
    return count


def check_proved(row, cell):
    file, count = None, 0
    for path, name in re.findall(r'`([\w/-]+\.yaml)`|"([^"]+)"', cell):
        if path:
            file = path
            if file not in names_in:
                wrong(f"{row}: there is no file of scenarios {path}")
        elif file in names_in and name not in names_in[file]:
            wrong(f'{row}: {file} has no scenario "{name}"')
        else:
            count += 1
    return count


seen = []
for line in (rules / "README.md").read_text(encoding="utf-8").splitlines():
    match = re.match(r"\| (R\d+)\b[^|]*\|(.*)\|(.*)\|(.*)\|$", line)
    if not match:
        continue
    row, shown, proved, rest = (part.strip() for part in match.groups())
    seen.append(row)
    things, scenarios = check_shown(row, shown), check_proved(row, proved)
    waits = rest.startswith("not built yet: ")
    if not waits and rest != "-":
        wrong(f"{row}: the last cell says neither '-' nor 'not built yet: ...'")
    if not waits and not things:
        wrong(f"{row}: nothing shows it, and nothing is said to be missing")
    if bool(things) != bool(scenarios):
        wrong(f"{row}: what shows it and what proves it go together; there are {things} and {scenarios}")
    for section in re.findall(r"`(\w+)`", rest):
        if is_built(section):
            wrong(f"{row}: says that `{section}` is not built yet, but it is: show it in a pack, and say so in the row")
if seen != [f"R{n}" for n in range(1, 21)]:
    wrong(f"rules/README.md must have a row for each of R1 to R20, in order; it has {', '.join(seen) or 'none'}")

for mistake in mistakes:
    print(mistake)
print(f"{len(packs)} packs, {sum(map(len, names_in.values()))} scenarios, {len(seen)} requirements: {len(mistakes)} mistakes")
sys.exit(1 if mistakes else 0)
