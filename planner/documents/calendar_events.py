"""Write the calendar of a person in iCalendar format (RFC 5545), version after version.

A calendar client matches events by UID, and keeps the one with the highest SEQUENCE. A calendar
file is therefore written over the one that it replaces: an event that changed gets a higher
SEQUENCE and a later LAST-MODIFIED, one that no longer exists is sent as CANCELLED, every other one
keeps its bytes. A version that changes no event of a person leaves the whole file as it is.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
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

from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.names import version_line
from planner.year.time_zones import PARIS
from planner.year.weeks import AcademicYear

_NAMESPACE = UUID("3d5e1c36-0f0b-4b0e-9a57-7a5f2c7f9b41")
"""The namespace of the UIDs (UUID version 5, RFC 9562)."""

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)

_EVENT = re.compile(rb"^BEGIN:VEVENT\r\n(.*?)^END:VEVENT\r\n", re.DOTALL | re.MULTILINE)
_STAMP = re.compile(rb"^(UID|SEQUENCE|DTSTAMP|LAST-MODIFIED):(.*)\r\n", re.MULTILINE)
"""The lines of an event that say which one it is, and which state of it."""

_NO_DESCRIPTION = b"\r\nDESCRIPTION:\r\n"
"""An empty description, from the end of the line before it."""

_CLOSE = b"END:VCALENDAR\r\n"
_MOMENT_FORMAT = "%Y%m%dT%H%M%SZ"
_MAX_CONTENTS = 4096


@dataclass(frozen=True)
class CalendarEntry:
    """An event, before it is serialized.

    Attributes
    ----------
    kind, key
        The identity of the event within a person's year; its UID is derived from them.
    start, end
        Dates, or moments in the time zone of the programme; the end is exclusive.
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


@dataclass(frozen=True)
class CalendarHeading:
    """Whose calendar a file is.

    Attributes
    ----------
    name
        The name that calendar applications show.
    about
        Lines of the description of the calendar and of each event.
    """

    name: str
    about: str
    time_zone: str


def events_by_uid(
    whose: Sequence[str | int], entries: Iterable[CalendarEntry]
) -> dict[str, CalendarEntry]:
    """Return the events of a person by UID, in the order of their start.

    Parameters
    ----------
    whose
        What tells the year of the person from any other.
    """
    return {
        str(uuid5(_NAMESPACE, json.dumps([*whose, entry.kind, *entry.key]))): entry
        for entry in sorted(entries, key=lambda entry: entry.order)
    }


def name_in_uid(name: str) -> str:
    """Normalize a name for a UID: Unicode NFC, case folded, single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def calendar_of_events(
    heading: CalendarHeading,
    events: Mapping[str, CalendarEntry],
    edition: Edition,
    text: Messages,
    replaced: bytes | None = None,
) -> bytes:
    """Serialize the calendar of a person's year.

    Parameters
    ----------
    events
        By UID.
    edition
        Its revision is the SEQUENCE of the events that it adds or changes, or one more than they
        had if that is not higher.
    replaced
        The calendar file that the person has from an earlier version: what it alone has is
        cancelled, what is the same stays.

    Returns
    -------
    bytes
        An .ics file; deterministic. It is `replaced` if no event changed.
    """
    contents = {
        uid: _content(entry, heading.time_zone, heading.about) for uid, entry in events.items()
    }
    return _file(_header(heading, edition, text), contents, edition, text, replaced)


def cancelled_calendar(replaced: bytes, edition: Edition, text: Messages) -> bytes:
    """Serialize the calendar of a person who is no longer in the planning.

    Parameters
    ----------
    replaced
        The last calendar file with the person.
    edition
        The version without the person.

    Returns
    -------
    bytes
        An .ics file in which every event is CANCELLED; deterministic.
    """
    header = Calendar.from_ical(_EVENT.sub(b"", replaced))
    *about, _ = str(header["description"]).splitlines()
    _describe(header, "\n".join(about), edition, text)
    return _file(header, {}, edition, text, replaced)


def _file(
    header: Component,
    contents: Mapping[str, bytes],
    edition: Edition,
    text: Messages,
    replaced: bytes | None,
) -> bytes:
    known = _read_events(replaced or b"")
    events = dict(_updated_events(contents, known, edition, text))
    if replaced is not None and events == known:
        return replaced
    lines = (event.to_ical(uid) for uid, event in events.items())
    return b"".join((header.to_ical().removesuffix(_CLOSE), *lines, _CLOSE))


# --- Events --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _StampedEvent:
    """An event with the version that last changed it.

    Attributes
    ----------
    content
        Its lines but those that identify it and its state.
    sequence, modified
        Its SEQUENCE, and its LAST-MODIFIED, which is its DTSTAMP (RFC 5545, 3.8.7.2).
    """

    content: bytes
    sequence: int
    modified: datetime

    @property
    def is_cancelled(self) -> bool:
        return b"\r\nSTATUS:CANCELLED\r\n" in self.content

    def to_ical(self, uid: str) -> bytes:
        moment = self.modified.strftime(_MOMENT_FORMAT)
        stamp = (
            f"BEGIN:VEVENT\r\nUID:{uid}\r\nSEQUENCE:{self.sequence}\r\n"
            f"DTSTAMP:{moment}\r\nLAST-MODIFIED:{moment}\r\n"
        )
        return stamp.encode() + self.content + b"END:VEVENT\r\n"


def _read_events(calendar: bytes) -> dict[str, _StampedEvent]:
    """Read the events of a calendar file by UID."""
    return dict(map(_read_event, _EVENT.findall(calendar)))


def _read_event(lines: bytes) -> tuple[str, _StampedEvent]:
    stamp = {name: value.decode() for name, value in _STAMP.findall(lines)}
    modified = datetime.strptime(stamp[b"LAST-MODIFIED"], _MOMENT_FORMAT).replace(tzinfo=UTC)
    event = _StampedEvent(_STAMP.sub(b"", lines), int(stamp[b"SEQUENCE"]), modified)
    return stamp[b"UID"], event


def _updated_events(
    contents: Mapping[str, bytes],
    known: Mapping[str, _StampedEvent],
    edition: Edition,
    text: Messages,
) -> Iterator[tuple[str, _StampedEvent]]:
    """Yield the events of an edition, then the cancelled ones, each with its UID."""
    for uid, content in contents.items():
        yield uid, _updated(content, known.get(uid), edition)
    for uid, event in known.items():
        if uid not in contents:
            is_known = event.is_cancelled
            yield uid, event if is_known else _updated(_cancelled(event, text), event, edition)


def _updated(content: bytes, before: _StampedEvent | None, edition: Edition) -> _StampedEvent:
    """Return an event as it is in an edition: unchanged, or with a higher SEQUENCE."""
    if before is None:
        return _StampedEvent(content, edition.revision, _dtstamp(edition))
    if content == before.content:
        return before
    sequence = max(edition.revision, before.sequence + 1)
    return _StampedEvent(content, sequence, max(_dtstamp(edition), before.modified + _SECOND))


def _dtstamp(edition: Edition) -> datetime:
    """Return the DTSTAMP: the day of issue, else the first day of the year, never the clock."""
    day = edition.issued or edition.planning.year.weeks[0].monday
    return datetime.combine(day, time(), UTC)


def _content(entry: CalendarEntry, time_zone: str, about: str) -> bytes:
    """Serialize an event without its stamp."""
    description = _description("\n".join(filter(None, (entry.note, about))))
    return _shared_lines(replace(entry, note=""), time_zone).replace(_NO_DESCRIPTION, description)


@lru_cache(_MAX_CONTENTS)  # serializing takes longest, and the apprentices of a cohort share events
def _shared_lines(entry: CalendarEntry, time_zone: str) -> bytes:
    """Serialize what an event says of nobody in particular, with an empty description."""
    event = Event()
    for name, moment in (("dtstart", entry.start), ("dtend", entry.end)):
        if isinstance(moment, datetime):
            event.add(name, moment.replace(tzinfo=ZoneInfo(time_zone)))
        else:
            event.add(name, moment)
    _add_text(event, "summary", entry.title)
    _add_text(event, "description", "")
    if entry.location:
        _add_text(event, "location", entry.location)
    event.add("categories", [entry.category])
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE" if entry.is_busy else "TRANSPARENT")
    return _lines(event)


@lru_cache(_MAX_CONTENTS)
def _description(line: str) -> bytes:
    """Serialize the description of an event, as `_NO_DESCRIPTION` is one."""
    event = Event()
    _add_text(event, "description", line)
    return b"\r\n" + _lines(event)


def _cancelled(event: _StampedEvent, text: Messages) -> bytes:
    """Return the content of an event that is no more."""
    parsed = Event.from_ical(b"BEGIN:VEVENT\r\n" + event.content + b"END:VEVENT\r\n")
    title = text("agenda.cancelled", title=str(parsed.pop("summary")))
    _add_text(parsed, "summary", title)
    parsed["status"], parsed["transp"] = vText("CANCELLED"), vText("TRANSPARENT")
    return _lines(parsed)


def _lines(event: Component) -> bytes:
    """Return the lines of an event between its first and its last."""
    return _EVENT.sub(rb"\1", event.to_ical())


# --- Header --------------------------------------------------------------------------------------


def _header(heading: CalendarHeading, edition: Edition, text: Messages) -> Calendar:
    """Return the calendar without its events."""
    calendar = Calendar()
    _add_text(calendar, "version", "2.0")
    _add_text(calendar, "prodid", f"-//planner//planner//{text.language.upper()}")
    _add_text(calendar, "calscale", "GREGORIAN")
    _add_text(calendar, "name", heading.name)
    _add_text(calendar, "x-wr-calname", heading.name)
    _describe(calendar, heading.about, edition, text)
    _add_text(calendar, "x-wr-timezone", heading.time_zone)
    calendar.add("refresh-interval", _DAY, {"VALUE": "DURATION"})
    _add_text(calendar, "x-published-ttl", "PT24H")
    calendar.add_component(_vtimezone(heading.time_zone, edition.planning.year))
    return calendar


def _describe(calendar: Component, about: str, edition: Edition, text: Messages) -> None:
    """Describe a calendar: whose it is, and which version changed it last."""
    version = version_line(edition, text)
    last_change = text("agenda.last-change", version=version) if version else ""
    for name in ("description", "x-wr-caldesc"):  # RFC 7986, 5.2, and what clients had before it
        calendar.pop(name, None)
        _add_text(calendar, name, "\n".join(filter(None, (about, last_change))))


def _vtimezone(name: str, year: AcademicYear) -> Timezone:
    """Return the time zone of a year: that of Paris for all years, another one for its days."""
    if name == PARIS:
        return _time_of_paris()
    first, last = year.weeks[0].monday, year.weeks[-1].monday + 7 * _DAY
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


def _add_text(component: Component, name: str, value: str) -> None:
    """Add a text property without control characters, which RFC 5545 forbids."""
    lines = (
        "".join(letter for letter in line if unicodedata.category(letter) != "Cc")
        for line in value.splitlines()
    )
    component.add(name, vText("\n".join(lines)))
