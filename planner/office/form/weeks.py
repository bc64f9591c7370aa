"""The dates of ISO weeks in the academic year of a draft, told beside their numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from planner.messages import Messages
from planner.year.calendar import start_of_year
from planner.year.moments import MonthDay, YearSpan

_SUNDAY = timedelta(days=6)
_USUAL_FIRST_WEEK = 36


def told_weeks(mondays: Iterable[date], text: Messages) -> str:
    """Return the days of the weeks of some Mondays; weeks that follow each other are one span."""
    spans: list[tuple[date, date]] = []
    for monday in mondays:
        if spans and monday - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], monday + _SUNDAY)
        else:
            spans.append((monday, monday + _SUNDAY))
    return ", ".join(text.span(*span) for span in spans)


@dataclass(frozen=True)
class WeekDates:
    """When the ISO weeks of an academic year are.

    Attributes
    ----------
    start_year
        The year in which it starts.
    first_week
        The ISO week with which it starts.
    """

    start_year: int
    first_week: int

    def monday(self, iso_week: int) -> date | None:
        """Return the Monday of a week; None if the year has no such week."""
        year = self.start_year + (iso_week < self.first_week)
        try:
            return date.fromisocalendar(year, iso_week, 1)
        except ValueError:
            return None

    def told(self, iso_weeks: Sequence[object], text: Messages) -> str:
        """Return the days of some weeks, by their numbers."""
        return told_weeks(self._mondays(iso_weeks), text)

    def told_of(self, dated_week: object, text: Messages) -> str:
        """Return the days of a week such as 2026-W45; "" if it is none."""
        try:
            monday = date.fromisocalendar(int(str(dated_week)[:4]), int(str(dated_week)[-2:]), 1)
        except ValueError:
            return ""
        return text.span(monday, monday + _SUNDAY)

    def _mondays(self, iso_weeks: Sequence[object]) -> Iterator[date]:
        for iso_week in iso_weeks:
            monday = self.monday(iso_week) if isinstance(iso_week, int) else None
            if monday:
                yield monday


def week_dates(year: object, start_year: int) -> WeekDates:
    """Return the dates of the weeks of an academic year, as far as its table says when it starts.

    Parameters
    ----------
    year
        The table `academic_year`, which may be incomplete.
    """
    span = _span(year)
    try:
        first_week = start_of_year(start_year, span).isocalendar().week if span else None
    except ValueError:  # no such day or month
        first_week = None
    return WeekDates(start_year, first_week or _USUAL_FIRST_WEEK)


def _span(year: object) -> YearSpan | None:
    match year:
        case {"first_week": int(week)}:
            return YearSpan(iso_week=week)
        case {"first_monday_of": int(month)}:
            return YearSpan(first_monday=month)
        case {"starts": {"month": int(month), "day": int(day)}}:
            return YearSpan(day=MonthDay(month, day))
    return None
