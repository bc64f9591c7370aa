"""Builds cohorts from the validated tables of a programme file."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date

from planner.curriculum.kept import ModuleShare, WeekModules
from planner.files.spelling import folded
from planner.programme.block_shapes import BlockShape, Extent, NamedBlock
from planner.programme.cohort import (
    ActivityRules,
    Cohort,
    Event,
    Pattern,
    PlannedWeek,
    Semester,
    SessionRules,
    Target,
    Use,
    Wish,
)
from planner.programme.file.building.workday import class_day_of, given_minutes, in_minutes
from planner.programme.file.schema.cohort import (
    BlocksTable,
    CohortTable,
    LockedTable,
    PatternTable,
    SessionsTable,
    TargetTable,
)
from planner.programme.file.schema.moments import (
    ExtentTable,
    MomentTable,
    WindowsTable,
    WindowTable,
)
from planner.programme.workday import Workday
from planner.year.activity import Activity, Place, week_named, weeks_lettered
from planner.year.moments import (
    DaysAfter,
    FirstClosed,
    FirstMonday,
    Moment,
    MonthDay,
    NamedMoment,
    NumberedWeek,
    Window,
)

ActivitiesByName = Mapping[str, Activity]

FREE_WEEK = "free"
"""The activity that asks for nothing: of a week of the extended file, or of an event."""

COUNTED = "counted"
"""The value of `week_53` of a pattern that counts a week 53 as any other."""


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def _weekdays(days: Iterable[str | date | MomentTable]) -> frozenset[int]:
    """Return the weekdays among days of changes, 0 for Monday; "any" stands for all of them."""
    names = [name for name in days if isinstance(name, str)]
    if "any" in names:
        return frozenset(range(len(_WEEKDAYS)))
    return frozenset(map(_WEEKDAYS.index, names))


def _given_days(days: Iterable[str | date | MomentTable]) -> tuple[Moment, ...]:
    """Return the given days among days of changes."""
    given = (build_moment(day) if isinstance(day, MomentTable) else day for day in days)
    return tuple(day for day in given if not isinstance(day, str))


def given_week(name: str, known: ActivitiesByName) -> Activity | None:
    """Return what a week is given: an activity, or a week cut between some; None if it is neither.

    A cut week is written with the names of its activities and their days (school*3|company*2), or
    with their letters (CCC|EE).
    """
    days = [activity for activity in known.values() if activity != Activity.OUTSIDE]
    with suppress(KeyError):
        return week_named(name, days)
    weeks = weeks_lettered(folded(name), {folded(each.code): each for each in days})
    return weeks[0] if len(weeks) == 1 else None


def build_cohort(table: CohortTable, known: ActivitiesByName, school_day: Workday) -> Cohort:
    """Build a cohort whose activities are all known.

    Parameters
    ----------
    school_day
        The lengths of days of classes that have none of their own.
    """
    return Cohort(
        id=table.id,
        label=table.label,
        year=table.year,
        headcount=table.headcount,
        fixed_weeks={
            int(week): given
            for week, name in table.fixed_weeks.items()
            if (given := given_week(name, known))
        },
        school_weeks=extent_of(table.school_weeks),
        school_blocks=_shape(table.school_blocks),
        company_blocks=_shape(table.company_blocks),
        sessions=_sessions(table.sessions, known) if table.sessions else SessionRules(),
        onsite=given_minutes(table.onsite_hours),
        academic_hours=_target(table.academic_hours) if table.academic_hours else None,
        company_hours=_target(table.company_hours) if table.company_hours else None,
        company_weeks=extent_of(table.company_weeks),
        school_weeks_a_month=table.school_weeks_a_month,
        longest_presence={Place(name): most for name, most in table.longest_presence.items()},
        longest_presence_days={
            Place(name): most for name, most in table.longest_presence_days.items()
        },
        others={
            known[name]: ActivityRules(
                extent_of(rules.weeks),
                _shape(rules.blocks),
                _weekdays(rules.changes_on or ()),
                _given_days(rules.changes_on or ()),
            )
            for name, rules in table.activities.items()
            if known[name] not in (Activity.SCHOOL, Activity.COMPANY)
        },
        named_blocks=tuple(_named(name, table, known) for name in table.named_blocks),
        semesters=tuple(
            Semester(
                name,
                window_of(part) or Window(),
                given_minutes(part.onsite_hours),
                extent_of(part.sessions),
            )
            for name, part in table.semesters.items()
        ),
        onsite_a_week=_hours_a_week(table),
        onsite_a_day=given_minutes(table.onsite_hours_a_day),
        patterns=tuple(_pattern(name, each, known) for name, each in named_patterns(table)),
        forbidden_weeks={
            int(week): tuple(known[name] for name in names)
            for week, names in table.forbidden_weeks.items()
        },
        locked_weeks={
            (int(week[:4]), int(week[-2:])): PlannedWeek(
                given, locked.sessions, modules=_locked_modules(locked)
            )
            for week, locked in table.locked_weeks.items()
            if (given := given_week(locked.activity, known))
        },
        wishes=tuple(
            Wish(int(week), known[wish.activity], wish.weight)
            for week, wish in table.wished_weeks.items()
        ),
        events=tuple(
            Event(
                e.name, build_moment(e.on), None if e.activity == FREE_WEEK else known[e.activity]
            )
            for e in table.events
        ),
        uses=tuple(
            Use(resource, use.groups, tuple(known[name] for name in dict.fromkeys(use.activities)))
            for resource, use in table.uses.items()
        ),
        option=table.option or "",
        changes_on=_weekdays(table.changes_on),
        changes_at=_given_days(table.changes_on),
        count_cut_weeks=table.count_cut_weeks,
        follows=table.follows or "",
        starts=build_moment(table.starts) if table.starts else None,
        ends=build_moment(table.ends) if table.ends else None,
        workday=class_day_of(table.workday, school_day) if table.workday else None,
        site=table.site or "",
    )


def extent_of(table: ExtentTable | None) -> Extent | None:
    """Return the extent of a table, if there is one."""
    return Extent(table.least, table.most) if table else None


def _hours_a_week(table: CohortTable) -> Extent:
    """Return the least and most hours on site in a full week, in minutes."""
    if table.onsite_a_week is None:
        return Extent(0, None)
    limits = table.onsite_a_week
    return Extent(in_minutes(limits.least), given_minutes(limits.most))


def _shape(table: BlocksTable) -> BlockShape:
    return BlockShape(
        shortest=table.shortest,
        longest=table.longest,
        count=extent_of(table.count),
        balanced=table.balanced,
        windows=_windows(table),
        longest_across=table.longest_across,
        shortest_days=table.shortest_days,
        longest_days=table.longest_days,
    )


def _named(name: str, cohort: CohortTable, known: ActivitiesByName) -> NamedBlock:
    table = cohort.named_blocks[name]

    def neighbour(named: str | None) -> str | Activity | None:
        """Return the blocks of a name: named ones first, then those of an activity."""
        if named is None or named == FREE_WEEK:
            return None
        return named if named in cohort.named_blocks else known.get(named, named)

    return NamedBlock(
        name=name,
        label=table.label,
        activity=known[table.activity],
        windows=_windows(table),
        start=build_moment(table.starts) if table.starts else None,
        last=table.last,
        weeks=extent_of(table.weeks),
        shape=BlockShape(
            table.shortest,
            table.longest,
            extent_of(table.count),
            shortest_days=table.shortest_days,
            longest_days=table.longest_days,
        ),
        sessions=table.sessions,
        right_after=neighbour(table.right_after),
        right_before=neighbour(table.right_before),
    )


def _sessions(table: SessionsTable, known: ActivitiesByName) -> SessionRules:
    return SessionRules(
        total=table.total,
        a_week=tuple(sorted(set(table.a_week))),
        without_weeks=tuple(table.without_weeks),
        window=window_of(table),
        after_first=known.get(table.after_first or FREE_WEEK),
        most_a_school_week=table.most_a_school_week,
    )


def named_patterns(table: CohortTable) -> list[tuple[str, PatternTable]]:
    """Return the patterns of a cohort by their names; that of the year has none."""
    of_year = [("", table.pattern)] if table.pattern else []
    return [*of_year, *table.patterns.items()]


def _pattern(name: str, table: PatternTable, known: ActivitiesByName) -> Pattern:
    return Pattern(
        activities=tuple(known[name] for name in table.weeks),
        by_iso_week=table.counted_by == "iso_week",
        week_53=None if table.week_53 == COUNTED else known[table.week_53],
        preferred=table.preferred,
        window=window_of(table),
        exceptions=tuple(build_moment(each) for each in table.except_),
        most_departures=table.most_departures,
        name=name,
        within_block=table.within_block,
    )


def _windows(table: WindowsTable) -> tuple[Window, ...]:
    found = map(window_of, table.windows or [table])
    return tuple(window for window in found if window)


def window_of(table: WindowTable) -> Window | None:
    """Return the part of the year of a table; None for the whole year."""
    ends = (table.from_, table.until, table.before)
    if ends == (None, None, None):
        return None
    start, end, before = (build_moment(moment) if moment else None for moment in ends)
    return Window(start, end, before, table.strict)


def build_moment(table: MomentTable) -> Moment:
    """Build a day or a week of the year."""
    named = _named_moment(table)
    return DaysAfter(named, table.plus_days) if table.plus_days else named


def _named_moment(table: MomentTable) -> NamedMoment:
    if table.month is not None and table.day is not None:
        return MonthDay(table.month, table.day)
    if table.first_monday_of is not None:
        return FirstMonday(table.first_monday_of, table.plus_weeks)
    if table.week is not None:
        return NumberedWeek(table.week)
    if table.school_holidays is not None:
        return FirstClosed(table.school_holidays)
    assert table.date is not None
    return table.date


def _target(table: TargetTable) -> Target:
    return Target(in_minutes(table.target), in_minutes(table.tolerance))


def _locked_modules(table: LockedTable) -> WeekModules | None:
    """Return what modules must have in a week; None where nothing is said of them."""
    shares = (
        ModuleShare(module, in_minutes(each.hours), each.sessions)
        for module, each in table.modules.items()
    )
    return WeekModules(tuple(shares), are_all=False) if table.modules else None
