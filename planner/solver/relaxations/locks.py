"""Relaxations of the rule on locked weeks: one week is unlocked."""

from collections.abc import Iterator

from planner.rules.locks import LockedWeeks
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import (
    Degrees,
    RelaxationContext,
    in_cohort,
    relax,
    unlock,
)


@relax.register
def _(rule: LockedWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield the lock of a week: in the programme file, in what is given for this year, or both."""
    assert demand.week is not None
    given = context.case.given.locked.get(demand.cohort, ())
    is_given = demand.week < len(given) and given[demand.week] is not None
    if is_given and not context.may_unlock:
        return
    week = context.case.year.weeks[demand.week]
    names = [
        name
        for name in context.tables(demand).get("locked_weeks", {})
        if (int(name[:4]), int(name[-2:])) == (week.iso_year, week.iso_week)
    ]
    tables = in_cohort(demand, "locked_weeks", **dict.fromkeys(names, "free")) if names else {}
    yield [unlock(demand, demand.week, tables, is_given)]
