"""What a company's page holds, gathered from the database and the shelf."""

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
"""So long a planning is still shown after its year has ended."""


@dataclass(frozen=True)
class RequestedVersion:
    """An earlier version that is looked at."""

    series: str
    revision: int


@dataclass(frozen=True)
class CompanyPageBuilder:
    """Gathers the page of one company.

    Attributes
    ----------
    base
        What stands before all addresses of the page.
    link
        The one that opens the page; None in a preview.
    asked
        The earlier version that is looked at, if any.
    """

    read_contents: ContentsReader
    company: int
    base: str
    link: Link | None
    requested: RequestedVersion | None
    today: date

    def build(self, database: Database) -> tuple[CompanyPage, tuple[Version, ...]]:
        """Give the page, without the addresses of feeds, and the served versions that it shows.

        Raises
        ------
        Unusable
            The database cannot be read.
        """
        with database.reading() as connection:
            name = company_names(connection)[self.company]
            seats: list[ApprenticeSection] = []
            shown: list[Version] = []
            withdrawn: list[tuple[str, str, datetime]] = []
            departed: list[Apprentice] = []
            for listed in self._series(connection):
                newest = listed[0]
                held, before = self.read_contents(newest), preceding_version(listed, newest)
                if before and not newest.withdrawn:
                    departed += self._departed(held, self.read_contents(before))
                if held.company_folder(self.company) is None:
                    continue
                if newest.withdrawn:
                    told = newest.programme_name, newest.year_label, newest.withdrawn
                    withdrawn.append(told)
                    continue
                looked_at = self._shown_version(listed)
                if looked_at is newest:
                    shown.append(newest)
                seats += self._sections(connection, listed, looked_at)
        page = CompanyPage(
            company=name,
            base=self.base,
            sections=tuple(seats),
            withdrawn=tuple(withdrawn),
            departed=tuple(departed),
            until=self.link.ends if self.link else None,
            is_preview=self.link is None,
        )
        return page, tuple(shown)

    def _departed(self, now: VersionContents, before: VersionContents) -> Iterator[Apprentice]:
        """List who was at the company in the version before, and is there no more."""
        return (
            each.apprentice
            for each in before.enrolments_of(self.company)
            if each.person not in now.people
        )

    def _series(self, connection: Connection) -> Iterator[tuple[Version, ...]]:
        """List the versions of each series whose year is not long past, the newest first."""
        found: dict[Series, list[Version]] = {}
        for each in list_versions(connection):
            found.setdefault(each.series, []).append(each)
        for listed in found.values():
            if listed[0].last_day + SHOWN_AFTER_YEAR_END >= self.today:
                yield tuple(listed)

    def _shown_version(self, listed: tuple[Version, ...]) -> Version:
        """Give the version that is asked for, if it was served to the company; else the newest."""
        asked = self.requested
        return next(
            (
                each
                for each in listed
                if asked
                and (each.series.key, each.revision) == (asked.series, asked.revision)
                and not each.withdrawn
                and self.read_contents(each).company_folder(self.company)
            ),
            listed[0],
        )

    def _sections(
        self, connection: Connection, listed: tuple[Version, ...], looked_at: Version
    ) -> Iterator[ApprenticeSection]:
        newest, before = listed[0], preceding_version(listed, looked_at)
        opened = last_opened_version(connection, self.company, looked_at.series, looked_at.id)
        for each in self.read_contents(looked_at).enrolments_of(self.company):
            if each.person not in self.read_contents(newest).people:
                continue  # who has left is shown no more, in no version
            printed = last_printed_version(connection, self.company, each.person)
            now = self._of(looked_at, each.person)
            yield ApprenticeSection(
                person=each.person,
                now=now,
                latest=now if newest is looked_at else self._of(newest, each.person),
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
        held = self.read_contents(which)
        return ApprenticeVersion(held.edition, which.published, held.year(person))

    def _at(
        self, connection: Connection, at: tuple[int, datetime] | None, person: int
    ) -> tuple[ApprenticeVersion, datetime] | None:
        return at and (self._of(read_version(connection, at[0]), person), at[1])


def with_feed_urls(page: CompanyPage, addresses: Mapping[int, str]) -> CompanyPage:
    """Put the addresses of feeds on a page, by the numbers of persons."""
    seats = (replace(seat, feed_url=addresses.get(seat.person)) for seat in page.sections)
    return replace(page, sections=tuple(seats))
