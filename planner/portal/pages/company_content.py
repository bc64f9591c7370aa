"""The data of a company's page, read from the database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.portal.pages.company import ApprenticeSection, ApprenticeVersion, CompanyPage
from planner.portal.store.contents import ContentsReader, VersionContents
from planner.portal.store.database import Database
from planner.portal.store.links import Link
from planner.portal.store.versions import (
    Series,
    Version,
    company_names,
    list_versions,
    preceding_version,
    read_version,
)
from planner.portal.store.visits import last_opened_version, last_printed_version

SHOWN_AFTER_YEAR_END = timedelta(days=92)
"""How long a planning is shown after its academic year has ended."""


@dataclass(frozen=True)
class RequestedVersion:
    """The earlier version that a request asks for."""

    series: str
    revision: int


@dataclass(frozen=True)
class CompanyPageBuilder:
    """Reads the data of a company's page.

    Attributes
    ----------
    read_contents
        Returns the content of a version.
    base
        The path before all links of the page.
    link
        The link that authenticates the company; None in a preview.
    requested
        The earlier version to show, if any.
    """

    read_contents: ContentsReader
    company: int
    base: str
    link: Link | None
    requested: RequestedVersion | None
    today: date

    def build(self, database: Database) -> tuple[CompanyPage, tuple[Version, ...]]:
        """Read the page, without the URLs of feeds, and the served versions that it shows.

        Raises
        ------
        Unusable
            The database cannot be read.
        """
        with database.reading() as connection:
            name = company_names(connection)[self.company]
            sections: list[ApprenticeSection] = []
            shown: list[Version] = []
            withdrawn: list[tuple[str, str, datetime]] = []
            departed: list[Apprentice] = []
            for listed in self._series(connection):
                newest = listed[0]
                contents, before = self.read_contents(newest), preceding_version(listed, newest)
                if before and not newest.withdrawn:
                    departed += self._departed(contents, self.read_contents(before))
                if contents.company_folder(self.company) is None:
                    continue
                if newest.withdrawn:
                    planning = newest.programme_name, newest.year_label, newest.withdrawn
                    withdrawn.append(planning)
                    continue
                version_shown = self._shown_version(listed)
                if version_shown is newest:
                    shown.append(newest)
                sections += self._sections(connection, listed, version_shown)
        page = CompanyPage(
            company=name,
            base=self.base,
            sections=tuple(sections),
            withdrawn=tuple(withdrawn),
            departed=tuple(departed),
            until=self.link.ends if self.link else None,
            is_preview=self.link is None,
        )
        return page, tuple(shown)

    def _departed(self, now: VersionContents, before: VersionContents) -> Iterator[Apprentice]:
        """Return the company's apprentices of the previous version who left the roster."""
        return (
            each.apprentice
            for each in before.enrolments_of(self.company)
            if each.person not in now.people
        )

    def _series(self, connection: Connection) -> Iterator[tuple[Version, ...]]:
        """Return the versions of each series to show, the newest first."""
        found: dict[Series, list[Version]] = {}
        for each in list_versions(connection):
            found.setdefault(each.series, []).append(each)
        for listed in found.values():
            if listed[0].last_day + SHOWN_AFTER_YEAR_END >= self.today:
                yield tuple(listed)

    def _shown_version(self, listed: tuple[Version, ...]) -> Version:
        """Return the requested version, if the company may see it; else the newest."""
        requested = self.requested
        return next(
            (
                each
                for each in listed
                if requested
                and (each.series.key, each.revision) == (requested.series, requested.revision)
                and not each.withdrawn
                and self.read_contents(each).company_folder(self.company)
            ),
            listed[0],
        )

    def _sections(
        self, connection: Connection, listed: tuple[Version, ...], version_shown: Version
    ) -> Iterator[ApprenticeSection]:
        newest, before = listed[0], preceding_version(listed, version_shown)
        opened = last_opened_version(
            connection, self.company, version_shown.series, version_shown.id
        )
        for each in self.read_contents(version_shown).enrolments_of(self.company):
            if each.person not in self.read_contents(newest).people:
                continue  # persons who left are not shown, not even in earlier versions
            printed = last_printed_version(connection, self.company, each.person)
            now = self._of(version_shown, each.person)
            yield ApprenticeSection(
                person=each.person,
                now=now,
                latest=now if newest is version_shown else self._of(newest, each.person),
                before=self._of(before, each.person) if before else None,
                last_opened=self._at(connection, opened, each.person),
                last_downloaded=(
                    self._at(connection, printed, each.person)
                    if printed and printed[0] != newest.id
                    else None
                ),
                feed_url=None,
            )

    def _of(self, which: Version, person: int) -> ApprenticeVersion:
        contents = self.read_contents(which)
        return ApprenticeVersion(contents.edition, which.published, contents.year(person))

    def _at(
        self, connection: Connection, at: tuple[int, datetime] | None, person: int
    ) -> tuple[ApprenticeVersion, datetime] | None:
        return at and (self._of(read_version(connection, at[0]), person), at[1])


def with_feed_urls(page: CompanyPage, addresses: Mapping[int, str]) -> CompanyPage:
    """Add the URLs of feeds to a page, by ids of persons."""
    sections = (
        replace(section, feed_url=addresses.get(section.person)) for section in page.sections
    )
    return replace(page, sections=tuple(sections))
