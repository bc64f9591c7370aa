"""Links to be mailed: which companies are given a new one, until when; and links by names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from planner.delivery import called
from planner.documents.links_sheet import LinkRow
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded
from planner.portal.store.address import DEFAULT_ADDRESS
from planner.portal.store.database import read_setting, replace_setting
from planner.portal.store.links import (
    CompanyAccess,
    IssuedLink,
    Link,
    issue_link,
    list_company_access,
    list_links,
    revoke_link,
)
from planner.portal.store.versions import newest_versions, read_enrolments

ADDRESS_SETTING = "address"
"""The setting that holds the address of the portal."""


@dataclass(frozen=True)
class LinkRequest:
    """For which links somebody asks.

    Attributes
    ----------
    company
        The name of the only company they are for; None for all.
    until
        The last day on which they open; None for the last day of each company's year.
    renew
        Whether companies that have a link are given another one in its place.
    """

    company: str | None = None
    until: date | None = None
    renew: bool = False


@dataclass(frozen=True)
class CompanyLink:
    """A company, and what there is to mail to it.

    Attributes
    ----------
    names
        Of its apprentices.
    made
        The link that was just made for it, if one was.
    kept
        The link that it has already and keeps; where there is none either, its year is over.
    """

    holding: CompanyAccess
    apprentices: tuple[str, ...]
    issued: IssuedLink | None
    existing: Link | None

    @property
    def year_is_over(self) -> bool:
        return self.issued is None and self.existing is None

    def sheet_row(self, address: str) -> LinkRow:
        """Tell what the sheet says of it, with the address of the portal."""
        company, names, ends = self.holding.name, self.apprentices, self.holding.year_ends
        if self.issued:
            page = company_page_url(address, self.issued.secret)
            return LinkRow(company, names, page, self.issued.link.ends)
        if self.existing:
            sent = self.existing.made.astimezone().date()
            return LinkRow(company, names, None, self.existing.ends, sent)
        assert ends
        return LinkRow(company, names, None, ends)


def resolve_portal_address(connection: Connection, given: str | None) -> str:
    """Tell with what links begin: what is given, and kept from now on, or what was kept."""
    if given is not None:
        replace_setting(connection, ADDRESS_SETTING, given)
        return given
    return read_setting(connection, ADDRESS_SETTING) or DEFAULT_ADDRESS


def company_page_url(address: str, secret: str) -> str:
    """Give the address of the page that a company's link opens."""
    return f"{address}/c/{secret}"


def office_sign_in_url(address: str, secret: str) -> str:
    """Give the address by which somebody at scolarité comes in."""
    return f"{address}/office/in/{secret}"


def issue_company_links(
    connection: Connection, asked: LinkRequest, who: str, now: datetime, today: date
) -> tuple[CompanyLink, ...]:
    """Make the links of companies that are asked for, and list these companies.

    Raises
    ------
    Unusable
        Nothing is served, or no such company.
    """
    found = [holding for holding in list_company_access(connection) if holding.apprentices]
    if not found:
        raise Unusable([problem("portal.nothing-served")])
    if asked.company is not None:
        name = called(asked.company, [holding.name for holding in found])
        found = [holding for holding in found if holding.name == name]
    names = _names(connection)

    def mailed(holding: CompanyAccess) -> CompanyLink:
        made, kept = None, None
        ends = asked.until or holding.year_ends
        if not (asked.renew or holding.needs_link(today)):
            kept = holding.link
        elif ends and ends >= today:
            made = issue_link(connection, holding, ends, who, now)
        return CompanyLink(holding, names[holding.company], made, kept)

    return tuple(map(mailed, found))


def _names(connection: Connection) -> Mapping[int, tuple[str, ...]]:
    """Give the names of the apprentices of each company, in the versions that are served."""
    found: dict[int, dict[str, None]] = {}
    for version in newest_versions(connection):
        for each in read_enrolments(connection, version.id) if not version.withdrawn else ():
            found.setdefault(each.company, {})[each.apprentice.name] = None
    return {company: tuple(sorted(names, key=folded)) for company, names in found.items()}


def issue_office_link(
    connection: Connection, name: str, ends: date, who: str, now: datetime, *, renew: bool
) -> IssuedLink:
    """Make a link for somebody at scolarité.

    Parameters
    ----------
    renew
        Whether it takes the place of one that they have, which is revoked.

    Raises
    ------
    Unusable
        They have one, and it is not to be renewed.
    """
    for link in _of_name(list_links(connection, office=True), name):
        if link.is_active(now.astimezone().date()):
            if not renew:
                day = link.made.astimezone().date()
                raise Unusable([problem("portal.has-link", name=link.holder, day=day)])
            revoke_link(connection, link.id, now)
    return issue_link(connection, name, ends, who, now)


def revoke_links_of(connection: Connection, name: str, now: datetime) -> tuple[Link, ...]:
    """Revoke what is alive of the links of a company, or of somebody at scolarité, by the name.

    Raises
    ------
    Unusable
        Nobody of this name has any.
    """
    today = now.astimezone().date()
    known = (*list_links(connection, office=False), *list_links(connection, office=True))
    found = _of_name([link for link in known if link.is_active(today)], name)
    if not found:
        raise Unusable([problem("portal.no-link-of", name=name)])
    return tuple(revoke_link(connection, link.id, now) for link in found)


def _of_name(known: Iterable[Link], name: str) -> list[Link]:
    """Find the links of a holder; accents, capitals and spaces do not matter, if need be."""
    listed = list(known)
    exact = [link for link in listed if link.holder == name]
    return exact or [link for link in listed if folded(link.holder) == folded(name)]
