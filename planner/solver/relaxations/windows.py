"""Relaxations of a window of the year: it begins earlier, or ends later, by whole weeks."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from planner.programme.file import Tables
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import (
    AnyDemand,
    Degrees,
    Relaxation,
    RelaxationContext,
    in_cohort,
)
from planner.year.moments import Window
from planner.year.weeks import Week

TablesOf = Callable[[Tables], Tables]
"""Returns the tables of a variant that set some keys of a window."""

_SUNDAY = timedelta(days=6)


def windows(
    demand: AnyDemand,
    window: Window | None,
    positions: range,
    tables: TablesOf,
    context: RelaxationContext,
) -> Iterator[Degrees]:
    """Yield the degrees that let a window begin earlier, then those that let it end later.

    A strict window may first admit the weeks across its ends.

    Parameters
    ----------
    positions
        Of the weeks of the window in the year.
    tables
        Returns the tables that set keys of the window.
    """
    if window is not None and window.strict:
        whole = tables({"strict": False})
        yield [Relaxation((demand.rule_key, "strict"), demand, "straddling", None, None, 1, whole)]
    if window is None or not positions:
        return
    year = context.case.year.weeks
    first, last = positions[0], positions[-1]
    yield [_from(demand, year, first, n, tables) for n in range(first - 1, -1, -1)]
    yield [_until(demand, year, last, n, tables, window) for n in range(last + 1, len(year))]


def tables_of_window(
    demand: Demand, path: Sequence[str], context: RelaxationContext, number: int | None = None
) -> TablesOf:
    """Return what sets keys of a window in the table of a cohort.

    Parameters
    ----------
    path
        The names of the tables that lead to it.
    number
        Its position in their list `windows`; None if they have no other.
    """
    if number is None:
        return lambda keys: in_cohort(demand, *path, **keys)

    def tables(keys: Tables) -> Tables:
        table = context.tables(demand)
        for name in path:
            table = table[name]
        listed = [*table["windows"]]
        listed[number] = listed[number] | keys
        return in_cohort(demand, *path, windows=listed)

    return tables


def _from(
    demand: AnyDemand, year: Sequence[Week], first: int, earlier: int, tables: TablesOf
) -> Relaxation:
    start, now = year[earlier].monday, year[first].monday
    keys: Tables = {"from": {"date": start}}
    key = (demand.rule_key, "from", now)
    return Relaxation(key, demand, "from", now, start, first - earlier, tables(keys))


def _until(
    demand: AnyDemand,
    year: Sequence[Week],
    last: int,
    later: int,
    tables: TablesOf,
    window: Window,
) -> Relaxation:
    end = year[later].monday + _SUNDAY
    keys: Tables = {}
    if window.end is not None:
        keys["until"] = {"date": end}
    if window.before is not None:
        keys["before"] = {"date": end + timedelta(days=1)}
    before = year[last].monday + _SUNDAY
    key = (demand.rule_key, "until", before)
    return Relaxation(key, demand, "until", before, end, later - last, tables(keys))
