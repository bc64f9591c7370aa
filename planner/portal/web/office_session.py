"""Scolarité signed in: a cookie says who asks, a token in each form that one of our pages sent it.

The cookie goes along with links that lead here from elsewhere (SameSite=Lax), since scolarité
comes in by a link in a mail and is sent on at once, so that the secret does not stay in the
address of a page. What such a visit asks for is only ever read: whatever changes something is a
form, and is done only if it bears a token of the same sign-in and comes from the portal itself.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from secrets import token_urlsafe
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from planner.documents.calendar_file import ZONE
from planner.files.problems import Unusable
from planner.messages import LANGUAGES, Messages
from planner.portal.pages.company import school_day
from planner.portal.pages.rendering import render
from planner.portal.store.links import (
    SESSION_LIFETIME,
    Link,
    active_link,
    end_session,
    session_link,
    start_session,
)
from planner.portal.web.denials import AccessDenied
from planner.portal.web.forms import (
    CsrfError,
    Form,
    check_csrf_token,
    csrf_signer,
    is_same_origin,
    read_form,
)
from planner.portal.web.language import request_language
from planner.portal.web.state import Portal, portal_of

_LOG = logging.getLogger("planner.portal")


@dataclass(frozen=True)
class OfficeSession:
    """Somebody at scolarité who is signed in, and what they ask for.

    Attributes
    ----------
    link
        The one by which they came in.
    secret
        That of the sign-in.
    """

    request: Request
    portal: Portal
    link: Link
    secret: str = field(repr=False)
    text: Messages

    @property
    def user_name(self) -> str:
        return self.link.holder

    @property
    def now(self) -> datetime:
        return self.portal.clock()

    @property
    def today(self) -> date:
        return self.portal.today

    def path_number(self, name: str) -> int:
        """Give a number of the address."""
        found: int = self.request.path_params[name]
        return found

    def url(self, path: str, **query: object) -> str:
        """Give an address in the language of the page."""
        given = {name: value for name, value in query.items() if value is not None}
        return f"{path}?{urlencode({'lang': self.text.language} | given)}"

    def redirect(self, path: str, **query: object) -> Response:
        """Send to a page after something was done."""
        return RedirectResponse(self.url(path, **query), 303)

    def render_page(
        self, template: str, *, status: int = 200, at: str | None = None, **data: object
    ) -> Response:
        """Answer with a page.

        Parameters
        ----------
        at
            Where the page stands that is chosen for another language; None for this one.
        """
        html = render(
            template,
            self.text,
            who=self.user_name,
            to=self.url,
            token=csrf_signer(self.secret).sign(token_urlsafe(6)).decode(),
            here=self.request.url.path,
            section="/".join(self.request.url.path.split("/")[:3]),
            languages={each: self._in(each, at) for each in LANGUAGES},
            counted=self.counted,
            moment=self.moment,
            day=self.text.day,
            school_day=school_day,
            today=self.today,
            **data,
        )
        # browsers would not tell a form's origin under the policy of other pages
        return HTMLResponse(html, status, headers={"Referrer-Policy": "same-origin"})

    def moment(self, when: datetime) -> str:
        """Tell a moment by the clock of the school."""
        local = when.astimezone(ZoneInfo(ZONE))
        told = self.text("office.moment", day=local.date(), time=local.time())
        return self.text.unbroken(told)

    def counted(self, key: str, count: int) -> str:
        """Tell a number of things."""
        return self.text.unbroken(self.text.counted(key, count))

    def problem_page(self, unusable: Unusable) -> Response:
        """Tell why something cannot be done, or shown."""
        _LOG.warning("scolarité: %s", unusable)
        told = self.problem_lines(unusable)
        return self.render_page("office_fault.html", status=409, at="/office", told=told)

    def problem_lines(self, unusable: Unusable | None) -> list[str]:
        """Tell what is wrong, if anything is."""
        problems = unusable.problems if unusable else ()
        return [self.text.unbroken(self.text.tell(each)) for each in problems]

    def _in(self, language: str, at: str | None) -> str:
        query = dict(self.request.query_params) if at is None else {}
        path = at or self.request.url.path
        return f"{path}?{urlencode(query | {'lang': language})}"


Reading = Callable[[OfficeSession], Response]
Acting = Callable[[OfficeSession, Form], Response]


def office_page(handler: Reading) -> Callable[[Request], Response]:
    """Let a handler answer those who are signed in, and nobody else."""

    @wraps(handler)
    def endpoint(request: Request) -> Response:
        desk = _open_session(request)
        try:
            return handler(desk)
        except Unusable as unusable:
            return desk.problem_page(unusable)

    return endpoint


def office_action(handler: Acting) -> Callable[[Request], Awaitable[Response]]:
    """Let a handler do what a form asks that somebody sent who is signed in, and no other."""

    def done(desk: OfficeSession, form: Form) -> Response:
        try:
            return handler(desk, form)
        except Unusable as unusable:
            return desk.problem_page(unusable)

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        desk = await run_in_threadpool(_open_session, request)
        if not is_same_origin(request, desk.portal):
            raise CsrfError
        form = await read_form(request)
        check_csrf_token(desk.secret, form)
        return await run_in_threadpool(done, desk, form)

    return endpoint


# --- Coming and going ---------------------------------------------------------------------------


def sign_in_by_link(request: Request) -> Response:
    """Sign in whoever opens a link of scolarité."""
    portal, now = portal_of(request), portal_of(request).clock()
    with portal.database.reading() as connection:
        link = active_link(connection, request.path_params["secret"], portal.today, office=True)
    if link is None:
        raise AccessDenied(is_attempt=True)
    if request.method != "GET":  # a program that looks at links in mails
        raise AccessDenied(is_attempt=False)
    with portal.database.writing() as connection:
        secret = start_session(connection, link, now)
    response = RedirectResponse(f"/office?lang={request_language(request)}", 303)
    response.set_cookie(
        _cookie(request, portal),
        secret,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        secure=_is_secure(request, portal),
        httponly=True,
        samesite="lax",
    )
    return response


def sign_out_action(desk: OfficeSession, _: Form) -> Response:
    """Sign out."""
    with desk.portal.database.writing() as connection:
        end_session(connection, desk.secret)
    return signed_out_response(desk)


def signed_out_response(desk: OfficeSession) -> Response:
    """Send away who is signed in no more."""
    response = RedirectResponse("/", 303)
    response.delete_cookie(
        _cookie(desk.request, desk.portal),
        secure=_is_secure(desk.request, desk.portal),
        httponly=True,
        samesite="lax",
    )
    return response


def _open_session(request: Request) -> OfficeSession:
    """Find who is signed in.

    Raises
    ------
    Refused
        Nobody is.
    """
    portal = portal_of(request)
    secret = request.cookies.get(_cookie(request, portal))
    if secret is None:
        raise AccessDenied(is_attempt=False)
    with portal.database.reading() as connection:
        link = session_link(connection, secret, portal.clock(), portal.today)
    if link is None:
        raise AccessDenied(is_attempt=True)
    return OfficeSession(request, portal, link, secret, Messages(request_language(request)))


def _is_secure(request: Request, portal: Portal) -> bool:
    return urlsplit(portal.address_for(request)).scheme == "https"


def _cookie(request: Request, portal: Portal) -> str:
    """Name the cookie: browsers hold it to this very host if its name says so."""
    return "__Host-office" if _is_secure(request, portal) else "office"


# --- Forms --------------------------------------------------------------------------------------
