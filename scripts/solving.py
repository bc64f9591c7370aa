"""Solves one programme, and prints as JSON what came of it; run by the benchmarks.

    .venv/bin/python scripts/solving.py PROGRAMME.toml YEAR SECONDS

The limit and the time told are processor time, without imports and without reading the file. With
PYTHONPATH, the planner of another folder solves: what is called here has long been in it.
"""

import json
import sys
import time
from pathlib import Path

from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.search import Progress
from planner.solver.solve import Solved, solve


def main() -> None:
    """Print the seconds of the search, and each objective: name, value, bound, proven, seconds."""
    programme = read_programme(Path(sys.argv[1]))
    case = Case(programme, academic_year_of(programme, int(sys.argv[2])))
    start = time.process_time()
    ends: dict[str, float] = {}

    def spent() -> float:
        return time.process_time() - start

    def note(found: Progress) -> None:
        ends[found.objective.value] = spent()

    outcome = solve(case, on_progress=note, is_stopped=lambda: spent() > float(sys.argv[3]))
    seconds = spent()
    found = outcome.objectives if isinstance(outcome, Solved) else ()
    objectives, before = [], 0.0
    for each in found:
        end = ends.get(each.name.value, seconds)
        objectives.append((each.name.value, each.value, each.bound, each.proven, end - before))
        before = end
    print(json.dumps({"seconds": seconds, "objectives": objectives}))


if __name__ == "__main__":
    main()
