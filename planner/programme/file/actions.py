"""Changes of a programme that a year under way asks for: closures, absences, a cohort added."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from datetime import date, timedelta

from planner.files.problems import Unusable, problem
from planner.files.spelling import folded
from planner.programme.file.building.sites import tables_at_site
from planner.programme.file.extension import Tables
from planner.year.weeks import AcademicYear


def closed_week(tables: Tables, day: date, site: str = "") -> Tables:
    """Return the tables of a programme with the school closed in one week of one year.

    Parameters
    ----------
    day
        A day of the week, which is closed from Monday to Friday. The week is no longer among
        those that `open_weeks` keeps open.
    site
        The id of the site that is closed; all of them if empty.

    Raises
    ------
    Unusable
        There is no such site.
    """
    monday = day - timedelta(days=day.weekday())
    closure = {"first": monday, "last": monday + timedelta(days=4)}
    number = monday.isocalendar().week
    tables = _added(tables, site, "days", closure)
    for each in [site] if site else ["", *tables.get("sites", {})]:
        tables = _not_kept_open(tables, each, number)
    return tables


def closed_days(
    tables: Tables,
    first: date,
    last: date,
    *,
    cohorts: Sequence[str] = (),
    lost: bool = False,
    name: str = "",
    site: str = "",
) -> Tables:
    """Return the tables of a programme with the school closed on some single days.

    Parameters
    ----------
    first, last
        The first and the last of these days; their weeks stay open.
    cohorts
        The ids of the cohorts for which it is closed; all of them if empty.
    lost
        Whether the hours of these days are lost; if not, other weeks make them up.
    name
        Why it is closed.
    site
        The id of the site that is closed; all of them if empty.

    Raises
    ------
    Unusable
        There is no such site, or `open_weeks` keeps one of their weeks open.
    """
    open_weeks = [
        week
        for each in ([site] if site else ["", *tables.get("sites", {})])
        for week in tables_at_site(tables, each)["closures"].get("open_weeks", [])
    ]
    for day in (first, last):
        if day.isocalendar().week in open_weeks:
            raise Unusable([problem("close-day.open", week=day.isocalendar().week)])
    closure = {
        "first": first,
        **({"last": last} if last != first else {}),
        **({"name": name} if name else {}),
        **({"cohorts": [*cohorts]} if cohorts else {}),
        "hours": "lost" if lost else "made-up",
    }
    return _added(tables, site, "single_days", closure)


def _added(tables: Tables, site: str, key: str, closure: Tables) -> Tables:
    """Return tables with one more closure of the school, or of a site."""
    known = list(tables.get("sites", {}))
    if site and site not in known:
        accepted = problem("accepted.one-of", expected=", ".join(known) or "–")
        raise Unusable([problem("field.value", field="site", found=f'"{site}"', accepted=accepted)])
    closures = _closures(tables, site)
    listed = closures.get(key, [])
    if closure in listed:
        return tables
    return _with_closures(tables, site, {**closures, key: [*listed, closure]})


def _not_kept_open(tables: Tables, site: str, number: int) -> Tables:
    """Return tables in which no `open_weeks` of the school, or of a site, names a week."""
    closures, of_site = _closures(tables, site), tables_at_site(tables, site)["closures"]
    kept = of_site.get("open_weeks", [])
    if number not in kept:
        return tables
    closures["open_weeks"] = [week for week in kept if week != number]
    if site:  # those of the school no longer hold there
        closures["replaces"] = sorted({*closures.get("replaces", []), "open_weeks"})
    return _with_closures(tables, site, closures)


def _closures(tables: Tables, site: str) -> Tables:
    """Return a copy of the closures of the school, or of a site, by its id."""
    table: Tables = tables["sites"][site] if site else tables
    return dict(table.get("closures", {}))


def _with_closures(tables: Tables, site: str, closures: Tables) -> Tables:
    if not site:
        return {**tables, "closures": closures}
    sites = {**tables["sites"], site: {**tables["sites"][site], "closures": closures}}
    return {**tables, "sites": sites}


def check_closable(day: date, year: AcademicYear, cohorts: Iterable[str] = ()) -> None:
    """Check that lessons can be lost on a day: it is a weekday of an open week of a year.

    Parameters
    ----------
    cohorts
        The ids of the cohorts that have lessons, each in the year of its site; all if empty.

    Raises
    ------
    Unusable
        It is not, or for all of them a public holiday.
    """
    years = [year.of(cohort) for cohort in cohorts] or [year]
    weeks = [w for each in years for w in each.weeks if w.monday <= day <= w.last_day]
    if not weeks:
        raise Unusable([problem("close-day.no-day", day=day, year=year.label)])
    if all(week.closed or day in week.public_holidays for week in weeks):
        raise Unusable([problem("close-day.closed", day=day)])


def with_teacher_away(tables: Tables, name: str, weeks: Iterable[int]) -> Tables:
    """Return the tables of a programme with a teacher away in some more weeks.

    Parameters
    ----------
    name
        As the modules have it; case and accents do not matter.
    weeks
        Their ISO numbers.

    Raises
    ------
    Unusable
        No module has such a teacher, or none is named.
    """
    curriculum: Tables = tables.get("curriculum", {})
    modules: list[Tables] = curriculum.get("modules", [])
    teaching: Tables = {each: {} for module in modules for each in module.get("teachers", [])}
    teachers: Tables = {**teaching, **curriculum.get("teachers", {})}
    found = next((each for each in teachers if folded(each) == folded(name)), None)
    if found is None:
        key = "away.unknown" if teachers else "away.nobody"
        raise Unusable([problem(key, name=name, known=", ".join(teachers))])
    away = sorted({*teachers[found].get("weeks_away", []), *weeks})
    teachers[found] = {**teachers[found], "weeks_away": away}
    return {**tables, "curriculum": {**curriculum, "teachers": teachers}}


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
