"""Addresses of mail: which ones can be written to, and with which name before them."""

import re
from dataclasses import dataclass
from email.headerregistry import Address

from planner.files.invisible import printed_part

_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")
_NAMED = re.compile(
    r"\s*(?:\"(?P<quoted>[^\"\\]*)\"|(?P<name>[^<>@\"]*?))\s*<(?P<email>[^<>\s]+)>\s*"
)
_MOST_LOCAL, _MOST_DOMAIN, _MOST_NAME = 64, 253, 120


@dataclass(frozen=True)
class Mailbox:
    """An address that can be written to, and the name before it.

    Attributes
    ----------
    name
        On one line, without characters that nobody sees; "" without one.
    email
        In ASCII, the domain as the domain name system has it.
    """

    name: str
    email: str

    @property
    def domain(self) -> str:
        """What follows the @."""
        return self.email.rpartition("@")[2]

    @property
    def header(self) -> Address:
        """The mailbox as a header has it: the name is quoted and encoded as needed."""
        return Address(display_name=self.name, addr_spec=self.email)


def mailbox(name: str, email: str) -> Mailbox | None:
    """Return the mailbox of a name and an address; None if the address cannot be written to.

    Addresses with letters beyond ASCII before the @ would ask each mail server on the way for an
    extension (RFC 6531) that many do not have: they are not written to.
    """
    local, _, domain = email.rpartition("@")
    known = _domain(domain)
    if known is None or len(local) > _MOST_LOCAL or not _LOCAL.fullmatch(local):
        return None
    return Mailbox(header_line(name)[:_MOST_NAME].strip(), f"{local}@{known}")


def parse_mailbox(text: str) -> Mailbox:
    """Parse an address, or a name and an address: Scolarité <scolarite@ecole.fr>.

    Raises
    ------
    ValueError
        The text is neither, or the address cannot be written to.
    """
    found = _NAMED.fullmatch(text)
    name = (found["quoted"] or found["name"] or "") if found else ""
    parsed = mailbox(name, found["email"] if found else text.strip())
    if parsed is None:
        raise ValueError(text)
    return parsed


def _domain(name: str) -> str | None:
    """Return a domain in ASCII; None if it is none of several labels."""
    try:
        known = name.encode("idna").decode()
    except UnicodeError:
        return None
    labels = known.split(".")
    is_domain = (
        len(known) <= _MOST_DOMAIN and len(labels) > 1 and all(map(_LABEL.fullmatch, labels))
    )
    return known.lower() if is_domain else None


def header_line(text: str) -> str:
    """Return a text without line ends and other characters that a header cannot have."""
    return " ".join(printed_part(text).split())
