"""The answers of the interface, from what is published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypedDict, TypeVar

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.day import Day
from planner.apprentices.presences import presences
from planner.apprentices.year import class_year
from planner.planning.changes import difference
from planner.planning.file.exchange_format import CohortRecord, planning_record
from planner.portal.interface.answers import (
    ChangesAnswer,
    ClassesAnswer,
    ClassItem,
    ContractItem,
    DayItem,
    DaysAnswer,
    PeriodItem,
    PeriodsAnswer,
    PersonItem,
    PersonsAnswer,
    PlanningItem,
    PlanningsAnswer,
    SessionItem,
    VersionItem,
    VersionsAnswer,
    WeekChange,
    WeeksAnswer,
)
from planner.portal.interface.questions import (
    OfClass,
    OfPerson,
    OfSeries,
    OfVersion,
    PagedQuestion,
    Since,
)
from planner.portal.store.contents import ContentsReader, VersionContents
from planner.portal.store.database import Database
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.tokens import TokenScope
from planner.portal.store.versions import Enrolment, Version, list_versions
from planner.year.weeks import HOUR, Minutes

_Item = TypeVar("_Item")


class Absent(Exception):
    """What is asked for does not exist, or the token does not admit it."""


@dataclass(frozen=True)
class TokenSource:
    """What a token reads.

    Attributes
    ----------
    contents
        Returns the content of a version.
    """

    database: Database
    contents: ContentsReader
    scope: TokenScope

    def versions(self) -> tuple[Version, ...]:
        """Return all versions that the token admits; the newest first in each series."""
        with self.database.reading() as connection:
            listed = list_versions(connection)
        return tuple(each for each in listed if self.scope.admits(each.series.programme))

    def versions_of(self, series: str) -> tuple[Version, ...]:
        """Return the versions of a series, the newest first.

        Raises
        ------
        Absent
            There is no such series.
        """
        found = tuple(each for each in self.versions() if each.series.key == series)
        if not found:
            raise Absent
        return found

    def version(self, asked: OfVersion) -> Version:
        """Return the version that is asked for: without a number, the one that is served.

        Raises
        ------
        Absent
            There is no such version, or it was withdrawn.
        """
        listed = self.versions_of(asked.series)
        found = next((each for each in listed if asked.revision in (None, each.revision)), None)
        if found is None or found.withdrawn:
            raise Absent
        return found


# --- Plannings and their versions ----------------------------------------------------------------


def plannings(source: TokenSource, asked: PagedQuestion) -> PlanningsAnswer:
    """List the plannings."""
    listed = groupby(source.versions(), key=lambda version: version.series)
    newest = [next(versions) for _, versions in listed]
    items, page = _page(newest, asked)
    return PlanningsAnswer(**page, items=[*map(_planning, items)])


def _planning(version: Version) -> PlanningItem:
    return PlanningItem(
        series=version.series.key,
        programme=version.series.programme,
        programme_name=version.programme_name,
        academic_year=version.year_label,
        start_year=version.series.start_year,
        last_day=version.last_day,
        revision=None if version.withdrawn else version.revision,
    )


def versions(source: TokenSource, asked: OfSeries) -> VersionsAnswer:
    """List the versions of a planning."""
    items, page = _page(source.versions_of(asked.series), asked)
    return VersionsAnswer(
        **page,
        series=asked.series,
        items=[VersionItem.model_validate(each, from_attributes=True) for each in items],
    )


# --- Classes -------------------------------------------------------------------------------------


def classes(source: TokenSource, asked: OfVersion) -> ClassesAnswer:
    """List the classes of a version."""
    version = source.version(asked)
    items, page = _page_of(version, _cohorts(source, version), asked)
    return ClassesAnswer(
        **page,
        items=[
            ClassItem(
                cohort=each.id,
                label=each.label,
                headcount=each.headcount,
                site=each.site,
                totals=each.totals,
            )
            for each in items
        ],
    )


def weeks(source: TokenSource, asked: OfClass) -> WeeksAnswer:
    """List the weeks of a class."""
    version = source.version(asked)
    found = [each for each in _cohorts(source, version) if each.id == asked.cohort]
    if not found:
        raise Absent
    items, page = _page_of(version, found[0].weeks, asked)
    return WeeksAnswer(
        **page,
        cohort=asked.cohort,
        items=list(items),
    )


def periods(source: TokenSource, asked: OfClass) -> PeriodsAnswer:
    """List the periods of a class from day to day."""
    version = source.version(asked)
    planning = source.contents(version).edition.planning
    if asked.cohort not in {row.cohort.id for row in planning.cohorts}:
        raise Absent
    items, page = _page_of(version, presences(class_year(asked.cohort, planning)), asked)
    return PeriodsAnswer(
        **page,
        cohort=asked.cohort,
        items=[
            PeriodItem(
                place=each.place,
                activity=each.activity.name,
                block=each.block,
                first=each.span.first,
                last=each.span.last,
                days=each.days,
                hours=_hours(each.hours),
                remote_hours=_hours(each.remote),
            )
            for each in items
        ],
    )


def changes(source: TokenSource, asked: Since) -> ChangesAnswer:
    """List the weeks of classes that are changed since another version."""
    version = source.version(asked)
    known = (each for each in source.versions_of(asked.series) if each.revision == asked.since)
    before = next(known, None)
    if before is None:
        raise Absent
    try:
        found = difference(
            source.contents(before).edition.planning, source.contents(version).edition.planning
        )
    except ValueError:  # the year has other weeks: nothing can be compared
        raise Absent from None
    items, page = _page_of(version, found.changes, asked)
    return ChangesAnswer(
        **page,
        since=before.revision,
        added_classes=[each.id for each in found.added],
        removed_classes=[each.id for each in found.removed],
        items=[
            WeekChange(
                cohort=each.cohort.id,
                monday=each.week.monday,
                activity_before=each.before.activity.name,
                activity_now=each.after.activity.name,
                sessions_before=each.before.sessions,
                sessions_now=each.after.sessions,
            )
            for each in items
        ],
    )


def _cohorts(source: TokenSource, version: Version) -> Sequence[CohortRecord]:
    return planning_record(source.contents(version).edition).cohorts


# --- Persons -------------------------------------------------------------------------------------


def persons(source: TokenSource, asked: OfVersion) -> PersonsAnswer:
    """List the apprentices of a version."""
    version = source.version(asked)
    items, page = _page_of(version, [*distinct_people(source.contents(version))], asked)
    return PersonsAnswer(
        **page,
        items=[_person(each.person, each.whole) for each in items],
    )


def distinct_people(contents: VersionContents) -> Iterator[Enrolment]:
    """Yield each apprentice once: as their own page has them, else as the first page does."""
    pages: dict[Apprentice, list[Enrolment]] = {}
    for each in contents.roster:
        pages.setdefault(each.whole, []).append(each)
    for found in pages.values():
        own = (each for each in found if each.kind is RecipientKind.APPRENTICE)
        yield next(own, found[0])


def _person(number: int, who: Apprentice) -> PersonItem:
    return PersonItem(
        person=number,
        surname=who.surname,
        first_name=who.first_name,
        cohort=who.cohort,
        option=who.option or None,
        email=who.email or None,
        contracts=[
            ContractItem(
                kind=each.kind, company=each.company or None, first=each.start, last=each.end
            )
            for each in who.periods
        ],
    )


def days(source: TokenSource, asked: OfPerson) -> DaysAnswer:
    """List the days of a person."""
    version = source.version(asked)
    contents = source.contents(version)
    year = contents.year(asked.person)
    if year is None or asked.person not in {each.person for each in distinct_people(contents)}:
        raise Absent
    first, last = asked.first or date.min, asked.last or date.max
    told = [each for each in year.days if first <= each.date <= last]
    items, page = _page_of(version, told, asked)
    return DaysAnswer(
        **page,
        person=asked.person,
        items=[*map(_day, items)],
    )


def _day(day: Day) -> DayItem:
    morning, afternoon = (
        half if half is not None and day.spends(half) else None
        for half in (day.place, day.afternoon or day.place)
    )
    return DayItem(
        date=day.date,
        status=day.status,
        activity=day.activity.name,
        block=day.block,
        morning=morning,
        afternoon=afternoon,
        is_holiday=day.is_holiday,
        onsite_hours=_hours(day.hours.onsite),
        remote_hours=_hours(day.hours.remote),
        company_hours=_hours(day.hours.company),
        sessions=[
            SessionItem(part=each.part, modules=list(each.subject)) for each in day.held_sessions
        ],
        events=list(day.events),
    )


def _hours(minutes: Minutes) -> float:
    return minutes / HOUR


# --- Pages ---------------------------------------------------------------------------------------


class _Page(TypedDict):
    """How many items there are, and where those begin that are not listed."""

    total: int
    next_offset: int | None


class _PageOfVersion(_Page):
    series: str
    revision: int


def _page(listed: Sequence[_Item], asked: PagedQuestion) -> tuple[Sequence[_Item], _Page]:
    """Return the items that are asked for, and what is told of the others."""
    end, total = asked.offset + asked.limit, len(listed)
    following = end if end < total else None
    return listed[asked.offset : end], {"total": total, "next_offset": following}


def _page_of(
    version: Version, listed: Sequence[_Item], asked: PagedQuestion
) -> tuple[Sequence[_Item], _PageOfVersion]:
    """Return the items of a version that are asked for, what is told of the others, and whose."""
    items, page = _page(listed, asked)
    return items, {**page, "series": version.series.key, "revision": version.revision}
