"""Relaxations of a window of the year: it begins earlier, or ends later, by whole weeks."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from planner.programme.file import Tables
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import Degrees, Relaxation, RelaxationContext, in_cohort
from planner.year.moments import Window
from planner.year.weeks import Week

_SUNDAY = timedelta(days=6)


def windows(
    demand: Demand,
    window: Window | None,
    positions: range,
    path: Sequence[str],
    context: RelaxationContext,
) -> Iterator[Degrees]:
    """Yield the degrees that let a window begin earlier, then those that let it end later.

    A strict window may first admit the weeks across its ends.

    Parameters
    ----------
    positions
        Of the weeks of the window in the year.
    path
        The names of the tables that lead to the window in the table of the cohort.
    """
    if window is not None and window.strict:
        tables = in_cohort(demand, *path, strict=False)
        yield [Relaxation((demand.rule_key, "strict"), demand, "straddling", None, None, 1, tables)]
    if window is None or not positions:
        return
    year = context.case.year.weeks
    first, last = positions[0], positions[-1]
    yield [_from(demand, year, first, n, path) for n in range(first - 1, -1, -1)]
    yield [_until(demand, year, last, n, path, window) for n in range(last + 1, len(year))]


def _from(
    demand: Demand, year: Sequence[Week], first: int, earlier: int, path: Sequence[str]
) -> Relaxation:
    start = year[earlier].monday
    tables = in_cohort(demand, *path, **{"from": {"date": start}})
    key = (demand.rule_key, "from")
    return Relaxation(key, demand, "from", year[first].monday, start, first - earlier, tables)


def _until(
    demand: Demand, year: Sequence[Week], last: int, later: int, path: Sequence[str], window: Window
) -> Relaxation:
    end = year[later].monday + _SUNDAY
    keys: Tables = {}
    if window.end is not None:
        keys["until"] = {"date": end}
    if window.before is not None:
        keys["before"] = {"date": end + timedelta(days=1)}
    before = year[last].monday + _SUNDAY
    tables = in_cohort(demand, *path, **keys)
    return Relaxation(
        (demand.rule_key, "until"), demand, "until", before, end, later - last, tables
    )
