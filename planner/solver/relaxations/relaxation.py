"""A relaxation of one demand, and how it is written as keys of a variant of the programme file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import singledispatch
from typing import Any

from planner.programme.block_shapes import Extent
from planner.programme.cohort import Cohort
from planner.programme.file import Tables, tables_of
from planner.programme.site import Site
from planner.rules.case import Case
from planner.rules.given import Given
from planner.rules.locks import LockedWeeks
from planner.rules.statement import AnyRule
from planner.solver.demands import Demand, Side
from planner.solver.modules.demands import ModuleDemand
from planner.year.weeks import AcademicYear, Week

MOST_WEEKS = 53
"""The longest year, in weeks."""

RelaxationKey = tuple[object, ...]

AnyDemand = Demand | ModuleDemand
"""What can be relaxed: a demand of a rule, or one of a curriculum."""


@dataclass(frozen=True)
class Relaxation:
    """A change that relaxes one demand by some steps.

    Attributes
    ----------
    key
        Which figure it changes: of two relaxations of the same key, the larger one goes further.
    demand
        What it relaxes.
    kind
        The sentence that reports it.
    before, after
        The figure as it is, and as it would be; None where there is no figure.
    steps
        How large the change is: weeks, blocks, sessions, days of hours.
    tables
        The keys of the programme file that change.
    unlocks
        The week that would no longer be locked, as the id of a cohort and a position.
    widens
        Whether all that was accepted still is: not so where an exact number is replaced.
    site
        The site at which it changes what concerns all cohorts there.
    parts
        Where it is several changes at once, the keys of these.
    """

    key: RelaxationKey
    demand: AnyDemand
    kind: str
    before: object
    after: object
    steps: int
    tables: Tables = field(default_factory=dict)
    unlocks: tuple[str, int] | None = None
    widens: bool = True
    site: Site | None = None
    parts: frozenset[RelaxationKey] = frozenset()

    @property
    def school_key(self) -> str:
        """The key of the whole school that changes: workday.school; "" if it is a cohort's."""
        path: list[str] = []
        table: object = {name: keys for name, keys in self.tables.items() if name != "cohorts"}
        while isinstance(table, dict) and table:
            name, table = next(iter(table.items()))
            path.append(name)
        return ".".join(path)


Degrees = Sequence[Relaxation]
"""Relaxations of one key, each going further than the one before."""


@dataclass(frozen=True)
class RelaxationContext:
    """The case whose demands are relaxed.

    Attributes
    ----------
    may_unlock
        Whether weeks that were locked for this planning can be unlocked.
    """

    case: Case
    may_unlock: bool

    def cohort(self, demand: Demand) -> Cohort:
        """Return the cohort of a demand."""
        return next(c for c in self.case.programme.cohorts if c.id == demand.cohort)

    def tables(self, demand: Demand) -> Tables:
        """Return what the programme file states of the cohort of a demand."""
        cohorts: list[Tables] = tables_of(self.case.programme)["cohorts"]
        return next(table for table in cohorts if table["id"] == demand.cohort)

    def year(self, demand: Demand) -> AcademicYear:
        """Return the year as the cohort of a demand has it."""
        return self.case.year.of(demand.cohort)

    def weeks_numbered(self, iso_week: int) -> tuple[Week, ...]:
        """Return the weeks of the year that have a number: two, if it begins and ends with it."""
        return tuple(week for week in self.case.year.weeks if week.iso_week == iso_week)


def relaxations_of(demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield the ways in which a demand can be relaxed, each by degrees."""
    yield from relax(demand.rule, demand, context)


@singledispatch
def relax(rule: AnyRule, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield the ways in which a demand of a rule can be relaxed; registered for each rule.

    Raises
    ------
    TypeError
        Nothing is registered for the rule, not even that it is never relaxed.
    """
    raise TypeError(f"no relaxation is registered for {type(rule).__name__}")


def in_cohort(demand: AnyDemand, *path: str, **keys: Any) -> Tables:
    """Return the tables that set keys in a table of the cohort of a demand."""
    table: Tables = keys
    for name in reversed(path):
        table = {name: table}
    return {"cohorts": [{"id": demand.cohort, **table}]}


def at_site(site: Site, tables: Tables) -> Tables:
    """Return tables of the programme file as those of a site, if the file has sites."""
    return {"sites": {site.id: tables}} if site.id else tables


def extent_table(extent: Extent) -> int | Tables:
    """Return an extent as programme files write it: a number, or its ends."""
    if extent.is_exact:
        return extent.low
    return {"least": extent.low} | ({} if extent.high is None else {"most": extent.high})


def figure(
    demand: AnyDemand, kind: str, before: int, after: int, tables: Tables, step: int = 1
) -> Relaxation:
    """Return the relaxation that changes a figure.

    Parameters
    ----------
    kind
        The sentence that reports the change: which figure of the demand it is.
    step
        How much of the figure counts as one step.
    """
    key = (demand.figure_key, kind)
    steps = -(-abs(after - before) // step)
    return Relaxation(key, demand, kind, before, after, steps, tables)


def extents(
    demand: Demand, kind: str, extent: Extent, tables: Callable[[Extent], Tables]
) -> Degrees:
    """Return the degrees that widen an extent at the end that a demand is about."""
    if demand.side is Side.LEAST:
        lows = range(extent.low - 1, -1, -1)
        return [figure(demand, kind, extent.low, n, tables(replace(extent, low=n))) for n in lows]
    high = MOST_WEEKS if extent.high is None else extent.high
    highs = range(high + 1, max(MOST_WEEKS, high + 10) + 1)
    return [figure(demand, kind, high, n, tables(replace(extent, high=n))) for n in highs]


def unlock(
    demand: Demand, place: int, tables: Tables | None = None, given: bool = True
) -> Relaxation:
    """Return the relaxation that unlocks a week of the cohort of a demand.

    Parameters
    ----------
    place
        The position of the week.
    tables
        The keys of the programme file that lock it.
    given
        Whether it is locked by what is given for this year.
    """
    key = ((demand.cohort, LockedWeeks.name, ""), place)
    unlocks = (demand.cohort, place) if given else None
    return Relaxation(key, demand, "unlock", None, None, 1, tables or {}, unlocks)


def unlocked(given: Given, unlocks: Sequence[tuple[str, int]]) -> Given:
    """Return what is given without the locks of some weeks, by cohort id and position."""
    locked = {
        cohort: tuple(None if (cohort, n) in unlocks else week for n, week in enumerate(weeks))
        for cohort, weeks in given.locked.items()
    }
    return replace(given, locked=locked)
