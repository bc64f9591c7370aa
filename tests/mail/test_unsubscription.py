"""Whoever wants no more notices says so by a button, or by one click of a mail program."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from planner.portal.mail.mailing import Hindrance, notice_mailing
from planner.portal.store.outbox import unsubscribed_addresses
from tests.mail.conftest import Desk, address, companies
from tests.mail.host import MailHost, parts
from tests.portal import Visitor, site, visiting

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture
def visit(tmp_path: Path, linked: Desk) -> Iterator[Visitor]:
    with site(tmp_path) as opened, visiting(opened) as found:
        yield found


@pytest.fixture
def stop(linked: Desk, host: MailHost) -> str:
    """Give the path by which the first notice can be answered."""
    linked.queue_notices(linked.publish(again=True, roster=companies(3)))
    linked.post().send_due()
    to, message = host.received[0]
    assert to == address(0)
    (path,) = re.findall(r"portail\.ecole\.example(/notices/\S+)", parts(message)[0])
    listed = str(message["List-Unsubscribe"]).strip("<>")
    assert urlsplit(listed).path == path
    return str(path)


def stopped(desk: Desk) -> frozenset[str]:
    with desk.database.reading() as connection:
        return unsubscribed_addresses(connection)


def test_a_page_has_a_button_and_changes_nothing_by_itself(
    visit: Visitor, linked: Desk, stop: str
) -> None:
    page = visit(f"{stop}?lang=fr").text
    assert address(0) in page
    assert "Ne plus recevoir" in page
    assert stopped(linked) == frozenset()
    assert "ne reçoit plus" in visit(stop, "POST", FORM, b"again=0").text
    assert stopped(linked) == {address(0)}
    assert "Recevoir à nouveau" in visit(f"{stop}?lang=fr").text
    visit(stop, "POST", FORM, b"again=1")
    assert stopped(linked) == frozenset()


def test_one_click_of_a_mail_program_is_enough(visit: Visitor, linked: Desk, stop: str) -> None:
    for _ in range(2):
        assert visit(stop, "POST", FORM, b"List-Unsubscribe=One-Click").status == 200
    assert stopped(linked) == {address(0)}


def test_notices_leave_out_who_wants_none_and_links_do_not(
    visit: Visitor, linked: Desk, stop: str
) -> None:
    visit(stop, "POST", FORM, b"List-Unsubscribe=One-Click")
    linked.publish(roster=companies(3))
    version = linked.publish(again=True, roster=companies(3))
    contents = linked.post().writer.read_contents
    with linked.database.reading() as connection:
        mailing = notice_mailing(connection, contents, version, linked.clock.now.date())
    assert [each.email for each in mailing.hindered_by(Hindrance.UNSUBSCRIBED)] == [address(0)]
    assert len(mailing.to) == 2
    assert linked.queue_links(again=True) == 3


def test_a_secret_of_a_page_ends_no_notices(visit: Visitor, host: MailHost, stop: str) -> None:
    (secret,) = re.findall(r"/c/(\S+)", parts(host.received[0][1])[0])
    assert visit(f"/c/{secret}").status == 200
    assert visit(f"/notices/{secret}", "POST", FORM, b"again=0").status == 404
    assert visit(stop.replace("/notices/", "/c/")).status == 404


def test_a_page_of_somebody_else_ends_no_notices(visit: Visitor, linked: Desk, stop: str) -> None:
    for said in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert visit(stop, "POST", {**FORM, **said}, b"again=0").status == 403
    assert stopped(linked) == frozenset()
