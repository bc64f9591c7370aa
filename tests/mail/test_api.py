"""Mail from Python: seen first, sent or written to files, what came back read."""

import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

import planner
from tests.builders import altered
from tests.mail.conftest import ADDRESS, Desk, address, companies
from tests.mail.host import MailHost
from tests.mail.notifications import returned

Given = tuple[Path, Path]


@pytest.fixture
def given(desk: Desk, host: MailHost, tmp_path: Path) -> Given:
    """Give a database with three companies, of which one has no contact, and the settings."""
    *others, last = companies(3)
    desk.publish(roster=(*others, altered(last, contact=type(last.periods[0].contact)())))
    settings = tmp_path / "ecole.toml"
    settings.write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {host.port}\nsecurity = "none"\n'
        'sender = "Scolarité <scolarite@ecole.example>"\n',
        encoding="utf-8",
    )
    return desk.database.path, settings


def test_links_are_seen_sent_and_told(given: Given, host: MailHost, tmp_path: Path) -> None:
    seen = planner.preview_mail("links", *given, address=ADDRESS)
    assert list(seen.hindrance) == [None, None, "no-address"]
    assert list(seen.holder) == ["Entreprise 00", "Entreprise 01", "Entreprise 02"]
    assert host.received == []
    host.answers[address(1)] = "550 5.1.1 No such user here"
    sent = planner.send_mail("links", *given)
    assert list(sent.email) == [address(0), address(1)]
    assert list(sent.state) == ["sent", "failed"]
    assert (sent.fault[1], sent.answer[1]) == ("refused", "550 5.1.1 No such user here")
    host.answers.clear()
    assert list(planner.send_mail("notices", *given).state) == ["sent"] * 2
    assert planner.send_mail("notices", *given).empty
    only = planner.send_mail("links", *given, company="entreprise 00", again=True)
    assert list(only.email) == [address(0)]
    seen = planner.preview_mail("links", *given, recipients=["apprentice"])
    assert list(seen.hindrance) == ["no-address"] * 3
    bounce = tmp_path / "avis.eml"
    bounce.write_bytes(returned(host.received[-1][1]))
    noted = planner.read_bounces(bounce, *given)
    assert list(noted.fault) == ["bounced"]
    assert planner.read_bounces(bounce, *given).attrs == {"known": 1, "foreign": 0, "others": 0}


def test_messages_are_written_to_a_folder(given: Given, host: MailHost, tmp_path: Path) -> None:
    folder = tmp_path / "courriels"
    written = planner.send_mail("links", *given, folder=folder, address=ADDRESS)
    assert list(written.state) == ["written"] * 2
    files = sorted(folder.iterdir())
    assert [each.name for each in files] == [f"00{n + 1} {address(n)}.eml" for n in (0, 1)]
    assert message_from_bytes(files[0].read_bytes(), policy=default)["To"].endswith(
        f"<{address(0)}>"
    )
    assert host.received == []


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"content": "letters"}, "links (les liens) ou notices"),
        ({"recipients": ["school"]}, "company, apprentice, tutor"),
        ({"address": "portail"}, "address"),
        ({"database": "postgresql://host"}, "database"),
        ({"database": "none.db"}, "none.db"),
        ({"settings": "none.toml"}, "none.toml"),
        ({"folder": "ecole.toml/x"}, "ecole.toml"),
    ],
)
def test_what_cannot_be_used_is_told(
    given: Given, desk: Desk, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any], told: str
) -> None:
    monkeypatch.chdir(given[1].parent)
    known: dict[str, Any] = {
        "content": "links",
        "database": given[0],
        "settings": given[1],
        "address": ADDRESS,
    }
    with pytest.raises(planner.UnusableInput) as wrong:
        planner.send_mail(**(known | more))
    assert told in wrong.value.message("fr")
    assert desk.mails() == ()


def test_without_the_extra_it_is_told_how_to_install_it(
    given: Given, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "planner.portal.mail.dispatch", raising=False)
    monkeypatch.setitem(sys.modules, "planner.portal.mail.dispatch", None)
    with pytest.raises(planner.UnusableInput) as wrong:
        planner.preview_mail("links", *given)
    assert 'pip install "planner[portal]"' in wrong.value.message("fr")
