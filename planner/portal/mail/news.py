"""What a publication changes on each page, as a notice tells it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.changes import YearChanges, year_changes
from planner.apprentices.year import ApprenticeYear, apprentice_years
from planner.portal.store.contents import ContentsReader, VersionContents
from planner.portal.store.versions import Version, list_versions, preceding_version


@dataclass(frozen=True)
class PageNews:
    """What a publication changes on a page.

    Attributes
    ----------
    changed
        The apprentices of the page whose year changed, as the page shows them, and how.
    departed
        Those whom the page no longer shows.
    """

    changed: tuple[tuple[Apprentice, YearChanges], ...]
    departed: tuple[Apprentice, ...] = ()

    @property
    def first_day(self) -> date | None:
        """The first day of the first week that changes; None if no week does."""
        weeks = [change.weeks[0].monday for _, found in self.changed for change in found.weeks]
        return min(weeks, default=None)


def version_news(
    connection: Connection, read_contents: ContentsReader, version: Version, today: date
) -> Mapping[int, PageNews]:
    """Return what a version changes against the one served before it, by the id of the page.

    Pages on which nothing changes are left out.
    """
    over = preceding_version(list_versions(connection, version.series), version)
    before = read_contents(over) if over else None
    return page_news(before, read_contents(version), today)


def page_news(
    before: VersionContents | None, now: VersionContents, today: date
) -> Mapping[int, PageNews]:
    """Compare the pages of two versions of a series; before the first one, all is new.

    Parameters
    ----------
    today
        Tutors whom another has followed by then are told nothing new.
    """
    former, years = _years(before) if before else {}, _years(now)
    changed, departed = defaultdict(list), defaultdict(list)
    for each in _enrolled(now):
        if not now.shows(each.person, today):
            continue
        year = years[each.person]
        changes = year_changes(former.get(each.person), year)
        if not changes.is_empty:
            changed[each.page].append((year.apprentice, changes))
    for each in _enrolled(before) if before else ():
        if each.person not in now.people:
            departed[each.page].append(each.apprentice)
    pages = dict.fromkeys([*changed, *departed])
    return {page: PageNews(tuple(changed[page]), tuple(departed[page])) for page in pages}


@dataclass(frozen=True)
class _Shown:
    """A person on a page."""

    page: int
    person: int
    apprentice: Apprentice


def _enrolled(contents: VersionContents) -> Iterator[_Shown]:
    """Yield who is on which page, in the order of pages and of their folders."""
    pages = (each.company for each in contents.roster if each.company is not None)
    for page in dict.fromkeys(pages):
        for each in contents.enrolments_of(page):
            yield _Shown(page, each.person, each.apprentice)


def _years(contents: VersionContents) -> Mapping[int, ApprenticeYear]:
    """Return the years that the pages show, by the id of the person."""
    enrolled = tuple(_enrolled(contents))
    years = apprentice_years((each.apprentice for each in enrolled), contents.edition.planning)
    return {each.person: year for each, year in zip(enrolled, years, strict=True)}
