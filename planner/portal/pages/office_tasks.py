"""What scolarité must act on: nothing served, missing or expiring links, unopened versions.

Links that are no more than a second way to a year are not missed: those of tutors, and of the
apprentices whose whole year their company sees.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from planner.apprentices.year import ApprenticeYear
from planner.portal.store.contents import ContentsReader, essential_pages
from planner.portal.store.links import PageAccess, list_page_access
from planner.portal.store.versions import Version, newest_versions
from planner.portal.store.visits import last_openings

EXPIRY_NOTICE = timedelta(days=30)
"""How long before its end an expiring link is listed."""


@dataclass(frozen=True)
class OfficeTasks:
    """What scolarité must act on.

    Attributes
    ----------
    serves_current_year
        Whether a version is served whose academic year is not over.
    withdrawn
        Versions withdrawn without a successor, whose year is not over.
    without_link
        Those who need a link and have no active one.
    expiring
        Those whose link ends soon, and before their academic year.
    unopened
        Served versions, with those that have an active link and have not opened them.
    unplaced
        Served versions, with the years in which a session has no half-day.
    """

    serves_current_year: bool
    withdrawn: tuple[Version, ...]
    without_link: tuple[PageAccess, ...]
    expiring: tuple[PageAccess, ...]
    unopened: tuple[tuple[Version, tuple[PageAccess, ...]], ...]
    unplaced: tuple[tuple[Version, tuple[ApprenticeYear, ...]], ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (
            self.withdrawn or self.without_link or self.expiring or self.unopened or self.unplaced
        )


def find_office_tasks(
    connection: Connection, read_contents: ContentsReader, today: date
) -> OfficeTasks:
    """Find what scolarité must act on, as of a day."""
    found = _needing(connection, read_contents)
    newest = newest_versions(connection)
    served = [each for each in newest if not each.withdrawn]
    without_room = ((each, read_contents(each).unplaced_years) for each in served)
    return OfficeTasks(
        any(each.last_day >= today for each in served),
        tuple(each for each in newest if each.withdrawn and each.last_day >= today),
        _without_link(found, today),
        tuple(each for each in found if _ends_early(each, today)),
        tuple(_unopened(connection, read_contents, served, found, today)),
        tuple((version, years) for version, years in without_room if years),
    )


def companies_without_link(
    connection: Connection, read_contents: ContentsReader, today: date
) -> tuple[PageAccess, ...]:
    """Return those who need a link, have apprentices in a year that goes on, and no link."""
    return _without_link(_needing(connection, read_contents), today)


def _needing(connection: Connection, read_contents: ContentsReader) -> tuple[PageAccess, ...]:
    """Return those who need a link: no other page shows the years on theirs whole."""
    essential = essential_pages(connection, read_contents)
    return tuple(each for each in list_page_access(connection) if each.company in essential)


def _without_link(found: Sequence[PageAccess], today: date) -> tuple[PageAccess, ...]:
    return tuple(each for each in found if each.needs_link(today) and each.year_goes_on(today))


def _ends_early(access: PageAccess, today: date) -> bool:
    """Return whether an active link ends soon, and before the year of its company."""
    link = access.link
    if link is None or access.year_ends is None or not link.is_active(today):
        return False
    return link.ends <= today + EXPIRY_NOTICE and link.ends < access.year_ends


def _unopened(
    connection: Connection,
    read_contents: ContentsReader,
    served: Sequence[Version],
    found: Sequence[PageAccess],
    today: date,
) -> list[tuple[Version, tuple[PageAccess, ...]]]:
    opened = last_openings(connection)
    unopened = []
    for version in served:
        inside = {each.company for each in read_contents(version).roster}
        waiting = tuple(
            each
            for each in found
            if each.company in inside
            and each.link
            and each.link.is_active(today)
            and (each.company, version.id) not in opened
        )
        if waiting:
            unopened.append((version, waiting))
    return unopened
