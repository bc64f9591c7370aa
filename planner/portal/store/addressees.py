"""To whom messages about a version may go: those who have a page, by the addresses of the list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from planner.apprentices.apprentice import Contact
from planner.portal.store.recipients import RecipientKind, tutor_address
from planner.portal.store.tables import COMPANIES_TABLE
from planner.portal.store.versions import Enrolment, Version, read_enrolments


@dataclass(frozen=True)
class Addressee:
    """Somebody to whom a message about a page may go.

    Attributes
    ----------
    page
        The id of the page: that of `Link.company`.
    holder
        The name of who has the page: a company, an apprentice, a tutor.
    name
        The name of the person; that of the holder, where the list names no contact.
    email
        The address; "" where the list has none.
    language
        The language of the message.
    """

    kind: RecipientKind
    page: int
    holder: str
    name: str
    email: str
    language: str = "fr"


def addressees(connection: Connection, version: Version) -> tuple[Addressee, ...]:
    """Return the addressees of a version in the order of its pages, with an address or without.

    A company has one for each contact with an address of its own.

    Raises
    ------
    Unusable
        The database is damaged.
    """
    enrolled: dict[int, list[Enrolment]] = {}
    for each in read_enrolments(connection, version.id):
        if each.company is not None:
            enrolled.setdefault(each.company, []).append(each)
    pages = connection.execute(
        select(COMPANIES_TABLE.c.id, COMPANIES_TABLE.c.key, COMPANIES_TABLE.c.name)
        .where(COMPANIES_TABLE.c.id.in_(enrolled))
        .order_by(COMPANIES_TABLE.c.key)
    )
    return tuple(
        Addressee(enrolled[page.id][0].kind, page.id, page.name, each.name or page.name, each.email)
        for page in pages
        for each in _contacts(page.key, enrolled[page.id])
    )


def _contacts(key: str, enrolled: Iterable[Enrolment]) -> Iterator[Contact]:
    """Yield who reads the messages of a page; somebody without an address, if nobody has one."""
    known = {each.email.casefold(): each for each in _all_contacts(key, enrolled) if each.email}
    yield from known.values() or (Contact(),)


def _all_contacts(key: str, enrolled: Iterable[Enrolment]) -> Iterator[Contact]:
    for each in enrolled:
        match each.kind:
            case RecipientKind.APPRENTICE:
                yield Contact(email=each.whole.email)
            case RecipientKind.TUTOR:
                tutors = (period.tutor for period in each.apprentice.periods)
                address = tutor_address(key)
                yield from (
                    Contact(email=who.email) for who in tutors if address == who.email.casefold()
                )
            case RecipientKind.COMPANY:
                yield from (period.contact for period in each.apprentice.periods)
