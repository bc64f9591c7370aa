"""To whom messages about a version may go: those who have a page, by the addresses of the list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from planner.apprentices.apprentice import Contact
from planner.messages import LANGUAGES
from planner.portal.store.recipients import RecipientKind, tutor_address
from planner.portal.store.tables import COMPANIES_TABLE
from planner.portal.store.versions import Enrolment, Version, read_enrolments


@dataclass(frozen=True)
class Addressee:
    """A recipient of messages about a page.

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
        The language of the message, "fr" or "en": French, where the list says none.
    """

    kind: RecipientKind
    page: int
    holder: str
    name: str
    email: str
    language: str


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
        Addressee(
            enrolled[page.id][0].kind,
            page.id,
            page.name,
            each.name or page.name,
            each.email,
            language or LANGUAGES[0],
        )
        for page in pages
        for each, language in _contacts(page.key, enrolled[page.id])
    )


def _contacts(key: str, enrolled: Iterable[Enrolment]) -> Iterator[tuple[Contact, str]]:
    """Yield who reads the messages of a page, with the language; somebody without an address."""
    known: dict[str, tuple[Contact, str]] = {}
    for each, language in _all_contacts(key, enrolled):
        if each.email:
            _, before = known.get(each.email.casefold(), (each, ""))
            known[each.email.casefold()] = each, before or language
    yield from known.values() or ((Contact(), ""),)


def _all_contacts(key: str, enrolled: Iterable[Enrolment]) -> Iterator[tuple[Contact, str]]:
    """Yield whom the list names for a page, with the language that it gives them, if any."""
    for each in enrolled:
        periods = each.apprentice.periods
        match each.kind:
            case RecipientKind.APPRENTICE:
                yield Contact(email=each.whole.email), each.whole.language
            case RecipientKind.TUTOR:
                for period in periods:
                    if period.tutor.email.casefold() == tutor_address(key):
                        yield Contact(email=period.tutor.email), period.language
            case RecipientKind.COMPANY:
                yield from ((period.contact, period.language) for period in periods)
