"""Rules on the year that all classes share: its start, closures, the campus."""

from collections.abc import Collection, Iterator
from datetime import date

from planner.acquisition.example import Example
from planner.acquisition.file.dates import monday_of
from planner.acquisition.proposal import Amount, Choice, Evidence, RuleProposal, SingleDays
from planner.programme.file import Tables
from planner.programme.names import RuleName
from planner.rules.statement import Unit
from planner.year.activity import Place
from planner.year.calendar import academic_year
from planner.year.moments import Closures, MonthDay, YearSpan
from planner.year.public_holidays import PublicHolidays
from planner.year.school_holidays import OFFICIAL_NAMES, UnknownSchoolHolidays
from planner.year.weeks import AcademicYear

YEAR = "academic_year"
CAMPUS = "most_cohorts"

_LAST_FIRST_WEEK = 52
_SHORT = ("autumn", "winter", "spring")
"""The holidays of one or two weeks of school, of which schools of apprentices keep all or none."""

_FRANCE = PublicHolidays("FR")
_AT_SCHOOL = (Place.SCHOOL, Place.DEFENCE)


def of_year(example: Example) -> RuleProposal:
    """Propose when the year starts, and its length where the next year would not end it so."""
    mondays = example.calendar.mondays
    year, number, _ = mondays[0].isocalendar()
    day = MonthDay(mondays[0].month, mondays[0].day)
    if (day.month, day.day) == (2, 29):
        day = MonthDay(3, 1)
    by_day: Tables = {"starts": {"month": day.month, "day": day.day}}
    if len(academic_year(mondays[0].year, YearSpan(day=day), _FRANCE)) != len(mondays):
        by_day["weeks"] = len(mondays)
    tight, loose = {YEAR: by_day}, None
    if number <= _LAST_FIRST_WEEK:
        by_week: Tables = {"first_week": number}
        if len(academic_year(year, YearSpan(iso_week=number), _FRANCE)) != len(mondays):
            by_week["weeks"] = len(mondays)
        tight, loose = {YEAR: by_week}, {YEAR: by_day}
    evidence = Evidence(
        "acquired.year",
        {"first": mondays[0], "week": mondays[:1], "count": Amount(Unit.WEEKS, len(mondays))},
    )
    return RuleProposal(YEAR, None, None, evidence, tight, loose)


def of_closures(example: Example) -> Iterator[RuleProposal]:
    """Propose school holidays, weeks that the calendar calls closed, and weeks without school."""
    calendar = example.calendar
    empty = frozenset(_empty_weeks(example))
    closed = calendar.closed & empty
    zone, holidays = _matching_holidays(example, empty, closed)
    covered = frozenset(monday for weeks in holidays.values() for monday in weeks)
    for name, weeks in holidays.items():
        evidence = Evidence(f"acquired.{name}", {"zone": zone, "weeks": tuple(sorted(weeks))})
        tables: Tables = {"closures": {"school_holidays": {"zone": zone, "names": [name]}}}
        is_likely = weeks <= closed or name not in _SHORT or _short_ones_kept(holidays)
        default = Choice.TIGHT if is_likely else Choice.LEFT
        yield RuleProposal(
            f"holidays.{name}", RuleName.CLOSURES, None, evidence, tables, None, default
        )
    for key, weeks, default in (
        ("closed_weeks", closed - covered, Choice.TIGHT),
        ("empty_weeks", empty - covered - closed, Choice.LEFT),
    ):
        told = example.told_by_number([monday in weeks for monday in calendar.mondays])
        if named := [calendar.mondays[n] for n in sorted(told) if calendar.mondays[n] in weeks]:
            numbers = sorted({monday.isocalendar().week for monday in named})
            evidence = Evidence(f"acquired.{key}", {"weeks": tuple(named)})
            tables = {"closures": {"weeks": numbers}}
            yield RuleProposal(key, RuleName.CLOSURES, None, evidence, tables, default=default)
    yield from _of_closed_days(example, closed)


def _of_closed_days(example: Example, closed_weeks: Collection[date]) -> Iterator[RuleProposal]:
    """Propose the single days on which the school is closed, for some classes or for all."""
    found: dict[date, list[str]] = {}
    for each in example.classes:
        for day in sorted(each.seen.closed_days):
            if monday_of(day) not in closed_weeks:
                found.setdefault(day, []).append(each.id)
    if not found:
        return
    days = tuple(sorted(found))
    tables: list[Tables] = []
    for day in days:
        index = example.calendar.mondays.index(monday_of(day))
        there = [
            each.id
            for each in example.classes
            if each.seen.weeks[index][day.weekday()] is Place.SCHOOL
        ]
        own: Tables = {} if found[day] == there else {"cohorts": found[day]}
        tables.append({"first": day, **own})
    evidence = Evidence("acquired.closed_days", {"days": SingleDays(days)})
    closures: Tables = {"closures": {"single_days": tables}}
    yield RuleProposal("closed_days", RuleName.CLOSURES, None, evidence, closures)


def _short_ones_kept(holidays: Collection[str]) -> bool:
    """Whether all short holidays are without school: one alone may be so by chance."""
    return all(name in holidays for name in _SHORT)


def _empty_weeks(example: Example) -> Iterator[date]:
    """Yield the weeks in which no class is at school or has a session, as far as is published."""
    for index, monday in enumerate(example.calendar.mondays):
        if not any(
            monday in each.unpublished
            or any(place in _AT_SCHOOL for place in each.weeks[index])
            or (each.sessions is not None and each.sessions[index])
            for each in example.calendar.classes
        ):
            yield monday


def _matching_holidays(
    example: Example, empty: frozenset[date], closed: frozenset[date]
) -> tuple[str, dict[str, frozenset[date]]]:
    """Return the zone whose holidays coincide most with weeks without school.

    Where the calendar names closed weeks, holidays must have one of them.

    Returns
    -------
    tuple
        The zone, and the weeks of each of the holidays by name.
    """
    best: tuple[str, dict[str, frozenset[date]]] = ("", {})
    for zone in "ABC":
        found = {}
        for name in OFFICIAL_NAMES:
            weeks = _holiday_weeks(example, zone, name)
            if weeks and weeks <= empty and (not closed or weeks & closed):
                found[name] = weeks
        if sum(map(len, found.values())) > sum(map(len, best[1].values())):
            best = (zone, found)
    return best


def _holiday_weeks(example: Example, zone: str, name: str) -> frozenset[date]:
    """Return the weeks of the calendar that lie wholly in some holidays."""
    try:
        year = _spanned(example, Closures(zone=zone, holidays=(name,)))
    except UnknownSchoolHolidays:
        return frozenset()
    return frozenset(week.monday for week in year.weeks if week.closed)


def _spanned(example: Example, closures: Closures) -> AcademicYear:
    first = example.calendar.mondays[0]
    span = YearSpan(day=MonthDay(first.month, min(first.day, 28)), weeks=54)
    year = academic_year(first.year, span, _FRANCE, closures)
    inside = set(example.calendar.mondays)
    return AcademicYear(first.year, tuple(week for week in year.weeks if week.monday in inside))


def of_campus(example: Example) -> Iterator[RuleProposal]:
    """Propose how many classes are at school at once, where it is never all of them."""
    classes = example.calendar.classes
    at_once = [
        sum(Place.SCHOOL in each.weeks[index] for each in classes)
        for index in range(len(example.calendar.mondays))
    ]
    most = max(at_once)
    if 0 < most < len(classes):
        evidence = Evidence(
            "acquired.most_cohorts",
            {
                "most": Amount(Unit.COHORTS, most),
                "weeks": Amount(Unit.WEEKS, at_once.count(most)),
                "all": len(classes),
            },
        )
        loose = {"campus": {"most_cohorts": most + 1}} if most + 1 < len(classes) else None
        tight = {"campus": {"most_cohorts": most}}
        yield RuleProposal(CAMPUS, RuleName.CAMPUS_COHORTS, None, evidence, tight, loose)
