"""The command sends links and notices, shows them first, or writes them to files."""

import io
import re
import sys
from collections.abc import Callable
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from planner.cli import common
from planner.portal.store.outbox import MailState
from tests.builders import altered
from tests.conftest import Call
from tests.mail.conftest import ADDRESS, Desk, address, companies
from tests.mail.host import MailHost

Mail = Callable[..., tuple[int, str, str]]


@pytest.fixture
def mail(planner: Call, desk: Desk, host: MailHost, tmp_path: Path) -> Mail:
    settings = tmp_path / "ecole.toml"
    settings.write_text(
        f'[mail]\nhost = "127.0.0.1"\nport = {host.port}\nsecurity = "none"\n'
        'sender = "Scolarité <scolarite@ecole.example>"\n',
        encoding="utf-8",
    )

    def call(kind: str, *more: object) -> tuple[int, str, str]:
        known = ("--database", desk.database.path, "--settings", settings)
        return planner("mail", kind, *known, *more)

    return call


def test_links_are_shown_sent_and_told(desk: Desk, host: MailHost, mail: Mail) -> None:
    desk.publish(roster=companies(3))
    code, out, err = mail("links", "--preview")
    assert (code, out) == (2, "")
    assert "--address" in err
    code, out, _ = mail("links", "--address", ADDRESS, "--preview")
    assert code == 0
    assert "3 destinataires\n  - Mme Contact 0 <rh@entreprise0.example> (Entreprise 00)" in out
    assert f"{ADDRESS}/c/…" in out
    assert host.received == []
    host.answers[address(1)] = "550 5.1.1 No such user here"
    code, out, _ = mail("links", "--yes")
    assert code == 1
    assert "2 envoyés" in out
    assert "(Entreprise 01) : le serveur de courriel le refuse : 550 5.1.1 No such user" in out
    assert sorted(host.addresses) == [address(0), address(2)]


def test_notices_are_sent_once(linked: Desk, host: MailHost, mail: Mail) -> None:
    linked.publish(again=True, roster=companies(3))
    code, out, _ = mail("notices", "--address", ADDRESS, "--yes")
    assert code == 0
    assert "3 envoyés" in out
    code, out, _ = mail("notices", "--yes")
    assert code == 0
    assert "a déjà son message" in out
    assert len(host.received) == 3


def test_links_go_to_one_or_to_one_kind(desk: Desk, host: MailHost, mail: Mail) -> None:
    first, *others = companies(3)
    desk.publish(roster=(altered(first, email="ysolde@zyx.example"), *others))
    mail("links", "--address", ADDRESS, "--company", "entreprise 01", "--yes")
    assert host.addresses == [address(1)]
    code, out, _ = mail("links", "--kind", "apprentice", "--yes")
    assert code == 0
    assert f"\n  - {others[0].name} : pas d'adresse dans la liste\n" in out
    assert host.addresses[1:] == ["ysolde@zyx.example"]
    code, _, err = mail("notices", "--kind", "apprentice")
    assert code == 2
    assert "--kind" in err


def test_what_waits_is_told(desk: Desk, host: MailHost, mail: Mail) -> None:
    desk.publish(roster=companies(1))
    host.answers[address(0)] = "451 4.7.1 Greylisted"
    code, out, _ = mail("links", "--address", ADDRESS, "--yes")
    assert code == 0
    assert "ne le prend pas pour le moment : 451 4.7.1 Greylisted" in out
    assert "1 en attente" in out


def test_messages_are_written_to_files_for_somebody_else_to_send(
    desk: Desk, host: MailHost, mail: Mail, tmp_path: Path
) -> None:
    desk.publish(roster=companies(2))
    folder = tmp_path / "courriels"
    code, out, _ = mail("links", "--address", ADDRESS, "--yes", "--eml", folder)
    assert code == 0
    assert "2 messages écrits" in out
    files = sorted(folder.iterdir())
    assert [each.name for each in files] == [f"00{n + 1} {address(n)}.eml" for n in (0, 1)]
    assert {each.stat().st_mode & 0o777 for each in files} == {0o600}
    message = message_from_bytes(files[0].read_bytes(), policy=default)
    assert message["To"] == f"Mme Contact 0 <{address(0)}>"
    assert re.search(rf"{ADDRESS}/c/[\w-]{{43}}", str(message))
    assert host.received == []
    assert {each.state for each in desk.mails()} == {MailState.WRITTEN}


def test_nothing_waits_to_be_sent_where_files_cannot_be_written(
    desk: Desk, mail: Mail, tmp_path: Path
) -> None:
    desk.publish(roster=companies(1))
    (tmp_path / "note").touch()
    folder = tmp_path / "note" / "courriels"
    code, _, err = mail("links", "--address", ADDRESS, "--yes", "--eml", folder)
    assert code == 2
    assert str(tmp_path / "note") in err
    assert desk.mails() == ()


def test_nothing_is_sent_without_a_yes(
    desk: Desk, host: MailHost, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.publish(roster=companies(1))
    code, _, err = mail("links", "--address", ADDRESS)
    assert code == 2
    assert "--yes" in err
    monkeypatch.setattr(common, "_is_interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    code, _, _ = mail("links")
    assert code == 1
    assert desk.mails() == ()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", "[mail]"),
        ('[mail]\nhost = "m"\n', "sender"),
        ('[mail]\nhost = "m m"\nsender = "a@b.fr"\n', "host"),
        ('[mail]\nhost = "m"\nsender = "Scolarité"\n', "<scolarite@ecole.fr>"),
        ('[mail]\nhost = "m"\nsender = "a@b.fr"\nport = 0\n', "port"),
        ('[mail]\nhost = "m"\nsender = "a@b.fr"\nlanguages = ["de"]\n', "languages"),
        ('[mail]\nhost = "m"\nsender = "a@b.fr"\npassword = "x"\n', "user"),
        (
            '[mail]\nhost = "m"\nsender = "a@b.fr"\nuser = "u"\npassword = "x"\n'
            'security = "none"\n',
            "starttls",
        ),
    ],
)
def test_settings_that_cannot_be_used_are_told(
    planner: Call, desk: Desk, tmp_path: Path, lines: str, told: str
) -> None:
    file = tmp_path / "ecole.toml"
    file.write_text(lines, encoding="utf-8")
    known = ("--database", desk.database.path, "--settings", file)
    code, _, err = planner("mail", "links", *known, "--address", ADDRESS)
    assert code == 2
    assert told in err
    assert "x" not in re.findall(r'"(\w)"', err)


def test_a_kind_that_does_not_exist_is_told(mail: Mail) -> None:
    code, _, err = mail("letters")
    assert code == 2
    assert "links" in err
