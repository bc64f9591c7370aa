"""Sessions of scolarité: the session cookie, and handlers that require it.

GET requests change nothing but the end of the session; whatever changes data is a POST request
protected by a CSRF token. Who asks for a page without a session is led to the service by which the
school signs in, if there is one.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import wraps
from typing import TypeVar
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from planner.files.problems import Unusable, problem
from planner.messages import LANGUAGES, Messages
from planner.portal.settings.roles import Role
from planner.portal.settings.sign_in import SignInKind
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.rights import Rights, Scope, rights_of
from planner.portal.store.sessions import Session, active_session, extend_session
from planner.portal.web.http.bodies import LONG, SHORT, UPLOAD, BodyBounds, bounded
from planner.portal.web.http.cookies import drop_cookie, keep_cookie, read_cookie
from planner.portal.web.http.denials import AccessDenied
from planner.portal.web.http.forms import (
    CSRF_HEADER,
    CsrfError,
    Form,
    check_csrf_token,
    csrf_token,
    is_same_origin,
    read_form,
)
from planner.portal.web.http.language import request_language
from planner.portal.web.http.middleware import SCRIPT_POLICY
from planner.portal.web.office.roles import (
    Need,
    RoleNeeded,
    RouteNeeds,
    need_of,
    needed_line,
    role_lines,
    with_need,
)
from planner.portal.web.state import Portal, portal_of
from planner.year.time_zones import PARIS, day_at

_LOG = logging.getLogger("planner.portal")

SIGN_IN_PATH = "/office/sign-in"
"""The path at which one signs in by the service of the school."""


@dataclass(frozen=True)
class OfficeSession:
    """An authenticated request of scolarité.

    Attributes
    ----------
    entry
        The session that is stored, with what the person signed in by.
    rights
        What the person may do.
    need
        What the route needs.
    secret
        The secret of the session, as in the cookie.
    """

    request: Request
    portal: Portal
    entry: Session
    rights: Rights
    need: Need
    secret: str = field(repr=False)
    text: Messages

    @property
    def user_name(self) -> str:
        """The name of the person, as recorded for what they do."""
        return self.entry.holder

    @property
    def now(self) -> datetime:
        """The current time, in UTC."""
        return self.portal.clock()

    @property
    def today(self) -> date:
        """The current date in France."""
        return self.portal.today

    @property
    def path(self) -> str:
        """The path of the request among the routes."""
        return self.request.url.path.removeprefix(self.portal.prefix)

    def path_number(self, name: str) -> int:
        """Return an integer parameter of the URL path."""
        found: int = self.request.path_params[name]
        return found

    def url(self, path: str, **query: object) -> str:
        """Return the URL of a page, given its path among the routes, in the language of this one.

        Query parameters that are None are left out; those that are lists are repeated.
        """
        given = {name: value for name, value in query.items() if value is not None}
        asked = urlencode({"lang": self.text.language} | given, doseq=True)
        return f"{self.portal.prefix}{path}?{asked}"

    def redirect(self, path: str, **query: object) -> Response:
        """Redirect to a page after a form was processed (303 See Other)."""
        return RedirectResponse(self.url(path, **query), 303)

    def render(self, template: str, **data: object) -> str:
        """Render a template, a page or a part of one, with how it writes figures and moments."""
        written = {"counted": self.counted, "moment": self.moment, "day": self.text.day}
        prefix = self.portal.prefix
        return self.portal.render(template, self.text, prefix=prefix, **written, **data)

    def render_page(
        self, template: str, *, status: int = 200, at: str | None = None, **data: object
    ) -> Response:
        """Render a template with what all pages of scolarité have.

        Parameters
        ----------
        at
            The path of the page in another language; None for the requested one.
        data
            What else the template shows.
        """
        html = self.render(
            template,
            school_name=self.portal.settings.school.name,
            who=self.user_name,
            url=self.url,
            token=csrf_token(self.secret),
            data_file=self.portal.database.shown_place if self.portal.is_own_machine else None,
            here=self.path,
            mine=self.entry,
            section="/".join(self.path.split("/")[:3]),
            languages={each: self._in(each, at) for each in LANGUAGES},
            school_day=day_at,
            today=self.today,
            **({"may_open": self.may_open, "may_post": self.may_post} | data),
        )
        # under no-referrer, browsers would send `Origin: null` with forms
        headers = {"Referrer-Policy": "same-origin", "Content-Security-Policy": SCRIPT_POLICY}
        return HTMLResponse(html, status, headers=headers)

    def moment(self, when: datetime) -> str:
        """Format a timestamp in the school's time zone."""
        local = when.astimezone(ZoneInfo(PARIS))
        moment = self.text("office.moment", day=local.date(), time=local.time())
        return self.text.unbroken(moment)

    def counted(self, key: str, count: int) -> str:
        """Format a number of things, with unbreakable spaces."""
        return self.text.unbroken(self.text.counted(key, count))

    def may(self, need: Need, scope: Scope | None = None) -> bool:
        """Return whether the person has what is needed: for something of a scope, or at all."""
        if need.role is None:
            return True
        if need.everywhere:
            return self.rights.may_everywhere(need.role)
        if scope is None:
            return self.rights.may(need.role)
        return self.rights.may_in(need.role, scope)

    def may_open(self, path: str, scope: Scope | None = None) -> bool:
        """Return whether the person may open the page at a path: others get no link to it."""
        return self.may(_route_needs(self.request).of("GET", path), scope)

    def may_post(self, path: str, scope: Scope | None = None) -> bool:
        """Return whether the person may send a form to a path: others do not get the form."""
        return self.may(_route_needs(self.request).of("POST", path), scope)

    def sees(self, scope: Scope) -> bool:
        """Return whether the person may do what the route does with something."""
        return self.may(self.need, scope)

    def check_role(self, need: Need) -> None:
        """Check that the person has a role.

        Raises
        ------
        RoleNeeded
            The person has not, or not everywhere where that is needed.
        """
        if not self.may(need):
            raise RoleNeeded(need)

    def check_scope(self, *scopes: Scope) -> None:
        """Check that the person may do what the route does with some things.

        Raises
        ------
        RoleNeeded
            The person has not the role for each of them.
        """
        if not all(map(self.sees, scopes)):
            raise RoleNeeded(self.need)

    def note(self, act: OfficeAct, about: str) -> None:
        """Record an act that changes nothing itself; the answer does not fail for it."""
        try:
            with self.portal.database.writing() as connection:
                record_act(connection, act, self.user_name, about, self.now)
        except Unusable as unusable:
            _LOG.warning("an act could not be noted: %s", unusable)

    def role_page(self, needed: RoleNeeded) -> Response:
        """Return a page that says which role is needed."""
        return self.render_page(
            "office_role.html",
            status=403,
            at="/office/sessions",
            needed=needed.need,
            own=role_lines(self.rights, self.text),
        )

    def problem_page(self, unusable: Unusable) -> Response:
        """Return a page with the reasons why something cannot be done or shown."""
        _LOG.warning("scolarité: %s", unusable)
        problems = self.problem_lines(unusable)
        home = self.portal.home
        return self.render_page(
            "office_fault.html", status=409, at=home, home=home, problems=problems
        )

    def problem_lines(self, unusable: Unusable | None) -> list[str]:
        """Format problems, if there are any."""
        problems = unusable.problems if unusable else ()
        return [self.text.unbroken(self.text.sentence(each)) for each in problems]

    def _in(self, language: str, at: str | None) -> str:
        given = self.request.query_params.multi_items() if at is None else []
        kept = [(name, value) for name, value in given if name != "lang"]
        return f"{self.portal.prefix}{at or self.path}?{urlencode([*kept, ('lang', language)])}"


def _route_needs(request: Request) -> RouteNeeds:
    found = request.app.state.needs
    assert isinstance(found, RouteNeeds)
    return found


_Body = TypeVar("_Body", bound=BaseModel)
_PageHandler = Callable[[OfficeSession], Response]
_ActionHandler = Callable[[OfficeSession, Form], Response]
_DataHandler = Callable[[OfficeSession, _Body], Mapping[str, object]]
_Endpoint = Callable[[Request], Awaitable[Response]]


def office_page(handler: _PageHandler) -> Callable[[Request], Response]:
    """Decorate a handler of a page: it requires a session, and Unusable becomes a page."""
    need = need_of(handler, Role.READER)

    @wraps(handler)
    def endpoint(request: Request) -> Response:
        try:
            session = _open_session(request, need)
        except AccessDenied:
            if portal_of(request).settings.sign_in.kind is SignInKind.LINKS:
                raise
            return _led_to_service(request)
        return _answer(session, lambda: handler(session))

    return with_need(endpoint, need)


def _answer(session: OfficeSession, answer: Callable[[], Response]) -> Response:
    """Call a handler if the person has its role; RoleNeeded and Unusable become pages."""
    try:
        session.check_role(session.need)
        return answer()
    except Unusable as unusable:
        return session.problem_page(unusable)
    except RoleNeeded as needed:
        session.note(OfficeAct.ROLE_REFUSED, _asked(session))
        return session.role_page(needed)


def _asked(session: OfficeSession) -> str:
    """Return the method and the path of a request."""
    return f"{session.request.method} {session.path}"


def _led_to_service(request: Request) -> Response:
    """Redirect to where one signs in by the service of the school, to come back here."""
    prefix = portal_of(request).prefix
    asked = f"?{request.url.query}" if request.url.query else ""
    to = request.url.path.removeprefix(prefix) + asked
    return RedirectResponse(f"{prefix}{SIGN_IN_PATH}?{urlencode({'to': to})}", 303)


def office_action(handler: _ActionHandler) -> _Endpoint:
    """Decorate a handler of a form: it also requires the same origin and a CSRF token."""
    return _action(handler, SHORT)


def office_long_form(handler: _ActionHandler) -> _Endpoint:
    """Decorate a handler of a form with very many fields, as `office_action` does."""
    return _action(handler, LONG)


def office_upload(handler: _ActionHandler) -> _Endpoint:
    """Decorate a handler of a form with files, as `office_action` does."""
    return _action(handler, UPLOAD)


def _action(handler: _ActionHandler, bounds: BodyBounds) -> _Endpoint:
    need = need_of(handler, Role.PLANNER)

    @wraps(handler)
    async def endpoint(request: Request) -> Response:
        session = await _own_session(request, need)
        form = await read_form(request, bounds)
        check_csrf_token(session.secret, form.token)
        return await run_in_threadpool(_answer, session, lambda: handler(session, form))

    return with_need(endpoint, need)


def office_json(body: type[_Body]) -> Callable[[_DataHandler[_Body]], _Endpoint]:
    """Decorate a handler that answers scripts: JSON of a model is sent, JSON is returned.

    It requires what `office_action` does, the token in the header X-CSRF-Token. Unusable becomes
    422 Unprocessable Content with `problems`, a list of sentences.
    """

    def decorate(handler: _DataHandler[_Body]) -> _Endpoint:
        need = need_of(handler, Role.PLANNER)

        def run(session: OfficeSession, sent: bytes) -> Response:
            try:
                session.check_role(session.need)
                return JSONResponse(handler(session, _parsed(body, sent)))
            except Unusable as unusable:
                return JSONResponse({"problems": session.problem_lines(unusable)}, 422)
            except RoleNeeded as needed:
                session.note(OfficeAct.ROLE_REFUSED, _asked(session))
                return JSONResponse({"problems": [needed_line(needed.need, session.text)]}, 403)

        @wraps(handler)
        async def endpoint(request: Request) -> Response:
            session = await _own_session(request, need)
            check_csrf_token(session.secret, request.headers.get(CSRF_HEADER, ""))
            sent = await bounded(request, LONG.size).body()
            return await run_in_threadpool(run, session, sent)

        return with_need(endpoint, need)

    return decorate


def _parsed(body: type[_Body], sent: bytes) -> _Body:
    """Parse JSON; raise Unusable if it is not what a page of the office sends."""
    try:
        return body.model_validate_json(sent)
    except ValidationError:
        raise Unusable([problem("office.not-understood")]) from None


async def _own_session(request: Request, need: Need) -> OfficeSession:
    """Authenticate a request that changes something: it must come from the portal's own pages."""
    session = await run_in_threadpool(_open_session, request, need)
    if not is_same_origin(request, session.portal):
        raise CsrfError
    return session


# --- Signing in and out --------------------------------------------------------------------------

_COOKIE = "office"


def set_session_cookie(request: Request, response: Response, secret: str, lasts: timedelta) -> None:
    """Set the cookie with the secret of a session."""
    keep_cookie(request, response, _COOKIE, secret, lasts)


def signed_out_response(session: OfficeSession) -> Response:
    """Delete the session cookie and redirect to the root."""
    response = RedirectResponse(f"{session.portal.prefix}/", 303)
    drop_cookie(session.request, response, _COOKIE)
    return response


def is_signed_in(request: Request) -> bool:
    """Return whether a request has a session that is active."""
    try:
        _open_session(request, Need(Role.READER))
    except AccessDenied:
        return False
    return True


def _open_session(request: Request, need: Need) -> OfficeSession:
    """Authenticate a request by its session cookie; the session lasts from then on.

    Raises
    ------
    AccessDenied
        The request has no session that is active.
    """
    portal = portal_of(request)
    secret = read_cookie(request, _COOKIE)
    if secret is None:
        raise AccessDenied(is_attempt=False)
    with portal.database.reading() as connection:
        found = active_session(connection, secret, portal.clock(), portal.today)
    if found is None:
        raise AccessDenied(is_attempt=True)
    try:
        extend_session(portal.database, found, portal.clock())
    except Unusable as unusable:  # a page does not fail for it
        _LOG.warning("the use of a session could not be noted: %s", unusable)
    rights = rights_of(found, portal.settings.roles)
    text = Messages(request_language(request))
    return OfficeSession(request, portal, found, rights, need, secret, text)
