"""Builds a `Programme` from the validated tables of a programme file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from planner.files.problems import Problem, problem
from planner.programme.cohort import (
    ActivityRules,
    BlockShape,
    Cohort,
    Event,
    Extent,
    NamedBlock,
    Pattern,
    PlannedWeek,
    Semester,
    SessionRules,
    Target,
    Use,
    Wish,
)
from planner.programme.file.closure_schema import ClosuresTable
from planner.programme.file.holiday_schema import HolidayDayTable, PublicHolidaysTable
from planner.programme.file.schema import (
    AcademicYearTable,
    BlocksTable,
    CohortTable,
    ExtentTable,
    LeaveTable,
    MomentTable,
    NamedBlockTable,
    PatternTable,
    ProgrammeFile,
    SessionsTable,
    TargetTable,
    WindowTable,
)
from planner.programme.file.workday_schema import CohortWorkdayTable, WorkdayTable
from planner.programme.programme import Campus, LeaveRules, Programme, SourceText
from planner.programme.workday import Workday
from planner.year.activity import BUILT_IN_ACTIVITIES, READY_ACTIVITIES, Activity, Place
from planner.year.durations import WEEKDAYS, equal_days
from planner.year.moments import (
    Closures,
    DayClosure,
    DaysAfter,
    FirstClosed,
    FirstMonday,
    HolidayDates,
    Moment,
    MonthDay,
    NamedMoment,
    NumberedWeek,
    Window,
    YearSpan,
)
from planner.year.public_holidays import (
    FEASTS,
    AddedHoliday,
    HolidayDay,
    PublicHolidays,
    known_subdivision,
)
from planner.year.time_zones import time_zone_of
from planner.year.weeks import HOUR, Minutes

ActivitiesByName = Mapping[str, Activity]

_FREE = "free"
"""The activity that asks for nothing: of a week of the extended file, or of an event."""

_COUNTED = "counted"
"""The value of `week_53` of a pattern that counts a week 53 as any other."""

NO_LEAVE = LeaveRules(0, 0, 5, 1)
"""The rules of leave of a file without a table `leave`."""


def unknown_activities(file: ProgrammeFile) -> list[Problem]:
    """Return the problems of activities that are not defined, or that redefine built-in ones."""
    known = [*(activity.name for activity in BUILT_IN_ACTIVITIES), *file.activities]
    problems = [
        problem("activity.taken", name=name)
        for name in file.activities
        if name in {_COUNTED, _FREE, *(activity.name for activity in READY_ACTIVITIES)}
    ]
    for cohort in file.cohorts:
        for field, name in _named_activities(cohort):
            accepted = [*known, _COUNTED] if field == "pattern.week_53" else known
            if name not in accepted:
                problems.append(
                    problem(
                        "field.value",
                        field=f"cohorts[{cohort.id}].{field}",
                        found=f'"{name}"',
                        accepted=problem("accepted.one-of", expected=", ".join(accepted)),
                    )
                )
    return problems


def _named_activities(cohort: CohortTable) -> Iterator[tuple[str, str]]:
    """Yield every name of an activity in a cohort, with its dotted key."""
    yield from (
        (f"fixed_weeks.{w}", name) for w, name in cohort.fixed_weeks.items() if name != _FREE
    )
    yield from (
        (f"locked_weeks.{week}", locked.activity)
        for week, locked in cohort.locked_weeks.items()
        if locked.activity != _FREE
    )
    for week, names in cohort.forbidden_weeks.items():
        yield from ((f"forbidden_weeks.{week}", name) for name in names)
    yield from ((f"wished_weeks.{w}.activity", t.activity) for w, t in cohort.wished_weeks.items())
    yield from (
        (f"events[{event.name}].activity", event.activity)
        for event in cohort.events
        if event.activity != _FREE
    )
    yield from ((f"activities.{name}", name) for name in cohort.activities)
    yield from ((f"named_blocks.{n}.activity", b.activity) for n, b in cohort.named_blocks.items())
    for resource, use in cohort.uses.items():
        yield from ((f"uses.{resource}.activities", name) for name in use.activities)
    if cohort.pattern:
        yield from (("pattern.weeks", name) for name in cohort.pattern.weeks)
        yield "pattern.week_53", cohort.pattern.week_53


def build_programme(file: ProgrammeFile, text: str, bases: tuple[SourceText, ...]) -> Programme:
    """Build the programme of a file whose activities are all known.

    Parameters
    ----------
    text
        The TOML text of the file.
    bases
        The files it extends, the nearest first.
    """
    own = tuple(
        Activity(name, tuple(table.days), table.code, table.label, table.sessions)
        for name, table in file.activities.items()
    )
    activities = (*READY_ACTIVITIES[:2], *own, *READY_ACTIVITIES[2:])
    known = {activity.name: activity for activity in activities}
    public_holidays = _public_holidays(file.public_holidays)
    school_day = _school_day(file.workday)
    return Programme(
        id=file.id,
        name=file.name,
        school=file.school,
        span=_span(file.academic_year),
        public_holidays=public_holidays,
        closures=build_closures(file.closures),
        workday=school_day,
        leave=_leave(file.leave) if file.leave else NO_LEAVE,
        cohorts=tuple(_cohort(cohort, known, school_day) for cohort in file.cohorts),
        ranking=tuple(file.objectives),
        sources=file.sources,
        text=text,
        activities=activities,
        campus=Campus(file.campus.most_cohorts, file.campus.most_people, file.campus.resources),
        published_company=_minutes(file.published.company_hours) if file.published else None,
        bases=bases,
        time_zone=file.workday.time_zone
        or time_zone_of(public_holidays.country, public_holidays.subdivision)
        or "",
    )


def _span(table: AcademicYearTable) -> YearSpan:
    return YearSpan(
        iso_week=table.first_week,
        first_monday=table.first_monday_of,
        day=MonthDay(table.starts.month, table.starts.day) if table.starts else None,
        weeks=table.weeks,
        until=MonthDay(table.until.month, table.until.day) if table.until else None,
    )


def _public_holidays(table: PublicHolidaysTable) -> PublicHolidays:
    return PublicHolidays(
        table.country,
        known_subdivision(table.country, table.subdivision),
        tuple(AddedHoliday(added.name, _holiday_day(added)) for added in table.added),
        tuple(_holiday_day(day) for day in table.taken_away),
        _holiday_day(table.solidarity_day) if table.solidarity_day else None,
    )


def _holiday_day(table: HolidayDayTable) -> HolidayDay:
    if table.date is not None:
        return table.date
    if table.feast is not None:
        return FEASTS[table.feast]
    assert table.month is not None
    assert table.day is not None
    return MonthDay(table.month, table.day)


def build_closures(table: ClosuresTable) -> Closures:
    """Build the closures of a file."""
    holidays = table.school_holidays
    return Closures(
        iso_weeks=tuple(table.weeks),
        zone=holidays.zone if holidays else "",
        holidays=tuple(holidays.names) if holidays else (),
        given=tuple(HolidayDates(d.name, d.first, d.last) for d in table.dates),
        days=tuple((d.first, d.last) for d in table.days),
        single_days=tuple(
            DayClosure(
                each.first,
                each.last or each.first,
                each.name or "",
                tuple(dict.fromkeys(each.cohorts)),
                lost=each.hours == "lost",
            )
            for each in table.single_days
        ),
        open_weeks=tuple(table.open_weeks),
    )


def _school_day(table: WorkdayTable) -> Workday:
    company = _company_days(table)
    assert company is not None
    return Workday(
        company=company,
        school=_minutes(table.school),
        session=_minutes(table.session),
        morning=table.morning,
        afternoon=table.afternoon,
    )


def _class_day(table: CohortWorkdayTable, school_day: Workday) -> Workday:
    return replace(
        school_day,
        company=_company_days(table) or school_day.company,
        school=_given_minutes(table.school) or school_day.school,
    )


def _company_days(table: CohortWorkdayTable) -> tuple[Minutes, ...] | None:
    """Return the minutes of each day in company, Monday to Friday; None if none are given."""
    if table.company_days:
        return tuple(map(_minutes, table.company_days))
    if table.company_week is not None:
        return equal_days(_minutes(table.company_week))
    return None if table.company is None else (_minutes(table.company),) * WEEKDAYS


def _leave(table: LeaveTable) -> LeaveRules:
    start = table.consecutive_from
    return LeaveRules(table.weeks, table.consecutive, start.month, start.day, table.in_proportion)


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def _weekdays(names: Iterable[str]) -> frozenset[int]:
    """Return the weekdays of some names, 0 for Monday; "any" stands for all of them."""
    if "any" in names:
        return frozenset(range(len(_WEEKDAYS)))
    return frozenset(map(_WEEKDAYS.index, names))


def _cohort(table: CohortTable, known: ActivitiesByName, school_day: Workday) -> Cohort:
    return Cohort(
        id=table.id,
        label=table.label,
        year=table.year,
        headcount=table.headcount,
        fixed_weeks={
            int(week): known[name] for week, name in table.fixed_weeks.items() if name != _FREE
        },
        school_weeks=_extent(table.school_weeks),
        school_blocks=_shape(table.school_blocks),
        company_blocks=_shape(table.company_blocks),
        sessions=_sessions(table.sessions) if table.sessions else SessionRules(),
        onsite=_given_minutes(table.onsite_hours),
        academic_hours=_target(table.academic_hours) if table.academic_hours else None,
        company_hours=_target(table.company_hours) if table.company_hours else None,
        company_weeks=_extent(table.company_weeks),
        school_weeks_a_month=table.school_weeks_a_month,
        longest_presence={Place(name): most for name, most in table.longest_presence.items()},
        others={
            known[name]: ActivityRules(
                _extent(rules.weeks), _shape(rules.blocks), _weekdays(rules.changes_on or ())
            )
            for name, rules in table.activities.items()
            if known[name] not in (Activity.SCHOOL, Activity.COMPANY)
        },
        named_blocks=tuple(_named(n, block, known) for n, block in table.named_blocks.items()),
        semesters=tuple(
            Semester(
                name,
                _window(part) or Window(),
                _given_minutes(part.onsite_hours),
                _extent(part.sessions),
            )
            for name, part in table.semesters.items()
        ),
        onsite_a_week=_hours_a_week(table),
        pattern=_pattern(table.pattern, known) if table.pattern else None,
        forbidden_weeks={
            int(week): tuple(known[name] for name in names)
            for week, names in table.forbidden_weeks.items()
        },
        locked_weeks={
            (int(week[:4]), int(week[-2:])): PlannedWeek(known[locked.activity], locked.sessions)
            for week, locked in table.locked_weeks.items()
            if locked.activity != _FREE
        },
        wishes=tuple(
            Wish(int(week), known[wish.activity], wish.weight)
            for week, wish in table.wished_weeks.items()
        ),
        events=tuple(
            Event(e.name, _moment(e.on), None if e.activity == _FREE else known[e.activity])
            for e in table.events
        ),
        uses=tuple(
            Use(resource, use.groups, tuple(known[name] for name in dict.fromkeys(use.activities)))
            for resource, use in table.uses.items()
        ),
        option=table.option or "",
        changes_on=_weekdays(table.changes_on),
        follows=table.follows or "",
        starts=_moment(table.starts) if table.starts else None,
        ends=_moment(table.ends) if table.ends else None,
        workday=_class_day(table.workday, school_day) if table.workday else None,
    )


def _extent(table: ExtentTable | None) -> Extent | None:
    return Extent(table.least, table.most) if table else None


def _hours_a_week(table: CohortTable) -> Extent:
    """Return the least and most hours on site in a full week, in minutes."""
    if table.onsite_a_week is None:
        return Extent(0, None)
    limits = table.onsite_a_week
    return Extent(_minutes(limits.least), _given_minutes(limits.most))


def _shape(table: BlocksTable) -> BlockShape:
    return BlockShape(
        shortest=table.shortest,
        longest=table.longest,
        count=_extent(table.count),
        balanced=table.balanced,
        window=_window(table),
        longest_across=table.longest_across,
    )


def _named(name: str, table: NamedBlockTable, known: ActivitiesByName) -> NamedBlock:
    return NamedBlock(
        name=name,
        label=table.label,
        activity=known[table.activity],
        window=_window(table),
        start=_moment(table.starts) if table.starts else None,
        last=table.last,
        weeks=_extent(table.weeks),
        shape=BlockShape(table.shortest, table.longest, _extent(table.count)),
        sessions=table.sessions,
    )


def _sessions(table: SessionsTable) -> SessionRules:
    return SessionRules(
        total=table.total,
        a_week=tuple(sorted(set(table.a_week))),
        without_weeks=tuple(table.without_weeks),
        window=_window(table),
    )


def _pattern(table: PatternTable, known: ActivitiesByName) -> Pattern:
    return Pattern(
        activities=tuple(known[name] for name in table.weeks),
        by_iso_week=table.counted_by == "iso_week",
        week_53=None if table.week_53 == _COUNTED else known[table.week_53],
        preferred=table.preferred,
    )


def _window(table: WindowTable) -> Window | None:
    ends = (table.from_, table.until, table.before)
    if ends == (None, None, None):
        return None
    start, end, before = (_moment(moment) if moment else None for moment in ends)
    return Window(start, end, before, table.strict)


def _moment(table: MomentTable) -> Moment:
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
    return Target(_minutes(table.target), _minutes(table.tolerance))


def _minutes(hours: float) -> Minutes:
    return round(hours * HOUR)


def _given_minutes(hours: float | None) -> Minutes | None:
    return None if hours is None else _minutes(hours)
