"""Relaxations of the rule on leave: only that a part of the year needs its part, as by law."""

from collections.abc import Iterator

from planner.rules.leave import Leave
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import (
    Degrees,
    Relaxation,
    RelaxationContext,
    relax,
)


@relax.register
def _(rule: Leave, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield the proportion where a cohort is there for a part of the year; else nothing."""
    programme = context.case.programme
    if not programme.leave.in_proportion and any(c.is_part_year for c in programme.cohorts):
        tables = {"leave": {"in_proportion": True}}
        yield [Relaxation((demand.rule_key,), demand, "proportion", None, None, 1, tables)]
