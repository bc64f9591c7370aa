"""The page of a company: its apprentices, the year of each, what comes next, what changed.

A page is made of data alone: the same data gives the same page. On a version that has been
replaced, the page tells so and offers neither its documents nor its dates.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import documents_of
from planner.apprentices.year import ApprenticeYear
from planner.documents.calendar_file import ZONE
from planner.messages import LANGUAGES, Messages
from planner.planning.planning import Edition
from planner.portal.pages.calendar import CalendarView, calendar_view, full_day
from planner.portal.pages.changes import ChangesView, are_comparable, changes_view
from planner.portal.pages.next_dates import NextDate, next_dates
from planner.portal.pages.rendering import render
from planner.words.apprentices import contract_line, unplaced
from planner.words.rules import version_line


@dataclass(frozen=True)
class ApprenticeVersion:
    """The year of one apprentice in one version.

    Attributes
    ----------
    published
        When it was, in UTC.
    year
        None if that version had no planning for the person.
    """

    edition: Edition
    published: datetime
    year: ApprenticeYear | None


@dataclass(frozen=True)
class ApprenticeSection:
    """One apprentice on the page.

    Attributes
    ----------
    person
        Stands for the apprentice in addresses.
    now
        The version to show; its year is never None.
    latest
        The version that is served: another one than `now` if an earlier one is asked for.
    before
        The version that preceded `now`.
    opened
        The last other version that the company opened, and when.
    downloaded
        The newest version of which documents were downloaded, and when, if `latest` is newer.
    feed
        The whole address of the calendar to subscribe to; None in a preview.
    """

    person: int
    now: ApprenticeVersion
    latest: ApprenticeVersion
    before: ApprenticeVersion | None
    last_opened: tuple[ApprenticeVersion, datetime] | None
    last_downloaded: tuple[ApprenticeVersion, datetime] | None
    feed_url: str | None

    @property
    def is_replaced(self) -> bool:
        return self.now.edition.revision != self.latest.edition.revision

    @property
    def series(self) -> str:
        """The programme and the year, as they stand in addresses."""
        planning = self.now.edition.planning
        return f"{planning.programme.id}-{planning.year.start_year}"


@dataclass(frozen=True)
class CompanyPage:
    """What the page of a company is made of.

    Attributes
    ----------
    base
        The path before all its links, without a slash at the end.
    seats
        Its apprentices, in the order in which they are shown.
    withdrawn
        The plannings that were withdrawn and not replaced: the programme, the year, and when.
    departed
        Who was in the version before and is in none of the company's now.
    until
        The last day on which the link opens the page; None in a preview.
    """

    company: str
    base: str
    sections: tuple[ApprenticeSection, ...]
    withdrawn: tuple[tuple[str, str, datetime], ...]
    until: date | None
    is_preview: bool
    departed: tuple[Apprentice, ...] = ()


def company_page_html(page: CompanyPage, today: date, text: Messages) -> str:
    """Write the page of a company.

    Parameters
    ----------
    today
        The day from which the next dates are told; it is marked in the calendars.

    Returns
    -------
    str
        An HTML page without scripts. The same page gives the same text.
    """
    links = _Links(page, text.language)
    return render(
        "company.html",
        text,
        page=page,
        languages=links.languages,
        withdrawn=[
            text("portal.withdrawn", programme=programme, year=year, day=school_day(when))
            for programme, year, when in page.withdrawn
        ],
        archives=links.archives,
        today=full_day(today, text),
        sections=[_SectionView(seat, links, today, text) for seat in page.sections],
    )


def school_day(moment: datetime) -> date:
    """Give the day on which something happened, by the clock of the school."""
    return moment.astimezone(ZoneInfo(ZONE)).date()


# --- Links --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Links:
    """The addresses of a page in a language."""

    page: CompanyPage
    language: str

    def to_page(self, **query: object) -> str:
        return f"{self.page.base}?{urlencode({'lang': self.language} | query)}"

    def to_version(self, seat: ApprenticeSection, version: ApprenticeVersion) -> str:
        address = self.to_page(series=seat.series, revision=version.edition.revision)
        return f"{address}#a{seat.person}"

    def to_latest(self, seat: ApprenticeSection) -> str:
        return f"{self.to_page()}#a{seat.person}"

    def to_file(self, of: object, name: str) -> str:
        return f"{self.page.base}/{quote(str(of), safe='')}/{name}?lang={self.language}"

    @property
    def languages(self) -> Mapping[str, str]:
        """The same page in each language, an earlier version if it shows one."""
        asked = next((seat for seat in self.page.sections if seat.is_replaced), None)
        which: Mapping[str, object] = (
            {"series": asked.series, "revision": asked.now.edition.revision} if asked else {}
        )
        return {each: _Links(self.page, each).to_page(**which) for each in LANGUAGES}

    @property
    def archives(self) -> Sequence[tuple[str, str, str]]:
        """The address of everything of a programme and year, with the names of both."""
        current = {seat.series: seat for seat in self.page.sections if not seat.is_replaced}
        plannings = ((key, seat.now.edition.planning) for key, seat in current.items())
        return [
            (self.to_file(key, "zip"), planning.programme.name, planning.year.label)
            for key, planning in plannings
        ]


# --- One apprentice -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Notice:
    """Something to be noticed first, and where it leads."""

    title: str
    lines: tuple[str, ...]
    href: str
    link: str


@dataclass(frozen=True)
class _File:
    """A document to download: where it is, its name, and what it is for."""

    href: str
    name: str
    purpose: str


@dataclass(frozen=True)
class _SectionView:
    """One apprentice in the words of a language, part by part."""

    section: ApprenticeSection
    links: _Links
    today: date
    text: Messages

    @property
    def id(self) -> str:
        return f"a{self.section.person}"

    @property
    def year(self) -> ApprenticeYear:
        year = self.section.now.year
        assert year is not None
        return year

    @cached_property
    def calendar(self) -> CalendarView:
        return calendar_view(self.year, self.section.now.edition, self.today, self.text)

    @property
    def version(self) -> str:
        """Say which version is shown, its number, and when it was published."""
        now = self.section.now
        named = version_line(now.edition, self.text)
        numbered = self.text("portal.version", **_numbered(now))
        return f"{named[0].upper()}{named[1:]} · {numbered}"

    @property
    def contract(self) -> str:
        return contract_line(self.year, self.text)

    @property
    def unplaced(self) -> Sequence[str]:
        weeks = self.year.planning.year.weeks
        return [unplaced(found, weeks, self.text) for found in self.year.unplaced]

    @property
    def dates(self) -> Sequence[NextDate]:
        """What comes next; nothing in a version that is replaced."""
        if self.section.is_replaced:
            return ()
        return tuple(next_dates(self.year, self.today, self.text))

    @cached_property
    def notice(self) -> _Notice | None:
        """Tell that a newer version exists: than the one shown, or than the one downloaded."""
        seat, text, latest = self.section, self.text, _numbered(self.section.latest)
        if seat.is_replaced:
            return _Notice(
                text("portal.replaced", revision=seat.now.edition.revision),
                (text("portal.replaced-by", **latest),),
                self.links.to_latest(seat),
                text("portal.to-latest"),
            )
        if not seat.last_downloaded:
            return None
        version, when = seat.last_downloaded
        told = {"earlier": version.edition.revision, "when": school_day(when)}
        return _Notice(
            text("portal.outdated"),
            (text("portal.downloaded", **told, **latest), self._changes(version).summary),
            f"#{self.id}-documents",
            text("portal.to-documents"),
        )

    @property
    def since(self) -> Sequence[tuple[str, ChangesView]]:
        """Tell what changed since the version last opened, and since the one before."""
        return [
            (
                self.text(key, revision=version.edition.revision, day=school_day(when)),
                self._changes(version),
            )
            for key, version, when in self._earlier()
        ]

    def _earlier(self) -> Iterator[tuple[str, ApprenticeVersion, datetime]]:
        now, before, opened = self.section.now, self.section.before, self.section.last_opened
        if opened and opened[0].edition.revision < now.edition.revision:
            if before and opened[0].edition.revision == before.edition.revision:
                yield "portal.since-both", *opened
                return
            yield "portal.since-opened", *opened
        if before:
            yield "portal.since-before", before, before.published

    def _changes(self, version: ApprenticeVersion) -> ChangesView:
        return changes_view(version.year, self.year, self.text)

    @property
    def to_earlier(self) -> str | None:
        """The address of the page with the version before, where that has a planning to show."""
        before = self.section.before
        return self.links.to_version(self.section, before) if before and before.year else None

    @property
    def files(self) -> Sequence[_File]:
        """The documents; none of a version that is replaced."""
        if self.section.is_replaced:
            return ()
        before = self.section.before
        changes = before is not None and are_comparable(before.year, self.year)
        return [
            _File(
                self.links.to_file(self.section.person, document),
                self.text(f"document.{document}"),
                self.text(f"purpose.{document}"),
            )
            for document in documents_of(changes=changes)
        ]

    @property
    def webcal(self) -> str:
        """The address of the feed as calendar programs of the machine open it."""
        assert self.section.feed_url is not None
        return f"webcal{self.section.feed_url[self.section.feed_url.index('://') :]}"


def _numbered(version: ApprenticeVersion) -> dict[str, object]:
    return {"revision": version.edition.revision, "day": school_day(version.published)}
