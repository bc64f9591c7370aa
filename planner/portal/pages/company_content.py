"""What a company's page holds, gathered from the database and the shelf."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.portal.pages.company import CompanyPage, Seat, VersionOf
from planner.portal.store.contents import ContentsOf, Held
from planner.portal.store.database import Database
from planner.portal.store.links import Link
from planner.portal.store.versions import Series, Version, companies, preceding, version, versions
from planner.portal.store.visits import opened_before, printed_last

SHOWN_AFTER = timedelta(days=92)
"""So long a planning is still shown after its year has ended."""


@dataclass(frozen=True)
class Asked:
    """An earlier version that is looked at."""

    series: str
    revision: int


@dataclass(frozen=True)
class Gathering:
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

    contents: ContentsOf
    company: int
    base: str
    link: Link | None
    asked: Asked | None
    today: date

    def page(self, database: Database) -> tuple[CompanyPage, tuple[Version, ...]]:
        """Give the page, without the addresses of feeds, and the served versions that it shows.

        Raises
        ------
        Unusable
            The database cannot be read.
        """
        with database.reading() as connection:
            name = companies(connection)[self.company]
            seats: list[Seat] = []
            shown: list[Version] = []
            withdrawn: list[tuple[str, str, datetime]] = []
            departed: list[Apprentice] = []
            for listed in self._series(connection):
                newest = listed[0]
                held, before = self.contents(newest), preceding(listed, newest)
                if before and not newest.withdrawn:
                    departed += self._departed(held, self.contents(before))
                if held.company_folder(self.company) is None:
                    continue
                if newest.withdrawn:
                    told = newest.programme_name, newest.year_label, newest.withdrawn
                    withdrawn.append(told)
                    continue
                looked_at = self._looked_at(listed)
                if looked_at is newest:
                    shown.append(newest)
                seats += self._seats(connection, listed, looked_at)
        page = CompanyPage(
            company=name,
            base=self.base,
            seats=tuple(seats),
            withdrawn=tuple(withdrawn),
            departed=tuple(departed),
            until=self.link.ends if self.link else None,
            is_preview=self.link is None,
        )
        return page, tuple(shown)

    def _departed(self, now: Held, before: Held) -> Iterator[Apprentice]:
        """List who was at the company in the version before, and is there no more."""
        return (
            each.apprentice
            for each in before.of_company(self.company)
            if each.person not in now.people
        )

    def _series(self, connection: Connection) -> Iterator[tuple[Version, ...]]:
        """List the versions of each series whose year is not long past, the newest first."""
        found: dict[Series, list[Version]] = {}
        for each in versions(connection):
            found.setdefault(each.series, []).append(each)
        for listed in found.values():
            if listed[0].last_day + SHOWN_AFTER >= self.today:
                yield tuple(listed)

    def _looked_at(self, listed: tuple[Version, ...]) -> Version:
        """Give the version that is asked for, if it was served to the company; else the newest."""
        asked = self.asked
        return next(
            (
                each
                for each in listed
                if asked
                and (each.series.key, each.revision) == (asked.series, asked.revision)
                and not each.withdrawn
                and self.contents(each).company_folder(self.company)
            ),
            listed[0],
        )

    def _seats(
        self, connection: Connection, listed: tuple[Version, ...], looked_at: Version
    ) -> Iterator[Seat]:
        newest, before = listed[0], preceding(listed, looked_at)
        opened = opened_before(connection, self.company, looked_at.series, looked_at.id)
        for each in self.contents(looked_at).of_company(self.company):
            if each.person not in self.contents(newest).people:
                continue  # who has left is shown no more, in no version
            printed = printed_last(connection, self.company, each.person)
            now = self._of(looked_at, each.person)
            yield Seat(
                person=each.person,
                now=now,
                latest=now if newest is looked_at else self._of(newest, each.person),
                before=self._of(before, each.person) if before else None,
                opened=self._at(connection, opened, each.person),
                downloaded=(
                    self._at(connection, printed, each.person)
                    if printed and printed[0] != newest.id
                    else None
                ),
                feed=None,
            )

    def _of(self, which: Version, person: int) -> VersionOf:
        held = self.contents(which)
        return VersionOf(held.edition, which.published, held.year(person))

    def _at(
        self, connection: Connection, at: tuple[int, datetime] | None, person: int
    ) -> tuple[VersionOf, datetime] | None:
        return at and (self._of(version(connection, at[0]), person), at[1])


def with_feeds(page: CompanyPage, addresses: Mapping[int, str]) -> CompanyPage:
    """Put the addresses of feeds on a page, by the numbers of persons."""
    seats = (replace(seat, feed=addresses.get(seat.person)) for seat in page.seats)
    return replace(page, seats=tuple(seats))
