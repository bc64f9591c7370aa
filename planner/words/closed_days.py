"""Words on single days on which the school is closed, and on the days off of a week."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from planner.messages import Messages
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.year.moments import DayClosure
from planner.year.public_holidays import holiday_names
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


def cohort_holidays(planning: Planning, cohort: Cohort, text: Messages) -> Mapping[date, str]:
    """Return the names of the public holidays on weekdays of a year, as a cohort has it."""
    site = planning.programme.site_of(cohort)
    weeks = planning.year.of(cohort.id).weeks
    return holiday_names(weeks, site.public_holidays, text.language)


def days_off_of_all(planning: Planning, text: Messages) -> list[tuple[str, ...]]:
    """Return for each week the public holidays and closed days of any cohort, with their dates.

    What only some sites have is named with them, their closed weeks as well.
    """
    year, cohorts = planning.year, {row.cohort.id: row.cohort for row in planning.cohorts}
    if not year.sites:
        names = cohort_holidays(planning, planning.cohorts[0].cohort, text)
        weeks = year.weeks
        return [tuple(days_off(w, names, _closed_days_in(w, year, text), text)) for w in weeks]
    of_sites = [cohort_holidays(planning, cohorts[each.cohorts[0]], text) for each in year.sites]
    found = []
    for index, week in enumerate(year.weeks):
        at: dict[DatedName, list[str]] = {}
        for each, names in zip(year.sites, of_sites, strict=True):
            for day in each.year.weeks[index].public_holidays:
                at.setdefault((day, names[day]), []).append(each.site)
        holidays = (
            (day, name if len(sites) == len(year.sites) else f"{name} – {text.listed(sites)}")
            for (day, name), sites in at.items()
        )
        lines = _dated_lines([*holidays, *_closed_days_in(week, year, text)], text)
        found.append((*_closed_at(index, year, text), *lines))
    return found


def _closed_at(index: int, year: AcademicYear, text: Messages) -> Iterator[str]:
    """Yield the sites that are closed all week, where others are not."""
    closed = [each.site for each in year.sites if each.year.weeks[index].closed]
    if closed and not year.weeks[index].closed:
        yield text("closed.at-sites", sites=text.listed(closed))


def _closed_days_in(week: Week, year: AcademicYear, text: Messages) -> Iterator[DatedName]:
    """Yield the single days of a week that are closed for any cohort, named with who has them."""
    for each in year.single_days:
        if week.monday <= each.first <= week.last_day:
            name = closed_day_name(each, text)
            listed = text.listed(_who(each, year))
            yield each.first, f"{name} – {listed}" if listed else name


def _who(closed: DayClosure, year: AcademicYear) -> Iterator[str]:
    """Yield the sites for which it is closed as a whole, then the other cohorts by their ids."""
    whole = [each for each in year.sites if {*each.cohorts} <= {*closed.cohorts}]
    yield from (each.site for each in whole)
    named = {cohort for each in whole for cohort in each.cohorts}
    yield from (cohort for cohort in closed.cohorts if cohort not in named)


def closed_lines_of(year: AcademicYear, text: Messages) -> Iterator[str]:
    """Yield the single closed days of a year with their dates and cohorts."""
    named = (found for week in year.weeks for found in _closed_days_in(week, year, text))
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
