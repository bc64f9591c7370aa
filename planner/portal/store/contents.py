"""The parsed content of a published version: planning, roster, folders, years."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder, company_folders
from planner.apprentices.timeline import as_of_year
from planner.apprentices.year import ApprenticeYear, apprentice_year, apprentice_years
from planner.delivery.rendering import DocumentRenderer
from planner.files.software import software_versions
from planner.planning.planning import Edition
from planner.portal.store.recipients import RecipientKind, Tutors
from planner.portal.store.versions import (
    Enrolment,
    Version,
    list_versions,
    newest_versions,
    preceding_version,
    read_edition,
    read_enrolments,
    roster_of,
)
from planner.programme.cohort import Cohort


@dataclass(frozen=True)
class VersionContents:
    """The parsed content of a version.

    Attributes
    ----------
    number, sha256
        The id of the version, and the digest of its planning.
    before, before_sha256
        The planning that was served before it, if any, and its digest.
    """

    number: int
    sha256: str
    edition: Edition
    roster: tuple[Enrolment, ...]
    before: Edition | None
    before_sha256: str | None

    @cached_property
    def people(self) -> Mapping[int, Enrolment]:
        """The enrolments by id of person."""
        return {each.person: each for each in self.roster}

    def shows(self, person: int, today: date) -> bool:
        """Return whether the roster has a person who is still shown on the page.

        An apprentice leaves the page of a tutor on the day on which another follows.
        """
        ends = self._followed.get(person)
        return person in self.people and (ends is None or today < ends)

    @cached_property
    def _followed(self) -> Mapping[int, date]:
        """The days on which another tutor follows, by the ids of persons on pages of tutors."""
        year = self.edition.planning.year
        tutors = Tutors((as_of_year(each, year) for each in roster_of(self.roster)), year)
        found = {
            each.person: tutors.followed_on(each.apprentice, each.key)
            for each in self.roster
            if each.key and each.kind is RecipientKind.TUTOR
        }
        return {person: day for person, day in found.items() if day}

    @cached_property
    def essential_pages(self) -> frozenset[int]:
        """The ids of the pages that show each year whole: others show no more than these do.

        They are those of companies, and of the apprentices whose whole year no company sees.
        """
        return frozenset(
            each.company
            for each in self.roster
            if each.company is not None
            and (
                each.kind is RecipientKind.COMPANY
                or (each.kind is RecipientKind.APPRENTICE and each.apprentice.is_shared)
            )
        )

    @cached_property
    def folders(self) -> tuple[CompanyFolder, ...]:
        """The folders of all companies."""
        return company_folders(roster_of(self.roster), self.edition.planning.year)

    @cached_property
    def folders_by_apprentice(self) -> Mapping[Apprentice, tuple[CompanyFolder, ApprenticeFolder]]:
        """The folders of the company and of the apprentice, by apprentice."""
        return {
            each.apprentice: (company, each) for company in self.folders for each in company.folders
        }

    def company_folder(self, company: int) -> CompanyFolder | None:
        """Return the folder of a company; None if the roster has none of its apprentices."""
        found = (
            each
            for each in self.roster
            if each.company == company and each.kind is RecipientKind.COMPANY
        )
        names = {each.apprentice.company for each in found}
        return next((folder for folder in self.folders if folder.company in names), None)

    def enrolments_of(self, company: int) -> Iterator[Enrolment]:
        """Return the enrolments on a page in the order of their folders."""
        return iter(self._enrolments_by_page.get(company, ()))

    @cached_property
    def _enrolments_by_page(self) -> Mapping[int | None, Sequence[Enrolment]]:
        places = {each: n for n, each in enumerate(self.folders_by_apprentice)}
        placed = [each for each in self.roster if each.apprentice in places]
        found: dict[int | None, list[Enrolment]] = {}
        for each in sorted(placed, key=lambda each: places[each.apprentice]):
            found.setdefault(each.company, []).append(each)
        return found

    @cached_property
    def unplaced_years(self) -> tuple[ApprenticeYear, ...]:
        """The years in which a remote session has no half-day left."""
        roster = roster_of(self.roster)
        years = apprentice_years(roster, self.edition.planning)
        return tuple(year for year in years if year.unplaced)

    def year(self, person: int) -> ApprenticeYear | None:
        """Compute the year of a person; None if the roster does not have the person."""
        found = self.people.get(person)
        return apprentice_year(found.apprentice, self.edition.planning) if found else None

    def cohort(self, cohort: str) -> Cohort | None:
        """Return a cohort of the planning by its id; None if it has none of it."""
        rows = self.edition.planning.cohorts
        return next((row.cohort for row in rows if row.cohort.id == cohort), None)

    def renderer(self, language: str) -> DocumentRenderer:
        """Return what renders the documents of this version in a language."""
        return DocumentRenderer(self.edition, self.before, language)

    def etag(self, *parts: object) -> str:
        """Return an opaque tag for a document made of this version (RFC 9110, section 8.8.3).

        It is a digest of the content, of the installed software and of `parts`: it changes
        whenever the document may change.
        """
        return _etag_of_parts(self._base, *parts)

    @cached_property
    def _base(self) -> str:
        made_of = (self.number, self.sha256, self.before_sha256, *self.roster)
        return _etag_of_parts(*sorted(software_versions().items()), *made_of)


def read_version_contents(connection: Connection, version: Version) -> VersionContents:
    """Read and parse the content of a version."""
    before = preceding_version(list_versions(connection, version.series), version)
    edition = read_edition(connection, version.id)
    year = edition.planning.year
    return VersionContents(
        version.id,
        version.sha256,
        edition,
        tuple(
            replace(each, apprentice=as_of_year(each.apprentice, year))
            for each in read_enrolments(connection, version.id)
        ),
        read_edition(connection, before.id) if before else None,
        before.sha256 if before else None,
    )


ContentsReader = Callable[[Version], VersionContents]
"""Returns the content of a version, from a cache or from the database."""


def essential_pages(
    connection: Connection, read_contents: ContentsReader | None = None
) -> frozenset[int]:
    """Return the ids of the essential pages of all versions that are served.

    Parameters
    ----------
    read_contents
        Returns the content of a version; None to read it from the database.
    """
    read = read_contents or partial(read_version_contents, connection)
    served = (each for each in newest_versions(connection) if not each.withdrawn)
    return frozenset().union(*(read(each).essential_pages for each in served))


def etag_of(content: bytes) -> str:
    """Return the ETag of a content: 128 bits of its SHA-256 digest, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()[:32]


def _etag_of_parts(*parts: object) -> str:
    return etag_of(repr(parts).encode(errors="surrogatepass"))
