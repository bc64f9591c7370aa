"""What a published version holds: its planning, its apprentices and their folders."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import CompanyFolder, Folder, company_folders
from planner.apprentices.year import ApprenticeYear, apprentice_year, apprentice_years
from planner.delivery.making import Press
from planner.files.software import versions as software
from planner.planning.planning import Edition
from planner.portal.store.versions import (
    Enrolment,
    Version,
    list_versions,
    preceding_version,
    read_edition,
    read_enrolments,
)


@dataclass(frozen=True)
class VersionContents:
    """What a version holds.

    Attributes
    ----------
    number, sha256
        Of the version: its number in the database, and the digest of its planning.
    before
        The planning that was served before it.
    """

    number: int
    sha256: str
    edition: Edition
    roster: tuple[Enrolment, ...]
    before: Edition | None
    before_sha256: str | None

    @cached_property
    def people(self) -> Mapping[int, Enrolment]:
        """Its apprentices by the numbers of persons."""
        return {each.person: each for each in self.roster}

    @cached_property
    def folders(self) -> tuple[CompanyFolder, ...]:
        return company_folders(each.apprentice for each in self.roster)

    @cached_property
    def folders_by_apprentice(self) -> Mapping[Apprentice, tuple[CompanyFolder, Folder]]:
        """The folder of each apprentice, and that of the company."""
        return {
            each.apprentice: (company, each) for company in self.folders for each in company.folders
        }

    def company_folder(self, company: int) -> CompanyFolder | None:
        """Find the folder of a company; None if it has nobody in it."""
        names = {each.apprentice.company for each in self.roster if each.company == company}
        return next((folder for folder in self.folders if folder.company in names), None)

    def enrolments_of(self, company: int) -> Iterator[Enrolment]:
        """List the apprentices of a company in the order of their folders."""
        numbers = {each.apprentice: each for each in self.roster if each.company == company}
        folder = self.company_folder(company)
        return (numbers[each.apprentice] for each in (folder.folders if folder else ()))

    @cached_property
    def unplaced_years(self) -> tuple[ApprenticeYear, ...]:
        """The years of those whose sessions do not all find a half-day."""
        roster = (each.apprentice for each in self.roster)
        years = apprentice_years(roster, self.edition.planning)
        return tuple(year for year in years if year.unplaced)

    def year(self, person: int) -> ApprenticeYear | None:
        """Lay out the year of a person; None if the version has none."""
        found = self.people.get(person)
        return apprentice_year(found.apprentice, self.edition.planning) if found else None

    def press(self, language: str) -> Press:
        return Press(self.edition, self.before, language)

    def etag(self, *of: object) -> str:
        """Name one state of something made of it, for a conditional request."""
        return _digest((self._base, *of))

    @cached_property
    def _base(self) -> str:
        made_of = (self.number, self.sha256, self.before_sha256, *self.roster)
        return _digest((*sorted(software().items()), *made_of))


def read_version_contents(connection: Connection, version: Version) -> VersionContents:
    """Read what a version holds."""
    before = preceding_version(list_versions(connection, version.series), version)
    return VersionContents(
        version.id,
        version.sha256,
        read_edition(connection, version.id),
        read_enrolments(connection, version.id),
        read_edition(connection, before.id) if before else None,
        before.sha256 if before else None,
    )


ContentsReader = Callable[[Version], VersionContents]
"""Reads what a version holds, from a cache or from the database."""


def _digest(of: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(of).encode(errors="surrogatepass")).hexdigest()[:32]
