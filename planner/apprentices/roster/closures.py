"""Parse when a company is closed: "S32-S34, 52", "du 24/12/2026 au 31/12/2026".

A text is cut into tokens (weeks, days, "-" and ","), then parsed into ranges of dates.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.apprentices.apprentice import Span
from planner.apprentices.roster.vocabulary import (
    EMPTY_WORDS,
    parse_month,
    parse_weekday,
    quoted_excerpt,
    rejected_value,
)
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded, plain
from planner.year.weeks import AcademicYear, Week

_DASHES = re.compile("[‐-―−]")
_ISO_WEEK = re.compile(r"(?P<year>\d{4})[- ]?[sw](?P<week>\d{1,2})(?!\w)")
_WEEK = re.compile(r"(?P<name>(?:semaines?|sem|weeks?|wk|s|w)[. ]*)?(?P<week>\d{1,2})(?!\w)")
_WEEK_OF_YEAR = re.compile(
    r"(?:semaines?|sem|weeks?|wk|s|w)[. ]*(?P<week>\d{1,2})"
    r"(?: de | of |[ /.-])?(?P<year>20\d\d)(?!\w)"
)
_TYPED_WEEKS = re.compile(r"\d{1,2}-[a-z]{3,4}\.?")
"""How spreadsheets show the date that they make of two weeks: 08-dec."""

_NUMERIC_DAY = re.compile(r"(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4}|\d{2})(?!\w)")
_ISO_DAY = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?!\w)")
_SHORT_DAY = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\w/])")
_NAMED_DAY = re.compile(
    r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)?[ -]?(?P<name>[a-z]{3,})\.?(?:[ -](?P<year>\d{4}|\d{2}))?"
    r"(?!\w)"
)
_MIDNIGHT = re.compile(r"[ t]0?0:00(:00)?(\.0+)?$")
_WORD = re.compile(r"[^\W\d_]+\.?|\S")

_TO = {"-", "a", "au", "to", "till", "until", "through"}
_AND = {",", ";", "/", "+", "&", "et", "and", "puis", "then"}
_FILLER_WORDS = {
    "du",
    "de",
    "des",
    "le",
    "la",
    "les",
    "from",
    "the",
    "semaines",
    "semaine",
    "weeks",
    "week",
    "inclus",
}


@dataclass(frozen=True)
class _Week:
    """A week as written; `is_bare` if it is only a number, which may be the day of a date."""

    text: str
    number: int
    year: int | None = None
    is_bare: bool = False


@dataclass(frozen=True)
class _Day:
    """A date as written, possibly without year."""

    text: str
    day: int
    month: int
    year: int | None = None


def parse_date(text: str) -> date:
    """Parse a date with its year: 05/10/2026, 2026-10-05, 5 octobre 2026.

    Raises
    ------
    Unusable
        The text is no such date.
    """
    words = _MIDNIGHT.sub("", plain(text).strip())
    first, _, others = words.partition(" ")
    if parse_weekday(first.rstrip(".,")) is not None:
        words = others.strip()
    for pattern in (_ISO_DAY, _NUMERIC_DAY, _NAMED_DAY):
        found = pattern.fullmatch(words)
        day = _day(found) if found else None
        if day and day.year and (read := _date(day, day.year)):
            return read
    raise rejected_value(text, "accepted.written-day")


def parse_closures(text: str, year: AcademicYear) -> tuple[Span, ...]:
    """Parse weeks and dates of an academic year into ranges; weeks are from Monday to Sunday.

    Raises
    ------
    Unusable
        The text cannot be parsed, or a date is ambiguous or not in the year.
    """
    if folded(text) in EMPTY_WORDS:
        return ()
    return tuple(_spans(text, year))


def check_typed_weeks(first: int, last: int, text: str, year: AcademicYear) -> None:
    """Check that a date without year cannot have been typed as two weeks, as 8-12.

    Parameters
    ----------
    first, last
        The day and the month of the date, which may be weeks of the year.
    text
        The date as it is shown.

    Raises
    ------
    Unusable
        It can.
    """
    weeks = [week.iso_week for week in year.weeks]
    if first in weeks and last in weeks and weeks.index(first) < weeks.index(last):
        what = problem(
            "cell.typed-weeks",
            found=quoted_excerpt(text),
            weeks=f"{first}-{last}",
            first=f"{first:02}",
            last=f"{last:02}",
            day=f"{first:02}/{last:02}",
        )
        raise Unusable([what])


def _spans(text: str, year: AcademicYear) -> Iterator[Span]:
    tokens = list(_tokens(text))
    while tokens:
        start = end = tokens.pop(0)
        if start == ",":
            continue
        if isinstance(start, _Day) and _TYPED_WEEKS.fullmatch(start.text):
            check_typed_weeks(start.day, start.month, start.text, year)
        if tokens and tokens[0] == "-":
            end = tokens[1] if len(tokens) > 1 else "-"
            del tokens[:2]
        runs_on = bool(tokens) and tokens[0] != "," and _Day in (type(end), type(tokens[0]))
        if isinstance(start, str) or isinstance(end, str) or runs_on:
            raise rejected_value(text, "accepted.closing")
        if isinstance(start, _Week) and start.is_bare and isinstance(end, _Day):
            start = replace(end, text=start.text, day=start.number)
        span = Span(_resolve(start, year).first, _resolve(end, year).last)
        if span.last < span.first:
            found = f'"{start.text} - {end.text}"'
            raise Unusable([problem("cell.reversed", found=found, year=year.label)])
        yield span


def _tokens(text: str) -> Iterator[_Week | _Day | str]:
    """Yield the tokens of a text: weeks, days, "-" (to) and "," (and)."""
    words, at = _DASHES.sub("-", plain(text)), 0
    while at < len(words):
        point, end = _point_at(words, at) or (None, at)
        if point:
            yield point
        elif word := _WORD.match(words, at):
            end, name = word.end(), word[0].removesuffix(".")
            if name in _TO:
                yield "-"
            elif name in _AND:
                yield ","
            elif name not in _FILLER_WORDS and parse_weekday(name) is None:
                raise rejected_value(text, "accepted.closing")
        else:  # white space
            end = at + 1
            if words[at] == "\n":
                yield ","
        at = end


def _point_at(words: str, at: int) -> tuple[_Week | _Day, int] | None:
    """Match a week or a day at a position; return it and its end, or None."""
    for pattern in (_ISO_DAY, _NUMERIC_DAY, _SHORT_DAY, _NAMED_DAY):
        if (found := pattern.match(words, at)) and (day := _day(found)):
            return day, found.end()
    if found := _ISO_WEEK.match(words, at) or _WEEK_OF_YEAR.match(words, at):
        return _Week(found[0].upper(), int(found["week"]), int(found["year"])), found.end()
    if found := _WEEK.match(words, at):
        return _Week(found[0].upper(), int(found["week"]), is_bare=not found["name"]), found.end()
    return None


def _day(found: re.Match[str]) -> _Day | None:
    """Return the day of a match; None if the name of its month is unknown."""
    groups = found.groupdict()
    number = parse_month(groups["name"]) if "name" in groups else int(groups["month"])
    if number is None:
        return None
    year = int(groups["year"]) if groups.get("year") else None
    if year is not None and year < 100:
        year += 2000
    return _Day(found[0], int(groups["day"]), number, year)


def _date(day: _Day, year: int) -> date | None:
    try:
        return date(year, day.month, day.day)
    except ValueError:
        return None


def _resolve(point: _Week | _Day, year: AcademicYear) -> Span:
    """Return the dates in the year that a week or a day means."""
    first, last = year.weeks[0].monday, _sunday(year.weeks[-1])
    if isinstance(point, _Week):
        weeks = [w for w in year.weeks if w.iso_week == point.number]
        spans = [Span(w.monday, _sunday(w)) for w in weeks if point.year in (None, w.iso_year)]
    else:
        years = range(first.year, last.year + 1) if point.year is None else (point.year,)
        days = [day for number in years if (day := _date(point, number))]
        spans = [Span(day, day) for day in days if first <= day <= last]
    if len(spans) == 1:
        return spans[0]
    if spans:
        raise Unusable([problem("cell.which-year", found=f'"{point.text}"', year=year.label)])
    raise rejected_value(point.text, "accepted.in-year", year=year.label, first=first, last=last)


def _sunday(week: Week) -> date:
    return week.monday + timedelta(days=6)
