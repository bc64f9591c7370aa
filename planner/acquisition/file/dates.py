"""Months, days and weeks as French and English calendars write them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.files.spelling import plain
from planner.year.activity import WEEKDAYS

_NAMES = (
    ("janvier", "janv", "jan", "january"),
    ("fevrier", "fevr", "fev", "february", "feb"),
    ("mars", "mar", "march"),
    ("avril", "avr", "april", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "juil", "july", "jul"),
    ("aout", "august", "aug"),
    ("septembre", "sept", "sep", "september"),
    ("octobre", "oct", "october"),
    ("novembre", "nov", "november"),
    ("decembre", "dec", "december"),
)
_MONTHS = {name: n for n, names in enumerate(_NAMES, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

_MONTH_TITLE = re.compile(rf"({_MONTH})\.?[ \-/']*(\d{{4}}|\d{{2}})?")
_NUMBERED_MONTH = re.compile(r"(0?[1-9]|1[0-2])[/.-](20\d\d)")
_SCHOOL_YEAR = re.compile(r"\b(20\d\d)\s*[-/–_]\s*(?:20)?(\d\d)\b")
_TWO_YEARS = re.compile(r"\b(20\d\d)\b\D{1,20}\b(20\d\d)\b")
_WEEK = re.compile(
    r"(?:(20\d\d)[ -]*)?(?:semaine|sem|s|week|w)[.\s]*(?:n°)?\s*(\d{1,2})(?:[ /-]*(20\d\d))?"
)
_ISO_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?!\d)(?:er)?(?:\s*[/.-]\s*(\d{{1,2}})\b|[\s/.-]+({_MONTH})\b)?\.?"
    r"(?:\s*[/.-]\s*(20\d\d|\d\d)\b|\s+(20\d\d)\b)?"
)

_DAY_NAMES = (
    ("l", "lu", "lun", "lundi", "mo", "mon", "monday"),
    ("m", "ma", "mar", "mardi", "tu", "tue", "tuesday"),
    ("m", "me", "mer", "mercredi", "we", "wed", "wednesday"),
    ("j", "je", "jeu", "jeudi", "th", "thu", "thursday"),
    ("v", "ve", "ven", "vendredi", "fr", "fri", "friday"),
    ("s", "sa", "sam", "samedi", "sat", "saturday"),
    ("d", "di", "dim", "dimanche", "su", "sun", "sunday"),
)

_LEAP_YEAR = 2000

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class WrittenDay:
    """A day as written; None for what is not."""

    day: int
    month: int | None = None
    year: int | None = None


@dataclass(frozen=True)
class WrittenWeek:
    """The number of an ISO week, with its year if that is written."""

    number: int
    year: int | None = None


WrittenSpan = tuple[WrittenDay, WrittenDay]
"""The first and last day of a span, as written; the same one twice for a single day."""


def month_of_title(value: object) -> tuple[int, int | None] | None:
    """Return the month that the title of a column names, with its year if that is given."""
    if isinstance(value, date):
        return (value.month, value.year) if value.day == 1 else None
    if not isinstance(value, str):
        return None
    text = plain(value).strip()
    if found := _MONTH_TITLE.fullmatch(text):
        return _MONTHS[found[1]], _full_year(found[2])
    if found := _NUMBERED_MONTH.fullmatch(text):
        return int(found[1]), int(found[2])
    return None


def titled_year(text: str) -> int | None:
    """Return the year in which the school year starts that a title names: 2021-2022."""
    for first, last in [*_SCHOOL_YEAR.findall(text), *_two_years(text)]:
        if (int(first) + 1) % 100 == int(last):
            return int(first)
    return None


def without_years(text: str) -> str:
    """Return a title without the school year that it names."""
    return _SCHOOL_YEAR.sub("", text).strip(" -–_")


def _two_years(text: str) -> list[tuple[str, str]]:
    """Return the years of texts such as septembre 2025 – août 2026."""
    return [(first, last[2:]) for first, last in _TWO_YEARS.findall(text)]


def weekdays_of(text: str) -> frozenset[int]:
    """Return the weekdays, from 0 for Monday, that a name or a letter may stand for."""
    word = plain(text).strip(" .")
    return frozenset(n for n, names in enumerate(_DAY_NAMES) if word in names)


def week_number(value: object) -> WrittenWeek | None:
    """Return the week that a cell names by its number: S40, semaine 40, 2021-W40."""
    if not isinstance(value, str) or not (found := _WEEK.fullmatch(plain(value).strip())):
        return None
    number = int(found[2])
    year = found[1] or found[3]
    return WrittenWeek(number, int(year) if year else None) if 1 <= number <= 53 else None


def span_of(value: object) -> WrittenSpan | None:
    """Return the day or the span of days that a cell names: 04/10/2021, du 4 au 8 octobre 2021."""
    if isinstance(value, date):
        day = WrittenDay(value.day, value.month, value.year)
        return day, day
    if not isinstance(value, str):
        return None
    text = plain(value)
    days = [
        WrittenDay(int(day), int(month), int(year)) for year, month, day in _ISO_DAY.findall(text)
    ] or [
        WrittenDay(
            int(day),
            int(month) if month else _MONTHS[name] if name else None,
            _full_year(year or long_year),
        )
        for day, month, name, year, long_year in _DAY.findall(text)
    ]
    if not 1 <= len(days) <= 2 or days[-1].month is None:
        return None
    span = _completed(days[0], days[-1]), days[-1]
    return span if all(map(_exists, span)) else None


def _completed(first: WrittenDay, last: WrittenDay) -> WrittenDay:
    """Return the first day of a span with what only its last day tells."""
    assert last.month is not None
    month = first.month
    if month is None:
        month = last.month if first.day <= last.day else (last.month - 2) % 12 + 1
    year = first.year
    if year is None and last.year is not None:
        year = last.year - (month > last.month)
    return WrittenDay(first.day, month, year)


def _exists(day: WrittenDay) -> bool:
    """Whether a year has a day; one that is not written may be a leap year."""
    assert day.month is not None
    try:
        date(day.year or _LEAP_YEAR, day.month, day.day)
    except ValueError:
        return False
    return True


def _full_year(text: str | None) -> int | None:
    return None if not text else int(text) + 2000 * (len(text) == 2)


def dated_weeks(weeks: Sequence[WrittenWeek], start_year: int | None) -> list[date] | None:
    """Return the Mondays of weeks that follow each other; None if no year is known.

    A week whose number is lower than that of the week before lies in the next year.
    """
    if (year := next((week.year for week in weeks if week.year), start_year)) is None:
        return None
    mondays: list[date] = []
    before = 0
    for week in weeks:
        year = week.year or year + (week.number < before)
        before = week.number
        try:
            mondays.append(date.fromisocalendar(year, week.number, 1))
        except ValueError:
            return None
    return mondays


def dated_spans(
    spans: Sequence[WrittenSpan], start_year: int | None
) -> list[tuple[date, date]] | None:
    """Return the days of spans that follow each other; None if no year is known.

    A day without a year is the first such one from the day before it on.
    """
    known = next((first.year for first, _ in spans if first.year), None)
    year = known if known is not None else start_year
    if year is None:
        return None
    found: list[tuple[date, date]] = []
    month = 0
    for first, last in spans:
        assert first.month is not None
        assert last.month is not None
        year = first.year or year + (first.month < month)
        month = first.month
        end_year = last.year or year + (last.month < first.month)
        try:
            found.append((date(year, month, first.day), date(end_year, last.month, last.day)))
        except ValueError:
            return None
    return found


def days_from(monday: date) -> list[date]:
    """Return the seven days of a week."""
    return [monday + n * ONE_DAY for n in range(7)]


def weekdays_from(monday: date) -> list[date]:
    """Return the days of a week, Monday to Friday."""
    return days_from(monday)[:WEEKDAYS]


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - day.weekday() * ONE_DAY
