"""Changes of a programme that a year under way asks for: a week closed, a cohort added."""

from copy import deepcopy
from datetime import date, timedelta

from planner.files.problems import Unusable, problem
from planner.programme.file.extension import Tables


def closed_week(tables: Tables, day: date) -> Tables:
    """Return the tables of a programme with the school closed in one week of one year.

    Parameters
    ----------
    day
        A day of the week, which is closed from Monday to Friday. The week is no longer among
        those that `open_weeks` keeps open.
    """
    monday = day - timedelta(days=day.weekday())
    closures: Tables = dict(tables.get("closures", {}))
    closure = {"first": monday, "last": monday + timedelta(days=4)}
    days = closures.get("days", [])
    closures["days"] = days if closure in days else [*days, closure]
    if "open_weeks" in closures:
        number = monday.isocalendar().week
        closures["open_weeks"] = [week for week in closures["open_weeks"] if week != number]
    return {**tables, "closures": closures}


def added_cohort(
    tables: Tables,
    like: str,
    cohort: str,
    *,
    label: str | None = None,
    headcount: int | None = None,
    option: str | None = None,
) -> Tables:
    """Return the tables of a programme with one more cohort, which has the rules of another one.

    It stands behind the one it is like. A cohort of the year after that followed that one, as the
    only one of its year and option, says so from now on.

    Parameters
    ----------
    like, cohort
        The id of the cohort whose rules it has, and its own.
    label
        The name that is printed; its id, without it.
    headcount, option
        As those of the other cohort, where they are not given.

    Raises
    ------
    Unusable
        There is no cohort to be like.
    """
    cohorts: list[Tables] = tables.get("cohorts", [])
    place = next((n for n, each in enumerate(cohorts) if each.get("id") == like), None)
    if place is None:
        known = ", ".join(str(each.get("id", "?")) for each in cohorts)
        raise Unusable([problem("add-cohort.unknown", cohort=like, known=known)])
    given = {"label": label or cohort, "headcount": headcount, "option": option}
    own = {key: value for key, value in given.items() if value is not None}
    added = {**deepcopy(cohorts[place]), "id": cohort, **own}
    years = [_year_and_option(each) for each in cohorts]
    year, track = years[place]
    if years.count((year, track)) > 1 or _year_and_option(added) != (year, track):
        followers = set()
    else:
        followers = {n for n, each in enumerate(years) if each == (year + 1, track)}
    kept = [
        {**each, "follows": each.get("follows", like)} if n in followers else each
        for n, each in enumerate(cohorts)
    ]
    return {**tables, "cohorts": [*kept[: place + 1], added, *kept[place + 1 :]]}


def _year_and_option(cohort: Tables) -> tuple[int, str]:
    """Return what tells whom a cohort follows: its year (0 where it is not given) and option."""
    return cohort.get("year", 0), cohort.get("option", "")
