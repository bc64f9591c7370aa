"""Signing in by headers that the reverse proxy sets: those of Shibboleth, for Renater.

They are believed from a proxy that `--trust-proxy` names, and from nobody else.
"""

from urllib.parse import urlencode

from starlette.requests import Request

from planner.portal.settings.sign_in import HeaderTable
from planner.portal.store.sessions import Account
from planner.portal.web.http.middleware import is_from_proxy
from planner.portal.web.single_sign_on.attempt import SignOnAttempt
from planner.portal.web.single_sign_on.service import Return, SignOnRefused, account_of


class HeaderService:
    """The reverse proxy, which lets nobody through to the return address whom it does not know."""

    def __init__(self, table: HeaderTable) -> None:
        self._table = table

    def entry(self, attempt: SignOnAttempt, back: str) -> str:
        return f"{back}?{urlencode({'state': attempt.state})}"

    def account(self, back: Return) -> Account:
        if not is_from_proxy(back.request.scope):
            raise SignOnRefused("the headers do not come from a trusted proxy")
        table = self._table
        told = (_header(back.request, each) for each in (table.account, table.name, table.groups))
        return account_of(*told)


_NO_VALUE = "(null)"
"""What Apache sets a header to from a variable that has no value (`%{…}e` of mod_headers)."""


def _header(request: Request, name: str) -> str:
    """Return the only header of a name, as UTF-8 where it is; "" if it is missing or has no value.

    Raises
    ------
    SignOnRefused
        There are several: one may be the visitor's own.
    """
    values = request.headers.getlist(name)
    if len(values) > 1:
        raise SignOnRefused(f"there are {len(values)} headers {name}")
    value = "".join(values).encode("latin-1").decode(errors="replace")
    return "" if value == _NO_VALUE else value
