"""The time zone of a programme: where sessions begin, and when a day changes on a page."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.calendar_file import calendar_file
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.pages.company import (
    ApprenticeSection,
    ApprenticeVersion,
    CompanyPage,
    company_page_html,
)
from planner.programme.file import parse_programme
from planner.year.time_zones import time_zone_of
from tests.builders import lived, ruled_by, site
from tests.conftest import ALBI

FRENCH = Messages("fr")
HOLIDAYS = 'country = "FR" # Code du travail, art. L3133-1'
WORKDAY = "[workday]\n"

OFFSETS = {
    None: (1, 2),
    "57": (1, 2),
    "67": (1, 2),
    "971": (-4, -4),
    "972": (-4, -4),
    "973": (-3, -3),
    "974": (4, 4),
    "976": (3, 3),
    "BL": (-4, -4),
    "MF": (-4, -4),
    "NC": (11, 11),
    "PF": (-10, -10),
    "PM": (-3, -2),
    "TF": (5, 5),
    "WF": (12, 12),
}
"""Hours ahead of UTC in January and in July (arrêtés and decrees on legal time)."""


def _file(subdivision: str | None = None, zone: str | None = None, country: str = "FR") -> str:
    text = ALBI.read_text(encoding="utf-8")
    place = f'country = "{country}"\n'
    if subdivision:
        place += f'subdivision = "{subdivision}"\n'
    if zone:
        text = text.replace(WORKDAY, f'{WORKDAY}time_zone = "{zone}"\n')
    return text.replace(HOLIDAYS, place)


@pytest.mark.parametrize("subdivision", OFFSETS)
def test_the_time_zone_follows_the_subdivision(subdivision: str | None) -> None:
    zone = ZoneInfo(parse_programme(_file(subdivision), "x").sites[0].time_zone)
    found = tuple(datetime(2027, month, 15, tzinfo=zone).utcoffset() for month in (1, 7))
    assert found == tuple(timedelta(hours=hours) for hours in OFFSETS[subdivision])


@pytest.mark.parametrize(
    ("country", "zone"),
    [("CH", "Europe/Zurich"), ("DE", "Europe/Berlin"), ("RE", "Indian/Reunion"), ("CA", None)],
)
def test_other_countries_have_their_own(country: str, zone: str | None) -> None:
    assert time_zone_of(country, None) == zone


def test_a_key_sets_it() -> None:
    assert (
        parse_programme(_file("974", "Indian/Mayotte"), "x").sites[0].time_zone == "Indian/Mayotte"
    )
    assert (
        parse_programme(_file(None, "America/Toronto", "CA"), "x").sites[0].time_zone
        == "America/Toronto"
    )


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Reunion", "FR"), ("../etc/passwd", "FR"), ("GMT+25", "FR"), (None, "CA")],
)
def test_an_unknown_one_is_refused(zone: str | None, country: str) -> None:
    with pytest.raises(Unusable) as refused:
        parse_programme(_file(None, zone, country), "x")
    told = "\n".join(map(FRENCH.sentence, refused.value.problems))
    assert "workday.time_zone" in told
    assert "Indian/Reunion" in told


def _elsewhere(zone: str) -> ApprenticeYear:
    year = lived("CEEE", [0, 2, 1, 0])
    sites = (site(time_zone=zone),)
    programme = replace(year.planning.programme, sites=sites)
    return replace(year, planning=ruled_by(year.planning, programme))


def _starts(file: bytes) -> Iterator[datetime]:
    for event in Calendar.from_ical(file).walk("VEVENT"):
        start = event.decoded("DTSTART")
        if isinstance(start, datetime):
            yield start


@pytest.mark.parametrize(
    "zone", ["Indian/Reunion", "America/Miquelon", "Pacific/Noumea", "Europe/Zurich"]
)
def test_calendar_files_bear_it(zone: str) -> None:
    year = _elsewhere(zone)
    file = calendar_file(year, Edition(year.planning, ()), FRENCH)
    assert file == calendar_file(year, Edition(year.planning, ()), FRENCH)
    assert b"Europe/Paris" not in file
    for line in (f"X-WR-TIMEZONE:{zone}", f"TZID:{zone}"):
        assert file.count(f"\r\n{line}\r\n".encode()) == 1
    here = [start.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for start in _starts(file)]
    assert len(here) == 3
    assert [start.astimezone(UTC) for start in _starts(file)] == here
    assert {start.time() for start in _starts(file)} <= {
        year.planning.programme.workday.morning,
        year.planning.programme.workday.afternoon,
    }


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Paris", "mardi 11 avril 2023"),
        ("Pacific/Noumea", "mercredi 12 avril 2023"),
        ("America/Guadeloupe", "mardi 11 avril 2023"),
    ],
)
def test_pages_have_its_day(zone: str, day: str) -> None:
    """At 19:00 in UTC it is 21:00 in Paris, and 6:00 of the next day in Nouméa."""
    year = _elsewhere(zone)
    version = ApprenticeVersion(
        Edition(year.planning, (), "V1"), datetime(2023, 4, 1, tzinfo=UTC), year
    )
    section = ApprenticeSection(7, version, version, None, None, None, None)
    page = CompanyPage(
        company="Société",
        base="/c/S",
        section=section,
        listed=(),
        series=(),
        is_one_of_several=False,
        withdrawn=(),
        departed=(),
        until=date(2024, 6, 30),
        is_preview=False,
    )
    html = company_page_html(page, datetime(2023, 4, 11, 19, tzinfo=UTC), FRENCH)
    assert day in html.replace("\N{NO-BREAK SPACE}", " ")
    assert (zone in html) == (zone != "Europe/Paris")
