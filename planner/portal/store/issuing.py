"""Links to be mailed: which companies are given a new one, until when; and links by names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from planner.delivery import called
from planner.documents.links_sheet import LinkRow
from planner.files.problems import Unusable, problem
from planner.files.spelling import folded
from planner.portal.store.address import DEFAULT
from planner.portal.store.database import set_once_for_all, setting
from planner.portal.store.links import Holding, Link, Made, holdings, links, make, revoke
from planner.portal.store.versions import enrolled, newest_of_all

ADDRESS = "address"
"""The setting that holds the address of the portal."""


@dataclass(frozen=True)
class Asked:
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
class Mailed:
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

    holding: Holding
    names: tuple[str, ...]
    made: Made | None
    kept: Link | None

    @property
    def is_over(self) -> bool:
        return self.made is None and self.kept is None

    def row(self, address: str) -> LinkRow:
        """Tell what the sheet says of it, with the address of the portal."""
        company, names, ends = self.holding.name, self.names, self.holding.ends
        if self.made:
            page = company_page(address, self.made.secret)
            return LinkRow(company, names, page, self.made.link.ends)
        if self.kept:
            sent = self.kept.made.astimezone().date()
            return LinkRow(company, names, None, self.kept.ends, sent)
        assert ends
        return LinkRow(company, names, None, ends)


def portal_address(connection: Connection, given: str | None) -> str:
    """Tell with what links begin: what is given, and kept from now on, or what was kept."""
    if given is not None:
        set_once_for_all(connection, ADDRESS, given)
        return given
    return setting(connection, ADDRESS) or DEFAULT


def company_page(address: str, secret: str) -> str:
    """Give the address of the page that a company's link opens."""
    return f"{address}/c/{secret}"


def office_entry(address: str, secret: str) -> str:
    """Give the address by which somebody at scolarité comes in."""
    return f"{address}/office/in/{secret}"


def make_links(
    connection: Connection, asked: Asked, who: str, now: datetime, today: date
) -> tuple[Mailed, ...]:
    """Make the links of companies that are asked for, and list these companies.

    Raises
    ------
    Unusable
        Nothing is served, or no such company.
    """
    found = [holding for holding in holdings(connection) if holding.apprentices]
    if not found:
        raise Unusable([problem("portal.nothing-served")])
    if asked.company is not None:
        name = called(asked.company, [holding.name for holding in found])
        found = [holding for holding in found if holding.name == name]
    names = _names(connection)

    def mailed(holding: Holding) -> Mailed:
        made, kept = None, None
        ends = asked.until or holding.ends
        if not (asked.renew or holding.needs_link(today)):
            kept = holding.link
        elif ends and ends >= today:
            made = make(connection, holding, ends, who, now)
        return Mailed(holding, names[holding.company], made, kept)

    return tuple(map(mailed, found))


def _names(connection: Connection) -> Mapping[int, tuple[str, ...]]:
    """Give the names of the apprentices of each company, in the versions that are served."""
    found: dict[int, dict[str, None]] = {}
    for version in newest_of_all(connection):
        for each in enrolled(connection, version.id) if not version.withdrawn else ():
            found.setdefault(each.company, {})[each.apprentice.name] = None
    return {company: tuple(sorted(names, key=folded)) for company, names in found.items()}


def make_office_link(
    connection: Connection, name: str, ends: date, who: str, now: datetime, *, renew: bool
) -> Made:
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
    for link in _of_name(links(connection, office=True), name):
        if link.opens(now.astimezone().date()):
            if not renew:
                day = link.made.astimezone().date()
                raise Unusable([problem("portal.has-link", name=link.holder, day=day)])
            revoke(connection, link.id, now)
    return make(connection, name, ends, who, now)


def revoke_links(connection: Connection, name: str, now: datetime) -> tuple[Link, ...]:
    """Revoke what is alive of the links of a company, or of somebody at scolarité, by the name.

    Raises
    ------
    Unusable
        Nobody of this name has any.
    """
    today = now.astimezone().date()
    known = (*links(connection, office=False), *links(connection, office=True))
    found = _of_name([link for link in known if link.opens(today)], name)
    if not found:
        raise Unusable([problem("portal.no-link-of", name=name)])
    return tuple(revoke(connection, link.id, now) for link in found)


def _of_name(known: Iterable[Link], name: str) -> list[Link]:
    """Find the links of a holder; accents, capitals and spaces do not matter, if need be."""
    listed = list(known)
    exact = [link for link in listed if link.holder == name]
    return exact or [link for link in listed if folded(link.holder) == folded(name)]
