"""Public holidays of a place, as the law has them and as a programme changes them.

They come from the package `holidays`, which lists customary days of the French Antilles beside
those of the law (Code du travail, art. L3133-1, L3134-13 and L3422-2).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from pathlib import Path
from types import MappingProxyType

import holidays
from holidays import HolidayBase
from holidays.registry import COUNTRIES

from planner.year.moments import MonthDay
from planner.year.weeks import Week


@dataclass(frozen=True)
class Feast:
    """A day that moves with Easter, by its distance in days from Easter Sunday."""

    after_easter: int


FEASTS: Mapping[str, Feast] = MappingProxyType(
    {
        "shrove_monday": Feast(-48),
        "shrove_tuesday": Feast(-47),
        "ash_wednesday": Feast(-46),
        "mid_lent": Feast(-24),
        "good_friday": Feast(-2),
        "easter_monday": Feast(1),
        "ascension": Feast(39),
        "whit_monday": Feast(50),
        "corpus_christi": Feast(60),
    }
)
"""Days that move with Easter, by their names in programme files."""

HolidayDay = MonthDay | Feast | date
"""A day of every year, a day that moves with Easter, or one single day."""


@dataclass(frozen=True)
class AddedHoliday:
    """A public holiday that the calendar of the country does not have."""

    name: str
    day: HolidayDay


@dataclass(frozen=True)
class PublicHolidays:
    """Whose public holidays are kept, and what differs from them.

    Attributes
    ----------
    country, subdivision
        ISO 3166-1 and 3166-2 codes of the place.
    added, taken_away
        Days that are holidays here and not in the calendar of the place, and the reverse.
    solidarity
        The public holiday worked as journée de solidarité (Code du travail, art. L3133-7).
    """

    country: str
    subdivision: str | None = None
    added: tuple[AddedHoliday, ...] = ()
    taken_away: tuple[HolidayDay, ...] = ()
    solidarity: HolidayDay | None = None

    def names(self, years: Sequence[int], language: str = "fr") -> Mapping[date, str]:
        """Return the days off of some years with their names, in "fr" or "en".

        A country whose calendar is not translated into the language keeps its own; added days
        have the name of the programme. What is worked as journée de solidarité is none of them.
        """
        gone = {day_in(day, year) for day in self.taken_away for year in years}
        worked = {day_in(self.solidarity, year) for year in years} if self.solidarity else set()
        own = {day_in(each.day, year): each.name for each in self.added for year in years}
        legal = _legal(self.country, self.subdivision, tuple(years), language)
        off = {day: name for day, name in legal.items() if day not in gone} | own
        return {d: name for d, name in off.items() if d.year in years and d not in worked}

    def solidarity_days(self, years: Sequence[int]) -> frozenset[date]:
        """Return the public holidays of some years that are worked as journée de solidarité."""
        if self.solidarity is None:
            return frozenset()
        legal = _legal(self.country, self.subdivision, tuple(years), "fr")
        return frozenset({day_in(self.solidarity, year) for year in years} & legal.keys())

    def unknown_days(self, years: Sequence[int]) -> Iterator[HolidayDay]:
        """Yield the days that are taken away, or worked, and no public holidays in any year."""
        for day in (*self.taken_away, *([self.solidarity] if self.solidarity else ())):
            asked = [day.year] if isinstance(day, date) else years
            legal = _legal(self.country, self.subdivision, tuple(asked), "fr")
            if not any(day_in(day, year) in legal for year in asked):
                yield day


def holiday_names(
    weeks: Iterable[Week], public_holidays: PublicHolidays, language: str
) -> Mapping[date, str]:
    """Return the names of the public holidays on weekdays of some weeks, in "fr" or "en"."""
    days = [day for week in weeks for day in week.public_holidays]
    names = public_holidays.names(sorted({day.year for day in days}), language)
    return {day: names[day] for day in days}


def day_in(day: HolidayDay, year: int) -> date:
    """Return a day in a given year; one single day whatever the year."""
    match day:
        case MonthDay():
            return date(year, day.month, day.day)
        case Feast():
            return _easter(year) + timedelta(days=day.after_easter)
        case date():
            return day


def is_known_country(country: str) -> bool:
    """Return whether this is the code of a country whose public holidays are known."""
    return country in _PLACES


def subdivisions_of(country: str) -> tuple[str, ...]:
    """Return the codes of the parts of a known country that have public holidays of their own."""
    return tuple(_calendar(country).subdivisions)


def known_subdivision(country: str, name: str | None) -> str | None:
    """Return the code of a part of a country by its code or name; other names unchanged."""
    if name is None or not is_known_country(country):
        return name
    calendar = _calendar(country)
    codes = {code.casefold(): code for code in calendar.subdivisions}
    aliases = {alias.casefold(): code for alias, code in calendar.subdivisions_aliases.items()}
    french = _FRENCH_ALIASES if country == "FR" else {}
    return {**aliases, **french, **codes}.get(name.strip().casefold(), name)


_FRENCH_ALIASES = {
    "67": "6AE",
    "68": "6AE",
    "bas-rhin": "6AE",
    "haut-rhin": "6AE",
    "alsace-moselle": "57",
}
"""Names of French subdivisions; the local law is the same in Alsace and in Moselle."""

_CUSTOMARY: Mapping[str, frozenset[str]] = {
    "971": frozenset({"Vendredi saint", "Mi-Carême", "Fête de Victor Schoelcher"}),
    "972": frozenset({"Vendredi saint", "Fête de Victor Schoelcher"}),
    "MF": frozenset({"Fête de Victor Schoelcher"}),
}
"""Days of French subdivisions that `holidays` lists, and that are holidays by custom only."""


_PLACES = {
    code: (module, name)
    for module, (name, *codes) in COUNTRIES.items()
    for code in codes
    if len(code) in (2, 3)
}
"""The module of each country in `holidays`, and the name of its calendar there, by its codes."""


@cache
def _calendar(country: str) -> type[HolidayBase]:
    """Import the calendar of a known country.

    `holidays` offers it as well, but imports those of all 250 countries on the way.
    """
    module, name = _PLACES[country]
    folder = Path(holidays.__path__[0], "countries")
    found = PathFinder.find_spec(f"holidays.countries.{module}", [str(folder)])
    assert found
    assert found.loader
    loaded = module_from_spec(found)
    found.loader.exec_module(loaded)
    calendar: type[HolidayBase] = getattr(loaded, name)
    return calendar


@cache  # building the calendar of a country is slow
def _legal(
    country: str, subdivision: str | None, years: tuple[int, ...], language: str
) -> Mapping[date, str]:
    """Return the holidays of the law in some years, with their names."""
    code = {"fr": "fr", "en": "en_US"}[language]
    calendar = _calendar(country)
    found = calendar(subdiv=subdivision, years=years, language=code)
    customary = _CUSTOMARY.get(subdivision or "") if country == "FR" else None
    if customary is None:
        return dict(found)
    french = calendar(subdiv=subdivision, years=years, language="fr")
    return {d: name for d, name in found.items() if not set(french.get_list(d)) <= customary}


def _easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian algorithm)."""
    golden, century, part = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (part // 4) - epact - part % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
