"""Relaxations of the rules on what cohorts share."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from planner.programme.file import Tables
from planner.rules.campus import CampusCohorts, CampusPeople, CampusRule, Resources
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import (
    Degrees,
    Relaxation,
    RelaxationContext,
    at_site,
    figure,
    relax,
)

_MOST_PARTS = 10
"""Of how many numbers all partial sums are formed."""


@relax.register
def _(rule: CampusCohorts, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    cohorts = context.case.programme.cohorts_at(rule.site)
    yield [
        replace(
            figure(demand, "cohorts", rule.most, n, _in_campus(rule, most_cohorts=n)),
            site=rule.site,
        )
        for n in range(rule.most + 1, len(cohorts) + 1)
    ]


@relax.register
def _(rule: CampusPeople, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    cohorts = context.case.programme.cohorts_at(rule.site)
    headcounts = [cohort.headcount for cohort in cohorts]
    yield [
        Relaxation(
            (demand.rule_key,),
            demand,
            "people",
            rule.most,
            n,
            steps,
            _in_campus(rule, most_people=n),
            site=rule.site,
        )
        for steps, n in enumerate(_sums(headcounts, rule.most), start=1)
    ]


@relax.register
def _(rule: Resources, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    cohorts = context.case.programme.cohorts_at(rule.site)
    uses = (use for cohort in cohorts for use in cohort.uses)
    groups = [use.groups for use in uses if use.resource == rule.resource]
    yield [
        Relaxation(
            (demand.rule_key,),
            demand,
            "groups",
            rule.groups,
            n,
            steps,
            _in_campus(rule, resources={rule.resource: n}),
            site=rule.site,
        )
        for steps, n in enumerate(_sums(groups, rule.groups), start=1)
    ]


def _in_campus(rule: CampusRule, **keys: Any) -> Tables:
    return at_site(rule.site, {"campus": keys})


def _sums(parts: Sequence[int], above: int) -> list[int]:
    """Return the partial sums of some numbers beyond a limit, ascending; of many, their sum."""
    if len(parts) > _MOST_PARTS:
        return [sum(parts)]
    sizes = range(1, len(parts) + 1)
    found = {sum(some) for size in sizes for some in combinations(parts, size)}
    return sorted(total for total in found if total > above)
