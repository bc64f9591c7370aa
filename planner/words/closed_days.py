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


def closed_lines_of(year: AcademicYear, text: Messages) -> Iterator[str]:
    """Yield the single closed days of a year with their dates and cohorts."""
    named = (found for week in year.weeks for found in closed_days_in(week, year, text))
    return _dated_lines(named, text)


def days_off(
    week: Week, holidays: Mapping[date, str], closed: Iterable[DatedName], text: Messages
) -> Iterator[str]:
    """Yield the public holidays of a week and its closed days in their order, with their dates.

    Parameters
    ----------
    holidays
        The names of public holidays.
    """
    named = [(day, holidays[day]) for day in week.public_holidays]
    return _dated_lines([*named, *closed], text)


def closed_day_lines(days: Iterable[ClosedDay], text: Messages) -> Iterator[str]:
    """Yield closed days of one cohort with their dates, those of one name together."""
    return _dated_lines(own_closed_days(days, text), text)


def _dated_lines(named: Iterable[DatedName], text: Messages) -> Iterator[str]:
    days: dict[str, list[date]] = {}
    for day, name in sorted(named):
        days.setdefault(name, []).append(day)
    return (f"{text.listed(_spans(of, text))} {name}" for name, of in days.items())


def _spans(days: Iterable[date], text: Messages) -> Iterator[str]:
    """Yield dates; of three or more weekdays that follow each other, the first and the last."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == (3 if day.weekday() == 0 else 1):
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        names = [text.weekday(day) for day in run]
        yield f"{names[0]} – {names[-1]}" if len(run) > 2 else text.listed(names)
