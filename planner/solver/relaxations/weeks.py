"""Relaxations of the rules on weeks: one week is taken out of a rule, or more weeks are accepted.

A cohort starts earlier or ends later, a pattern is made a preference, an event is dropped.
"""

from collections.abc import Iterator
from datetime import date

from planner.programme.block_shapes import Extent
from planner.programme.cohort import CutWeeks
from planner.programme.file import Tables
from planner.programme.site import Site
from planner.rules.weeks import (
    ActivityWeeks,
    Closed,
    CohortWeeks,
    CompanyWeeks,
    Departures,
    Events,
    FixedWeeks,
    ForbiddenWeeks,
    Patterned,
    SchoolWeeks,
    SchoolWeeksAMonth,
)
from planner.solver.demands import Demand
from planner.solver.relaxations.relaxation import (
    MOST_WEEKS,
    Degrees,
    Relaxation,
    RelaxationContext,
    at_site,
    extent_table,
    extents,
    figure,
    in_cohort,
    relax,
)
from planner.year.weeks import Week

MOST_WEEKS_A_MONTH = 5
"""A month has at most five Wednesdays."""


def by_fifths(demand: Demand, count: CutWeeks) -> Iterator[Degrees]:
    """Yield that each day of a cut week counts as a fifth, if numbers of weeks count it otherwise.

    This changes what all numbers of weeks of a cohort count.
    """
    if count is not CutWeeks.FIFTHS:
        tables = in_cohort(demand, count_cut_weeks=CutWeeks.FIFTHS.value)
        key = (demand.cohort, "count_cut_weeks")
        yield [Relaxation(key, demand, "fifths", None, None, 1, tables, widens=False)]


def _week(demand: Demand, context: RelaxationContext) -> Week:
    assert demand.week is not None
    return context.case.year.weeks[demand.week]


def opened(demand: Demand, week: Week, site: Site, context: RelaxationContext) -> Relaxation:
    """Return the relaxation that opens a site in a week in which it is closed."""
    weeks = sorted({*site.closures.open_weeks, week.iso_week})
    tables = at_site(site, {"closures": {"open_weeks": weeks}})
    opening, key = context.weeks_numbered(week.iso_week), ("open", site.id, week.iso_week)
    return Relaxation(key, demand, "open", None, opening, 1, tables, site=site)


@relax.register
def _(rule: CohortWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield earlier starts, nearest first, and later ends."""
    year, first, last = context.case.year.weeks, rule.weeks[0], rule.weeks[-1]
    is_cut = rule.by_days and rule.is_cut
    if context.cohort(demand).starts is not None:
        begins = rule.first_day if rule.by_days else rule.first
        yield [
            _moved(demand, "starts", begins, year[n].monday, first - n + is_cut)
            for n in range(first, -1, -1)
            if year[n].monday < begins
        ]
    if context.cohort(demand).ends is not None:
        stops = rule.last_day if rule.by_days else rule.last
        yield [
            _moved(demand, "ends", stops, year[n].last_day, n - last + is_cut)
            for n in range(last, len(year))
            if year[n].last_day > stops
        ]


def _moved(demand: Demand, key: str, before: date, after: date, weeks: int) -> Relaxation:
    tables = in_cohort(demand, **{key: {"date": after}})
    return Relaxation((demand.rule_key, key), demand, key, before, after, weeks, tables)


@relax.register
def _(rule: FixedWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    number = _week(demand, context).iso_week
    tables = in_cohort(demand, "fixed_weeks", **{str(number): "free"})
    freed = context.weeks_numbered(number)
    yield [Relaxation((demand.rule_key, number), demand, "free", None, freed, 1, tables)]


@relax.register
def _(rule: ForbiddenWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    number = _week(demand, context).iso_week
    tables = in_cohort(demand, "forbidden_weeks", **{str(number): []})
    before, freed = rule.activities[number], context.weeks_numbered(number)
    yield [Relaxation((demand.rule_key, number), demand, "allow", before, freed, 1, tables)]


@relax.register
def _(rule: Closed, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    yield [opened(demand, _week(demand, context), rule.site, context)]


@relax.register
def _(rule: Events, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    events = context.tables(demand)["events"]
    for place, happening in enumerate(rule.happenings):
        if happening.asked(demand.week) is not None:
            name = happening.event.name
            lapsed = [
                event | {"activity": "free"} if n == place else event
                for n, event in enumerate(events)
                if event["name"] == name
            ]
            tables = in_cohort(demand, events=lapsed)
            key = (demand.rule_key, demand.week, happening.event)
            yield [Relaxation(key, demand, "lapse", name, None, 3, tables)]


@relax.register
def _(rule: Patterned, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    keys = {"within_block": False} if rule.part.pattern.within_block else {}
    tables = in_cohort(demand, *rule.part.pattern.key.split("."), preferred=True, **keys)
    yield [Relaxation((demand.rule_key,), demand, "prefer", None, None, 5, tables)]


@relax.register
def _(rule: Departures, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    def tables(most: int) -> Tables:
        return in_cohort(demand, *rule.part.pattern.key.split("."), most_departures=most)

    yield [
        figure(demand, "weeks", rule.most, n, tables(n))
        for n in range(rule.most + 1, MOST_WEEKS + 1)
    ]


@relax.register
def _(rule: SchoolWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    def tables(extent: Extent) -> Tables:
        return in_cohort(demand, school_weeks=extent_table(extent))

    yield extents(demand, "weeks", rule.extent, tables)
    yield from by_fifths(demand, rule.count)


@relax.register
def _(rule: SchoolWeeksAMonth, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    yield [
        figure(demand, "weeks", rule.most, n, in_cohort(demand, school_weeks_a_month=n))
        for n in range(rule.most + 1, MOST_WEEKS_A_MONTH + 1)
    ]
    yield from by_fifths(demand, rule.count)


@relax.register
def _(rule: CompanyWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    def tables(extent: Extent) -> Tables:
        return in_cohort(demand, company_weeks=extent_table(extent))

    yield extents(demand, "weeks", rule.extent, tables)
    yield from by_fifths(demand, rule.count)


@relax.register
def _(rule: ActivityWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    def tables(extent: Extent) -> Tables:
        return in_cohort(demand, "activities", rule.about, weeks=extent_table(extent))

    yield extents(demand, "weeks", rule.extent, tables)
    yield from by_fifths(demand, rule.count)
