"""Delivery status notifications (RFC 3464): the mail by which a server tells what did not arrive.

Whoever knows an address can write to it, so nothing in them is trusted: they are read with
`email.policy.compat32`, which takes whatever comes, and what they say of which message is matched
by `planner.portal.mail.bounces`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from planner.portal.settings.mailbox import header_line

_IDENTIFIER = re.compile(r"<[^<>\s]+>")
_TYPE = re.compile(r"^\s*[\w-]+\s*;\s*")
"""What precedes a diagnostic text: by whose rules it is written, as in `smtp; 550 No such user`."""

_REFERRING = ("In-Reply-To", "References")


@dataclass(frozen=True)
class Bounce:
    """A notification that a message was not delivered.

    Attributes
    ----------
    message_ids
        The identifiers of messages that it names, the returned one first.
    answer
        What the server of the addressee said; its status code (RFC 3463) if it said nothing.
    """

    message_ids: tuple[str, ...]
    answer: str


def parse_bounce(content: bytes) -> Bounce | None:
    """Parse a mail; return None unless it notifies that a message was not delivered.

    Notifications of a delay, or of a delivery, are none; nor are answers of people.
    """
    try:
        return next(_bounces(message_from_bytes(content)), None)
    except (RecursionError, ValueError):  # endless parts, parameters of no sense
        return None


def _bounces(mail: Message) -> Iterator[Bounce]:
    for report in mail.walk():  # somebody may have forwarded it
        if report.get_content_type() != "multipart/report" or not report.is_multipart():
            continue
        parts = _parts(report)
        if (failure := _failure(parts)) is not None:
            found = dict.fromkeys(_identifiers(report, parts))
            yield Bounce(tuple(found), _answer(failure))


def _parts(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [each for each in payload if isinstance(each, Message)] if payload else []


def _failure(parts: list[Message]) -> Message | None:
    """Return the fields of the first addressee whom the message did not reach."""
    for part in parts:
        if part.get_content_type() == "message/delivery-status":
            for fields in _parts(part):
                if _field(fields, "Action").casefold() == "failed":
                    return fields
    return None


def _identifiers(report: Message, parts: list[Message]) -> Iterator[str]:
    """Yield identifiers: of the message that is returned, then of those the report refers to."""
    for part in parts:
        match part.get_content_type():
            case "message/rfc822":
                returned = _parts(part)
            case "text/rfc822-headers":
                headers = part.get_payload(decode=True)
                returned = [message_from_bytes(headers)] if isinstance(headers, bytes) else []
            case _:
                returned = []
        for each in returned:
            yield from _IDENTIFIER.findall(_field(each, "Message-ID"))
    for name in _REFERRING:
        yield from _IDENTIFIER.findall(_field(report, name))


def _answer(failure: Message) -> str:
    said = _TYPE.sub("", _field(failure, "Diagnostic-Code"))
    return said or _field(failure, "Status")


def _field(message: Message, name: str) -> str:
    """Return a header on one line, without characters that nobody sees; "" without one."""
    return header_line(str(message.get(name, "")))
