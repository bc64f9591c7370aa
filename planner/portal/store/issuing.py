"""Issuing links: in bulk for those who have pages, one for scolarité; revoking links by name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection

from planner.delivery.companies import match_company_name
from planner.documents.company.links_sheet import LinkRow
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded
from planner.portal.settings.roles import Role
from planner.portal.store.address import DEFAULT_ADDRESS, company_page_url
from planner.portal.store.addressees import addressees
from planner.portal.store.contents import essential_pages
from planner.portal.store.database import read_setting, replace_setting
from planner.portal.store.links import (
    IssuedLink,
    Link,
    PageAccess,
    issue_link,
    list_links,
    list_page_access,
    prolong_link,
    revoke_link,
)
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.versions import newest_versions, read_enrolments

ADDRESS_SETTING = "address"
"""The name of the setting that holds the base URL of the portal."""


@dataclass(frozen=True)
class LinkRequest:
    """Which links are to be issued.

    Attributes
    ----------
    company
        The name of one company, apprentice or tutor; None for all.
    until
        The last day of the links; None for the last day of each one's year.
    renew
        Whether those with an active link get a new one.
    kinds
        Who gets links; empty for companies, and the apprentices whose whole year none of them sees.
    """

    company: str | None = None
    until: date | None = None
    renew: bool = False
    kinds: frozenset[RecipientKind] = frozenset()


@dataclass(frozen=True)
class PageSummary:
    """What the page of a recipient has, as of the versions that are served.

    Attributes
    ----------
    apprentices
        The names of the apprentices on it.
    companies
        The companies of these, as far as the page shows them.
    emails
        The addresses of its addressees.
    """

    apprentices: tuple[str, ...]
    companies: tuple[str, ...]
    emails: tuple[str, ...]


@dataclass(frozen=True)
class PageLink:
    """The link of a company, an apprentice or a tutor after a request.

    Attributes
    ----------
    page
        What its page has.
    issued
        The new link, if one was issued.
    existing
        The active link that it keeps. Without either, its year is over.
    """

    access: PageAccess
    page: PageSummary
    issued: IssuedLink | None
    existing: Link | None

    @property
    def year_is_over(self) -> bool:
        """Whether no link could be issued, as its year is over."""
        return self.issued is None and self.existing is None

    def sheet_row(self, address: str) -> LinkRow:
        """Return its row in the workbook of links, for a base URL of the portal."""
        told = self.page
        row = partial(LinkRow, self.access.name, told.companies, told.apprentices, told.emails)
        if self.issued:
            page = company_page_url(address, self.issued.secret)
            return row(page, self.issued.link.ends)
        if self.existing:
            sent = self.existing.made.astimezone().date()
            return row(None, self.existing.ends, sent)
        assert self.access.year_ends
        return row(None, self.access.year_ends)


def resolve_portal_address(connection: Connection, given: str | None) -> str:
    """Return the base URL of links: the given one, which is stored, else the stored one."""
    if given is not None:
        replace_setting(connection, ADDRESS_SETTING, given)
        return given
    return read_setting(connection, ADDRESS_SETTING) or DEFAULT_ADDRESS


def issue_page_links(
    connection: Connection, request: LinkRequest, who: str, now: datetime, today: date
) -> tuple[PageLink, ...]:
    """Issue the links of a request, and return all whom it concerns.

    Raises
    ------
    Unusable
        No version is served, or nobody of this kind or name is in one.
    """
    pages = page_summaries(connection)

    def link_of(access: PageAccess) -> PageLink:
        issued, existing = None, None
        ends = request.until or access.year_ends
        if not (request.renew or access.needs_link(today)):
            existing = access.link
        elif ends and ends >= today:
            issued = issue_link(connection, access, ends, who, now)
        return PageLink(access, pages[access.company], issued, existing)

    return tuple(map(link_of, requested_access(connection, request)))


def prolong_links(
    connection: Connection,
    listed: Iterable[PageAccess],
    who: str,
    now: datetime,
    today: date,
) -> tuple[PageAccess, ...]:
    """Prolong the links that end before the year of their apprentices, which may be the next one.

    Whoever has such a link keeps it, with its feeds.

    Returns
    -------
    tuple of PageAccess
        Whose links were prolonged, as they were before.
    """
    found = tuple(access for access in listed if access.ends_early(today))
    for access in found:
        prolong_link(connection, access, who, now)
    return found


def requested_access(connection: Connection, request: LinkRequest) -> tuple[PageAccess, ...]:
    """Return all whom a request concerns.

    Raises
    ------
    Unusable
        As for `issue_page_links`.
    """
    listed = [access for access in list_page_access(connection) if access.apprentices]
    if not listed:
        raise Unusable([problem("portal.nothing-served")])
    essential = frozenset() if request.kinds else essential_pages(connection)
    found = [each for each in listed if each.kind in request.kinds or each.company in essential]
    if not found:
        raise Unusable([problem("links.none-such")])
    if request.company is not None:
        name = match_company_name(request.company, {access.name: None for access in found})
        found = [access for access in found if access.name == name]
    return tuple(found)


def page_summaries(connection: Connection) -> Mapping[int, PageSummary]:
    """Return what each page has, by its id."""
    names, companies, emails = (defaultdict[int, set[str]](set) for _ in range(3))
    for version in newest_versions(connection):
        if version.withdrawn:
            continue
        for each in read_enrolments(connection, version.id):
            if each.company is not None:
                names[each.company].add(each.apprentice.name)
                companies[each.company].update(each.apprentice.companies)
        for to in addressees(connection, version):
            emails[to.page].update(filter(None, (to.email,)))

    def listed(found: set[str]) -> tuple[str, ...]:
        return tuple(sorted(found, key=folded))

    return {
        page: PageSummary(*(listed(found[page]) for found in (names, companies, emails)))
        for page in names
    }


def issue_office_link(
    connection: Connection,
    name: str,
    ends: date,
    who: str,
    now: datetime,
    role: Role = Role.PUBLISHER,
    *,
    renew: bool = False,
) -> IssuedLink:
    """Issue a link for a person at scolarité, by which one browser may sign in.

    Parameters
    ----------
    renew
        Whether the active links of the same name are revoked: browsers are signed out.
    """
    for link in _of_name(list_links(connection, office=True), name) if renew else ():
        if link.is_active(now.astimezone().date()):
            revoke_link(connection, link.id, now, who)
    return issue_link(connection, name, ends, who, now, role)


def revoke_links_of(
    connection: Connection,
    name: str,
    now: datetime,
    kinds: frozenset[RecipientKind] = frozenset(),
    who: str = "–",
) -> tuple[Link, ...]:
    """Revoke the active links of a company, an apprentice, a tutor or scolarité, by name.

    Parameters
    ----------
    kinds
        Whose links; empty for those of anybody of the name.
    who
        The name of the person who revokes them.

    Raises
    ------
    Unusable
        Nobody of this name has an active link.
    """
    today = now.astimezone().date()
    of_pages = list_links(connection, office=False)
    if kinds:
        pages = {each.company for each in list_page_access(connection) if each.kind in kinds}
        known = tuple(link for link in of_pages if link.company in pages)
    else:
        known = (*of_pages, *list_links(connection, office=True))
    found = _of_name([link for link in known if link.is_active(today)], name)
    if not found:
        raise Unusable([problem("portal.no-link-of", name=name)])
    return tuple(revoke_link(connection, link.id, now, who) for link in found)


def _of_name(known: Iterable[Link], name: str) -> list[Link]:
    """Filter links by holder: exact matches, else matches of the folded name."""
    listed = list(known)
    exact = [link for link in listed if link.holder == name]
    return exact or [link for link in listed if folded(link.holder) == folded(name)]
