"""Request handlers of signing in by a service: the way there, and the way back."""

import logging
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from planner.portal.settings.sign_in import SignInKind, SignInTable
from planner.portal.store.sessions import start_account_session
from planner.portal.web.http.cookies import drop_cookie, keep_cookie, read_cookie
from planner.portal.web.http.denials import AccessDenied, plain_page
from planner.portal.web.office.session import set_session_cookie
from planner.portal.web.single_sign_on.attempt import LASTS, SignOnAttempt
from planner.portal.web.single_sign_on.service import (
    Return,
    SignOnRefused,
    SignOnService,
    SignOnUnreachable,
)
from planner.portal.web.state import Portal, portal_of

_LOG = logging.getLogger("planner.portal")

_COOKIE = "sign-in"

RETURN_PATH = "/office/sign-in/back"
"""The path to which services send back."""


def leave_page(request: Request) -> Response:
    """Redirect to the service, with a cookie that knows this browser when it comes back.

    Raises
    ------
    AccessDenied
        The school signs in by links alone.
    """
    portal = portal_of(request)
    service = _service(portal.settings.sign_in)
    attempt = SignOnAttempt.begin(request.query_params.get("to", ""), portal.home)
    try:
        with portal.sign_ons.turn():
            entry = service.entry(attempt, _return_address(request))
    except SignOnUnreachable as error:
        return _unreachable(error, portal)
    response = RedirectResponse(entry, 303)
    keep_cookie(request, response, _COOKIE, attempt.cookie(portal.key), LASTS)
    return response


def return_page(request: Request) -> Response:
    """Start a session of the person whom the service names, and redirect to where they wanted.

    Raises
    ------
    AccessDenied
        The school signs in by links alone.
    """
    portal = portal_of(request)
    service = _service(portal.settings.sign_in)
    try:
        attempt = _answered(request, portal)
        back = Return(request, attempt, _return_address(request), portal.clock())
        with portal.sign_ons.turn():
            account = service.account(back)
    except SignOnRefused as refused:
        _LOG.warning("a sign-in is refused: %s", refused)
        return plain_page("sign-on-refused", 403, portal.prefix)
    except SignOnUnreachable as error:
        return _unreachable(error, portal)
    lasts = timedelta(hours=portal.settings.sign_in.hours)
    with portal.database.writing() as connection:
        secret = start_account_session(connection, account, back.now, back.now + lasts)
    response = RedirectResponse(f"{portal.prefix}{attempt.to}", 303)
    drop_cookie(request, response, _COOKIE)
    set_session_cookie(request, response, secret, lasts)
    return response


def _service(table: SignInTable) -> SignOnService:
    """Return the service by which a school signs in.

    Raises
    ------
    AccessDenied
        It signs in by links alone.
    """
    if table.kind is SignInKind.OIDC and table.oidc:  # each is imported where it is used
        from planner.portal.web.single_sign_on.oidc import OidcService

        return OidcService(table.oidc)
    if table.kind is SignInKind.CAS and table.cas:
        from planner.portal.web.single_sign_on.cas import CasService

        return CasService(table.cas)
    if table.kind is SignInKind.HEADER:
        from planner.portal.web.single_sign_on.header import HeaderService

        return HeaderService(table.header)
    raise AccessDenied(is_attempt=False)


def _answered(request: Request, portal: Portal) -> SignOnAttempt:
    """Return the sign-in that this browser began, and that the address answers.

    Raises
    ------
    SignOnRefused
        It began none, or another one, or too long ago.
    """
    attempt = SignOnAttempt.from_cookie(read_cookie(request, _COOKIE) or "", portal.key)
    if attempt is None or not attempt.is_answered_by(request.query_params.get("state", "")):
        raise SignOnRefused("this browser did not begin it, or too long ago")
    return attempt


def _return_address(request: Request) -> str:
    return f"{portal_of(request).address_for(request)}{RETURN_PATH}"


def _unreachable(error: SignOnUnreachable, portal: Portal) -> Response:
    _LOG.error("the service of sign-ins fails: %s", error)
    return plain_page("sign-on-unreachable", 503, portal.prefix)
