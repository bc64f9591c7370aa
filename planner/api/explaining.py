"""Why a programme has no planning, or its modules no progression, and what would make one."""

from dataclasses import dataclass, field
from itertools import chain, count
from typing import Literal

import pandas as pd

from planner.api.errors import api_messages, public_errors
from planner.api.plannings import planned_in_time
from planner.planning.planning import Planning
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.words.reasons import conflict_heading, conflict_lines, way_line


def _ways(rows: list[tuple[str, Programme]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["change", "programme"])
    table.index = pd.RangeIndex(1, len(rows) + 1, name="way")
    return table


@dataclass(frozen=True)
class Explained:
    """Why there is no planning, and what would make one possible.

    Attributes
    ----------
    status
        "possible" if there is a planning, and a progression of its modules if it has some: nothing
        is to be explained; "impossible" if it is proven that there is none; else "not-found".
    conflict
        Sentences on what cannot hold together.
    ways
        A row a way out, the smallest first: `change`, a sentence, and the `programme` so changed,
        of which a planning was found, or a progression.
    whole
        Whether the search for ways out came to its end.
    """

    status: Literal["possible", "impossible", "not-found"]
    conflict: tuple[str, ...] = ()
    ways: pd.DataFrame = field(default_factory=lambda: _ways([]))
    whole: bool = True

    def __str__(self) -> str:
        return "\n".join((self.status, *self.conflict, *self.ways["change"]))


@public_errors()
def explain(
    programme: Programme,
    year: int,
    *,
    time_limit: float | None = None,
    language: str | None = None,
) -> Explained:
    """Find why a programme has no planning, or why its modules cannot be taught in the weeks.

    Parameters
    ----------
    year
        The year in which the academic year starts: 2026 for 2026-2027.
    time_limit
        Seconds after which what was found so far is returned; unlimited if None.
    language
        "fr" or "en"; that of PLANNER_LANG if None.

    Raises
    ------
    UnusableInput
        The year is out of range or lacks the dates of school holidays, or the time limit is not
        positive.
    """
    from planner.solver.conflicts import FeasibilitySearch
    from planner.solver.deadline import Deadline
    from planner.solver.modules.conflicts import Untaught, planning_or_obstacle
    from planner.solver.modules.explain import explain_obstacle
    from planner.solver.solve import NotFound
    from planner.solver.ways import Changing

    planned_in_time(programme, year, time_limit)
    text, case = api_messages(language), Case(programme, academic_year_of(programme, year))
    search = FeasibilitySearch(Deadline.after(time_limit))
    found = planning_or_obstacle(case, search)
    if isinstance(found, Planning):
        return Explained("possible")
    if isinstance(found, NotFound) or (isinstance(found, Untaught) and not found.cohorts):
        return Explained("not-found", whole=False)
    names = {base.name for base in programme.bases}
    file = next(name for n in count(1) if (name := f"{programme.id}-{n}.toml") not in names)
    why = explain_obstacle(found, case, Changing(file), search)
    weeks = case.year.weeks
    told = chain.from_iterable(
        (conflict_heading(conflict, text), *conflict_lines(conflict, weeks, text))
        for conflict in why.conflicts
    )
    ways = [(way_line(way, weeks, text), way.case.programme) for way in why.ways]
    return Explained("impossible", tuple(told), _ways(ways), why.whole)
