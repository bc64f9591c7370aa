"""What messages say, to whom and in which languages; nothing of a name becomes a header or HTML."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from planner.apprentices.changes import YearChanges, year_changes
from planner.apprentices.year import apprentice_year
from planner.messages import Messages
from planner.portal.mail.letters import (
    MOST_LINES,
    MOST_PEOPLE,
    Sender,
    link_letter,
    notice_letter,
)
from planner.portal.mail.message import Envelope, email_message, plain_text
from planner.portal.mail.news import PageNews
from planner.portal.settings.mailbox import Mailbox, mailbox, parse_mailbox
from planner.portal.store.addressees import Addressee
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.versions import Series, Version
from tests.builders import employed
from tests.mail.host import parts
from tests.portal_store import first, second

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TO = Addressee(RecipientKind.COMPANY, 1, "Zyxwerk", "Mme Roux", "roux@zyx.example", "fr")
SENDER = Sender("IMT Mines Albi", "scolarite@ecole.example")
SCHOOL = Mailbox("Scolarité", "scolarite@ecole.example")
ENVELOPE = Envelope(
    SCHOOL,
    SCHOOL,
    Mailbox("Mme Roux", "roux@zyx.example"),
    NOW,
    "1",
    "https://portail.ecole.example/c/SECRET",
)
VERSION = Version(
    2,
    Series("rythme", 2026),
    "Trois jours",
    "2026-2027",
    date(2027, 9, 3),
    2,
    None,
    None,
    NOW,
    "Marie",
    None,
    None,
    None,
    "",
)


def changes() -> YearChanges:
    who = employed("Abrazine", "Ysolde", "1A", "Zyxwerk")
    before, now = (apprentice_year(who, each.planning) for each in (first(), second()))
    return year_changes(before, now)


def news(people: int) -> PageNews:
    found = changes()
    return PageNews(
        tuple((employed(f"Nom{n}", "Ysolde", "1A", "Zyxwerk"), found) for n in range(people))
    )


def notice(what: PageNews, text: Messages) -> str:
    letter = notice_letter(TO, VERSION, first().planning.programme, what, SENDER, text)
    return plain_text(letter, replace(ENVELOPE, stop_url="https://portail.ecole.example/notices/S"))


def test_a_link_says_what_it_is_until_when_and_whom_to_ask(french: Messages) -> None:
    letter = link_letter(TO, date(2027, 9, 3), SENDER, french)
    said = plain_text(letter, ENVELOPE)
    assert letter.subject == "IMT Mines Albi – votre lien vers les plannings d'alternance"
    assert "votre entreprise (Zyxwerk)" in said
    assert "\nhttps://portail.ecole.example/c/SECRET\n" in said
    assert "jusqu'au 3 septembre 2027" in said
    assert "Écrivez à scolarite@ecole.example" in said


@pytest.mark.parametrize("kind", RecipientKind)
def test_whoever_has_a_page_is_spoken_to(kind: RecipientKind, english: Messages) -> None:
    to = replace(TO, kind=kind)
    letters = (
        link_letter(to, date(2027, 9, 3), SENDER, english),
        notice_letter(to, VERSION, first().planning.programme, news(1), SENDER, english),
    )
    assert all(letter.before and letter.after for letter in letters)


def test_a_notice_says_what_changes_and_from_when(french: Messages) -> None:
    said = notice(news(1), french)
    assert "La version 2 du planning 2026-2027 de la formation Trois jours" in said
    assert "Premier changement : semaine du 14 septembre 2026." in said
    assert "Ysolde Nom0 : 1 séance déplacée.\n" in said
    assert "  - S38 (du 14 au 18 septembre 2026) : séance lun. 14/09 matin → rien\n" in said
    assert said.endswith("Ne plus recevoir ces avis\nhttps://portail.ecole.example/notices/S")


def test_a_long_notice_names_some_and_counts_the_others(french: Messages) -> None:
    said = notice(news(MOST_PEOPLE + 3), french)
    assert f"Nom{MOST_PEOPLE - 1} :" in said
    assert f"Nom{MOST_PEOPLE} :" not in said
    assert "et 3 autres apprentis : voir la page." in said
    found = changes()
    apart = replace(found, weeks=found.weeks * 5)
    said = notice(PageNews(((employed("Abrazine", "Ysolde", "1A", "Z"), apart),)), french)
    assert f"et {len(apart.joined_weeks) - MOST_LINES} autres changements" in said


def test_who_comes_and_who_goes_is_told(french: Messages) -> None:
    who = employed("Abrazine", "Ysolde", "1A", "Zyxwerk")
    new = year_changes(None, apprentice_year(who, first().planning))
    assert "est en ligne depuis" in notice(PageNews(((who, new),)), french)
    said = notice(PageNews(((who, new),), (employed("Parti", "Odilon", "1A", "Zyxwerk"),)), french)
    assert "Ysolde Abrazine : nouveau planning sur cette page." in said
    assert "Odilon Parti : ne figure plus sur cette page." in said


def test_the_same_message_has_the_same_bytes(french: Messages, english: Messages) -> None:
    letters = [link_letter(TO, date(2027, 9, 3), SENDER, text) for text in (french, english)]
    made = {bytes(email_message(letters, ENVELOPE)) for _ in range(2)}
    assert len(made) == 1
    other = email_message(letters, replace(ENVELOPE, identity="2"))
    assert other["Message-ID"] not in made.pop().decode()
    assert str(other["Message-ID"]).endswith("@ecole.example>")


def test_headers_are_those_that_mail_programs_look_for(french: Messages) -> None:
    letter = link_letter(TO, date(2027, 9, 3), SENDER, french)
    plain = email_message([letter], ENVELOPE)
    assert plain["From"] == "Scolarité <scolarite@ecole.example>"
    assert plain["To"] == "Mme Roux <roux@zyx.example>"
    assert plain["Auto-Submitted"] == "auto-generated"
    assert plain["Content-Language"] == "fr"
    assert plain["List-Unsubscribe"] is None
    stop = f"https://portail.ecole.example/notices/{'S' * 43}"
    told = bytes(email_message([letter], replace(ENVELOPE, stop_url=stop))).decode()
    assert f"\r\nList-Unsubscribe: <{stop}>\r\n" in told
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in told
    open_one = replace(ENVELOPE, stop_url=stop.replace("s:", ":", 1))
    assert b"List-Unsubscribe-Post" not in bytes(email_message([letter], open_one))


def test_no_name_becomes_a_header_or_html(french: Messages) -> None:
    name = "Roux\r\nBcc: all@evil.example\n\n<script>alert(1)</script>"
    to = mailbox(name, "roux@zyx.example")
    assert to
    letter = link_letter(replace(TO, holder=name), date(2027, 9, 3), SENDER, french)
    school = replace(SENDER, school="Ã\x0bcole\r\nX-Spam: no")
    subject = link_letter(TO, date(2027, 9, 3), school, french).subject
    message = email_message([replace(letter, subject=subject)], replace(ENVELOPE, to=to))
    content = bytes(message)
    headers, _, _ = content.partition(b"\r\n\r\n")
    assert b"\r\nBcc:" not in headers
    assert b"\r\nX-Spam" not in headers
    assert [each.addr_spec for each in message["To"].addresses] == ["roux@zyx.example"]
    assert message_from_bytes(content, policy=default)["Bcc"] is None
    _, html = parts(message)
    assert "<script>" not in html


@pytest.mark.parametrize(
    "text",
    [
        "a@b.fr",
        "A.B+c@sous.domaine.example",
        "o'neil@zyx.example",
    ],
)
def test_an_address_that_can_be_written_to(text: str) -> None:
    assert mailbox("", text) == Mailbox("", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a@b",
        "@b.fr",
        "a@",
        "a b@c.fr",
        "a@b@c.fr",
        "é@b.fr",
        "a@b.fr\nBcc: x@y.fr",
        "a@b..fr",
        "a@-b.fr",
        ".a@b.fr",
        "<a@b.fr>",
        f"{'a' * 65}@b.fr",
        f"a@{'b.' * 130}fr",
    ],
)
def test_an_address_that_cannot_be_written_to(text: str) -> None:
    assert mailbox("", text) is None


def test_a_domain_beyond_ascii_is_written_as_its_name_is_kept() -> None:
    assert mailbox("", "a@école.example") == Mailbox("", "a@xn--cole-9oa.example")


def test_a_sender_is_an_address_or_a_name_and_an_address() -> None:
    assert parse_mailbox("a@b.fr") == Mailbox("", "a@b.fr")
    assert parse_mailbox("Scolarité <a@b.fr>") == Mailbox("Scolarité", "a@b.fr")
    assert parse_mailbox('"Roux, Anne" <a@b.fr>') == Mailbox("Roux, Anne", "a@b.fr")
    for wrong in ("", "Scolarité", "Scolarité <a>", "a@b.fr, c@d.fr", "<a@b.fr> x"):
        with pytest.raises(ValueError, match=r".*"):
            parse_mailbox(wrong)
