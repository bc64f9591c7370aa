"""What all services have in common: where one signs in, and who came back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.requests import Request

from planner.portal.store.sessions import Account
from planner.portal.web.single_sign_on.attempt import SignOnAttempt

MOST_GROUPS, _LONGEST = 200, 200


class SignOnRefused(Exception):
    """Who comes back from the service is not let in; the text says why, for the log."""


class SignOnUnreachable(Exception):
    """The service does not answer as it should; the text says how, for the log."""


@dataclass(frozen=True)
class Return:
    """A browser that comes back from the service.

    Attributes
    ----------
    request
        What it asks, with the answer of the service in its query or its headers.
    address
        The address to which the service sent it, without the query.
    """

    request: Request
    attempt: SignOnAttempt
    address: str
    now: datetime

    def said(self, name: str) -> str:
        """Return a parameter of the query; "" if it is missing."""
        return self.request.query_params.get(name, "")


class SignOnService(Protocol):
    """A service by which a school signs in."""

    def entry(self, attempt: SignOnAttempt, back: str) -> str:
        """Return the address at which one signs in, to be sent back to `back`.

        Raises
        ------
        SignOnUnreachable
            The service does not say where.
        """

    def account(self, back: Return) -> Account:
        """Return who came back.

        Raises
        ------
        SignOnRefused
            The service does not vouch for the person.
        SignOnUnreachable
            It does not answer.
        """


def account_of(account: object, name: object, groups: object) -> Account:
    """Return the account that a service tells of; groups in one text are parted by semicolons.

    Raises
    ------
    SignOnRefused
        What tells persons apart is missing, too long or not printable.
    """
    number = _exact(account)
    if not number:
        raise SignOnRefused("the service names no account")
    listed = groups.split(";") if isinstance(groups, str) else groups
    listed = listed if isinstance(listed, list) else []
    known = (_exact(each) for each in listed[:MOST_GROUPS])
    return Account(number, _short(name) or number, tuple(each for each in known if each))


def _exact(value: object) -> str:
    """Return a text that tells apart; "" for another value, and for a text that is not as shown."""
    text = value.strip() if isinstance(value, str) else ""
    return text if text == _short(text) else ""


def _short(value: object) -> str:
    """Return a text on one line, bounded and printable; "" for another value."""
    text = " ".join(value.split()) if isinstance(value, str) else ""
    return "".join(each for each in text if each.isprintable())[:_LONGEST]
