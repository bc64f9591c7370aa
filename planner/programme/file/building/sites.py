"""Builds the sites of a programme from the validated tables of its file.

What the table of a site says is merged with what the file says for the whole school as a file is
merged with one that it extends.
"""

from collections.abc import Iterator
from typing import Any

from planner.files.problems import Problem, problem
from planner.programme.file.extension import Tables, merge_tables
from planner.programme.file.schema.closures import ClosuresTable
from planner.programme.file.schema.holidays import HolidayDayTable, PublicHolidaysTable
from planner.programme.file.schema.programme import ProgrammeFile
from planner.programme.file.schema.sites import CampusTable
from planner.programme.site import Campus, Site
from planner.year.moments import Closures, DayClosure, HolidayDates, MonthDay
from planner.year.public_holidays import (
    FEASTS,
    AddedHoliday,
    HolidayDay,
    PublicHolidays,
    known_subdivision,
)
from planner.year.time_zones import time_zone_of

_OF_SITES = {"closures", "public_holidays", "campus"}
"""The tables of a file that its sites have as well."""


def build_sites(file: ProgrammeFile) -> tuple[Site, ...]:
    """Build the sites of a file: one without a name where it gives none.

    All that its sites need must be given: see `unknown_sites`.
    """
    whole = _said(file)
    if not file.sites:
        return (_site("", "", whole, file),)
    return tuple(
        _site(id_, t.name, _at_site(whole, _said(t)), file) for id_, t in file.sites.items()
    )


def unknown_sites(file: ProgrammeFile) -> Iterator[Problem]:
    """Yield the problems of cohorts without a known site, and of sites without a known zone."""
    known = ", ".join(file.sites)
    for cohort in file.cohorts:
        if cohort.site is None and known:
            fault = problem("site.missing", known=known)
        elif cohort.site is not None and not known:
            fault = problem("site.none", found=cohort.site)
        elif cohort.site is not None and cohort.site not in file.sites:
            accepted = problem("accepted.one-of", expected=known)
            fault = problem(
                "field.value", field="site", found=f'"{cohort.site}"', accepted=accepted
            )
        else:
            continue
        yield problem("cohort.problem", cohort=cohort.id, what=fault)
    for id_, site in file.sites.items():
        holidays = _at_site(_said(file), _said(site))["closures"].get("school_holidays")
        for key in ("zone", "names"):
            if holidays is not None and key not in holidays:
                field = f"sites.{id_}.closures.school_holidays.{key}"
                yield problem("field.missing", field=field)


def tables_at_site(tables: Tables, site: str) -> Tables:
    """Return the tables of a file with what one of its sites says itself, by its id."""
    own = tables.get("sites", {}).get(site, {})
    return _at_site({"closures": {}, **tables}, own if isinstance(own, dict) else {})


def closures_at(tables: Tables, site: str) -> Closures:
    """Return the closures of a site, as some tables of a file give them.

    Raises
    ------
    ValidationError
        The tables are not those of closures.
    """
    closures = tables_at_site(tables, site)["closures"]
    return _closures(ClosuresTable.model_validate(closures))


def _said(table: Any) -> Tables:
    """Return what a table says of a site, without what it leaves out."""
    said: Tables = table.model_dump(include=_OF_SITES, exclude_unset=True)
    return {"closures": {}, "public_holidays": {}, "campus": {}, **said}


def _at_site(whole: Tables, own: Tables) -> Tables:
    """Return what a site has: what it says itself, and what the whole school has else.

    Dates of school holidays are those of a zone: a site of another zone does not take them over.
    """
    zones = [
        (tables.get("closures", {}).get("school_holidays") or {}).get("zone")
        for tables in (whole, own)
    ]
    if zones[1] not in (None, zones[0]):
        kept = {key: value for key, value in whole["closures"].items() if key != "dates"}
        whole = {**whole, "closures": kept}
    return merge_tables(whole, own)


def _site(id_: str, name: str, tables: Tables, file: ProgrammeFile) -> Site:
    campus = CampusTable.model_validate(tables["campus"])
    holidays = _public_holidays(PublicHolidaysTable.model_validate(tables["public_holidays"]))
    zone = file.workday.time_zone or time_zone_of(holidays.country, holidays.subdivision) or ""
    return Site(
        id_,
        name,
        holidays,
        _closures(ClosuresTable.model_validate(tables["closures"])),
        Campus(campus.most_cohorts, campus.most_people, campus.resources),
        zone,
    )


def _public_holidays(table: PublicHolidaysTable) -> PublicHolidays:
    return PublicHolidays(
        table.country,
        known_subdivision(table.country, table.subdivision),
        tuple(AddedHoliday(added.name, _holiday_day(added)) for added in table.added),
        tuple(_holiday_day(day) for day in table.taken_away),
        _holiday_day(table.solidarity_day) if table.solidarity_day else None,
    )


def _holiday_day(table: HolidayDayTable) -> HolidayDay:
    if table.date is not None:
        return table.date
    if table.feast is not None:
        return FEASTS[table.feast]
    assert table.month is not None
    assert table.day is not None
    return MonthDay(table.month, table.day)


def _closures(table: ClosuresTable) -> Closures:
    holidays = table.school_holidays
    return Closures(
        iso_weeks=tuple(table.weeks),
        zone=holidays.zone if holidays else "",
        holidays=tuple(holidays.names) if holidays else (),
        given=tuple(HolidayDates(d.name, d.first, d.last) for d in table.dates),
        days=tuple((d.first, d.last) for d in table.days),
        single_days=tuple(
            DayClosure(
                each.first,
                each.last or each.first,
                each.name or "",
                tuple(dict.fromkeys(each.cohorts)),
                lost=each.hours == "lost",
            )
            for each in table.single_days
        ),
        open_weeks=tuple(table.open_weeks),
    )
