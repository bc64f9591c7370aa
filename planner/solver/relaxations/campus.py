"""Relaxations of the rules on what cohorts share."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import (
    Degrees,
    Relaxation,
    RelaxationContext,
    figure,
    relax,
)

_MOST_PARTS = 10
"""Of how many numbers all partial sums are formed."""


@relax.register
def _(rule: CampusCohorts, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    yield [
        figure(demand, "cohorts", rule.most, n, {"campus": {"most_cohorts": n}})
        for n in range(rule.most + 1, len(context.case.programme.cohorts) + 1)
    ]


@relax.register
def _(rule: CampusPeople, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    headcounts = [cohort.headcount for cohort in context.case.programme.cohorts]
    yield [
        Relaxation(
            (demand.rule_key,),
            demand,
            "people",
            rule.most,
            n,
            steps,
            {"campus": {"most_people": n}},
        )
        for steps, n in enumerate(_sums(headcounts, rule.most), start=1)
    ]


@relax.register
def _(rule: Resources, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    uses = (use for cohort in context.case.programme.cohorts for use in cohort.uses)
    groups = [use.groups for use in uses if use.resource == rule.resource]
    yield [
        Relaxation(
            (demand.rule_key,),
            demand,
            "groups",
            rule.groups,
            n,
            steps,
            {"campus": {"resources": {rule.resource: n}}},
        )
        for steps, n in enumerate(_sums(groups, rule.groups), start=1)
    ]


def _sums(parts: Sequence[int], above: int) -> list[int]:
    """Return the partial sums of some numbers beyond a limit, ascending; of many, their sum."""
    if len(parts) > _MOST_PARTS:
        return [sum(parts)]
    sizes = range(1, len(parts) + 1)
    found = {sum(some) for size in sizes for some in combinations(parts, size)}
    return sorted(total for total in found if total > above)
