"""Write the calendar of an apprentice in iCalendar format (RFC 5545).

Stays, closures and holidays are all-day events, remote sessions have times. A calendar client
matches events by UID. The UID of an event that can move is derived from an ordinal (the twelfth
session, the fifth week at school), not from its date: a later version then updates the event
instead of adding a second one, and events that no longer exist are sent as CANCELLED.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vText,
)

from planner.apprentices.apprentice import Part
from planner.apprentices.year import ApprenticeYear, Day, Hours
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.colours import display_activity
from planner.words.names import activity_name, version_line
from planner.year.activity import Place
from planner.year.public_holidays import holiday_names
from planner.year.time_zones import PARIS

_NAMESPACE = UUID("3d5e1c36-0f0b-4b0e-9a57-7a5f2c7f9b41")
"""The namespace of the UIDs (UUID version 5, RFC 9562)."""

_PLACES_AWAY = (Place.SCHOOL, Place.ABROAD, Place.DEFENCE, Place.LEAVE)
"""The places that become events; the rest of the time is spent at the company."""

_DAY = timedelta(days=1)


def calendar_file(
    year: ApprenticeYear, edition: Edition, text: Messages, before: ApprenticeYear | None = None
) -> bytes:
    """Serialize the calendar of an apprentice's year.

    Parameters
    ----------
    edition
        Its revision is the SEQUENCE of all events: clients keep the highest one.
    before
        The apprentice's year in the previous version: events that only it has are cancelled.

    Returns
    -------
    bytes
        An .ics file; deterministic.
    """
    calendar = _calendar(year, edition, text)
    calendar.add_component(_vtimezone(year))
    about = _description(year, edition, text)
    now, earlier = _entries_by_uid(year, text), _entries_by_uid(before, text) if before else {}
    for identifier, entry in now.items():
        calendar.add_component(_event(identifier, entry, edition, about))
    for identifier, entry in earlier.items():
        if identifier not in now:
            calendar.add_component(_cancelled_event(identifier, entry, edition, about, text))
    content: bytes = calendar.to_ical()
    return content


def cancelled_calendar(year: ApprenticeYear, edition: Edition, text: Messages) -> bytes:
    """Serialize the calendar of an apprentice who is no longer in the planning.

    Parameters
    ----------
    year
        The apprentice's last year.
    edition
        Its revision is higher than that of the last planning with the apprentice.

    Returns
    -------
    bytes
        An .ics file in which every event is CANCELLED; deterministic.
    """
    calendar = _calendar(year, edition, text)
    calendar.add_component(_vtimezone(year))
    about = _description(year, edition, text)
    for identifier, entry in _entries_by_uid(year, text).items():
        calendar.add_component(_cancelled_event(identifier, entry, edition, about, text))
    content: bytes = calendar.to_ical()
    return content


@dataclass(frozen=True)
class _Entry:
    """An event, before it is serialized.

    Attributes
    ----------
    kind, key
        The identity of the event within a person's year; its UID is derived from them.
    start, end
        Dates, or moments; the end is exclusive.
    category
        The name of its kind in the documents.
    is_busy
        Whether the time counts as busy (TRANSP:OPAQUE).
    """

    kind: str
    key: tuple[str | int, ...]
    start: date
    end: date
    title: str
    category: str
    is_busy: bool = False
    note: str = ""
    location: str = ""

    @property
    def order(self) -> tuple[str, str, tuple[str, ...]]:
        return self.start.isoformat(), self.kind, tuple(map(str, self.key))


def _entries_by_uid(year: ApprenticeYear, text: Messages) -> dict[str, _Entry]:
    """Return the events by UID, in the order of their start."""
    who = year.apprentice
    person = [_normalized(part) for part in (who.surname, who.first_name, who.company)]
    of = [year.planning.programme.id, year.planning.year.start_year, *person, who.cohort]
    found = (entry for kind in _ENTRY_SOURCES for entry in kind(year, text))
    return {
        str(uuid5(_NAMESPACE, json.dumps([*of, entry.kind, *entry.key]))): entry
        for entry in sorted(found, key=lambda entry: entry.order)
    }


def _normalized(name: str) -> str:
    """Normalize a name for a UID: Unicode NFC, case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


# --- Events --------------------------------------------------------------------------------------


def _stays(year: ApprenticeYear, text: Messages) -> Iterator[_Entry]:
    """Yield the stays at all places other than the company."""
    return (entry for place in _PLACES_AWAY for entry in _stays_at(place, year, text))


def _stays_at(place: Place, year: ApprenticeYear, text: Messages) -> Iterator[_Entry]:
    """Yield the stays at a place: in each week, every run of consecutive days."""
    weeks = [days for days in _weeks(year) if any(day.place is place for day in days)]
    for number, week in enumerate(weeks, start=1):
        spent = _runs(week, lambda day: day.place is place and not day.is_off and day.in_contract)
        for part, days in enumerate(spent, start=1):
            lessons = Hours.of(days).onsite
            yield _Entry(
                place,
                (number, part),
                days[0].date,
                days[-1].date + _DAY,
                _stay_title(days[0], year, text),
                text(f"activity.{place}"),
                is_busy=True,
                note=text.unbroken(text("hours.onsite", hours=lessons)) if lessons else "",
                location=year.planning.programme.school if place is Place.SCHOOL else "",
            )


def _stay_title(day: Day, year: ApprenticeYear, text: Messages) -> str:
    """Return the title of a stay: École – S45 (période 2, semaine 1 sur 3)."""
    assert day.place is not None
    name = _capitalized(activity_name(display_activity(day.place, day.activity), text))
    week = f"{text('week.letter')}{year.planning.year.weeks[day.week].iso_week:02}"
    title = " – ".join(filter(None, (name, day.block, week)))
    blocks = [block for block in year.cohort.blocks if block.activity == day.activity]
    number, block = next(item for item in enumerate(blocks, 1) if day.week in item[1].weeks)
    counts = []
    if len(blocks) > 1:
        counts.append(text("agenda.block", number=number))
    if block.length > 1:
        nth = day.week - block.first + 1
        counts.append(text("agenda.week", number=nth, count=block.length))
    return f"{title} ({', '.join(counts)})" if counts else title


def _sessions(year: ApprenticeYear, text: Messages) -> Iterator[_Entry]:
    workday, zone = year.planning.programme.workday, ZoneInfo(year.planning.programme.time_zone)
    starts = {Part.MORNING: workday.morning, Part.AFTERNOON: workday.afternoon}
    due = year.cohort.placed_sessions
    for week, days in enumerate(_weeks(year)):
        parts = [(day.date, part) for day in days for part in day.sessions]
        for number, (day, part) in enumerate(parts, start=1 + sum(due[:week])):
            start = datetime.combine(day, starts[part], zone)
            yield _Entry(
                "session",
                (number,),
                start,
                start + timedelta(minutes=workday.session),
                text("agenda.session", number=number, count=sum(due)),
                text("agenda.sessions"),
                is_busy=True,
            )


def _named_blocks(year: ApprenticeYear, text: Messages) -> Iterator[_Entry]:
    """Yield the first and the last day of each named block at the company."""
    labels = {named.name: named.label for named in year.cohort.cohort.named_blocks}
    numbers: Counter[str] = Counter()
    for (name, activity), run in groupby(year.days, lambda day: (day.block, day.activity)):
        if name is None or not activity.is_in_company:
            continue
        numbers[name] += 1
        days = [day for day in run if day.place is not None]
        for edge, day in (("begins", days[0]), ("ends", days[-1])):
            if day.in_contract:
                title = text(f"agenda.{edge}", name=name, label=labels[name])
                key = (name, numbers[name], edge)
                yield _whole_day("block", key, day.date, title, text("agenda.blocks"))


def _events(year: ApprenticeYear, text: Messages) -> Iterator[_Entry]:
    numbers: Counter[str] = Counter()
    for day in year.days:
        for name in day.events:
            numbers[name] += 1
            if day.in_contract:
                key = (name, numbers[name])
                yield _whole_day("event", key, day.date, name, text("agenda.events"))


def _holidays(year: ApprenticeYear, text: Messages) -> Iterator[_Entry]:
    programme = year.planning.programme
    names = holiday_names(year.planning.year, programme.public_holidays, text.language)
    for day in year.days:
        if day.is_off and day.in_contract:
            key, category = (day.date.isoformat(),), text("legend.holiday")
            yield _whole_day("holiday", key, day.date, names[day.date], category)


def _closures(year: ApprenticeYear, text: Messages) -> Iterator[_Entry]:
    title = text("agenda.closed")
    runs = _runs(year.days, lambda day: day.company_closed and day.in_contract)
    for number, days in enumerate(runs, start=1):
        end = days[-1].date + _DAY
        yield _Entry("closed", (number,), days[0].date, end, _capitalized(title), title)


_ENTRY_SOURCES: Sequence[Callable[[ApprenticeYear, Messages], Iterator[_Entry]]] = (
    _stays,
    _sessions,
    _named_blocks,
    _events,
    _holidays,
    _closures,
)
"""The functions that yield the events, by kind."""


def _whole_day(
    kind: str, key: tuple[str | int, ...], day: date, title: str, category: str
) -> _Entry:
    return _Entry(kind, key, day, day + _DAY, title, category)


def _weeks(year: ApprenticeYear) -> Iterator[Sequence[Day]]:
    return (year.week(n) for n in range(len(year.planning.year)))


def _runs(days: Iterable[Day], predicate: Callable[[Day], bool]) -> Iterator[Sequence[Day]]:
    """Return the maximal runs of consecutive days that satisfy a predicate."""
    return (tuple(run) for holds, run in groupby(days, predicate) if holds)


def _capitalized(name: str) -> str:
    return name[:1].upper() + name[1:]


# --- Serialization -------------------------------------------------------------------------------


def _calendar(year: ApprenticeYear, edition: Edition, text: Messages) -> Calendar:
    name = text("agenda.name", name=year.apprentice.name, year=year.planning.year.label)
    calendar = Calendar()
    _add_text(calendar, "version", "2.0")
    _add_text(calendar, "prodid", f"-//planner//planner//{text.language.upper()}")
    _add_text(calendar, "calscale", "GREGORIAN")
    _add_text(calendar, "name", name)
    _add_text(calendar, "x-wr-calname", name)
    _add_text(calendar, "x-wr-caldesc", _description(year, edition, text))
    _add_text(calendar, "x-wr-timezone", year.planning.programme.time_zone)
    calendar.add("refresh-interval", _DAY, {"VALUE": "DURATION"})
    _add_text(calendar, "x-published-ttl", "PT24H")
    return calendar


def _description(year: ApprenticeYear, edition: Edition, text: Messages) -> str:
    """Return the description: year, cohort, name, school, programme and version."""
    programme = year.planning.programme
    who = f"{year.planning.year.label}, {year.cohort.cohort.label}, {year.apprentice.name}"
    source = f"{programme.school}, {programme.name}"
    return "\n".join((who, source, version_line(edition, text)))


def _vtimezone(year: ApprenticeYear) -> Timezone:
    """Return the time zone of a year: that of Paris for all years, another one for its days."""
    name, weeks = year.planning.programme.time_zone, year.planning.year.weeks
    if name == PARIS:
        return _time_of_paris()
    first, last = weeks[0].monday, weeks[-1].monday + 7 * _DAY
    return Timezone.from_tzinfo(ZoneInfo(name), name, first_date=first, last_date=last)


def _time_of_paris() -> Timezone:
    """Return the time of Paris: summer from the last Sunday of March to that of October."""
    zone = Timezone()
    zone.add("tzid", PARIS)
    summer, winter = timedelta(hours=2), timedelta(hours=1)
    for change, name, start, was, becomes in (
        (TimezoneDaylight(), "CEST", datetime(1970, 3, 29, 2), winter, summer),
        (TimezoneStandard(), "CET", datetime(1970, 10, 25, 3), summer, winter),
    ):
        change.add("dtstart", start)
        change.add("rrule", {"freq": "yearly", "bymonth": start.month, "byday": "-1su"})
        change.add("tzoffsetfrom", was)
        change.add("tzoffsetto", becomes)
        change.add("tzname", name)
        zone.add_component(change)
    return zone


def _event(
    identifier: str, entry: _Entry, edition: Edition, about: str, status: str = "CONFIRMED"
) -> Event:
    event = Event()
    event.add("uid", identifier)
    event.add("dtstamp", _dtstamp(edition))
    event.add("last-modified", _dtstamp(edition))
    event.add("sequence", edition.revision)
    event.add("dtstart", entry.start)
    event.add("dtend", entry.end)
    _add_text(event, "summary", entry.title)
    _add_text(event, "description", "\n".join(filter(None, (entry.note, about))))
    if entry.location:
        _add_text(event, "location", entry.location)
    event.add("categories", [entry.category])
    event.add("status", status)
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    return event


def _cancelled_event(
    identifier: str, entry: _Entry, edition: Edition, about: str, text: Messages
) -> Event:
    gone = replace(entry, title=text("agenda.cancelled", title=entry.title), is_busy=False)
    return _event(identifier, gone, edition, about, status="CANCELLED")


def _dtstamp(edition: Edition) -> datetime:
    """Return the DTSTAMP: the day of issue, else the first day of the year, never the clock."""
    day = edition.issued or edition.planning.year.weeks[0].monday
    return datetime.combine(day, time(), UTC)


def _add_text(component: Component, name: str, value: str) -> None:
    """Add a text property without control characters, which RFC 5545 forbids."""
    lines = (
        "".join(letter for letter in line if unicodedata.category(letter) != "Cc")
        for line in value.splitlines()
    )
    component.add(name, vText("\n".join(lines)))
