"""Calendar files (.ics): entries whose titles tell the class and what it does."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from planner.acquisition.file.codes import meaning_of_words
from planner.acquisition.file.dates import ONE_DAY
from planner.acquisition.file.marks import Mark, Marks
from planner.acquisition.seen import Spot
from planner.files.problems import Unusable, problem

if TYPE_CHECKING:
    from icalendar import Event

_PARTS = re.compile(r"\s+[-–—:|·]\s+|\s*[:|·]\s+")


def read_events(content: bytes, file: str) -> Marks:
    """Read the entries of a calendar file.

    A title has parts between dashes or colons: the one that says what is done, and the class.

    Raises
    ------
    Unusable
        It is no calendar, or an entry repeats itself.
    """
    from icalendar import Calendar, Event

    try:
        calendar = Calendar.from_ical(content)
        marks = tuple(
            mark
            for event in calendar.walk("VEVENT")
            if isinstance(event, Event)
            for mark in _marks(event, file)
        )
    except (ValueError, TypeError, LookupError, AttributeError):
        raise Unusable([problem("seen.not-ics", file=file)]) from None
    return Marks(tuple(sorted(marks, key=lambda mark: (mark.first, mark.group, mark.code))))


def _marks(event: "Event", file: str) -> Iterator[Mark]:
    title = " ".join(str(event.get("SUMMARY", "")).split())
    if "RRULE" in event:
        raise Unusable([problem("seen.repeats", file=file, entry=title)])
    start = event.decoded("DTSTART")
    end = event.decoded("DTEND") if "DTEND" in event else start
    first, last = _day(start), _day(end)
    if not isinstance(end, datetime) and last > first:
        last -= ONE_DAY
    parts = [part for part in _PARTS.split(title) if part]
    telling = [part for part in parts if meaning_of_words(part)] or parts[-1:]
    others = [part for part in parts if part not in telling[:1]]
    name = others[0] if others else ""
    yield Mark(
        name,
        first,
        last,
        telling[0] if telling else "",
        Spot("", title),
    )


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
