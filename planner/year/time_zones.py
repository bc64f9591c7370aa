"""The time zone of a place: that in which its remote sessions begin."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

PARIS = "Europe/Paris"
"""The time zone of metropolitan France, and of the portal's office."""

_SUBDIVISIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("FR", "971"): "America/Guadeloupe",
        ("FR", "972"): "America/Martinique",
        ("FR", "973"): "America/Cayenne",
        ("FR", "974"): "Indian/Reunion",
        ("FR", "976"): "Indian/Mayotte",
        ("FR", "BL"): "America/St_Barthelemy",
        ("FR", "MF"): "America/Marigot",
        ("FR", "NC"): "Pacific/Noumea",
        ("FR", "PF"): "Pacific/Tahiti",
        ("FR", "PM"): "America/Miquelon",
        ("FR", "TF"): "Indian/Kerguelen",
        ("FR", "WF"): "Pacific/Wallis",
    }
)
"""Time zones of parts of countries, by their codes."""

_COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        "FR": PARIS,
        "DE": "Europe/Berlin",
        "ES": "Europe/Madrid",
        "PF": "Pacific/Tahiti",
        "PT": "Europe/Lisbon",
    }
)
"""Time zones of countries that have several: that of the capital."""


def time_zone_of(country: str, subdivision: str | None) -> str | None:
    """Return the time zone of a place; None if its country has several and none is known."""
    if found := _SUBDIVISIONS.get((country, subdivision or "")):
        return found
    if found := _COUNTRIES.get(country):
        return found
    zones = get_global("territory_zones").get(country, ())
    return zones[0] if len(zones) == 1 else None


def is_time_zone(name: str) -> bool:
    """Whether a name is one of the IANA time zone database."""
    return name in _SUBDIVISIONS.values() or name in _COUNTRIES.values() or name in _database()


@cache
def _database() -> frozenset[str]:
    """Return the names of the IANA time zone database, some 600 files that are all opened."""
    return frozenset(available_timezones())


def day_at(moment: datetime, time_zone: str = PARIS) -> date:
    """Return the date that a moment has in a time zone."""
    return moment.astimezone(ZoneInfo(time_zone)).date()
