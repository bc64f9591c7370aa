"""Contradictions of the sites of a school: their public holidays, closures and time zones."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from planner.files.problems import Problem, problem
from planner.programme.programme import Programme
from planner.programme.site import Site
from planner.year.moments import MonthDay
from planner.year.public_holidays import (
    FEASTS,
    Feast,
    HolidayDay,
    is_known_country,
    subdivisions_of,
)
from planner.year.time_zones import is_time_zone

_HOLIDAY_YEARS = range(2020, 2048)
"""Years in which every day of the year falls on each weekday."""


def site_contradictions(programme: Programme) -> Iterator[Problem]:
    """Yield the problems of the sites; what all of them have is one of the whole file."""
    found = [list(_of_site(site, programme)) for site in programme.sites]
    of_all = [fault for fault in found[0] if all(fault in others for others in found)]
    yield from of_all
    for site, faults in zip(programme.sites, found, strict=True):
        yield from (
            problem("site.problem", site=site.id, what=fault)
            for fault in faults
            if fault not in of_all
        )


def _of_site(site: Site, programme: Programme) -> Iterator[Problem]:
    yield from _public_holidays(site)
    if is_known_country(site.public_holidays.country) and not is_time_zone(site.time_zone):
        yield problem(
            "field.value",
            field="workday.time_zone",
            found=site.time_zone or "–",
            accepted=problem("accepted.time-zone"),
        )
    yield from _closures(site)
    yield from _single_days(site, programme)


def _public_holidays(site: Site) -> Iterator[Problem]:
    country, subdivision = site.public_holidays.country, site.public_holidays.subdivision
    if not is_known_country(country):
        yield problem(
            "field.value",
            field="public_holidays.country",
            found=country,
            accepted=problem("accepted.country"),
        )
    elif subdivision and subdivision not in subdivisions_of(country):
        yield problem(
            "field.value",
            field="public_holidays.subdivision",
            found=subdivision,
            accepted=problem("accepted.one-of", expected=", ".join(subdivisions_of(country))),
        )
    else:
        for day in site.public_holidays.unknown_days(_HOLIDAY_YEARS):
            yield problem("contradiction.no-holiday", day=_day_text(day))


def _closures(site: Site) -> Iterator[Problem]:
    for span in site.closures.given:
        if span.name not in site.closures.holidays:
            yield problem("contradiction.dates-unused", name=span.name)
        if span.first > span.last:
            yield problem("contradiction.dates", name=span.name, first=span.first, last=span.last)
    for first, last in site.closures.days:
        if first > last:
            yield problem("contradiction.days", first=first, last=last)


def _single_days(site: Site, programme: Programme) -> Iterator[Problem]:
    """Check the dates and cohorts of single closed days, and that none is both lost and made up."""
    every, own = (
        [cohort.id for cohort in cohorts]
        for cohorts in (programme.cohorts, programme.cohorts_at(site))
    )
    closures = site.closures.single_days
    for closure in closures:
        of_all = all(closure in other.closures.single_days for other in programme.sites)
        known = every if of_all else own
        if closure.first > closure.last:
            yield problem("contradiction.single-days", first=closure.first, last=closure.last)
        elif not any(day.weekday() < programme.weekdays for day in closure.days()):
            yield problem("contradiction.single-days-off", first=closure.first, last=closure.last)
        if unknown := [cohort for cohort in closure.cohorts if cohort not in known]:
            yield problem(
                "contradiction.single-days-cohorts",
                first=closure.first,
                found=", ".join(unknown),
                known=", ".join(known),
            )
    for one, other in combinations(closures, 2):
        shared = [day for day in one.days() if day in other]
        who = [cohort for cohort in own if one.concerns(cohort) and other.concerns(cohort)]
        if shared and who and one.lost != other.lost:
            yield problem(
                "contradiction.single-days-twice",
                first=other.first,
                day=shared[0],
                cohorts=", ".join(who),
            )


def _day_text(day: HolidayDay) -> str:
    """Return a day as a programme file names it."""
    match day:
        case MonthDay():
            return f"{{ month = {day.month}, day = {day.day} }}"
        case Feast():
            return next(f'{{ feast = "{name}" }}' for name in FEASTS if FEASTS[name] == day)
        case date():
            return f"{{ date = {day} }}"
