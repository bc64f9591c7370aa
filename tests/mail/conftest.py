"""A portal of many companies, and what sends its messages over a mail server on this machine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from planner.apprentices.apprentice import Apprentice, Contact
from planner.portal.mail.mailing import link_mailing, notice_mailing, queue_mailing
from planner.portal.mail.post import Post, Stationery, Writer
from planner.portal.settings.mail import MailTable
from planner.portal.store.database import Database
from planner.portal.store.issuing import LinkRequest
from planner.portal.store.outbox import MailState, QueuedMail, list_mails
from planner.portal.store.versions import Version
from planner.portal.web.cache import PortalCache
from planner.year.time_zones import day_at
from tests.builders import altered, employed
from tests.mail.host import MailHost, mail_host
from tests.portal import Clock, database_in
from tests.portal_store import NOW, first, published, second

ADDRESS = "https://portail.ecole.example"
SCHOOL = "IMT Mines Albi"


def companies(count: int) -> tuple[Apprentice, ...]:
    """Give as many companies, each with an apprentice and a contact."""
    return tuple(
        altered(
            employed(f"Nom{n:02}", "Ysolde", "1A", f"Entreprise {n:02}", row=n + 2),
            contact=Contact(f"Mme Contact {n}", address(n)),
        )
        for n in range(count)
    )


def address(number: int) -> str:
    return f"rh@entreprise{number}.example"


@dataclass
class Desk:
    """Somebody of scolarité who sends messages, at a moment that a test says.

    Attributes
    ----------
    settings
        How messages are sent.
    """

    database: Database
    clock: Clock
    settings: MailTable

    def publish(self, *, again: bool = False, roster: Sequence[Apprentice]) -> Version:
        edition = second() if again else first()
        return published(self.database, edition, roster, days=(self.clock.now - NOW).days)

    def queue_links(self, *, again: bool = False) -> int:
        today = day_at(self.clock.now)
        with self.database.writing() as connection:
            mailing = link_mailing(connection, LinkRequest(), today, again=again)
            return queue_mailing(connection, mailing, "Marie", self.clock.now, today)

    def queue_notices(self, version: Version) -> int:
        today = day_at(self.clock.now)
        with self.database.writing() as connection:
            contents = PortalCache(self.database).contents
            mailing = notice_mailing(connection, contents, version, today)
            return queue_mailing(connection, mailing, "Marie", self.clock.now, today)

    def post(self, **settings: object) -> Post:
        known = MailTable.model_validate(self.settings.model_dump() | settings)
        stationery = Stationery(known, ADDRESS, SCHOOL)
        contents = PortalCache(self.database).contents
        return Post(self.database, Writer(stationery, contents), self.clock)

    def mails(self, *states: MailState) -> tuple[QueuedMail, ...]:
        with self.database.reading() as connection:
            return list_mails(connection, states=states or tuple(MailState))


@pytest.fixture
def host() -> Iterator[MailHost]:
    with mail_host() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, host: MailHost) -> Iterator[Desk]:
    database = database_in(tmp_path)
    try:
        yield Desk(database, Clock(NOW), host.settings())
    finally:
        database.close()


@pytest.fixture
def linked(desk: Desk, host: MailHost) -> Desk:
    """Have a few companies published, with links that were sent."""
    desk.publish(roster=companies(3))
    desk.queue_links()
    desk.post().send_due()
    host.received.clear()
    return desk
