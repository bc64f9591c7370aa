"""What scolarité should see to: nothing served, links missing or ending soon, versions unopened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from planner.apprentices.year import ApprenticeYear
from planner.portal.store.contents import ContentsReader
from planner.portal.store.links import CompanyAccess, list_company_access
from planner.portal.store.versions import Version, newest_versions
from planner.portal.store.visits import last_openings

EXPIRY_NOTICE = timedelta(days=30)
"""So long before a link ends it is told."""


@dataclass(frozen=True)
class OfficeTasks:
    """All there is to see to.

    Attributes
    ----------
    is_current
        Whether a version is served whose year is not over.
    withdrawn
        The versions that were withdrawn, with none after them, while their year goes on.
    without_link
        Companies that have apprentices and no link that opens.
    ending
        Companies whose link ends soon, while their planning goes on.
    unopened
        The versions that are served, each with the companies that have a link and have not
        opened it.
    without_room
        The years of those whose sessions do not all find a half-day, with the version.
    """

    serves_current_year: bool
    withdrawn: tuple[Version, ...]
    without_link: tuple[CompanyAccess, ...]
    expiring: tuple[CompanyAccess, ...]
    unopened: tuple[tuple[Version, tuple[CompanyAccess, ...]], ...]
    unplaced: tuple[tuple[Version, tuple[ApprenticeYear, ...]], ...]

    @property
    def is_empty(self) -> bool:
        return not (
            self.withdrawn or self.without_link or self.expiring or self.unopened or self.unplaced
        )


def find_office_tasks(connection: Connection, contents: ContentsReader, today: date) -> OfficeTasks:
    """Find what there is to see to."""
    found = list_company_access(connection)
    newest = newest_versions(connection)
    served = [each for each in newest if not each.withdrawn]
    without_room = ((each, contents(each).unplaced_years) for each in served)
    return OfficeTasks(
        any(each.last_day >= today for each in served),
        tuple(each for each in newest if each.withdrawn and each.last_day >= today),
        tuple(each for each in found if each.needs_link(today) and each.year_goes_on(today)),
        tuple(each for each in found if _ends_early(each, today)),
        tuple(_unopened(connection, contents, served, found, today)),
        tuple((version, years) for version, years in without_room if years),
    )


def _ends_early(holding: CompanyAccess, today: date) -> bool:
    """Tell whether a link ends soon, and before the year of the company does."""
    link = holding.link
    if link is None or holding.year_ends is None or not link.is_active(today):
        return False
    return link.ends <= today + EXPIRY_NOTICE and link.ends < holding.year_ends


def _unopened(
    connection: Connection,
    contents: ContentsReader,
    served: Sequence[Version],
    found: Sequence[CompanyAccess],
    today: date,
) -> list[tuple[Version, tuple[CompanyAccess, ...]]]:
    opened = last_openings(connection)
    told = []
    for version in served:
        inside = {each.company for each in contents(version).roster}
        waiting = tuple(
            each
            for each in found
            if each.company in inside
            and each.link
            and each.link.is_active(today)
            and (each.company, version.id) not in opened
        )
        if waiting:
            told.append((version, waiting))
    return told
