"""Publishing, republishing and withdrawing versions, each in one transaction.

A publication is first proposed: numbered, compared with the version that it replaces, and with the
other series of the year. It is refused if another version was published or withdrawn since
(optimistic locking).
"""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property

from sqlalchemy import Connection, CursorResult, and_, bindparam, select

from planner.apprentices.apprentice import Apprentice
from planner.files.problems import Unusable, problem
from planner.planning.changes import same_weeks
from planner.planning.file import planning_json
from planner.planning.planning import MOST_REVISIONS, Edition
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.database import Database
from planner.portal.store.elsewhere import Elsewhere, enrolled_elsewhere
from planner.portal.store.recipients import RecipientKind, kind_of_page, pages_of
from planner.portal.store.rights import Scope, scope_of_programme
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    PEOPLE_TABLE,
    VERSIONS_TABLE,
)
from planner.portal.store.versions import (
    Series,
    Version,
    list_versions,
    newest_version,
    preceding_version,
    read_edition,
    read_enrolments,
    read_version,
    roster_of,
    serialized_apprentice,
    series_of,
)


@dataclass(frozen=True)
class Proposal:
    """A publication that is prepared.

    Attributes
    ----------
    edition
        The planning with the revision under which it will be published.
    submitted_revision
        The revision that the planning file has.
    replaced
        The newest version of the series, if any.
    replaced_edition, replaced_roster
        The content of that version; None and empty without one.
    elsewhere
        The persons whom other series of the year serve: they would have two plannings.
    gives_pages
        Whether the replaced version lacks pages that this one has, with the same list: it was
        published by a former planner.
    """

    edition: Edition
    roster: tuple[Apprentice, ...]
    submitted_revision: int
    replaced: Version | None
    replaced_edition: Edition | None
    replaced_roster: tuple[Apprentice, ...]
    elsewhere: tuple[Elsewhere, ...]
    gives_pages: bool = False

    @property
    def series(self) -> Series:
        """The series to which the planning belongs."""
        return series_of(self.edition)

    @property
    def scopes(self) -> tuple[Scope, ...]:
        """What it is about: its planning, and the one that it replaces."""
        editions = filter(None, (self.edition, self.replaced_edition))
        return tuple(scope_of_programme(each.planning.programme) for each in editions)

    @property
    def companies(self) -> frozenset[str]:
        """The names of the companies of the roster."""
        return frozenset(name for who in self.roster for name in who.companies)

    @cached_property
    def digest(self) -> str:
        """A digest of both versions: what a publication changes depends on nothing else."""
        found = hashlib.sha256()
        versions = (self.edition, self.roster), (self.replaced_edition, self.replaced_roster)
        for edition, roster in versions:
            content = planning_json(edition) if edition else b""
            people = "\n".join(map(serialized_apprentice, roster)).encode()
            for part in (content, people):
                found.update(f"{len(part)}\n".encode())
                found.update(part)
        return found.hexdigest()

    @property
    def token(self) -> str:
        """Identifies the state that it was compared with (optimistic locking)."""
        compared = (self.replaced, *(each.version for each in self.elsewhere))
        return " ".join(_state(version) for version in compared if version)

    @property
    def is_unchanged(self) -> bool:
        """Whether the replaced version is served and differs at most in its revision."""
        if self.replaced is None or self.replaced.withdrawn or self.replaced_edition is None:
            return False
        if self.gives_pages:
            return False
        numbered = replace(self.edition, revision=self.replaced_edition.revision)
        now, before = (
            sorted(serialized_apprentice(replace(each, row=0)) for each in roster)
            for roster in (self.roster, self.replaced_roster)
        )
        return now == before and planning_json(numbered) == planning_json(self.replaced_edition)


def _state(version: Version) -> str:
    return f"{version.id}-withdrawn" if version.withdrawn else str(version.id)


def first_proposal(edition: Edition, roster: tuple[Apprentice, ...]) -> Proposal:
    """Prepare a publication for an empty portal."""
    return Proposal(edition, roster, edition.revision, None, None, (), ())


def propose(connection: Connection, edition: Edition, roster: tuple[Apprentice, ...]) -> Proposal:
    """Prepare a publication: number it, and read the version that it replaces.

    Raises
    ------
    Unusable
        There is no revision left, or the replaced version has other weeks.
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
        roster_of(known),
        enrolled_elsewhere(connection, series_of(edition), roster),
        gives_pages=len(known) < len(list(pages_of(roster_of(known), edition.planning.year))),
    )


def published_proposal(connection: Connection, of: Version) -> Proposal:
    """Rebuild the proposal of a published version, from the version served before it.

    Other series are not compared: what they served then is not known.
    """
    before = preceding_version(list_versions(connection, of.series), of)
    known = read_enrolments(connection, before.id) if before else ()
    return Proposal(
        read_edition(connection, of.id),
        roster_of(read_enrolments(connection, of.id)),
        of.revision,
        before,
        read_edition(connection, before.id) if before else None,
        roster_of(known),
        (),
    )


def _numbered(edition: Edition, revision: int) -> Edition:
    if revision > MOST_REVISIONS:
        raise Unusable([problem("portal.revisions", most=MOST_REVISIONS)])
    return replace(edition, revision=revision)


def publish(database: Database, proposal: Proposal, who: str, now: datetime) -> Version:
    """Publish a proposal.

    Raises
    ------
    Unusable
        Another version was published or withdrawn since it was proposed, also in another series
        that has persons of its roster, or the database cannot be written.
    """
    with database.writing() as connection:
        return publish_within(connection, proposal, who, now)


def publish_within(
    connection: Connection,
    proposal: Proposal,
    who: str,
    now: datetime,
    repeats: int | None = None,
) -> Version:
    """Publish a proposal in a transaction, which may be rolled back; raises as `publish`.

    Parameters
    ----------
    repeats
        The revision that it publishes again.
    """
    _refuse_overtaken(newest_version(connection, proposal.series), proposal.replaced)
    found = enrolled_elsewhere(connection, proposal.series, proposal.roster)
    if found != proposal.elsewhere:
        raise Unusable([problem("portal.overtaken-elsewhere")])
    number = _insert(connection, proposal.edition, who, now, repeats)
    _enrol(connection, number, proposal.series, proposal.edition, proposal.roster)
    act = OfficeAct.PUBLISHED_AGAIN if repeats else OfficeAct.PUBLISHED
    return _recorded(connection, act, number, who, now)


def republish(
    connection: Connection, to: Version, over: Version, who: str, now: datetime
) -> Version:
    """Publish an earlier version again, with its roster, under the next revision.

    Parameters
    ----------
    over
        The newest version, which is replaced.

    Raises
    ------
    Unusable
        As for `publish`, or there is no revision left.
    """
    _refuse_overtaken(newest_version(connection, to.series), over)
    edition = _numbered(read_edition(connection, to.id), over.next_revision)
    roster = roster_of(read_enrolments(connection, to.id))
    number = _insert(connection, edition, who, now, repeats=to.revision)
    _enrol(connection, number, to.series, edition, roster)
    return _recorded(connection, OfficeAct.PUBLISHED_AGAIN, number, who, now)


def withdraw(database: Database, what: Version, who: str, now: datetime) -> Version:
    """Withdraw the newest version of a series: it is no longer served.

    Raises
    ------
    Unusable
        It is not the newest version any more, or was already withdrawn.
    """
    with database.writing() as connection:
        _refuse_overtaken(newest_version(connection, what.series), what)
        connection.execute(
            VERSIONS_TABLE.update()
            .where(VERSIONS_TABLE.c.id == what.id)
            .values(withdrawn=now, withdrawn_by=who)
        )
        return _recorded(connection, OfficeAct.WITHDRAWN, what.id, who, now)


def _recorded(
    connection: Connection, act: OfficeAct, number: int, who: str, now: datetime
) -> Version:
    """Record what was done to a version, and return it."""
    found = read_version(connection, number)
    about = f"{found.programme_name} {found.year_label}, v{found.revision}"
    record_act(connection, act, who, about, now)
    return found


def _refuse_overtaken(found: Version | None, expected: Version | None) -> None:
    if found == expected:
        return
    if found is None:
        raise Unusable([problem("portal.purged")])
    key = "portal.overtaken-withdrawn" if found.withdrawn else "portal.overtaken"
    by = found.withdrawn_by if found.withdrawn else found.published_by
    raise Unusable([problem(key, revision=found.revision, who=by)])


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
    connection: Connection,
    number: int,
    series: Series,
    edition: Edition,
    roster: Sequence[Apprentice],
) -> None:
    pages = list(pages_of(roster, edition.planning.year))
    at = _page_ids(connection, {page.key: page.name for page, _ in pages})
    people = _person_ids(connection, series, {page.identity: at[page.key] for page, _ in pages})
    stored = cache(serialized_apprentice)  # a person stands on several pages
    rows = [
        {
            "version": number,
            "place": place,
            "person": people[page.identity],
            "apprentice": stored(apprentice),
        }
        for place, (page, apprentice) in enumerate(pages)
    ]
    if rows:
        connection.execute(ENROLMENTS_TABLE.insert(), rows)


def _order(page: tuple[str, str]) -> tuple[int, str]:
    """Return the place of a page, by its key and name: companies first, by name."""
    key, name = page
    return list(RecipientKind).index(kind_of_page(key)), name


def _page_ids(connection: Connection, names: Mapping[str, str]) -> Mapping[str, int]:
    """Return the ids of pages by key; insert new ones, and spell the others as they are now."""
    c = COMPANIES_TABLE.c
    known = {row.key: row.name for row in connection.execute(select(c.key, c.name))}
    listed = sorted(names.items(), key=_order)
    if respelt := [{"of": k, "now": name} for k, name in listed if known.get(k, name) != name]:
        named = COMPANIES_TABLE.update().where(c.key == bindparam("of"))
        connection.execute(named.values(name=bindparam("now")), respelt)
    if new := [{"key": key, "name": name} for key, name in listed if key not in known]:
        connection.execute(COMPANIES_TABLE.insert(), new)
    return {row.key: row.id for row in connection.execute(select(c.key, c.id))}


def _person_ids(
    connection: Connection, series: Series, pages: Mapping[str, int]
) -> Mapping[str, int]:
    """Return the ids of persons in a series by identity; insert new ones.

    Former versions gave no page to persons without a company: they get it now.

    Parameters
    ----------
    pages
        The id of the page of each identity.
    """
    c, of_series = PEOPLE_TABLE.c, vars(series)
    within = and_(*(c[name] == value for name, value in of_series.items()))
    query = select(c.identity, c.company).where(within)
    known = {row.identity: row.company for row in connection.execute(query)}
    if lacking := [
        {"of": identity, "page": page}
        for identity, page in pages.items()
        if known.get(identity, page) is None
    ]:
        given = PEOPLE_TABLE.update().where(within, c.identity == bindparam("of"))
        connection.execute(given.values(company=bindparam("page")), lacking)
    if new := [
        {**of_series, "identity": identity, "company": page}
        for identity, page in pages.items()
        if identity not in known
    ]:
        connection.execute(PEOPLE_TABLE.insert(), new)
    return {
        row.identity: row.id for row in connection.execute(select(c.identity, c.id).where(within))
    }


def _inserted(result: CursorResult[tuple[object, ...]]) -> int:
    """Return the primary key of an inserted row."""
    key = result.inserted_primary_key
    assert key
    return int(key[0])
