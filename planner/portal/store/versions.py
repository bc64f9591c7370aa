"""Published versions of plannings: reading them.

A series is the planning of one programme in one academic year. Its newest version is served,
unless it was withdrawn. The content of a version is immutable until it is purged.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Row, bindparam, func, select

from planner.apprentices.apprentice import Apprentice
from planner.files.problems import Unusable, problem
from planner.planning.file import parse_edition
from planner.planning.planning import Edition
from planner.portal.store.recipients import RecipientKind, kind_of_page, seen_as
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    PEOPLE_TABLE,
    VERSIONS_TABLE,
)

_APPRENTICE = TypeAdapter(Apprentice)


@dataclass(frozen=True)
class Series:
    """One programme in one academic year."""

    programme: str
    start_year: int

    @property
    def key(self) -> str:
        """Its identifier in URLs."""
        return f"{self.programme}-{self.start_year}"


@dataclass(frozen=True)
class Version:
    """The metadata of a published version.

    Attributes
    ----------
    programme_name, year_label, last_day
        The display names of the series, and the last day of its academic year.
    revision
        The number in the series, from 1.
    label, issued
        The registrar's name of the version, and the date of issue.
    published_by, withdrawn_by
        The names of the persons.
    repeats
        The revision that this version published again.
    sha256
        The digest of its planning.json.
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
    def planning_name(self) -> str:
        """The name of its series: the programme and the academic year."""
        return f"{self.programme_name} – {self.year_label}"

    @property
    def next_revision(self) -> int:
        """The revision that follows; a withdrawal uses one too, to cancel calendar events."""
        return self.revision + (2 if self.withdrawn else 1)


@dataclass(frozen=True)
class Enrolment:
    """An apprentice on a page of a version.

    Attributes
    ----------
    person, company
        The database ids; the second one of the page, whosever it is. None in a version of former
        times, of an apprentice without a company.
    apprentice
        As the page shows the person.
    whole
        As the roster has the person.
    key
        The key of the page; None without one.
    """

    person: int
    company: int | None
    apprentice: Apprentice
    whole: Apprentice
    key: str | None

    @property
    def kind(self) -> RecipientKind:
        """Whose page it is."""
        return kind_of_page(self.key)


def series_of(edition: Edition) -> Series:
    """Return the series of an edition."""
    return Series(edition.planning.programme.id, edition.planning.year.start_year)


_LISTED = [column for column in VERSIONS_TABLE.c if column.name != "planning"]

# Built once: building a statement takes longer than running it, and each poll of a feed does.
_ALL = select(*_LISTED).order_by(
    VERSIONS_TABLE.c.start_year.desc(), VERSIONS_TABLE.c.programme, VERSIONS_TABLE.c.revision.desc()
)
_OF_SERIES = _ALL.where(
    VERSIONS_TABLE.c.programme == bindparam("programme"),
    VERSIONS_TABLE.c.start_year == bindparam("start_year"),
)
_NEWEST = _OF_SERIES.limit(1)
_COUNT = select(func.count()).where(
    VERSIONS_TABLE.c.programme == bindparam("programme"),
    VERSIONS_TABLE.c.start_year == bindparam("start_year"),
    VERSIONS_TABLE.c.revision <= bindparam("revision"),
)


def list_versions(connection: Connection, series: Series | None = None) -> tuple[Version, ...]:
    """List the versions of a series, or of all; the newest first in each series."""
    rows = connection.execute(_OF_SERIES, vars(series)) if series else connection.execute(_ALL)
    return tuple(map(_version, rows))


def newest_version(connection: Connection, series: Series) -> Version | None:
    """Return the newest version of a series, withdrawn or not."""
    row = connection.execute(_NEWEST, vars(series)).one_or_none()
    return None if row is None else _version(row)


def count_until(connection: Connection, version: Version) -> int:
    """Count the stored versions of a series until one of them, itself included."""
    known = {**vars(version.series), "revision": version.revision}
    return connection.execute(_COUNT, known).scalar_one()


def newest_versions(connection: Connection) -> tuple[Version, ...]:
    """Return the newest version of each series, withdrawn or not."""
    found: dict[Series, Version] = {}
    for each in list_versions(connection):
        found.setdefault(each.series, each)
    return tuple(found.values())


def preceding_version(listed: Iterable[Version], of: Version) -> Version | None:
    """Return the last version served before another one, from a list with the newest first."""
    earlier = (v for v in listed if v.series == of.series and v.revision < of.revision)
    return next((v for v in earlier if not v.withdrawn), None)


def versions_with(
    connection: Connection, company: int, numbers: Iterable[int]
) -> tuple[Version, ...]:
    """Return those of some versions, by their ids, whose roster has apprentices of a company."""
    query = (
        select(ENROLMENTS_TABLE.c.version)
        .join(PEOPLE_TABLE, ENROLMENTS_TABLE.c.person == PEOPLE_TABLE.c.id)
        .where(PEOPLE_TABLE.c.company == company, ENROLMENTS_TABLE.c.version.in_(numbers))
        .distinct()
    )
    known = set(connection.scalars(query))
    return tuple(version for version in list_versions(connection) if version.id in known)


def read_version(connection: Connection, number: int) -> Version:
    """Read a version by its id.

    Raises
    ------
    Unusable
        It does not exist, or was purged.
    """
    row = connection.execute(select(*_LISTED).where(VERSIONS_TABLE.c.id == number)).one_or_none()
    if row is None:
        raise Unusable([problem("portal.purged")])
    return _version(row)


def read_edition(connection: Connection, number: int) -> Edition:
    """Read and parse the planning of a version.

    Raises
    ------
    Unusable
        The version does not exist, or the database is damaged.
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
    """Read the apprentices of a version, in the order of its roster.

    Raises
    ------
    Unusable
        The database is damaged.
    """
    query = (
        select(
            ENROLMENTS_TABLE.c.person,
            PEOPLE_TABLE.c.company,
            PEOPLE_TABLE.c.identity,
            COMPANIES_TABLE.c.key,
            ENROLMENTS_TABLE.c.apprentice,
        )
        .join(PEOPLE_TABLE, ENROLMENTS_TABLE.c.person == PEOPLE_TABLE.c.id)
        .outerjoin(COMPANIES_TABLE, PEOPLE_TABLE.c.company == COMPANIES_TABLE.c.id)
        .where(ENROLMENTS_TABLE.c.version == number)
        .order_by(ENROLMENTS_TABLE.c.place)
    )
    persons = cache(_APPRENTICE.validate_json)  # each is stored for several pages
    try:
        return tuple(
            Enrolment(
                row.person,
                row.company,
                seen_as(row.identity, persons(row.apprentice)),
                persons(row.apprentice),
                row.key,
            )
            for row in connection.execute(query)
        )
    except ValidationError:
        raise Unusable([problem("portal.damaged-entry")]) from None


def roster_of(enrolments: Iterable[Enrolment]) -> tuple[Apprentice, ...]:
    """Return the roster of some enrolments: each person once, in their order."""
    return tuple(dict.fromkeys(each.whole for each in enrolments))


def person_names(connection: Connection, people: Iterable[int]) -> dict[int, str]:
    """Return the names of persons by id, as in the last version with each of them."""
    c = ENROLMENTS_TABLE.c
    query = select(c.person, c.apprentice).where(c.person.in_(set(people))).order_by(c.version)
    return {
        row.person: _APPRENTICE.validate_json(row.apprentice).name
        for row in connection.execute(query)
    }


def page_kind(connection: Connection, company: int) -> RecipientKind:
    """Return whose page an id is."""
    key = connection.scalar(select(COMPANIES_TABLE.c.key).where(COMPANIES_TABLE.c.id == company))
    return kind_of_page(key)


def company_names(connection: Connection) -> dict[int, str]:
    """Return the names of all who have a page by id, in alphabetical order."""
    query = select(COMPANIES_TABLE.c.id, COMPANIES_TABLE.c.name).order_by(COMPANIES_TABLE.c.key)
    return {row.id: row.name for row in connection.execute(query)}


def _version(row: Row[tuple[object, ...]]) -> Version:
    values = row._asdict()
    series = Series(values.pop("programme"), values.pop("start_year"))
    return Version(series=series, **values)


def stored_part(apprentice: Apprentice) -> Apprentice:
    """Return what the portal stores of an apprentice: neither remarks nor unknown columns."""
    periods = tuple(replace(period, further=()) for period in apprentice.periods)
    return replace(apprentice, periods=periods, remarks="", where="")


def serialized_apprentice(apprentice: Apprentice) -> str:
    """Serialize an apprentice to the JSON that is stored."""
    return _APPRENTICE.dump_json(stored_part(apprentice)).decode()
