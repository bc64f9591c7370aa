"""Relaxations of the rule on locked weeks: one week is unlocked."""

from collections.abc import Iterator

from planner.rules.locks import LockedWeeks
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import (
    Degrees,
    Relaxation,
    RelaxationContext,
    in_cohort,
    relax,
)


@relax.register
def _(rule: LockedWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Unlock a week: in the programme file, in what is given for this year, or in both."""
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
    unlocks = (demand.cohort, demand.week) if is_given else None
    key = (demand.of, demand.week)
    yield [Relaxation(key, demand, "unlock", None, None, 1, tables, unlocks)]
