"""Solves one programme, and prints as JSON what came of it; run by the benchmarks.

    .venv/bin/python scripts/solving.py PROGRAMME.toml YEAR SECONDS

The limit and the time told are processor time, without imports and without reading the file. With
PYTHONPATH, the planner of another folder solves: what is called here has long been in it.
"""

import json
import sys
import time
from collections import defaultdict
from pathlib import Path

from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.search import Progress
from planner.solver.solve import Solved, solve


def main() -> None:
    """Print the seconds of the search, and of each objective what is known.

    The time between two reports of progress is that of the objective of the second one.
    """
    programme = read_programme(Path(sys.argv[1]))
    case = Case(programme, academic_year_of(programme, int(sys.argv[2])))
    start = before = time.process_time()
    spent: defaultdict[str, float] = defaultdict(float)

    def note(found: Progress) -> None:
        nonlocal before
        spent[found.objective.value] += (now := time.process_time()) - before
        before = now

    end = start + float(sys.argv[3])
    outcome = solve(case, on_progress=note, is_stopped=lambda: time.process_time() > end)
    seconds = time.process_time() - start
    found = outcome.objectives if isinstance(outcome, Solved) else ()
    objectives = [(o.name.value, o.value, o.bound, o.proven, spent[o.name.value]) for o in found]
    print(json.dumps({"seconds": seconds, "objectives": objectives}))


if __name__ == "__main__":
    main()
