"""Versions of plannings in the portal: published one after the other, withdrawn, published again.

A series is the planning of one programme in one academic year. Its newest version is the one that
is served, unless it was withdrawn. Nothing but a purge ever changes what a version holds.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Row, bindparam, func, select

from planner.apprentices.apprentice import Apprentice
from planner.files.problems import Unusable, problem
from planner.planning.file import parse_edition
from planner.planning.planning import Edition
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    PEOPLE_TABLE,
    VERSIONS_TABLE,
)

_APPRENTICE = TypeAdapter(Apprentice)
UNSTORED_FIELDS = {"remarks", "where"}
"""What a list says of an apprentice and the portal has no use for."""


@dataclass(frozen=True)
class Series:
    """One programme in one academic year."""

    programme: str
    start_year: int

    @property
    def key(self) -> str:
        """Name it in addresses."""
        return f"{self.programme}-{self.start_year}"


@dataclass(frozen=True)
class Version:
    """A version as the portal lists it.

    Attributes
    ----------
    programme_name, year_label, last_day
        What people call its series, and the last day of the year.
    revision
        Its number in the series.
    label, issued
        What the registrar calls it, and the day of issue.
    published_by, withdrawn_by
        Who did it.
    repeats
        The number of the version that was published again in this one.
    sha256
        Of its planning.json.
    """

    id: int
    series: Series
    programme_name: str
    year_label: str
    last_day: date
    revision: int
    label: str | None
    issued: date | None
    published: datetime
    published_by: str
    repeats: int | None
    withdrawn: datetime | None
    withdrawn_by: str | None
    sha256: str

    @property
    def next_revision(self) -> int:
        """The number after it: a withdrawal takes one as well, as calendars cancel under it."""
        return self.revision + (2 if self.withdrawn else 1)


@dataclass(frozen=True)
class Enrolment:
    """An apprentice of a version, with the numbers of person and company in the portal."""

    person: int
    company: int
    apprentice: Apprentice


def series_of(edition: Edition) -> Series:
    """Tell of which series an edition is."""
    return Series(edition.planning.programme.id, edition.planning.year.start_year)


# --- Reading ------------------------------------------------------------------------------------

_LISTED = [column for column in VERSIONS_TABLE.c if column.name != "planning"]

# What each poll of a feed asks is composed once: composing it takes longer than the answer.
_ALL = select(*_LISTED).order_by(
    VERSIONS_TABLE.c.start_year.desc(), VERSIONS_TABLE.c.programme, VERSIONS_TABLE.c.revision.desc()
)
_OF_SERIES = _ALL.where(
    VERSIONS_TABLE.c.programme == bindparam("programme"),
    VERSIONS_TABLE.c.start_year == bindparam("start_year"),
)
_NEWEST = _OF_SERIES.limit(1)


def list_versions(connection: Connection, series: Series | None = None) -> tuple[Version, ...]:
    """List the versions of a series, or of all: years and programmes in order, newest first."""
    rows = connection.execute(_OF_SERIES, vars(series)) if series else connection.execute(_ALL)
    return tuple(map(_version, rows))


def newest_version(connection: Connection, series: Series) -> Version | None:
    """Give the newest version of a series, withdrawn or not."""
    row = connection.execute(_NEWEST, vars(series)).one_or_none()
    return None if row is None else _version(row)


def newest_versions(connection: Connection) -> tuple[Version, ...]:
    """Give the newest version of each series."""
    found: dict[Series, Version] = {}
    for each in list_versions(connection):
        found.setdefault(each.series, each)
    return tuple(found.values())


def preceding_version(listed: Iterable[Version], of: Version) -> Version | None:
    """Find the version that was served before one, among those listed newest first."""
    earlier = (v for v in listed if v.series == of.series and v.revision < of.revision)
    return next((v for v in earlier if not v.withdrawn), None)


def last_version_with(connection: Connection, person: int) -> Version | None:
    """Give the last version that has a person in its list."""
    query = select(func.max(ENROLMENTS_TABLE.c.version)).where(ENROLMENTS_TABLE.c.person == person)
    number = connection.scalar(query)
    return None if number is None else read_version(connection, number)


def read_version(connection: Connection, number: int) -> Version:
    """Give a version by its number in the database.

    Raises
    ------
    Unusable
        There is none, or no more.
    """
    row = connection.execute(select(*_LISTED).where(VERSIONS_TABLE.c.id == number)).one_or_none()
    if row is None:
        raise Unusable([problem("portal.purged")])
    return _version(row)


def read_edition(connection: Connection, number: int) -> Edition:
    """Read the planning of a version.

    Raises
    ------
    Unusable
        There is none, or the database is damaged.
    """
    packed = connection.scalar(
        select(VERSIONS_TABLE.c.planning).where(VERSIONS_TABLE.c.id == number)
    )
    if packed is None:
        raise Unusable([problem("portal.purged")])
    try:
        text = zlib.decompress(packed).decode()
    except (zlib.error, UnicodeDecodeError):
        raise Unusable([problem("portal.damaged-entry")]) from None
    return parse_edition(text, "planning.json")


def read_enrolments(connection: Connection, number: int) -> tuple[Enrolment, ...]:
    """Read the apprentices of a version, in the order of their list.

    Raises
    ------
    Unusable
        The database is damaged.
    """
    query = (
        select(ENROLMENTS_TABLE.c.person, PEOPLE_TABLE.c.company, ENROLMENTS_TABLE.c.apprentice)
        .join(PEOPLE_TABLE, ENROLMENTS_TABLE.c.person == PEOPLE_TABLE.c.id)
        .where(ENROLMENTS_TABLE.c.version == number)
        .order_by(ENROLMENTS_TABLE.c.place)
    )
    try:
        return tuple(
            Enrolment(row.person, row.company, _APPRENTICE.validate_json(row.apprentice))
            for row in connection.execute(query)
        )
    except ValidationError:
        raise Unusable([problem("portal.damaged-entry")]) from None


def person_names(connection: Connection, people: Iterable[int]) -> dict[int, str]:
    """Give the names of some persons, as the last version with each of them says."""
    c = ENROLMENTS_TABLE.c
    query = select(c.person, c.apprentice).where(c.person.in_(set(people))).order_by(c.version)
    return {
        row.person: _APPRENTICE.validate_json(row.apprentice).name
        for row in connection.execute(query)
    }


def company_names(connection: Connection) -> dict[int, str]:
    """Give the names of all companies, by their numbers."""
    query = select(COMPANIES_TABLE.c.id, COMPANIES_TABLE.c.name).order_by(COMPANIES_TABLE.c.key)
    return {row.id: row.name for row in connection.execute(query)}


def _version(row: Row[tuple[object, ...]]) -> Version:
    values = row._asdict()
    series = Series(values.pop("programme"), values.pop("start_year"))
    return Version(series=series, **values)


# --- Writing ------------------------------------------------------------------------------------


def serialized_apprentice(apprentice: Apprentice) -> str:
    """Write what is kept of an apprentice."""
    return _APPRENTICE.dump_json(apprentice, exclude=UNSTORED_FIELDS).decode()
