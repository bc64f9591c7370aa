"""A programme in one academic year, with what is given: its rules, computed once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from planner.programme.block_shapes import Extent, NamedBlock
from planner.programme.cohort import Cohort, CutWeeks, PlannedWeek
from planner.programme.names import NEARNESS, ObjectiveName
from planner.programme.programme import LeaveRules, Programme
from planner.programme.site import Campus
from planner.rules.apart import Apart
from planner.rules.blocks import (
    AcrossYears,
    ActivityBlocks,
    ChangeDays,
    Changes,
    CompanyBlocks,
    LongestPresence,
    NamedBlocks,
    RightAfter,
    RightBefore,
    SchoolBlocks,
    closed_steps,
    named_position,
    neighbour_position,
    window_spans,
)
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.rules.given import Given, OtherPlannings
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
from planner.rules.leave import Leave, leave_due
from planner.rules.locks import LockedWeeks
from planner.rules.sessions import (
    FirstSession,
    SemesterSessions,
    SessionBlocks,
    Sessions,
    SessionsAWeek,
    SessionsSoFar,
    SessionWeeks,
)
from planner.rules.statement import Rule, SharedRule
from planner.rules.weeks import (
    ActivityWeeks,
    Closed,
    CohortWeeks,
    CompanyWeeks,
    DatedEvent,
    Departures,
    Events,
    FixedWeeks,
    ForbiddenWeeks,
    Patterned,
    SchoolWeeks,
    SchoolWeeksAMonth,
    pattern_parts,
)
from planner.year.activity import Activity
from planner.year.positions import (
    days_between,
    positions,
    steps_between,
    weeks_between,
)
from planner.year.weeks import AcademicYear, Minutes


@dataclass(frozen=True)
class Case:
    """A programme in one academic year, with what is given: what a planning is asked for.

    All that follows from the three is computed once and cached: the rules of each cohort, the rules
    on all cohorts, the ranking of the objectives, the locked weeks, the parts of the year in which
    hours on site are due.

    Attributes
    ----------
    given
        The year before, locked weeks, plannings to stay close to or to differ from.
    """

    programme: Programme
    year: AcademicYear
    given: Given = field(default_factory=Given)

    @cached_property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that a cohort's planning must keep, in the order of reports, by cohort id."""
        return {cohort.id: tuple(_rules(self, cohort)) for cohort in self.programme.cohorts}

    @cached_property
    def shared_rules(self) -> tuple[SharedRule, ...]:
        """The rules that all cohorts must keep together."""
        return tuple(_shared_rules(self))

    @cached_property
    def ranking(self) -> tuple[ObjectiveName, ...]:
        """The objectives, the first one first: a repair ranks staying close before all others."""
        ranking = self.programme.ranking
        if not self.given.repairs:
            return ranking
        return (*NEARNESS, *(name for name in ranking if name not in NEARNESS))

    @cached_property
    def locked_weeks(self) -> Mapping[str, tuple[PlannedWeek | None, ...]]:
        """What the weeks of a cohort must have, by cohort id; None where a week is free.

        What is given for this year goes before what the programme file locks.
        """
        return {cohort.id: _locked_weeks(self, cohort) for cohort in self.programme.cohorts}

    @cached_property
    def cohort_weeks(self) -> Mapping[str, range]:
        """The positions of the weeks of a cohort, by cohort id: the others are `OUTSIDE`."""
        return {
            cohort.id: weeks_between(cohort.starts, cohort.ends, self.year.of(cohort.id))
            for cohort in self.programme.cohorts
        }

    @cached_property
    def cohort_steps(self) -> Mapping[str, range]:
        """The positions of the steps of a cohort, by cohort id: the others are `OUTSIDE`."""
        return {
            cohort.id: steps_between(cohort.starts, cohort.ends, self.year.of(cohort.id))
            for cohort in self.programme.cohorts
        }

    @cached_property
    def leaves(self) -> Mapping[str, LeaveRules]:
        """The leave that must be possible for a cohort, by cohort id."""
        leave, weeks = self.programme.leave, self.year.weeks
        return {id_: leave_due(leave, weeks, own) for id_, own in self.cohort_weeks.items()}

    @cached_property
    def onsite_parts(self) -> Mapping[str, tuple[OnsitePart, ...]]:
        """The parts of the year in which a cohort's hours on site are due, by cohort id."""
        return {cohort.id: tuple(_onsite_parts(self, cohort)) for cohort in self.programme.cohorts}

    def with_cohorts(self, cohorts: Iterable[Cohort]) -> "Case":
        """Return the same case with some of its cohorts only, or with others."""
        return replace(self, programme=replace(self.programme, cohorts=tuple(cohorts)))

    def alone(self, cohort: Cohort) -> "Case":
        """Return the same case with one of its cohorts only, which shares nothing."""
        sites = tuple(replace(site, campus=Campus()) for site in self.programme.sites)
        unshared = replace(
            self,
            programme=replace(self.programme, sites=sites),
            given=replace(self.given, others=OtherPlannings()),
        )
        return unshared.with_cohorts([cohort])


def _rules(case: Case, cohort: Cohort) -> Iterator[Rule]:
    yield from _week_rules(case, cohort)
    yield from _block_rules(case, cohort)
    yield from _session_rules(case, cohort)
    yield from _hour_rules(case, cohort)


def _week_rules(case: Case, cohort: Cohort) -> Iterator[Rule]:
    year, own = case.year.of(cohort.id), case.cohort_weeks[cohort.id]
    count = _count(case, cohort)
    a_week = year.steps_a_week if count is CutWeeks.FIFTHS else 1
    if own and cohort.is_part_year:
        yield CohortWeeks.of(cohort, own, year)
    there = days_between(cohort.starts, cohort.ends, year) if cohort.is_part_year else None
    yield FixedWeeks(cohort.fixed_weeks, cohort.placeable, cohort.of_week_53, there)
    if any(case.locked_weeks[cohort.id]):
        yield LockedWeeks(case.locked_weeks[cohort.id])
    if cohort.forbidden_weeks:
        yield ForbiddenWeeks(cohort.forbidden_weeks)
    if cohort.events:
        yield Events(tuple(DatedEvent.of(event, year, there) for event in cohort.events))
    weeks = case.year.weeks_of(cohort.id)
    closed = frozenset(n for n, week in enumerate(weeks) if week.closed)
    yield Closed(closed, case.programme.site_of(cohort))
    for part in pattern_parts(cohort, year, case.cohort_steps[cohort.id]):
        if part.pattern.is_strict:
            yield Patterned(part)
        if part.pattern.most_departures is not None:
            yield Departures(part, part.pattern.most_departures, year.steps_a_week)
    if cohort.school_weeks:
        yield SchoolWeeks(cohort.school_weeks, a_week=a_week, count=count)
    if cohort.school_weeks_a_month is not None:
        yield SchoolWeeksAMonth(cohort.school_weeks_a_month, a_week, count)
    if cohort.company_weeks:
        yield CompanyWeeks(cohort.company_weeks, a_week=a_week, count=count)
    for activity, rules in cohort.others.items():
        if rules.weeks:
            yield ActivityWeeks(rules.weeks, activity, a_week=a_week, count=count)


def _count(case: Case, cohort: Cohort) -> CutWeeks:
    """Return how the weeks of a cohort count where they are cut: none is in a year of weeks."""
    return cohort.count_cut_weeks if case.year.by_days else CutWeeks.FIFTHS


def _block_rules(case: Case, cohort: Cohort) -> Iterator[Rule]:
    year, a_week = case.year.of(cohort.id), case.year.steps_a_week
    for kind, activity in ((SchoolBlocks, Activity.SCHOOL), (CompanyBlocks, Activity.COMPANY)):
        shape = cohort.shape(activity)
        yield kind(activity, shape, window_spans(shape.windows, year), a_week)
    for activity, rules in cohort.others.items():
        spans = window_spans(rules.blocks.windows, year)
        yield ActivityBlocks(activity, rules.blocks, spans, a_week)
    for named in cohort.named_blocks:
        yield NamedBlocks(named, named_position(named, year), a_week, _count(case, cohort))
        yield from _neighbour_rules(case, cohort, named)
    if year.by_days:
        own = {activity: ChangeDays.of(rules, year) for activity, rules in cohort.others.items()}
        yield Changes(ChangeDays.of(cohort, year), own)
    begins = 0 in case.cohort_weeks[cohort.id]
    stay = case.given.before.get(cohort.id) if begins else None
    longest = cohort.shape(stay.activity).longest_across if stay else None
    if stay and longest is not None:
        yield AcrossYears(stay, longest, a_week)
    weeks, days = cohort.longest_presence, cohort.longest_presence_days
    for place in dict.fromkeys([*weeks, *days]):
        yield LongestPresence(place, weeks.get(place), a_week, days.get(place))


def _neighbour_rules(case: Case, cohort: Cohort, named: NamedBlock) -> Iterator[Rule]:
    year = case.year.of(cohort.id)
    own = named_position(named, year)
    closed = closed_steps(year, case.year.weeks_of(cohort.id))
    for kind, neighbour in ((RightAfter, named.right_after), (RightBefore, named.right_before)):
        if neighbour is not None:
            other = neighbour_position(neighbour, cohort, year)
            within_year = isinstance(neighbour, str)
            yield kind(named, own, other=other, closed=closed, within_year=within_year)


def _session_rules(case: Case, cohort: Cohort) -> Iterator[Rule]:
    sessions, year = cohort.sessions, case.year.of(cohort.id)
    window = positions(sessions.window, year)
    numbers = [week.iso_week for week in year.weeks]
    carrying = frozenset(n for n in window if numbers[n] not in sessions.without_weeks)
    yield Sessions(sessions.total)
    yield SessionsAWeek(sessions.a_week, case.cohort_weeks[cohort.id])
    steps, workday = case.year.steps_of(cohort.id), case.programme.workday_of(cohort)
    yield SessionWeeks(carrying, steps, workday.sessions_by_day, sessions.window)
    for named in cohort.named_blocks:
        if not named.sessions:
            yield SessionBlocks(named, named_position(named, year))
    for semester in cohort.semesters:
        if semester.sessions:
            yield SemesterSessions(semester, semester.sessions, positions(semester.window, year))
    if sessions.after_first:
        yield FirstSession(sessions.after_first)
    if sessions.most_a_school_week is not None:
        yield SessionsSoFar(sessions.most_a_school_week)
    yield Leave(case.leaves[cohort.id], sessions=bool(sessions.total))


def _hour_rules(case: Case, cohort: Cohort) -> Iterator[Rule]:
    workday, year = case.programme.workday_of(cohort), case.year.of(cohort.id)
    for part in case.onsite_parts[cohort.id]:
        if part.due != _ANY:
            yield OnsiteRoom(part)
    if cohort.onsite is not None:
        yield OnsiteHours(cohort.onsite)
    for semester in cohort.semesters:
        if semester.onsite is not None:
            weeks = positions(semester.window, year)
            yield SemesterHours(semester, semester.onsite, weeks)
    yield OnsiteAWeek(_teaching(case, cohort), _locked_onsite(case, cohort), case.year.by_days)
    if cohort.academic_hours:
        yield AcademicHours(cohort.academic_hours, workday)
    if cohort.company_hours:
        yield CompanyHours(cohort.company_hours, workday, case.year.own_weeks(cohort.id))


def _teaching(case: Case, cohort: Cohort) -> Teaching:
    own = case.year.own_weeks(cohort.id)
    return Teaching(case.programme.workday_of(cohort), cohort.taught_a_week, own)


def _locked_onsite(case: Case, cohort: Cohort) -> Mapping[int, int]:
    """Return the minutes on site of the weeks in which these are locked, by position."""
    weeks = enumerate(case.locked_weeks[cohort.id])
    return {n: week.onsite for n, week in weeks if week and week.onsite is not None}


def _onsite_parts(case: Case, cohort: Cohort) -> Iterator[OnsitePart]:
    """Partition a year into its semesters and the rest, which takes the hours that they leave."""
    locked, teaching = _locked_onsite(case, cohort), _teaching(case, cohort)

    def part(name: str, total: Minutes, weeks: Iterable[int]) -> OnsitePart:
        listed = tuple(weeks)
        left = total - sum(locked.get(week, 0) for week in listed)
        free = tuple(week for week in listed if week not in locked)
        return OnsitePart(name, Extent.just(left), free, teaching, left)

    year = case.year.of(cohort.id)
    rest, of_semesters = set(range(len(year))), 0
    for semester in cohort.semesters:
        if semester.onsite is not None:
            weeks = [week for week in positions(semester.window, year) if week in rest]
            yield part(semester.name, semester.onsite, weeks)
            rest -= set(weeks)
            of_semesters += semester.onsite
    if cohort.onsite is None:
        elsewhere = of_semesters + sum(locked.get(week, 0) for week in rest)
        free = tuple(sorted(rest - locked.keys()))
        yield _open_part(case, cohort, elsewhere, free)
    elif rest:
        yield part("", cohort.onsite - of_semesters, sorted(rest))


_ANY = Extent(0, None)


def _open_part(
    case: Case, cohort: Cohort, elsewhere: Minutes, weeks: tuple[int, ...]
) -> OnsitePart:
    """Return the part of a year with open hours: all that its weeks give, or the academic target.

    Parameters
    ----------
    elsewhere
        Minutes in person in the other weeks of the year.
    """
    target, teaching = cohort.academic_hours, _teaching(case, cohort)
    if target is None:
        return OnsitePart("", _ANY, weeks, teaching, None, is_open=True)
    others = elsewhere + cohort.sessions.total * case.programme.workday.session
    due = Extent(max(0, target.low - others), target.high - others)
    return OnsitePart("", due, weeks, teaching, target.minutes - others, is_open=True)


def _locked_weeks(case: Case, cohort: Cohort) -> tuple[PlannedWeek | None, ...]:
    """Return what each week must have; on the days on which the cohort is not there, outside."""
    year = case.year
    given = case.given.locked.get(cohort.id, (None,) * len(year))
    kept = [
        week_given.joined(in_file) if week_given else in_file
        for week_given, in_file in zip(
            given,
            (cohort.locked_weeks.get((week.iso_year, week.iso_week)) for week in year.weeks),
            strict=True,
        )
    ]
    if not year.by_days:
        return tuple(kept)
    return tuple(
        each and replace(each, activity=week.of_part(own, each.activity))
        for each, week, own in zip(kept, year.weeks, year.weeks_of(cohort.id), strict=True)
    )


def _shared_rules(case: Case) -> Iterator[SharedRule]:
    programme, others = case.programme, case.given.others
    sites = programme.sites_in_use
    for site in sites:
        if site.campus.cohorts is not None:
            yield CampusCohorts(site, site.campus.cohorts)
    for site in sites:
        if site.campus.people is not None:
            yield CampusPeople(site, site.campus.people)
    for site in sites:
        used = {use.resource for cohort in programme.cohorts_at(site) for use in cohort.uses}
        for name, most in site.campus.resources.items():
            if name in used:
                yield Resources(site, name, most)
    for number, planning in enumerate(others.weeks, start=1):
        yield Apart(number, planning, others.apart)
