"""Signing in at scolarité: a link shows a button, and the button uses the link up.

Programs that check the links of a mail open them, and press no button. On a person's own machine
the link is opened by the planner, and signs in at once. The redirect keeps the secret out of the
address of a page.
"""

from datetime import timedelta

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from planner.messages import LANGUAGES, Messages
from planner.portal.pages.rendering import render
from planner.portal.store.links import Link
from planner.portal.store.sessions import start_session, unused_link
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.forms import CsrfError, is_same_origin
from planner.portal.web.http.language import request_language
from planner.portal.web.office.session import is_signed_in, set_session_cookie
from planner.portal.web.state import portal_of, secret_of


def sign_in_page(request: Request) -> Response:
    """Return the page with the button; who is signed in and comes by a used link goes on.

    On a person's own machine, start the session, unless there is one.

    Raises
    ------
    AccessDenied
        Nobody may sign in by the link.
    """
    portal = portal_of(request)
    with portal.database.reading() as connection:
        link = unused_link(connection, secret_of(request), portal.clock(), portal.today)
    if link is None:
        if is_signed_in(request):
            return _to_office(request)
        raise AccessDenied(is_attempt=True)
    if portal.is_own_machine:
        return _to_office(request) if is_signed_in(request) else _signed_in(request)
    html = render(
        "office_sign_in.html",
        Messages(request_language(request)),
        school_name=portal.settings.school.name,
        prefix=portal.prefix,
        holder=link.holder,
        languages={each: f"?lang={each}" for each in LANGUAGES},
    )
    # under no-referrer, browsers would send `Origin: null` with the form
    return HTMLResponse(html, headers={"Referrer-Policy": "same-origin"})


def sign_in_action(request: Request) -> Response:
    """Start a session, which uses the link up; set its cookie and redirect.

    Raises
    ------
    AccessDenied
        Nobody may sign in by the link.
    CsrfError
        The button was not that of the page.
    """
    portal = portal_of(request)
    with portal.database.reading() as connection:  # who guesses does not keep others from writing
        _required_link(request, connection)
    if not is_same_origin(request, portal):
        raise CsrfError
    return _signed_in(request)


def _signed_in(request: Request) -> Response:
    """Start a session, set its cookie and redirect."""
    portal = portal_of(request)
    with portal.database.writing() as connection:
        link = _required_link(request, connection)
        secret = start_session(connection, link, portal.clock())
    response = _to_office(request)
    until_last_day = link.ends - portal.today + timedelta(days=1)
    set_session_cookie(request, response, secret, until_last_day)
    return response


def _required_link(request: Request, connection: Connection) -> Link:
    """Return the link in the path; raise AccessDenied if nobody may sign in by it."""
    portal = portal_of(request)
    link = unused_link(connection, secret_of(request), portal.clock(), portal.today)
    if link is None:
        raise AccessDenied(is_attempt=True)
    return link


def _to_office(request: Request) -> Response:
    portal, language = portal_of(request), request_language(request)
    return RedirectResponse(f"{portal.prefix}{portal.home}?lang={language}", 303)
