#!/usr/bin/env python3
"""Plants each bug of mutants.py in a copy of the project and asks its judge whether it sees it: the differential tests,
or the models of clocks, of authority, of periods and of cases.

    run.py                    all of them: builds once, then the few units that a mutant touches; minutes
    run.py NAME...            only these
    run.py --check            only whether each can still be planted: its text stands exactly once; an instant

Ends with a line "N passed, N failed": a mutant that is seen has passed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[3]
COPIED = ["CMakeLists.txt", "CMakePresets.json", "include", "src", "tests"]


def check(mutants):
    bad = 0
    names = [m.name for m in mutants]
    for m in mutants:
        found = (ROOT / m.file).read_text().count(m.old)
        if found != 1 or m.old == m.new or names.count(m.name) != 1:
            print(f"{m.name}: its text stands {found} times in {m.file}, which must be once")
            bad += 1
    print(f"{len(mutants) - bad} of {len(mutants)} mutants can be planted")
    return bad


def copy_project(tree):
    for name in COPIED:
        source, target = ROOT / name, tree / name
        if source.is_file():
            copy_if_changed(source, target)
            continue
        for file in source.rglob("*"):
            if file.is_file() and "corpus" not in file.parts and "__pycache__" not in file.parts:
                copy_if_changed(file, target / file.relative_to(source))


# What did not change keeps its time, so that a second run builds little.
def copy_if_changed(source, target):
    if target.exists() and target.read_bytes() == source.read_bytes():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


# Fast to compile; and a mutant may leave something unused.
def configure(tree, build):
    command = ["cmake", "-S", str(tree), "-B", str(build), "-G", "Ninja", "-D", "CMAKE_BUILD_TYPE=Debug",
               "-D", "CMAKE_CXX_FLAGS_DEBUG=-O0 -w", "-D", "ESCALERA_BUILD_EXAMPLES=OFF"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


TARGETS = {"differential": "differential_tests", "clocks": "escalera_cli", "authority": "escalera_cli", "indicators": "escalera_cli", "cases": "case_probe"}


def build_tests(build, jobs, judge):
    done = subprocess.run(["cmake", "--build", str(build), "-j", str(jobs), "--target", TARGETS[judge]],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return None if done.returncode == 0 else done.stdout


# None: the judge finds nothing. Else what it says.
def run_judge(judge, tree, build, rounds):
    if judge in ("clocks", "authority", "indicators"):
        name = "authority_oracle.py" if judge == "authority" else f"{judge[:-1]}_oracle.py"
        return run_oracle(tree / "tests" / "cli" / name, build / "escalera", rounds)
    if judge == "cases":
        return run_oracle(tree / "tests" / "cli" / "case_oracle.py", build / "tests" / "case_probe", rounds)
    return run_tests(build, rounds)


def run_oracle(oracle, command, rounds):
    try:
        done = subprocess.run([sys.executable, str(oracle), str(command), str(rounds)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=1200, env=dict(os.environ, ESCALERA_CLOCK_STOP="1", ESCALERA_CASE_STOP="1"))
    except subprocess.TimeoutExpired:
        return "no end after 1200 s"
    if done.returncode == 77:
        sys.exit(done.stdout)
    return None if done.returncode == 0 else done.stdout


def run_tests(build, rounds):
    # A difference is seen; making it small would take longer than finding it.
    environment = dict(os.environ, ESCALERA_DIFFERENTIAL_ROUNDS=str(rounds), ESCALERA_DIFFERENTIAL_SHRINK="0")
    environment.pop("ESCALERA_DIFFERENTIAL_SEED", None)
    try:
        done = subprocess.run([str(build / "tests" / "differential_tests"), "--abort"], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", timeout=600, env=environment)
    except subprocess.TimeoutExpired:
        return "no end after 600 s"
    return None if done.returncode == 0 else done.stdout


def how_it_was_seen(said):
    lines = [line.strip() for line in said.splitlines()]
    case = next((lines[i + 1] for i, line in enumerate(lines) if line.startswith("-----") and i + 1 < len(lines)), "")
    seed = next((line for line in lines if line.startswith("seed ")), "")
    case = case or next((line for line in lines if line.startswith(("round ", "seed "))), "")
    return f"{case} ({seed})" if seed else case or said[-200:]


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("names", nargs="*")
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--folder", type=Path, default=ROOT / "build" / "mutants")
    arguments.add_argument("--rounds", type=int, default=300)
    arguments.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = arguments.parse_args()
    unknown = set(asked.names) - {m.name for m in MUTANTS}
    if unknown:
        sys.exit(f"no mutant is called {', '.join(sorted(unknown))}")
    chosen = [m for m in MUTANTS if not asked.names or m.name in asked.names]
    if check(MUTANTS) != 0:
        print("0 passed, 1 failed")
        return 1
    if asked.check:
        return 0

    tree, build = asked.folder / "tree", asked.folder / "build"
    copy_project(tree)
    configure(tree, build)
    failed = None
    for judge in sorted({m.judge for m in chosen}):
        failed = failed or build_tests(build, asked.jobs, judge) or run_judge(judge, tree, build, asked.rounds)
    if failed:
        print(failed)
        print("the tests fail before anything is planted\n0 passed, 1 failed")
        return 1

    missed = 0
    for m in chosen:
        began = time.monotonic()
        file = tree / m.file
        whole = file.read_text()
        file.write_text(whole.replace(m.old, m.new))
        try:
            broken = build_tests(build, asked.jobs, m.judge)
            said = None if broken else run_judge(m.judge, tree, build, asked.rounds)
        finally:
            file.write_text(whole)
        missed += 0 if said else 1
        outcome = f"cannot be built\n{broken}" if broken else f"seen: {how_it_was_seen(said)}" if said else "NOT SEEN"
        print(f"{m.name}: {outcome}, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{len(chosen) - missed} passed, {missed} failed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
