"""Words on single days on which the school is closed, and on the days off of a week."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from planner.messages import Messages
from planner.year.moments import DayClosure
from planner.year.weeks import AcademicYear, ClosedDay, Week

DatedName = tuple[date, str]


def closed_day_name(closed: ClosedDay | DayClosure, text: Messages) -> str:
    """Return why the school is closed on a day, and whether its hours are lost."""
    said = [closed.name, text("closed_day.lost") if closed.lost else ""]
    why = text.listed(filter(None, said))
    return text("closed_day.named", why=why) if why else text("legend.closed")


def own_closed_days(days: Iterable[ClosedDay], text: Messages) -> Iterator[DatedName]:
    """Yield closed days of one cohort with their names."""
    return ((each.date, closed_day_name(each, text)) for each in days)


def closed_days_in(week: Week, year: AcademicYear, text: Messages) -> Iterator[DatedName]:
    """Yield the single days of a week that are closed for any cohort, named with their cohorts."""
    for each in year.single_days:
        if week.monday <= each.first <= week.last_day:
            name = closed_day_name(each, text)
            listed = text.listed(each.cohorts)
            yield each.first, f"{name} – {listed}" if listed else name


def days_off(
    week: Week, holidays: Mapping[date, str], closed: Iterable[DatedName], text: Messages
) -> Iterator[str]:
    """Yield the public holidays of a week and its closed days in their order, each with its date.

    Parameters
    ----------
    holidays
        The names of public holidays.
    """
    named = [(day, holidays[day]) for day in week.public_holidays]
    return _dated_lines(sorted([*named, *closed]), text)


def closed_day_lines(days: Iterable[ClosedDay], text: Messages) -> Iterator[str]:
    """Yield closed days of one cohort, each with its date."""
    return _dated_lines(own_closed_days(days, text), text)


def _dated_lines(named: Iterable[DatedName], text: Messages) -> Iterator[str]:
    return (f"{text.weekday(day)} {name}" for day, name in named)
