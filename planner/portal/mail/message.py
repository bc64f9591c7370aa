"""Messages as they are sent (RFC 5322): headers, a part in plain text, a part in HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from uuid import NAMESPACE_URL, uuid5

from planner.messages import Messages
from planner.portal.mail.letters import MailLetter
from planner.portal.pages.rendering import page_renderer
from planner.portal.settings.mailbox import Mailbox, header_line

_render = page_renderer(__package__)

_POLICY = SMTP.clone(max_line_length=500)
"""Headers are not folded: Python would encode a long URL, and no mail program would find it."""


@dataclass(frozen=True)
class Envelope:
    """From whom and to whom a message goes, when, and which one it is.

    Attributes
    ----------
    identity
        What tells the message from all others: its Message-ID follows from it.
    url
        Where the page is.
    stop_url
        Where notices are ended; "" in messages that are no notices.
    """

    sender: Mailbox
    answers_to: Mailbox
    to: Mailbox
    date: datetime
    identity: str
    url: str
    stop_url: str = ""


def email_message(letters: Sequence[MailLetter], envelope: Envelope) -> EmailMessage:
    """Build a message that says the same in some languages, the person's own first.

    The same letters in the same envelope give the same bytes.
    """
    first, *_ = letters
    message = EmailMessage(policy=_POLICY)
    message["From"] = envelope.sender.header
    message["To"] = envelope.to.header
    message["Reply-To"] = envelope.answers_to.header
    message["Subject"] = header_line(first.subject)
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = message_id(envelope.identity, envelope.sender)
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers (RFC 3834)
    if envelope.stop_url:
        message["List-Unsubscribe"] = f"<{envelope.stop_url}>"
        if envelope.stop_url.startswith("https:"):  # as RFC 8058 asks
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(_plain_text(letters, envelope), cte="quoted-printable")
    message.add_alternative(_html(letters, envelope), subtype="html", cte="quoted-printable")
    message["Content-Language"] = ", ".join(letter.language for letter in letters)
    message.set_boundary(f"={uuid5(NAMESPACE_URL, f'{envelope.identity} parts').hex}")
    return message


def message_id(identity: str, sender: Mailbox) -> str:
    """Return the Message-ID of the message of an identity."""
    return f"<{uuid5(NAMESPACE_URL, identity)}@{sender.domain}>"


def plain_text(letter: MailLetter, envelope: Envelope) -> str:
    """Return what a letter says without any layout."""
    lines = ["\n\n".join(letter.before)]
    for person in letter.people:
        lines.append("\n".join((person.line, *(f"  - {line}" for line in person.lines))))
    lines += [f"{letter.link}\n{envelope.url}", *letter.after]
    if letter.stop:
        lines.append(f"{letter.stop}\n{envelope.stop_url}")
    return "\n\n".join(lines)


def _plain_text(letters: Sequence[MailLetter], envelope: Envelope) -> str:
    return "\n\n-- -- --\n\n".join(plain_text(letter, envelope) for letter in letters) + "\n"


def _html(letters: Sequence[MailLetter], envelope: Envelope) -> str:
    first, *_ = letters
    shown = [letter.unbroken for letter in letters]
    return _render("mail.html", Messages(first.language), letters=shown, envelope=envelope)
