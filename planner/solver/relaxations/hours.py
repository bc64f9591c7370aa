"""Relaxations of the rules on hours: totals, hours a week, tolerances, locked hours."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from planner.programme.block_shapes import Extent
from planner.programme.cohort import Cohort
from planner.programme.file import Tables, merge_tables, tables_at_site, tables_of
from planner.rules.hours import (
    AcademicHours,
    CompanyHours,
    OnsiteAWeek,
    OnsiteHours,
    OnsitePart,
    OnsiteRoom,
    SemesterHours,
    Teaching,
)
from planner.rules.statement import Aspect
from planner.solver.demands import Demand, Side
from planner.solver.relaxations.relaxation import (
    AnyDemand,
    Degrees,
    Relaxation,
    RelaxationContext,
    at_site,
    figure,
    in_cohort,
    relax,
    unlock,
)
from planner.year.weeks import HOUR, Minutes

_DAY = 7 * HOUR
"""The hours that count as one step, as one week or one session does."""

_LONGEST_DAY = 12 * HOUR


@relax.register(OnsiteHours)
@relax.register(SemesterHours)
@relax.register(AcademicHours)
def _(
    rule: OnsiteHours | SemesterHours | AcademicHours, demand: Demand, context: RelaxationContext
) -> Iterator[Degrees]:
    """Yield nothing: hours are placed once the weeks are known, so no conflict holds these."""
    yield from ()


@relax.register
def _(rule: CompanyHours, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    target = rule.target
    degrees = []
    for wider in range(target.tolerance + HOUR, target.minutes + 1, HOUR):
        tables = in_cohort(demand, "company_hours", tolerance=wider / HOUR)
        degrees.append(figure(demand, "tolerance", target.tolerance, wider, tables, _DAY))
    key = ((demand.cohort, demand.name), "tolerance")
    yield [replace(degree, key=key) for degree in degrees]


@relax.register
def _(rule: OnsiteRoom, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    part, cohort = rule.part, context.cohort(demand)
    yield _other_total(demand, part, context)
    if demand.side is Side.LEAST:
        yield _lost_days(demand, part, context)
    yield _hours_a_week(demand, part.teaching, cohort, fewer=demand.side is Side.MOST)
    yield from _locked_hours(demand, context)


@relax.register
def _(rule: OnsiteAWeek, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    cohort = context.cohort(demand)
    yield _hours_a_week(demand, rule.teaching, cohort, fewer=demand.aspect is Aspect.TOTAL)
    yield from _locked_hours(demand, context)


def _other_total(demand: Demand, part: OnsitePart, context: RelaxationContext) -> Degrees:
    """Return totals on site: fewer hours where room is missing, more where it is not filled."""
    cohort, low = context.cohort(demand), part.teaching.a_week.low
    if part.is_open:
        return _wider_target(demand, cohort)
    due = next((s.onsite for s in cohort.semesters if s.name == part.name), cohort.onsite) or 0
    locked = due - part.due.low
    if demand.side is Side.LEAST:
        totals = range(due - HOUR, locked - 1, -HOUR)
    else:
        totals = range(due + HOUR, locked + low * len(part.weeks) + HOUR, HOUR)
    degrees = [
        figure(demand, "onsite", due, n, _total_on_site(demand, part, n - due, context), _DAY)
        for n in totals
    ]
    return [replace(degree, widens=False) for degree in degrees]


def _lost_days(demand: Demand, part: OnsitePart, context: RelaxationContext) -> Degrees:
    """Return closed days whose hours are lost instead of made up: the first ones, then more."""
    site = context.case.programme.site_of(context.cohort(demand))
    weeks = context.case.year.weeks_of(demand.cohort)
    closed = {missed.date for n in part.weeks for missed in weeks[n].closed_days if not missed.lost}
    of_site = tables_at_site(tables_of(context.case.programme), site.id)
    tables: list[Tables] = of_site["closures"].get("single_days")
    degrees: list[Relaxation] = []
    lost: list[date] = []
    for place, each in enumerate(site.closures.single_days):
        days = sorted(day for day in closed if day in each and each.concerns(demand.cohort))
        if days:
            lost += days
            tables = [*tables[:place], {**tables[place], "hours": "lost"}, *tables[place + 1 :]]
            own = {"closures": {"single_days": tables, "replaces": ["single_days"]}}
            key, after, changed = ("lost", site.id), tuple(lost), at_site(site, own)
            degrees.append(
                Relaxation(key, demand, "lost", None, after, len(lost), changed, site=site)
            )
    return [replace(degree, widens=False) for degree in degrees]


def _total_on_site(
    demand: Demand, part: OnsitePart, more: Minutes, context: RelaxationContext
) -> Tables:
    """Return the tables that add hours on site, to the year and to a semester of it."""
    cohort = context.cohort(demand)
    tables: Tables = {}
    if cohort.onsite is not None:
        tables = in_cohort(demand, onsite_hours=(cohort.onsite + more) / HOUR)
    if part.name:
        semester = next(s for s in cohort.semesters if s.name == part.name)
        hours = ((semester.onsite or 0) + more) / HOUR
        tables = merge_tables(tables, in_cohort(demand, "semesters", part.name, onsite_hours=hours))
    remote = cohort.sessions.total * context.case.programme.workday.session
    return merge_tables(tables, tolerance(demand, cohort, more + remote))


def _wider_target(demand: Demand, cohort: Cohort) -> Degrees:
    """Return wider tolerances of the academic hours that open hours are to make possible."""
    target = cohort.academic_hours
    if target is None:
        return []
    degrees = []
    for wider in range(target.tolerance + HOUR, target.minutes + HOUR, HOUR):
        tables = in_cohort(demand, "academic_hours", tolerance=wider / HOUR)
        degrees.append(figure(demand, "academic", target.tolerance, wider, tables, _DAY))
    key = ((demand.cohort, AcademicHours.name), "tolerance")
    return [replace(degree, key=key) for degree in degrees]


def tolerance(demand: Demand, cohort: Cohort, others: Minutes) -> Tables:
    """Return the tolerance that academic hours need; empty where they need none.

    Open hours need none: they take what the target leaves them.

    Parameters
    ----------
    others
        The academic minutes besides the total on site of the programme.
    """
    target = cohort.academic_hours
    if target is None or cohort.onsite is None:
        return {}
    needed = abs(cohort.onsite + others - target.minutes)
    if needed <= target.tolerance:
        return {}
    return in_cohort(demand, "academic_hours", tolerance=needed / HOUR)


def _locked_hours(demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield the locks of weeks whose hours are locked, one at a time."""
    if not context.may_unlock:
        return
    for place, kept in enumerate(context.case.given.locked.get(demand.cohort, ())):
        if kept and kept.onsite is not None:
            yield [unlock(demand, place)]


def _hours_a_week(demand: Demand, teaching: Teaching, cohort: Cohort, *, fewer: bool) -> Degrees:
    """Return fewer hours a week; or more of them, by longer days where these are full."""
    limits, day = teaching.a_week, teaching.workday.school
    if not fewer and (limits.high is None or limits.high >= 5 * day):
        return _longer_days(demand, teaching, cohort)
    if fewer:
        return fewer_hours_a_week(demand, limits)
    before = limits.high or 0
    others = range(before + HOUR, 5 * day + 1, HOUR)
    return [_hours_of_week(demand, before, n, limits.low, n) for n in others]


def fewer_hours_a_week(demand: AnyDemand, limits: Extent) -> Degrees:
    """Return smaller least hours of a full week at school, by hours down to none.

    Parameters
    ----------
    limits
        The least and most minutes of a week as they are.
    """
    lows = range(limits.low - HOUR, -1, -HOUR)
    return [_hours_of_week(demand, limits.low, n, n, limits.high) for n in lows]


def _hours_of_week(
    demand: AnyDemand, before: Minutes, after: Minutes, low: Minutes, high: Minutes | None
) -> Relaxation:
    tables = _in_a_week(demand, low, high)
    change = figure(demand, "onsite_week", before, after, tables, HOUR)
    return replace(change, key=(demand.cohort, "onsite_week", after < before))


def _longer_days(demand: Demand, teaching: Teaching, cohort: Cohort) -> Degrees:
    """Return longer days at school: those of the cohort if it has its own, else of the school."""
    limits, day, half = teaching.a_week, teaching.workday.school, HOUR // 2
    degrees = []
    for longer in range(day + half, _LONGEST_DAY + 1, half):
        tables: Tables = {"workday": {"school": longer / HOUR}}
        if cohort.workday is not None:
            tables = in_cohort(demand, "workday", school=longer / HOUR)
        if limits.high is not None:
            a_week = _in_a_week(demand, limits.low, max(5 * longer, limits.high))
            tables = merge_tables(tables, a_week)
        degrees.append(figure(demand, "school_day", day, longer, tables, half))
    is_own = limits.high is not None or cohort.workday is not None
    own = (demand.cohort,) if is_own else ()
    return [replace(degree, key=("school_day", *own)) for degree in degrees]


def _in_a_week(demand: AnyDemand, low: Minutes, high: Minutes | None) -> Tables:
    most = {} if high is None else {"most": high / HOUR}
    return in_cohort(demand, onsite_a_week={"least": low / HOUR, **most})
