"""Versions of plannings in the portal: published one after the other, withdrawn, published again.

A series is the planning of one programme in one academic year. Its newest version is the one that
is served, unless it was withdrawn. Nothing but a purge ever changes what a version holds.
"""

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, CursorResult, Row, bindparam, func, select

from planner.apprentices.apprentice import Apprentice
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded
from planner.planning.changes import same_weeks
from planner.planning.file import parse_edition, planning_json
from planner.planning.planning import MOST_REVISIONS, Edition
from planner.portal.store.database import (
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    PEOPLE_TABLE,
    VERSIONS_TABLE,
    Database,
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


@dataclass(frozen=True)
class Proposal:
    """What is about to be published.

    Attributes
    ----------
    edition
        Under the number that it will have.
    found
        The number that it had.
    over
        The newest version of its series, which it takes the place of.
    before, roster_before
        What that version holds; None and nobody where there is none.
    """

    edition: Edition
    roster: tuple[Apprentice, ...]
    submitted_revision: int
    replaced: Version | None
    replaced_edition: Edition | None
    replaced_roster: tuple[Apprentice, ...]

    @property
    def series(self) -> Series:
        return series_of(self.edition)

    @property
    def is_unchanged(self) -> bool:
        """Whether that version is served, and says the same but for its number."""
        if self.replaced is None or self.replaced.withdrawn or self.replaced_edition is None:
            return False
        numbered = replace(self.edition, revision=self.replaced_edition.revision)
        told, told_before = (
            sorted(serialized_apprentice(replace(each, row=0)) for each in roster)
            for roster in (self.roster, self.replaced_roster)
        )
        return told == told_before and planning_json(numbered) == planning_json(
            self.replaced_edition
        )


def series_of(edition: Edition) -> Series:
    """Tell of which series an edition is."""
    return Series(edition.planning.programme.id, edition.planning.year.start_year)


def first_proposal(edition: Edition, roster: tuple[Apprentice, ...]) -> Proposal:
    """Prepare a publication to a portal that holds nothing."""
    return Proposal(edition, roster, edition.revision, None, None, ())


def propose(connection: Connection, edition: Edition, roster: tuple[Apprentice, ...]) -> Proposal:
    """Prepare a publication: number it, and find what it takes the place of.

    Raises
    ------
    Unusable
        There are no numbers left, or what it takes the place of has other weeks.
    """
    over = newest_version(connection, series_of(edition))
    before = read_edition(connection, over.id) if over else None
    if before and not same_weeks(before.planning.year, edition.planning.year):
        label = edition.planning.year.label
        raise Unusable(
            [problem("portal.year-differs", programme=series_of(edition).programme, year=label)]
        )
    known = read_enrolments(connection, over.id) if over else ()
    least = over.next_revision if over else 1
    return Proposal(
        _numbered(edition, max(edition.revision, least)),
        roster,
        edition.revision,
        over,
        before,
        tuple(each.apprentice for each in known),
    )


def published_proposal(connection: Connection, of: Version) -> Proposal:
    """Give a version as it was proposed, with the one that was served before it."""
    before = preceding_version(list_versions(connection, of.series), of)
    known = read_enrolments(connection, before.id) if before else ()
    return Proposal(
        read_edition(connection, of.id),
        tuple(each.apprentice for each in read_enrolments(connection, of.id)),
        of.revision,
        before,
        read_edition(connection, before.id) if before else None,
        tuple(each.apprentice for each in known),
    )


def _numbered(edition: Edition, revision: int) -> Edition:
    if revision > MOST_REVISIONS:
        raise Unusable([problem("portal.revisions", most=MOST_REVISIONS)])
    return replace(edition, revision=revision)


def publish(database: Database, proposal: Proposal, who: str, now: datetime) -> Version:
    """Publish what was proposed: whole, or not at all.

    Raises
    ------
    Unusable
        Something else was published or withdrawn since it was proposed, or the database cannot
        be written to.
    """
    with database.writing() as connection:
        _refuse_overtaken(newest_version(connection, proposal.series), proposal.replaced)
        number = _insert(connection, proposal.edition, who, now, repeats=None)
        _enrol(connection, number, proposal.series, proposal.roster)
        return read_version(connection, number)


def republish(database: Database, to: Version, over: Version, who: str, now: datetime) -> Version:
    """Publish an earlier version again, with its list, under the next number.

    Parameters
    ----------
    over
        The newest version, which it takes the place of.

    Raises
    ------
    Unusable
        As for `publish`, or there are no numbers left.
    """
    with database.writing() as connection:
        _refuse_overtaken(newest_version(connection, to.series), over)
        edition = _numbered(read_edition(connection, to.id), over.next_revision)
        roster = [each.apprentice for each in read_enrolments(connection, to.id)]
        number = _insert(connection, edition, who, now, repeats=to.revision)
        _enrol(connection, number, to.series, roster)
        return read_version(connection, number)


def withdraw(database: Database, what: Version, who: str, now: datetime) -> Version:
    """Serve the newest version of a series no more.

    Raises
    ------
    Unusable
        It is not the newest any more, or was withdrawn by somebody else.
    """
    with database.writing() as connection:
        _refuse_overtaken(newest_version(connection, what.series), what)
        connection.execute(
            VERSIONS_TABLE.update()
            .where(VERSIONS_TABLE.c.id == what.id)
            .values(withdrawn=now, withdrawn_by=who)
        )
        return read_version(connection, what.id)


def _refuse_overtaken(found: Version | None, expected: Version | None) -> None:
    if found == expected:
        return
    if found is None:
        raise Unusable([problem("portal.purged")])
    key = "portal.overtaken-withdrawn" if found.withdrawn else "portal.overtaken"
    by = found.withdrawn_by if found.withdrawn else found.published_by
    raise Unusable([problem(key, revision=found.revision, who=by)])


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


def _insert(
    connection: Connection, edition: Edition, who: str, now: datetime, repeats: int | None
) -> int:
    planning, content = edition.planning, planning_json(edition)
    inserted = connection.execute(
        VERSIONS_TABLE.insert().values(
            programme=planning.programme.id,
            programme_name=planning.programme.name,
            start_year=planning.year.start_year,
            year_label=planning.year.label,
            last_day=planning.year.weeks[-1].last_day,
            revision=edition.revision,
            label=edition.version_label,
            issued=edition.issued,
            published=now,
            published_by=who,
            repeats=repeats,
            sha256=hashlib.sha256(content).hexdigest(),
            planning=zlib.compress(content, 9),
        )
    )
    return _inserted(inserted)


def _enrol(
    connection: Connection, number: int, series: Series, roster: Sequence[Apprentice]
) -> None:
    names = {apprentice.company for apprentice in roster}
    at = {name: _company(connection, name) for name in sorted(names)}
    for place, apprentice in enumerate(roster):
        connection.execute(
            ENROLMENTS_TABLE.insert().values(
                version=number,
                place=place,
                person=_person(connection, series, apprentice, at[apprentice.company]),
                apprentice=serialized_apprentice(apprentice),
            )
        )


def _company(connection: Connection, name: str) -> int:
    """Find a company by its name, however it is written, or add it; it is called so from now."""
    c, key = COMPANIES_TABLE.c, folded(name)
    if number := connection.scalar(select(c.id).where(c.key == key)):
        connection.execute(COMPANIES_TABLE.update().where(c.id == number).values(name=name))
        return int(number)
    return _inserted(connection.execute(COMPANIES_TABLE.insert().values(key=key, name=name)))


def _person(connection: Connection, series: Series, apprentice: Apprentice, company: int) -> int:
    c, identity = PEOPLE_TABLE.c, "\n".join(apprentice.identity)
    found = connection.scalar(
        select(c.id).where(
            c.programme == series.programme,
            c.start_year == series.start_year,
            c.identity == identity,
        )
    )
    if found:
        return int(found)
    values = {"programme": series.programme, "start_year": series.start_year}
    return _inserted(
        connection.execute(
            PEOPLE_TABLE.insert().values(**values, identity=identity, company=company)
        )
    )


def _inserted(result: CursorResult[tuple[object, ...]]) -> int:
    """Give the number of the row that was added."""
    key = result.inserted_primary_key
    assert key
    return int(key[0])


def serialized_apprentice(apprentice: Apprentice) -> str:
    """Write what is kept of an apprentice."""
    return _APPRENTICE.dump_json(apprentice, exclude=UNSTORED_FIELDS).decode()
