"""Links, feeds, sign-ins and visits: what a secret opens, until when, and what is noted."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.apprentices.folders import Document
from planner.files.problems import Unusable
from planner.portal.store.address import is_cleartext_address, is_loopback_address, parse_address
from planner.portal.store.database import Database
from planner.portal.store.links import (
    Feed,
    IssuedLink,
    PageAccess,
    active_feed,
    feed_secret,
    issue_link,
    list_links,
    list_page_access,
    page_link_of_secret,
    register_feeds,
    revoke_link,
)
from planner.portal.store.place import DatabasePlace
from planner.portal.store.publishing import withdraw
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.secret import derived_secret, new_secret, secret_digest
from planner.portal.store.sessions import (
    SESSION_LIFETIME,
    SIGN_IN_LIFETIME,
    Session,
    active_session,
    extend_session,
    list_office_access,
    start_session,
    unused_link,
)
from planner.portal.store.versions import Version, list_versions
from planner.portal.store.visits import (
    Act,
    last_opened_version,
    last_printed_version,
    read_journal,
    record_download,
    record_feed_reading,
    record_page_opening,
)
from tests.portal_store import NOW, ROSTER, TODAY, first, opened, published, second
from tests.postgres import on_a_file

ENDS = TODAY + timedelta(30)
AFTER = ENDS + timedelta(1)


@pytest.fixture
def database(place: DatabasePlace) -> Iterator[Database]:
    with opened(place) as made:
        published(made, first())
        yield made


def held(database: Database) -> list[PageAccess]:
    with database.reading() as connection:
        return list(list_page_access(connection))


def made(database: Database, holder: PageAccess | str, ends: date = ENDS) -> IssuedLink:
    with database.writing() as connection:
        return issue_link(connection, holder, ends, "Anne", NOW)


def opens(database: Database, secret: str, today: date = TODAY, *, office: bool = False) -> bool:
    with database.reading() as connection:
        if office:
            return unused_link(connection, secret, NOW, today) is not None
        return page_link_of_secret(connection, secret, today) is not None


def fed(database: Database, secret: str, today: date = TODAY) -> Feed | None:
    with database.reading() as connection:
        return active_feed(connection, secret, today)


def revoked(database: Database, number: int) -> None:
    with database.writing() as connection:
        revoke_link(connection, number, NOW)


# --- Secrets and addresses ----------------------------------------------------------------------


def test_a_secret_is_long_and_is_known_by_its_form() -> None:
    one, two = new_secret(), new_secret()
    assert one != two
    assert all(re.fullmatch(r"[\w-]{43}", each) for each in (one, derived_secret(one, "x")))
    assert (
        len({one, derived_secret(one, "x"), derived_secret(one, "y"), derived_secret(two, "x")})
        == 4
    )
    assert len(secret_digest(one)) == 64
    assert secret_digest("\ud800")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("HTTPS://Portail.Ecole.FR/", "https://portail.ecole.fr"),
        ("https://[::1]:08443/", "https://[::1]:8443"),
        ("http://a", "http://a"),
        ("https://Ecole.fr/Alternance/", "https://ecole.fr/Alternance"),
        ("https://ecole.fr/si/alternance-2.0", "https://ecole.fr/si/alternance-2.0"),
    ],
)
def test_an_address_is_read(written: str, read: str) -> None:
    assert parse_address(written) == parse_address(read) == read


@pytest.mark.parametrize(
    "written",
    [
        "",
        "portail.ecole.fr",
        "ftp://a",
        "http://",
        "http://a/b//",
        "http://a/..",
        "http://a/b/../c",
        "http://a/.b",
        "http://a/b%2F",
        "http://a/é",
        "http://a/b;c",
        "http://a/b?c",
        "http://a/" + "b" * 300,
        "http://a?b",
        "http://a#b",
        "http://u@a",
        "http://u:p@a",
        "http://a:0",
        "http://a:65536",
        "http://a:",
        "http://-a",
        "http://a..b",
        "http://a\n",
        " http://a",
        "http://a b",
        "http://é.fr",
        "http://[zz]",
        "http://[::1",
        "http://300.1.1.1",
        "http://1.2.3",
        "javascript:alert(1)",
        "http://" + "a." * 130,
    ],
)
def test_anything_else_is_no_address(written: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_address(written)


def test_an_address_tells_where_it_leads() -> None:
    here, near, far = "http://127.0.0.1:8000", "http://10.0.0.1", "https://portail.ecole.fr"
    assert [is_loopback_address(each) for each in (here, "http://localhost", "http://[::1]")] == [
        True
    ] * 3
    assert not is_loopback_address(near)
    assert [is_cleartext_address(each) for each in (here, near, far)] == [False, True, False]


# --- Links --------------------------------------------------------------------------------------


def test_a_link_opens_until_its_last_day_and_for_its_kind_only(database: Database) -> None:
    company = made(database, held(database)[0])
    office = made(database, "Benoît")
    assert opens(database, company.secret)
    assert opens(database, company.secret, ENDS)
    assert not opens(database, company.secret, AFTER)
    assert not opens(database, company.secret, office=True)
    assert opens(database, office.secret, office=True)
    assert not opens(database, office.secret)
    for wrong in (new_secret(), "", company.secret[:-1], secret_digest(company.secret), "\ud800"):
        assert not opens(database, wrong)


@on_a_file
def test_only_fingerprints_are_kept(database: Database) -> None:
    link = made(database, held(database)[0])
    feeds = register_feeds(database, link.link, link.secret, [1, 2], NOW)
    with database.writing() as connection:
        office = issue_link(connection, "Anne", ENDS, "Anne", NOW)
        session = start_session(connection, office.link, NOW)
    kept = b"".join(file.read_bytes() for file in database.path.parent.iterdir())
    assert secret_digest(link.secret).encode() in kept
    for secret in (link.secret, office.secret, session, *feeds.values()):
        assert secret.encode() not in kept


def test_a_renewed_link_opens_no_more_but_its_feeds_go_on(database: Database) -> None:
    holder = held(database)[0]
    one = made(database, holder)
    (secret,) = register_feeds(database, one.link, one.secret, [1], NOW).values()
    two = made(database, holder)
    assert (opens(database, one.secret), opens(database, two.secret)) == (False, True)
    assert fed(database, secret)
    assert not fed(database, secret, AFTER)
    other = made(database, held(database)[1])
    revoked(database, two.link.id)
    assert not opens(database, two.secret)
    assert not fed(database, secret)
    assert opens(database, other.secret)


def test_a_feed_ends_with_the_link_that_renewed_its_own(database: Database) -> None:
    holder = held(database)[0]
    early, late = TODAY + timedelta(9), TODAY + timedelta(99)
    one = made(database, holder, early)
    (secret,) = register_feeds(database, one.link, one.secret, [1], NOW).values()
    made(database, holder, late)
    assert fed(database, secret, late)
    assert not fed(database, secret, late + timedelta(1))
    two = made(database, holder, early)
    assert fed(database, secret, early)
    assert not fed(database, secret, early + timedelta(1))
    revoked(database, two.link.id)
    made(database, holder, late)
    assert not fed(database, secret)


def test_revoking_a_renewed_link_leaves_the_newer_one(database: Database) -> None:
    holder = held(database)[0]
    one, two = made(database, holder), made(database, holder)
    (secret,) = register_feeds(database, one.link, one.secret, [1], NOW).values()
    revoked(database, one.link.id)
    assert not fed(database, secret)
    assert opens(database, two.secret)
    with pytest.raises(Unusable) as told:
        revoked(database, 99)
    assert told.value.problems[0].key == "portal.no-link"


def test_links_of_scolarite_end_alone(database: Database) -> None:
    one, two = made(database, "Anne"), made(database, "Anne")
    revoked(database, two.link.id)
    assert (opens(database, one.secret, office=True), opens(database, two.secret, office=True)) == (
        True,
        False,
    )
    with database.reading() as connection:
        assert [link.id for link in list_links(connection, office=True)] == [
            two.link.id,
            one.link.id,
        ]
        assert list_links(connection, office=False) == ()


def test_companies_are_told_with_what_they_have(database: Database) -> None:
    forge, equal, qombat, *others = sorted(held(database), key=lambda h: -h.apprentices)
    assert (forge.name, forge.apprentices, forge.link) == ("Zyxwerk Ferronnerie", 2, None)
    assert [each.kind for each in others] == [RecipientKind.APPRENTICE] * 4
    assert forge.year_ends == first().planning.year.weeks[-1].last_day
    assert forge.needs_link(TODAY)
    link = made(database, forge).link
    known = {holding.name: holding for holding in held(database)}
    assert known[forge.name].link == link
    assert not known[forge.name].needs_link(ENDS)
    assert known[forge.name].needs_link(AFTER)
    published(database, second(), ROSTER[3:])
    known = {holding.name: holding for holding in held(database)}
    assert (known[forge.name].apprentices, known[forge.name].year_ends) == (0, None)
    assert not known[qombat.name].needs_link(TODAY)
    assert known["=1+1"].needs_link(TODAY)
    assert equal.name in known


def test_nobody_needs_a_link_to_what_is_withdrawn(database: Database) -> None:
    withdraw(database, published(database, second()), "Anne", NOW)
    assert not any(holding.needs_link(TODAY) for holding in held(database))


# --- Feeds --------------------------------------------------------------------------------------


def test_each_person_has_a_feed_of_their_own_in_each_link(database: Database) -> None:
    holder = held(database)[0]
    one = made(database, holder)
    shown = register_feeds(database, one.link, one.secret, [1, 2], NOW)
    assert register_feeds(database, one.link, one.secret, [2, 1], NOW) == shown
    assert shown[1] == feed_secret(one.secret, 1) != shown[2]
    found = fed(database, shown[2])
    assert found
    assert (found.person, found.link, found.last_read) == (2, one.link, None)
    two = made(database, holder)
    assert register_feeds(database, two.link, two.secret, [1], NOW)[1] != shown[1]
    assert not fed(database, feed_secret(two.secret, 2))
    assert not fed(database, one.secret)
    assert not opens(database, shown[1])


# --- Scolarité signed in ------------------------------------------------------------------------


def test_scolarite_stays_in_for_some_hours_while_its_link_opens(database: Database) -> None:
    link = made(database, "Anne", TODAY).link

    def inside(secret: str, hours: float = 0, today: date = TODAY) -> Session | None:
        with database.reading() as connection:
            return active_session(connection, secret, NOW + timedelta(hours=hours), today)

    with database.writing() as connection:
        one = start_session(connection, link, NOW)
    assert inside(one)
    assert not inside(new_secret())
    assert not inside(one, today=TODAY + timedelta(1))
    limit = SESSION_LIFETIME / timedelta(hours=1)
    found = inside(one, limit)
    assert found
    assert not inside(one, limit + 0.1)
    extend_session(database, found, NOW + timedelta(hours=23))
    assert not inside(one, limit + 0.1)
    extend_session(database, found, NOW + timedelta(hours=24))
    assert inside(one, limit + 24)
    assert not inside(one, limit + 24.1)
    revoked(database, link.id)
    assert not inside(one)


def test_a_link_of_scolarite_is_used_once_and_within_days(database: Database) -> None:
    one, two = made(database, "Anne"), made(database, "Anne")

    def usable(link: IssuedLink, after: timedelta = timedelta()) -> bool:
        with database.reading() as connection:
            return unused_link(connection, link.secret, NOW + after, TODAY) is not None

    assert usable(one, SIGN_IN_LIFETIME - timedelta(seconds=1))
    assert not usable(one, SIGN_IN_LIFETIME)
    with database.writing() as connection:
        start_session(connection, one.link, NOW)
    assert (usable(one), usable(two)) == (False, True)
    with database.writing() as connection:  # when its session ends, it does not open anew
        start_session(connection, two.link, NOW + SESSION_LIFETIME + timedelta(1))
    assert not usable(one, SESSION_LIFETIME + timedelta(1))


def test_what_is_listed_are_links_by_which_somebody_is_or_may_be_in(database: Database) -> None:
    waiting, used = made(database, "Anne"), made(database, "Jean")
    with database.writing() as connection:
        start_session(connection, used.link, NOW)

    def listed(days: float) -> list[tuple[str, bool]]:
        with database.reading() as connection:
            found = list_office_access(connection, NOW + timedelta(days), TODAY)
        return [(each.link.holder, each.is_used) for each in found]

    assert listed(0) == [("Jean", True), ("Anne", False)]
    assert waiting.link.made + SIGN_IN_LIFETIME == NOW + timedelta(3)
    assert listed(3) == [("Jean", True)]
    assert listed(30) == []
    revoked(database, used.link.id)
    assert listed(0) == [("Anne", False)]


# --- Visits -------------------------------------------------------------------------------------


@pytest.fixture
def both(database: Database) -> tuple[Version, Version]:
    """Give two versions; the apprentice who left has been in the first one only."""
    with database.reading() as connection:
        (one,) = list_versions(connection)
    return one, published(database, second(), ROSTER[:2])


def test_the_version_that_a_company_opened_last_is_known(
    database: Database, both: tuple[Version, Version]
) -> None:
    one, two = both
    record_page_opening(database, 1, [], NOW)
    record_page_opening(database, 1, [one], NOW)
    record_page_opening(database, 1, [two], NOW + timedelta(1))
    with database.reading() as connection:
        assert last_opened_version(connection, 1, one.series, two.id) == (one.id, NOW)
        assert last_opened_version(connection, 1, one.series, one.id) == (
            two.id,
            NOW + timedelta(1),
        )
        assert last_opened_version(connection, 2, one.series, two.id) is None
        assert (
            last_opened_version(connection, 1, replace(one.series, start_year=2020), two.id) is None
        )


def test_what_a_company_took_to_print_is_known(
    database: Database, both: tuple[Version, Version]
) -> None:
    one, two = both
    record_download(database, 1, two, 1, Document.CALENDAR_FILE, NOW)
    record_download(database, 1, one, 1, Document.CALENDAR_PDF, NOW)
    with database.reading() as connection:
        assert last_printed_version(connection, 1, 1) == (one.id, NOW)
        assert last_printed_version(connection, 1, 3) is None
        assert last_printed_version(connection, 2, 1) is None
    record_download(database, 1, two, None, "zip", NOW + timedelta(1))
    with database.reading() as connection:
        assert last_printed_version(connection, 1, 1) == (two.id, NOW + timedelta(1))
        assert last_printed_version(connection, 1, 3) == (two.id, NOW + timedelta(1))
        assert last_printed_version(connection, 1, 5) is None


def test_the_journal_tells_the_last_visits_first_page_by_page(
    database: Database, both: tuple[Version, Version]
) -> None:
    one, two = both
    for number in range(5):
        record_download(database, 1 + number % 2, two, 1, "zip", NOW + timedelta(number))
    with database.reading() as connection:
        page = read_journal(connection, 2)
        rest = read_journal(connection, 9, before=page[-1].id)
        own = read_journal(connection, 9, company=2)
    assert [visit.at for visit in (*page, *rest)] == [NOW + timedelta(n) for n in (4, 3, 2, 1, 0)]
    assert [visit.company for visit in own] == [2, 2]
    assert (page[0].act, page[0].revision, page[0].series) == (Act.DOWNLOADED, 2, one.series)


def test_a_reading_of_a_feed_is_in_the_journal_once_a_version(
    database: Database, both: tuple[Version, Version]
) -> None:
    one, two = both
    link = made(database, held(database)[2])
    (secret,) = register_feeds(database, link.link, link.secret, [1], NOW).values()
    for version, days in ((one, 0), (one, 1), (two, 2), (two, 2)):
        found = fed(database, secret)
        assert found
        record_feed_reading(
            database, found, version, NOW + timedelta(days), TODAY + timedelta(days)
        )
    with database.reading() as connection:
        assert [visit.at for visit in read_journal(connection, 9)] == [NOW + timedelta(2), NOW]
    found = fed(database, secret)
    assert found
    assert found.last_read == TODAY + timedelta(2)
