"""Signing in by CAS: the ticket that comes back is validated at the server (protocol 2 and 3)."""

from urllib.parse import urlencode
from xml.etree import ElementTree

import httpx2

from planner.portal.settings.sign_in import CasTable
from planner.portal.store.sessions import Account
from planner.portal.web.single_sign_on.attempt import SignOnAttempt
from planner.portal.web.single_sign_on.fetching import TIMEOUT, fetched
from planner.portal.web.single_sign_on.service import (
    Return,
    SignOnRefused,
    SignOnUnreachable,
    account_of,
)

_CAS = "{http://www.yale.edu/tp/cas}"
"""The namespace of the answers of a server."""


class CasService:
    """A server of CAS."""

    def __init__(self, table: CasTable) -> None:
        self._table = table

    def entry(self, attempt: SignOnAttempt, back: str) -> str:
        return f"{self._table.address}/login?{urlencode({'service': _service(attempt, back)})}"

    def account(self, back: Return) -> Account:
        if not back.said("ticket"):
            raise SignOnRefused("there is no ticket")
        asked = {"service": _service(back.attempt, back.address), "ticket": back.said("ticket")}
        with httpx2.Client(timeout=TIMEOUT) as client:
            where = f"{self._table.address}{self._table.validation}"
            answer = fetched(client, f"{where}?{urlencode(asked)}")
        told = _parsed(answer.content)
        success = told.find(f"{_CAS}authenticationSuccess")
        if success is None:
            raise SignOnRefused(f"the server does not accept the ticket: {_fault(told)}")
        attributes = _attributes(success)
        login = success.findtext(f"{_CAS}user")
        own = self._table.account
        return account_of(
            next(iter(attributes.get(own, [])), None) if own else login,
            next(iter(attributes.get(self._table.name, [])), None) or login,
            attributes.get(self._table.groups, []),
        )


def _service(attempt: SignOnAttempt, back: str) -> str:
    """Return the address for which a ticket is valid; with the state, in this browser only."""
    return f"{back}?{urlencode({'state': attempt.state})}"


def _parsed(content: bytes) -> ElementTree.Element:
    """Parse the answer of a server; it defines no entities."""
    try:
        if b"<!" in content.replace(b"<!--", b""):
            raise SignOnUnreachable("the server answers XML with declarations")
        return ElementTree.fromstring(content)
    except ElementTree.ParseError:
        raise SignOnUnreachable("the server does not answer XML") from None


def _fault(told: ElementTree.Element) -> str:
    """Return the code of an answer that refuses: INVALID_TICKET, INVALID_SERVICE."""
    failure = told.find(f"{_CAS}authenticationFailure")
    return ("" if failure is None else failure.get("code", ""))[:100] or "it does not say why"


def _attributes(success: ElementTree.Element) -> dict[str, list[str]]:
    """Return the attributes of a person, each with its values in order."""
    found: dict[str, list[str]] = {}
    for each in success.iterfind(f"{_CAS}attributes/*"):
        found.setdefault(each.tag.removeprefix(_CAS), []).append(each.text or "")
    return found
