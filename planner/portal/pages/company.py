"""The view of a company's pages: a list of its apprentices, and a page of each.

The HTML depends on the data only. For a version that was replaced, the page says so and offers
neither documents nor next dates.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from urllib.parse import quote, urlencode

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import apprentice_documents
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.calendar_grid import calendar_grid, short_line
from planner.messages import LANGUAGES, Messages
from planner.planning.planning import Edition
from planner.portal.pages.calendar import CalendarView, calendar_view, full_day
from planner.portal.pages.changes import ChangesView, are_comparable, changes_view
from planner.portal.pages.next_dates import NextDate, next_dates, next_milestones, next_stay
from planner.portal.pages.rendering import render
from planner.portal.pages.this_week import WeekView, outside_year, this_week
from planner.portal.store.address import webcal_url
from planner.portal.store.recipients import RecipientKind
from planner.words.apprentices import unplaced_line
from planner.words.modules import document_purpose
from planner.words.names import version_line
from planner.words.periods import contract_line
from planner.year.time_zones import PARIS, day_at


@dataclass(frozen=True)
class ApprenticeVersion:
    """The year of one apprentice in one version.

    Attributes
    ----------
    published
        The time of publication, in UTC.
    year
        None if the version has no planning for the person.
    """

    edition: Edition
    published: datetime
    year: ApprenticeYear | None


@dataclass(frozen=True)
class ListedApprentice:
    """An apprentice in the list of a company.

    Attributes
    ----------
    person
        The id of the person.
    year
        As of the version that is served.
    is_outdated
        Whether the company downloaded documents of an earlier version, and none of this one.
    """

    person: int
    year: ApprenticeYear
    is_outdated: bool


@dataclass(frozen=True)
class ApprenticeSection:
    """The section of one apprentice on the page.

    Attributes
    ----------
    person
        The id of the person.
    now
        The version shown; its year is never None.
    latest
        The version that is served: not `now` if an earlier one was requested.
    before
        The version before `now`.
    last_opened
        The other version that the company opened last, and when.
    last_downloaded
        The newest version of which documents were downloaded, and when, if `latest` is newer.
    feed_url
        The URL of the calendar feed; None in a preview.
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
        """Whether an earlier version is shown than the one that is served."""
        return self.now.edition.revision != self.latest.edition.revision

    @property
    def series(self) -> str:
        """The identifier of the series in URLs."""
        planning = self.now.edition.planning
        return f"{planning.programme.id}-{planning.year.start_year}"


@dataclass(frozen=True)
class CompanyPage:
    """The data of a page of a company: its list, or one of its apprentices.

    Attributes
    ----------
    company
        The name of the company, of the apprentice or of the tutor.
    base
        The path before all its links, without a trailing slash.
    section
        The apprentice whose page it is; None for the list.
    listed
        The apprentices of the list, in its order; empty for the page of one.
    series
        Identifier, programme and academic year of the series of these apprentices; none on the
        page of an apprentice, which has no archive.
    is_one_of_several
        Whether the page of an apprentice leads back to a list.
    withdrawn
        Plannings withdrawn without a successor: programme, academic year, time of withdrawal.
    departed
        Apprentices of the previous version who have left the company.
    until
        The last day of the link; None in a preview.
    kind
        Whose page it is.
    seen_path
        The stylesheet by which a browser tells that it shows the page; None if nobody is told.
    """

    company: str
    base: str
    section: ApprenticeSection | None
    listed: tuple[ListedApprentice, ...]
    series: tuple[tuple[str, str, str], ...]
    is_one_of_several: bool
    withdrawn: tuple[tuple[str, str, datetime], ...]
    departed: tuple[Apprentice, ...]
    until: date | None
    is_preview: bool
    kind: RecipientKind = RecipientKind.COMPANY
    seen_path: str | None = None


def company_page_html(page: CompanyPage, now: datetime, text: Messages, prefix: str = "") -> str:
    """Render a page of a company.

    Parameters
    ----------
    now
        Its day at the place of a programme is marked in calendars, and the next dates are listed
        from it.
    prefix
        What the paths of the portal begin with.

    Returns
    -------
    str
        HTML without scripts; deterministic.
    """
    links = _Links(page, text.language)
    return render(
        "company.html",
        text,
        page=page,
        prefix=prefix,
        languages=links.languages,
        withdrawn=[
            text("portal.withdrawn", programme=programme, year=year, day=day_at(when))
            for programme, year, when in page.withdrawn
        ],
        departed=[text(f"departed.{page.kind}", name=who.name) for who in page.departed],
        no_planning=text(f"no_planning.{page.kind}"),
        preview_of=text(f"preview_of.{page.kind}"),
        archives=links.archives,
        archive_of_all=links.archive_of_all,
        to_list=links.to_list() if page.is_one_of_several else None,
        rows=[_RowView(each, links, now, text) for each in page.listed],
        view=_SectionView(page.section, links, now, text) if page.section else None,
    )


# --- Links --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Links:
    """The URLs of a page in a language."""

    page: CompanyPage
    language: str

    def to_list(self) -> str:
        return f"{self.page.base}?lang={self.language}"

    def to_person(self, person: int, **query: object) -> str:
        return f"{self.page.base}/{person}?{urlencode({'lang': self.language} | query)}"

    def to_version(self, section: ApprenticeSection, version: ApprenticeVersion) -> str:
        return self.to_person(section.person, revision=version.edition.revision)

    def to_file(self, of: object, name: str) -> str:
        return f"{self.page.base}/{quote(str(of), safe='')}/{name}?lang={self.language}"

    @property
    def own(self) -> str:
        """The URL of the page itself, with the version that it shows."""
        section = self.page.section
        if section is None:
            return self.to_list()
        if section.is_replaced:
            return self.to_version(section, section.now)
        return self.to_person(section.person)

    @property
    def languages(self) -> Mapping[str, str]:
        """The URL of the page in each language."""
        return {each: _Links(self.page, each).own for each in LANGUAGES}

    @property
    def archive_of_all(self) -> str | None:
        """The URL of one ZIP archive of all series, where there are several."""
        of_all = f"{self.page.base}/zip?lang={self.language}"
        return of_all if len(self.page.series) > 1 else None

    @property
    def archives(self) -> Sequence[tuple[str, str, str]]:
        """The URL of each series' ZIP archive, with its programme and academic year."""
        return [
            (self.to_file(key, "zip"), programme, year) for key, programme, year in self.page.series
        ]


# --- The list -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _RowView:
    """An apprentice in the list, as text in a language."""

    listed: ListedApprentice
    links: _Links
    now: datetime
    text: Messages

    @property
    def year(self) -> ApprenticeYear:
        return self.listed.year

    @property
    def href(self) -> str:
        return self.links.to_person(self.listed.person)

    @property
    def name(self) -> str:
        return short_line(self.year.apprentice.name)

    @property
    def cohort(self) -> str:
        return short_line(f"{self.year.cohort.cohort.label} · {self.year.planning.year.label}")

    @property
    def today(self) -> date:
        return day_at(self.now, self.year.time_zone)

    @cached_property
    def week(self) -> WeekView | None:
        return this_week(self.year, self.today, self.text)

    @property
    def outside(self) -> str:
        """What is said instead of a week outside the year."""
        return outside_year(self.year, self.today, self.text)

    @cached_property
    def next_stay(self) -> NextDate | None:
        return next_stay(self.year, self.today, self.text)


# --- One apprentice -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Notice:
    """A highlighted message with a link."""

    title: str
    lines: tuple[str, ...]
    href: str
    link: str


@dataclass(frozen=True)
class _File:
    """A downloadable document: URL, name, purpose."""

    href: str
    name: str
    purpose: str


@dataclass(frozen=True)
class _SectionView:
    """The section of one apprentice, as text in a language."""

    section: ApprenticeSection
    links: _Links
    now: datetime
    text: Messages

    @property
    def year(self) -> ApprenticeYear:
        year = self.section.now.year
        assert year is not None
        return year

    @property
    def time_zone(self) -> str:
        return self.year.time_zone

    @property
    def today(self) -> date:
        return day_at(self.now, self.time_zone)

    @property
    def today_text(self) -> str:
        return full_day(self.today, self.text)

    @property
    def zone_line(self) -> str:
        """Which time the page has; empty for that of Paris."""
        zone = self.time_zone
        return self.text("portal.time-zone", zone=zone) if zone != PARIS else ""

    @cached_property
    def calendar(self) -> CalendarView:
        grid = calendar_grid(self.year, self.section.now.edition, self.text)
        return calendar_view(self.year, grid, self.today, self.text)

    @property
    def version(self) -> str:
        """The label of the version shown, its number and its date of publication."""
        now = self.section.now
        named = version_line(now.edition, self.text)
        numbered = self.text("portal.version", **_numbered(now, self.time_zone))
        return " · ".join(filter(None, (named[:1].upper() + named[1:], numbered)))

    @property
    def contract(self) -> str:
        return contract_line(self.year, self.text)

    @property
    def unplaced(self) -> Sequence[str]:
        weeks = self.year.planning.year.weeks
        return [unplaced_line(found, weeks, self.text) for found in self.year.unplaced]

    @cached_property
    def week(self) -> WeekView | None:
        return this_week(self.year, self.today, self.text)

    @property
    def outside(self) -> str:
        """What is said instead of a week outside the year."""
        return outside_year(self.year, self.today, self.text)

    @property
    def dates(self) -> Sequence[NextDate]:
        """The next dates; none for a version that was replaced."""
        if self.section.is_replaced:
            return ()
        return tuple(next_dates(self.year, self.today, self.text))

    @property
    def milestones(self) -> Sequence[NextDate]:
        """What is due next; nothing for a version that was replaced."""
        if self.section.is_replaced:
            return ()
        return tuple(next_milestones(self.year, self.today, self.text))

    @cached_property
    def notice(self) -> _Notice | None:
        """The notice of a newer version than the one shown, or than the one downloaded."""
        section, text, latest = (
            self.section,
            self.text,
            _numbered(self.section.latest, self.time_zone),
        )
        if section.is_replaced:
            return _Notice(
                text("portal.replaced", revision=section.now.edition.revision),
                (text("portal.replaced-by", **latest),),
                self.links.to_person(section.person),
                text("portal.to-latest"),
            )
        if not section.last_downloaded:
            return None
        version, when = section.last_downloaded
        values = {"earlier": version.edition.revision, "when": day_at(when, self.time_zone)}
        return _Notice(
            text("portal.outdated"),
            (text("portal.downloaded", **values, **latest), self._changes(version).summary),
            "#documents",
            text("portal.to-documents"),
        )

    @property
    def since(self) -> Sequence[tuple[str, ChangesView]]:
        """The changes since the version last opened, and since the previous one."""
        return [
            (
                self.text(key, revision=version.edition.revision, day=day_at(when, self.time_zone)),
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
        """The URL of the page with the previous version, if it has a planning to show."""
        before = self.section.before
        return self.links.to_version(self.section, before) if before and before.year else None

    @property
    def files(self) -> Sequence[_File]:
        """The documents; none for a version that was replaced."""
        if self.section.is_replaced:
            return ()
        before = self.section.before
        changes = before is not None and are_comparable(before.year, self.year)
        return [
            _File(
                self.links.to_file(self.section.person, document),
                self.text(f"document.{document}"),
                document_purpose(document, self.year.progression is not None, self.text),
            )
            for document in apprentice_documents(changes=changes)
        ]

    @property
    def webcal(self) -> str:
        """The URL by which a calendar program subscribes to the feed."""
        assert self.section.feed_url is not None
        return webcal_url(self.section.feed_url)


def _numbered(version: ApprenticeVersion, time_zone: str) -> dict[str, object]:
    return {"revision": version.edition.revision, "day": day_at(version.published, time_zone)}
