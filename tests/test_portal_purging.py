"""What a purge removes and what it leaves; and that no trace of it is left in the file."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from planner.apprentices.apprentice import Contact
from planner.files.problems import Unusable
from planner.portal.store import purging
from planner.portal.store import sqlite as module
from planner.portal.store.addressees import Addressee
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link, list_page_access, register_feeds, revoke_link
from planner.portal.store.outbox import (
    MailKind,
    claim_mail,
    enqueue,
    issue_mail_secrets,
    unsubscribe,
)
from planner.portal.store.place import DatabasePlace
from planner.portal.store.planned import PublicationPlan, Publisher, plan_publication
from planner.portal.store.publishing import propose, withdraw
from planner.portal.store.purging import PurgeCounts
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.sessions import Account, start_account_session, start_session
from planner.portal.store.submissions import save_submission
from planner.portal.store.tables import METADATA, SUBMISSIONS_TABLE, VISITS_TABLE
from planner.portal.store.tokens import TokenScope, active_tokens, issue_token, revoke_token_of
from planner.portal.store.versions import list_versions
from planner.portal.store.visits import record_download, record_page_opening
from tests.builders import altered
from tests.portal_store import NOW, ROSTER, TODAY, first, opened, proposed, published, second
from tests.postgres import on_a_file

NOTHING = PurgeCounts(0, 0, 0, 0, 0, 0, 0, 0)
LAST_DAY = first().planning.year.weeks[-1].last_day


def purge(database: Database, before: date) -> PurgeCounts:
    """Purge, and give what went but for the audit trail, which has tests of its own."""
    return replace(purging.purge(database, before), audit=0)


def preview_purge(database: Database, before: date) -> PurgeCounts:
    return replace(purging.preview_purge(database, before), audit=0)


@pytest.fixture
def database(place: DatabasePlace) -> Iterator[Database]:
    with opened(place) as made:
        yield made


def day(number: int) -> date:
    """Give the day that lies some days after the first one."""
    return TODAY + timedelta(number)


def revisions(database: Database) -> list[int]:
    with database.reading() as connection:
        return [version.revision for version in list_versions(connection)]


def count(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in METADATA.sorted_tables
        }


@on_a_file
def test_where_nothing_is_old_nothing_is_removed(database: Database) -> None:
    published(database, first())
    before = count(database)
    assert purge(database, TODAY) == NOTHING
    assert NOTHING.is_empty
    assert count(database) == before
    with opened(database.path.with_name("empty.db")) as empty:
        assert purge(empty, TODAY) == NOTHING


def test_versions_go_that_were_no_longer_served_before_the_day(database: Database) -> None:
    for number, edition in enumerate((first(), second(), first())):
        published(database, edition, days=10 * number)
    assert purge(database, day(10)).versions == 0
    assert purge(database, day(11)).versions == 1
    assert purge(database, day(300)).versions == 1
    assert revisions(database) == [3]
    assert published(database, second()).revision == 4


def test_what_is_withdrawn_stays_until_its_year_is_over(database: Database) -> None:
    published(database, first())
    made = published(database, second(), days=5)
    withdraw(database, made, "Anne", NOW + timedelta(20))
    assert purge(database, day(20)) == PurgeCounts(1, 0, 0, 0, 0, 0, 0, 0)
    assert purge(database, day(21)).is_empty
    assert proposed(database, first()).edition.revision == made.revision + 2
    assert purge(database, LAST_DAY + timedelta(1)) == PurgeCounts(1, 8, 7, 0, 0, 0, 0, 0)
    assert count(database) == dict.fromkeys(count(database), 0)


def test_years_that_are_over_go_with_what_is_served(database: Database) -> None:
    published(database, first())
    assert purge(database, LAST_DAY).is_empty
    assert purge(database, LAST_DAY + timedelta(1)) == PurgeCounts(1, 8, 7, 0, 0, 0, 0, 0)


def test_people_and_companies_stay_as_long_as_a_version_has_them(database: Database) -> None:
    published(database, first())
    published(database, second(), ROSTER[:2], days=5)
    with database.writing() as connection:
        made = [
            issue_link(connection, holding, day(99), "Anne", NOW)
            for holding in list_page_access(connection)
        ]
    for each in made:
        register_feeds(database, each.link, each.secret, [1], NOW)
    assert purge(database, day(6)) == PurgeCounts(1, 4, 4, 4, 4, 0, 0, 0)
    assert count(database)["links"] == count(database)["feeds"] == 3


def test_links_that_ended_or_were_revoked_go_with_their_feeds_and_sign_ins(
    database: Database,
) -> None:
    published(database, first())
    with database.writing() as connection:
        one, two, three, *_ = list_page_access(connection)
        ended = issue_link(connection, one, day(3), "Anne", NOW)
        closed = issue_link(connection, two, day(99), "Anne", NOW)
        renewed = issue_link(connection, three, day(99), "Anne", NOW)
        issue_link(connection, three, day(99), "Anne", NOW)
        office = issue_link(connection, "Anne", day(3), "Anne", NOW)
        start_session(connection, office.link, NOW)
        revoke_link(connection, closed.link.id, NOW + timedelta(3))
    for made in (ended, closed, renewed):
        register_feeds(database, made.link, made.secret, [1], NOW)
    assert purge(database, day(3)) == NOTHING
    assert purge(database, day(4)) == replace(NOTHING, links=3, feeds=2)
    assert {name: count(database)[name] for name in ("links", "feeds", "sessions")} == {
        "links": 2,
        "feeds": 1,
        "sessions": 0,
    }


def test_visits_and_submissions_go_by_their_day(database: Database) -> None:
    made = published(database, first())
    for number in range(3):
        record_page_opening(database, 1, [made], NOW + timedelta(number))
    with database.writing() as connection:
        submission = {"made_by": "Anne", "planning": b"", "roster": "[]"}
        connection.execute(
            SUBMISSIONS_TABLE.insert(), [{"made": NOW + timedelta(n), **submission} for n in (0, 9)]
        )
    assert purge(database, day(1)) == replace(NOTHING, visits=1, submissions=1)
    assert purge(database, day(3)) == replace(NOTHING, visits=2)


def test_visits_of_versions_that_go_go_with_them(database: Database) -> None:
    made = published(database, first())
    published(database, second(), days=1)
    record_download(database, 1, made, 1, "zip", NOW + timedelta(30))
    assert purge(database, day(2)) == replace(NOTHING, versions=1, visits=1)


def test_tokens_go_once_they_are_revoked(database: Database) -> None:
    published(database, first())
    with database.writing() as connection:
        for name in ("ENT", "Paie"):
            issue_token(connection, name, TokenScope(None, with_persons=True), "Anne", NOW)
        revoke_token_of(connection, "Paie", "Anne", NOW + timedelta(3))
    assert purge(database, day(3)) == NOTHING
    assert purge(database, day(4)) == replace(NOTHING, tokens=1)
    with database.reading() as connection:
        assert [each.name for each in active_tokens(connection)] == ["ENT"]


def test_a_choice_of_no_notices_is_kept_as_long_as_a_list_has_the_address(
    database: Database,
) -> None:
    listed = altered(ROSTER[0], tutor=Contact("Anne Tilleul", "A.Tilleul@zyx.example"))
    published(database, first(), (listed, *ROSTER[1:]))
    with database.writing() as connection:
        for email in ("a.tilleul@zyx.example", "gone@zyx.example"):
            unsubscribe(connection, email, NOW)
    assert purge(database, TODAY) == NOTHING
    assert purge(database, day(1)) == replace(NOTHING, unsubscribed=1)
    assert purge(database, LAST_DAY + timedelta(1)).unsubscribed == 1


def test_all_that_names_somebody_goes_once_it_is_over(database: Database) -> None:
    """Drafts have a purge of their own; calendars stay public until they are taken back."""
    made = published(database, first())
    with database.writing() as connection:
        access = next(each for each in list_page_access(connection) if each.apprentices)
        link = issue_link(connection, access, LAST_DAY, "Anne", NOW)
        office = issue_link(connection, "Anne", LAST_DAY, "Anne", NOW)
        start_session(connection, office.link, NOW)
        start_account_session(connection, Account("a", "Anne"), NOW, NOW + timedelta(hours=1))
        token = issue_token(connection, "Paie", TokenScope(None, with_persons=True), "Anne", NOW)
        revoke_token_of(connection, token.token.name, "Anne", NOW)
        unsubscribe(connection, "gone@zyx.example", NOW)
        plan = PublicationPlan(None, needs_second=True, notifies=False)
        proposal = propose(connection, second(), ROSTER)
        plan_publication(connection, proposal, plan, Publisher("Anne", "a"), NOW)
        to = Addressee(RecipientKind.COMPANY, access.company, "RH", "RH", "rh@zyx.example", "fr")
        enqueue(connection, MailKind.LINK, [to], "Anne", NOW)
        claimed = claim_mail(connection, NOW, None)
        assert claimed
        issue_mail_secrets(connection, claimed.id, link.link, NOW)
    register_feeds(database, link.link, link.secret, [1], NOW)
    record_page_opening(database, access.company, [made], NOW)
    save_submission(database, second(), ROSTER, "Anne", NOW)
    names = {name for name in count(database) if not name.startswith("office_")}
    names -= {"settings", "public_calendars"}
    assert all(count(database)[name] for name in names)
    purging.purge(database, LAST_DAY + timedelta(1))
    assert not any(count(database).values())


def test_the_day_is_that_of_this_place(database: Database) -> None:
    """A visit at midnight and one a second before it."""
    made = published(database, first())
    midnight = datetime.combine(day(1), datetime.min.time()).astimezone()
    for at in (midnight, midnight - timedelta(seconds=1)):
        record_page_opening(database, 1, [made], at.astimezone(UTC))
    assert purge(database, day(1)).visits == 1
    with database.reading() as connection:
        assert connection.scalars(select(VISITS_TABLE.c.at)).all() == [midnight]


def test_it_can_be_told_before(database: Database) -> None:
    published(database, first())
    published(database, second(), days=1)
    before = count(database)
    assert preview_purge(database, day(2)) == replace(NOTHING, versions=1)
    assert count(database) == before
    assert preview_purge(database, day(2)) == purge(database, day(2))


def test_numbers_are_never_given_again(database: Database) -> None:
    """A feed follows from the number of a person: whoever had it must not read another's."""
    old = published(database, first())
    purge(database, LAST_DAY + timedelta(1))
    new = published(database, first())
    assert new.id > old.id
    with database.reading() as connection:
        assert min(holding.company for holding in list_page_access(connection)) > 7


@on_a_file
def test_no_trace_of_what_was_removed_is_left_in_the_file(database: Database) -> None:
    """Neither names nor addresses, in the database and beside it; while the portal runs."""
    many = [replace(ROSTER[n % 4], first_name=f"Prénom{n:04}x") for n in range(200)]
    published(database, first(), many)
    published(database, second(), ROSTER[:1], days=1)
    words = ("Duvantel", "Corvigny", "Qombat", "Prénom0042x", "Prénom0199x", "qombattextiles")

    def left() -> set[str]:
        raw = b"".join(file.read_bytes() for file in database.path.parent.iterdir())
        return {word for word in (*words, "Abrazine") if word.encode() in raw}

    assert left() == {*words, "Abrazine"}
    assert purge(database, day(2)).people == 400
    assert left() == {"Abrazine"}


@on_a_file
def test_a_reader_who_is_not_done_is_told_and_the_purge_can_be_done_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(database, first())
    database.close()
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    with closing(Database.open(database.path)) as other:
        with other.reading() as connection:
            list(list_versions(connection))
            with pytest.raises(Unusable) as told:
                purge(other, LAST_DAY + timedelta(1))
            assert told.value.problems[0].key == "portal.not-forgotten"
        assert revisions(other) == []
        assert purge(other, LAST_DAY + timedelta(1)) == NOTHING
        assert b"Duvantel" not in database.path.read_bytes()
