#!/usr/bin/env python3
"""A second opinion on `bailiwick compare documents` and `bailiwick check no-new-access`: the SMT
solver cvc5. Not part of `cargo test`.

    python3 -m venv /tmp/oracle && /tmp/oracle/bin/pip install cvc5
    cargo build
    /tmp/oracle/bin/python tests/oracle/run.py --cases 400 --seed 1

Each case is a pair of documents; each action in it gives two verdicts: whether any request is
gained, and whether any is lost. `BAILIWICK` names another program than `target/debug/bailiwick`. The
exit code is 0 when program and solver agree wherever both decide, and 1 otherwise; each case of
disagreement is printed as it is.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

from cvc5.pythonic import And, Not, Solver, sat, unsat

from cases import Maker
from semantics import FORMS, Request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("BAILIWICK", str(ROOT / "target/debug/bailiwick"))


def solver_says(kind, action, allowing, denying, limit):
    """Whether some request is allowed by one document and not by the other: yes, no, or unknown."""
    completes = kind in ("identity", "boundary")
    answer = "no"
    for form in FORMS[action]:
        request = Request(action, form)
        wanted = [request.allowed(allowing, completes), Not(request.allowed(denying, completes))]
        solver = Solver()
        solver.setOption("tlimit-per", str(limit))
        solver.setOption("strings-exp", "true")
        related = request.related()
        solver.add(And(*wanted, *related, *request.facts))
        found = solver.check()
        if found == sat:
            return "yes"
        if found != unsat:
            answer = "unknown"
    return answer


def program(*arguments):
    ran = subprocess.run([PROGRAM, *arguments, "--output", "json"], capture_output=True, text=True)
    if ran.returncode == 2:
        sys.exit(f"{PROGRAM} {' '.join(arguments)}: {ran.stderr}")
    return ran.returncode, json.loads(ran.stdout)


def program_says(compared, side, action):
    named = [name for change in compared[side] for name in change["actions"]]
    if action in named:
        return "yes"
    untold = [name for change in compared["unknown"] for name in change["actions"]]
    return "unknown" if action in untold else "no"


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--limit", type=int, default=5000, help="milliseconds for the solver")
    options = options.parse_args()
    tally, disagreements, checked = collections.Counter(), 0, 0
    spent = 0.0
    with tempfile.TemporaryDirectory() as place:
        files = [os.path.join(place, name) for name in ("before.json", "after.json")]
        for seed in range(options.seed, options.seed + options.cases):
            kind, actions, before, after = Maker(random.Random(seed)).case()
            for file, document in zip(files, (before, after)):
                pathlib.Path(file).write_text(json.dumps(document))
            _, compared = program("compare", "documents", *files, "--kind", kind)
            if seed % 8 == 0:
                code, _ = program("check", "no-new-access", *files, "--kind", kind)
                clear = not compared["gained"] and not compared["unknown"]
                assert (code == 0) == clear, f"seed {seed}: check and compare differ"
                checked += 1
            for action in actions:
                for side, pair in (("gained", (after, before)), ("lost", (before, after))):
                    began = time.process_time()
                    theirs = solver_says(kind, action, *pair, options.limit)
                    spent += time.process_time() - began
                    ours = program_says(compared, side, action)
                    tally[ours, theirs] += 1
                    if "unknown" not in (ours, theirs) and ours != theirs:
                        disagreements += 1
                        print(f"seed {seed}: {action} {side}: program {ours}, solver {theirs}")
                        print(json.dumps({"kind": kind, "before": before, "after": after}))
    both = sum(n for pair, n in tally.items() if "unknown" not in pair)
    print(f"{options.cases} cases from seed {options.seed}: {sum(tally.values())} verdicts, {both} by both")
    for (ours, theirs), n in sorted(tally.items()):
        print(f"  program {ours:8} solver {theirs:8} {n}")
    print(f"{checked} checks; {disagreements} disagreements; solver {spent:.0f} s")
    sys.exit(1 if disagreements else 0)


if __name__ == "__main__":
    main()
