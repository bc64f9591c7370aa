"""The data of a company's pages, read from the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.year import apprentice_years
from planner.portal.pages.company import (
    ApprenticeSection,
    ApprenticeVersion,
    CompanyPage,
    ListedApprentice,
)
from planner.portal.store.contents import ContentsReader
from planner.portal.store.database import Database
from planner.portal.store.links import Link
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.versions import (
    Enrolment,
    Series,
    Version,
    company_names,
    list_versions,
    page_kind,
    preceding_version,
    read_version,
)
from planner.portal.store.visits import last_opened_version, last_printed_version

SHOWN_AFTER_YEAR_END = timedelta(days=92)
"""How long a planning is shown after its academic year has ended."""


@dataclass(frozen=True)
class CompanyPageBuilder:
    """Reads the data of a company's pages.

    Attributes
    ----------
    read_contents
        Returns the content of a version.
    base
        The path before all links of the page.
    link
        The link that authenticates the company; None in a preview.
    """

    read_contents: ContentsReader
    company: int
    base: str
    link: Link | None
    today: date

    def build(
        self, database: Database, person: int | None = None, revision: int | None = None
    ) -> tuple[CompanyPage, tuple[Version, ...]] | None:
        """Read a page, without the URL of the feed, and the served versions that it shows.

        Parameters
        ----------
        person
            The apprentice whose page it is; None for the list. A company with a single apprentice
            has no list: it gets the page of that one.
        revision
            The earlier version of the apprentice to show, if any.

        Returns
        -------
        tuple or None
            None if the company has no such apprentice.

        Raises
        ------
        Unusable
            The database cannot be read.
        """
        with database.reading() as connection:
            shelf = tuple(self._series(connection))
            served = [each for each in shelf if not each[0].withdrawn]
            found = [
                (versions, each)
                for versions in served
                for each in self._enrolments(versions[0], None)
            ]
            chosen = [at for at in found if person in (None, at[1].person)]
            is_list = person is None and len(chosen) != 1
            section = (
                None if is_list or not chosen else self._section(connection, *chosen[0], revision)
            )
            kind = page_kind(connection, self.company)
            page = CompanyPage(
                company=company_names(connection)[self.company],
                base=self.base,
                section=section,
                listed=tuple(self._listed(connection, served)) if is_list else (),
                series=tuple(
                    dict.fromkeys(
                        (newest.series.key, newest.programme_name, newest.year_label)
                        for (newest, *_), _ in chosen
                        if kind is RecipientKind.COMPANY
                    )
                ),
                is_one_of_several=not is_list and len(found) > len(chosen),
                withdrawn=tuple(
                    (newest.programme_name, newest.year_label, newest.withdrawn)
                    for newest, *_ in shelf
                    if newest.withdrawn and any(self._enrolments(newest, person))
                ),
                departed=tuple(
                    who for versions in served for who in self._departed(versions, person)
                ),
                until=self.link.ends if self.link else None,
                is_preview=self.link is None,
                kind=kind,
            )
        if person and not (page.section or page.withdrawn or page.departed):
            return None
        is_replaced = section is not None and section.is_replaced
        return page, tuple({versions[0]: None for versions, _ in chosen if not is_replaced})

    def _enrolments(self, version: Version, person: int | None) -> Iterator[Enrolment]:
        """Return the apprentices that the page shows in a version, or one of them."""
        contents = self.read_contents(version)
        return (
            each
            for each in contents.enrolments_of(self.company)
            if person in (None, each.person) and contents.shows(each.person, self.today)
        )

    def _departed(self, versions: tuple[Version, ...], person: int | None) -> Iterator[Apprentice]:
        """Return the apprentices who left: the roster, or a tutor whom another has followed."""
        now, before = self.read_contents(versions[0]), preceding_version(versions, versions[0])
        had = self._enrolments(before, person) if before else ()
        yield from (each.apprentice for each in had if each.person not in now.people)
        for each in now.enrolments_of(self.company):
            if person in (None, each.person) and not now.shows(each.person, self.today):
                yield each.apprentice

    def _series(self, connection: Connection) -> Iterator[tuple[Version, ...]]:
        """Return the versions of each series to show, the newest first."""
        found: dict[Series, list[Version]] = {}
        for each in list_versions(connection):
            found.setdefault(each.series, []).append(each)
        for listed in found.values():
            if listed[0].last_day + SHOWN_AFTER_YEAR_END >= self.today:
                yield tuple(listed)

    def _listed(
        self, connection: Connection, served: Iterable[tuple[Version, ...]]
    ) -> Iterator[ListedApprentice]:
        for newest, *_ in served:
            enrolled = tuple(self._enrolments(newest, None))
            planning = self.read_contents(newest).edition.planning
            years = apprentice_years((each.apprentice for each in enrolled), planning)
            for each, year in zip(enrolled, years, strict=True):
                printed = last_printed_version(connection, self.company, each.person)
                is_outdated = printed is not None and printed[0] != newest.id
                yield ListedApprentice(each.person, year, is_outdated)

    def _section(
        self,
        connection: Connection,
        versions: tuple[Version, ...],
        enrolment: Enrolment,
        revision: int | None,
    ) -> ApprenticeSection:
        newest, person = versions[0], enrolment.person
        shown = self._shown_version(versions, person, revision)
        before = preceding_version(versions, shown)
        opened = last_opened_version(connection, self.company, shown.series, shown.id)
        printed = last_printed_version(connection, self.company, person)
        now = self._of(shown, person)
        return ApprenticeSection(
            person=person,
            now=now,
            latest=now if newest is shown else self._of(newest, person),
            before=self._of(before, person) if before else None,
            last_opened=self._at(connection, opened, person),
            last_downloaded=(
                self._at(connection, printed, person)
                if printed and printed[0] != newest.id
                else None
            ),
            feed_url=None,
        )

    def _shown_version(
        self, versions: tuple[Version, ...], person: int, revision: int | None
    ) -> Version:
        """Return the requested version, if it can be shown of the person, or the newest."""
        asked = (
            each
            for each in versions
            if each.revision == revision
            and not each.withdrawn
            and any(self._enrolments(each, person))
        )
        return next(asked, versions[0])

    def _of(self, which: Version, person: int) -> ApprenticeVersion:
        contents = self.read_contents(which)
        return ApprenticeVersion(contents.edition, which.published, contents.year(person))

    def _at(
        self, connection: Connection, at: tuple[int, datetime] | None, person: int
    ) -> tuple[ApprenticeVersion, datetime] | None:
        return at and (self._of(read_version(connection, at[0]), person), at[1])
